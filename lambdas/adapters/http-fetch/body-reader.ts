import type { IncomingMessage } from 'node:http';
import { type Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { FetchFailedError, RefusedError } from '../../domain/errors';
import type { Coding } from '../../domain/fetch/http-answer';
import type { Deadline } from './send';

/** Larger steps than zlib's 16 KiB: fewer turns of the thread pool for each body. */
const CHUNK_BYTES = 65_536;

/** The first byte of the body, left in place; undefined when there is none. */
function peekByte(response: IncomingMessage): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    response.once('data', (chunk: Buffer) => {
      response.pause();
      response.unshift(chunk);
      resolve(chunk[0]);
    });
    response.once('end', () => resolve(undefined));
    response.once('error', reject);
  });
}

/** Some servers send deflate without its zlib header, whose first byte always ends in 8 (RFC 1950 §2.2). */
async function createDeflateDecoder(response: IncomingMessage): Promise<Transform> {
  const first = await peekByte(response);
  return first === undefined || first % 16 === 8 ? createInflate() : createInflateRaw();
}

async function createDecoder(response: IncomingMessage, coding: Exclude<Coding, 'identity'>): Promise<Transform> {
  if (coding === 'gzip') return createGunzip({ chunkSize: CHUNK_BYTES });
  if (coding === 'br') return createBrotliDecompress({ chunkSize: CHUNK_BYTES });
  return createDeflateDecoder(response);
}

function refuseSize(maxBytes: number): RefusedError {
  return new RefusedError(`The answer is larger than ${maxBytes / 1_048_576} MiB.`);
}

/** Takes chunks until there are more bytes than allowed. Throws RefusedError then. */
class Chunks {
  size = 0;
  private readonly taken: Buffer[] = [];

  constructor(private readonly maxBytes: number) {}

  take(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.maxBytes) throw refuseSize(this.maxBytes);
    this.taken.push(chunk);
  }

  join(): Buffer {
    const [only] = this.taken;
    return this.taken.length === 1 && only !== undefined ? only : Buffer.concat(this.taken, this.size);
  }
}

/** Most bodies come as they are: reading them without a pipeline of streams halves what a fetch costs. */
function readPlain(response: IncomingMessage, chunks: Chunks, deadline: Deadline): Promise<void> {
  deadline.stop = (reason) => response.destroy(reason);
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Buffer) => {
      try {
        chunks.take(chunk);
      } catch (error) {
        response.destroy(error as Error);
      }
    });
    response.once('end', resolve);
    response.once('error', reject);
    response.once('close', () => {
      if (!response.readableEnded) reject(new FetchFailedError('The connection broke before the answer was complete.'));
    });
  });
}

/** Resolves with the bytes that came over the wire. */
async function readCoded(
  response: IncomingMessage,
  decoder: Transform,
  chunks: Chunks,
  deadline: Deadline,
): Promise<number> {
  let wireBytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      try {
        chunks.take(chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  deadline.stop = (reason) => sink.destroy(reason);
  response.on('data', (chunk: Buffer) => {
    wireBytes += chunk.length;
  });
  await pipeline(response, decoder, sink);
  return wireBytes;
}

/**
 * Reads a body to its end, decoded, and stops at once when more than `maxBytes` have come out or the deadline passes.
 * Throws RefusedError for the size, whatever zlib or the socket says for a broken transfer.
 */
export async function readBody(
  response: IncomingMessage,
  coding: Coding,
  maxBytes: number,
  deadline: Deadline,
): Promise<{ body: Uint8Array; wireBytes: number }> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw refuseSize(maxBytes);
  const chunks = new Chunks(maxBytes);
  if (coding === 'identity') {
    await readPlain(response, chunks, deadline);
    return { body: chunks.join(), wireBytes: chunks.size };
  }
  deadline.stop = (reason) => response.destroy(reason);
  const decoder = await createDecoder(response, coding);
  const wireBytes = await readCoded(response, decoder, chunks, deadline);
  return { body: chunks.join(), wireBytes };
}
