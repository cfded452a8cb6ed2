import type { Socket } from 'node:net';
import { Readable, type Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { constants, createBrotliCompress, createGzip, gzipSync } from 'node:zlib';
import { type Answer, spellAnswer } from './raw-server';

const MIB = 1_048_576;
export const FEED = '<rss version="2.0"><channel><title>Good</title></channel></rss>';
let gzipBomb: Buffer;
let brotliBomb: Buffer;

/** 256 MiB of spaces, squeezed. */
function squeeze(encoder: Transform): Promise<Buffer> {
  const spaces = Buffer.alloc(MIB, ' ');
  return buffer(Readable.from(new Array<Buffer>(256).fill(spaces)).pipe(encoder));
}

/** Makes the bombs that some of the scenarios serve; to be awaited before them. */
export async function squeezeBombs(): Promise<void> {
  gzipBomb = await squeeze(createGzip({ level: 1 }));
  brotliBomb = await squeeze(createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }));
}

function every(socket: Socket, milliseconds: number, write: () => void): void {
  const timer = setInterval(write, milliseconds);
  socket.on('close', () => clearInterval(timer));
}

/** Writes the same bytes for as long as the other side takes them. */
function writeForever(socket: Socket, bytes: string | Buffer): void {
  const write = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', write);
  write();
}

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const coded = (coding: string, body: () => Uint8Array): Answer => {
  return (socket) => socket.end(spellAnswer('200 OK', [`Content-Encoding: ${coding}`], body()));
};
const OK_CHUNKED = 'HTTP/1.1 200 OK\r\nETag: "v1"\r\nTransfer-Encoding: chunked\r\n\r\n';
const TOO_LATE = /^The server did not finish within 0\.8 seconds\.$/;
const TOO_LARGE = /^The answer is larger than 5 MiB\.$/;
const DAMAGED = /^The compressed answer is damaged or incomplete\.$/;

/** Starts a feed and then sends a space every 50 ms, for ever: no idle timeout would fire. */
export const dripBody: Answer = (socket) => {
  socket.write(OK_CHUNKED + chunk('<rss><channel>'));
  every(socket, 50, () => socket.write(chunk(' ')));
};

export interface Scenario {
  name: string;
  answer: Answer;
  kind: 'refused' | 'failed';
  reason: RegExp;
}

/** What hostile servers do, and how a fetch with a deadline of 0.8 s must end. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'headers that drip',
    answer: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
      every(socket, 50, () => socket.write('a'));
    },
    kind: 'refused',
    reason: TOO_LATE,
  },
  {
    name: 'a body that drips',
    answer: dripBody,
    kind: 'refused',
    reason: TOO_LATE,
  },
  { name: 'no answer at all', answer: () => {}, kind: 'refused', reason: TOO_LATE },
  {
    name: 'a body without end',
    answer: (socket) => {
      socket.write(OK_CHUNKED);
      writeForever(socket, chunk('<item><title>more</title></item>'.repeat(1000)));
    },
    kind: 'refused',
    reason: TOO_LARGE,
  },
  {
    name: 'a length of 10 GB',
    answer: (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n${'a'.repeat(1024)}`),
    kind: 'refused',
    reason: TOO_LARGE,
  },
  { name: 'a gzip bomb', answer: coded('gzip', () => gzipBomb), kind: 'refused', reason: TOO_LARGE },
  { name: 'a brotli bomb', answer: coded('br', () => brotliBomb), kind: 'refused', reason: TOO_LARGE },
  {
    name: 'a chain of encodings',
    answer: coded('gzip, gzip, gzip', () => gzipSync(gzipSync(gzipBomb))),
    kind: 'refused',
    reason: /compressed its answer 3 times/,
  },
  {
    name: 'an encoding not asked for',
    answer: coded('zstd', () => Buffer.from(FEED)),
    kind: 'refused',
    reason: /"zstd"/,
  },
  {
    name: 'truncated gzip',
    answer: coded('gzip', () => gzipSync(FEED).subarray(0, 40)),
    kind: 'failed',
    reason: DAMAGED,
  },
  { name: 'truncated brotli', answer: coded('br', () => brotliBomb.subarray(0, 9)), kind: 'failed', reason: DAMAGED },
  {
    name: 'garbage called gzip',
    answer: coded('gzip', () => Buffer.from('not gzip at all!')),
    kind: 'failed',
    reason: DAMAGED,
  },
  {
    name: 'garbage called deflate',
    answer: coded('deflate', () => Buffer.from('\xff\xff\xff')),
    kind: 'failed',
    reason: DAMAGED,
  },
  {
    name: 'a reset in the body',
    answer: (socket) => {
      socket.write(OK_CHUNKED + chunk(FEED));
      setTimeout(() => socket.resetAndDestroy(), 50);
    },
    kind: 'failed',
    reason: /connection broke/,
  },
  {
    name: 'a body shorter than its length',
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>'),
    kind: 'failed',
    reason: /connection broke/,
  },
  {
    name: 'ten thousand headers',
    answer: (socket) => writeForever(socket, `HTTP/1.1 200 OK\r\n${'X-Flood: yes\r\n'.repeat(10_000)}`),
    kind: 'refused',
    reason: /headers are larger/,
  },
  {
    name: 'one header of 1 MB',
    answer: (socket) => socket.write(`HTTP/1.1 200 OK\r\nETag: "${'x'.repeat(MIB)}"\r\n\r\n`),
    kind: 'refused',
    reason: /headers are larger/,
  },
  {
    name: 'interim answers without end',
    answer: (socket) => writeForever(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n'.repeat(100)),
    kind: 'refused',
    reason: /interim answers/,
  },
  {
    name: '304 to an unconditional request',
    answer: (socket) => socket.write('HTTP/1.1 304 Not Modified\r\n\r\n'),
    kind: 'failed',
    reason: /304 Not Modified, although nothing was asked conditionally/,
  },
  {
    name: 'an upgrade nobody asked for',
    answer: (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    kind: 'failed',
    reason: /./,
  },
  {
    name: 'no HTTP',
    answer: (socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'),
    kind: 'failed',
    reason: /not proper HTTP/,
  },
  { name: 'a closed door', answer: (socket) => socket.end(), kind: 'failed', reason: /connection broke/ },
  {
    name: 'a validator with a line break',
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\nETag: "a\rX-Injected: 1"\r\nContent-Length: 0\r\n\r\n'),
    kind: 'failed',
    reason: /not proper HTTP/,
  },
];
