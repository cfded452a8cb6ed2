import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createFetcher, type Fetcher, type FetcherOptions } from '../../lambdas/adapters/http-fetch';
import { type Answer, type RawServer, spellAnswer, startRawServer } from '../../lib/tools/bench/raw-server';

const FEED = '<rss version="2.0"><channel><title>Café</title></channel></rss>';
const TLS = join(import.meta.dirname, '../fixtures/tls');
const readTls = (name: string) => readFileSync(join(TLS, name), 'utf8');
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(answer: Answer, certificate?: string): Promise<RawServer> {
  const tls = certificate === undefined ? undefined : { key: readTls('server.key'), cert: readTls(certificate) };
  const server = await startRawServer(answer, tls);
  closing.push(server.stop);
  return server;
}

function fetcherFor(servers: readonly RawServer[], options: Partial<FetcherOptions> = {}): Fetcher {
  const allowed = servers.map(({ host }) => host);
  const fetcher = createFetcher({
    userAgent: 'sre-digest (+https://example.com/bot)',
    allowed,
    deadlineMs: 5000,
    ...options,
  });
  closing.push(fetcher.close);
  return fetcher;
}

function headersOf(request: string | undefined): Record<string, string> {
  const lines = (request ?? '').split('\r\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
}

describe('a fetch that goes well', () => {
  it('brings the body, its type, its validators and its freshness', async () => {
    const headers = [
      'Content-Type: application/rss+xml',
      'ETag: W/"é 1"',
      'Last-Modified: yesterday',
      'Cache-Control: max-age=600',
    ];
    const server = await serve((socket) => socket.write(spellAnswer('200 OK', headers, FEED)));
    const answer = await fetcherFor([server]).fetch({ url: `${server.url}feed#top` });
    expect(answer).toEqual({
      kind: 'fetched',
      status: 200,
      body: Buffer.from(FEED),
      wireBytes: Buffer.byteLength(FEED),
      contentType: 'application/rss+xml',
      etag: 'W/"é 1"',
      lastModified: 'yesterday',
      maxAgeSeconds: 600,
      finalUrl: `${server.url}feed`,
    });
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['identity', (bytes) => bytes],
  ])('decodes %s', async (coding, encode) => {
    const encoded = encode(Buffer.from(FEED.repeat(5000)));
    const server = await serve((socket) =>
      socket.write(spellAnswer('200 OK', [`Content-Encoding: ${coding}`], encoded)),
    );
    const answer = await fetcherFor([server]).fetch({ url: server.url });
    expect(answer).toMatchObject({ kind: 'fetched', wireBytes: encoded.length });
    expect('body' in answer && Buffer.from(FEED.repeat(5000)).equals(answer.body)).toBe(true);
  });

  it('asks as itself and says nothing about the reader', async () => {
    const server = await serve((socket) => socket.write(spellAnswer('200 OK', ['Set-Cookie: id=1; Path=/'], FEED)));
    const fetcher = fetcherFor([server]);
    await fetcher.fetch({ url: `${server.url}a` });
    await fetcher.fetch({ url: `${server.url}b`, accept: 'text/html' });
    const [first, second] = server.requests.map(headersOf);
    expect(Object.keys(first ?? {}).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
    expect(first).toMatchObject({
      'user-agent': 'sre-digest (+https://example.com/bot)',
      'accept-encoding': 'gzip, deflate, br',
    });
    expect(first?.['accept']).toContain('application/rss+xml');
    expect(second).toMatchObject({ accept: 'text/html' });
    expect(second).not.toHaveProperty('cookie');
    expect(server.sockets).toHaveLength(1);
  });

  it('makes the request anew when a kept connection turns out to be closed', async () => {
    const server = await serve((socket) => {
      if (server.requests.length === 2) socket.resetAndDestroy();
      else socket.write(spellAnswer('200 OK', [], FEED));
    });
    const fetcher = fetcherFor([server]);
    await fetcher.fetch({ url: server.url });
    expect(await fetcher.fetch({ url: server.url })).toMatchObject({ kind: 'fetched' });
    expect(server.sockets).toHaveLength(2);
  });
});

describe('validators', () => {
  const etag = 'W/"a  \'b\',é"';
  const lastModified = 'Sat, 1 Jan 2026 0:0:0 +0000';

  it('are sent back byte for byte, and a 304 is unchanged', async () => {
    const server = await serve((socket) =>
      socket.write('HTTP/1.1 304 Not Modified\r\nETag: "new"\r\nCache-Control: max-age=60\r\n\r\n'),
    );
    const answer = await fetcherFor([server]).fetch({ url: server.url, etag, lastModified });
    expect(answer).toEqual({ kind: 'unchanged', etag: '"new"', maxAgeSeconds: 60, finalUrl: server.url });
    expect(headersOf(server.requests[0])).toMatchObject({ 'if-none-match': etag, 'if-modified-since': lastModified });
  });

  it('are not sent when they could break the request', async () => {
    const server = await serve((socket) => socket.write(spellAnswer('200 OK', [], FEED)));
    await fetcherFor([server]).fetch({ url: server.url, etag: '"a"\r\nX-Injected: 1', lastModified: 'x'.repeat(2000) });
    expect(Object.keys(headersOf(server.requests[0]))).not.toEqual(expect.arrayContaining(['if-none-match']));
    expect(server.requests[0]).not.toContain('X-Injected');
  });

  it('go to the origin that gave them and to no other', async () => {
    const target = await serve((socket) => socket.write(spellAnswer('200 OK', [], FEED)));
    const start = await serve((socket) => socket.write(spellAnswer('302 Found', [`Location: ${target.url}`])));
    const fetcher = fetcherFor([start, target]);
    await fetcher.fetch({ url: start.url, etag });
    await fetcher.fetch({ url: start.url, etag, validatedUrl: target.url });
    const sent = (server: RawServer) => server.requests.map((request) => headersOf(request)['if-none-match']);
    expect(sent(start)).toEqual([etag, undefined]);
    expect(sent(target)).toEqual([undefined, etag]);
  });
});

describe('a fetcher that pauses', () => {
  const pause = 40;
  /** How long each request came after the one before it, in milliseconds. */
  async function serveTimed(locations: readonly string[]) {
    const times: number[] = [];
    const server = await serve((socket) => {
      const location = locations[times.length];
      times.push(performance.now());
      socket.write(
        location === undefined ? spellAnswer('200 OK', [], FEED) : spellAnswer('302 Found', [`Location: ${location}`]),
      );
    });
    return { server, gaps: () => times.slice(1).map((time, index) => time - (times[index] as number)) };
  }

  it('leaves a host alone between a redirect and the request that follows it, and between two fetches', async () => {
    const { server, gaps } = await serveTimed(['/b', '/c']);
    const fetcher = fetcherFor([server], { hostPauseMs: pause });
    await Promise.all([fetcher.fetch({ url: server.url }), fetcher.fetch({ url: `${server.url}d` })]);
    expect(gaps()).toHaveLength(3);
    for (const gap of gaps()) expect(gap).toBeGreaterThanOrEqual(pause);
  });

  it('stops waiting when its time is up', async () => {
    const { server, gaps } = await serveTimed(['/b']);
    const fetcher = fetcherFor([server], { hostPauseMs: 60_000, deadlineMs: 200 });
    expect(await fetcher.fetch({ url: server.url })).toEqual({
      kind: 'refused',
      reason: 'The server did not finish within 0.2 seconds.',
    });
    expect(gaps()).toEqual([]);
  });
});

describe('redirects', () => {
  it('gone where they lead for now is not gone here; where they lead for good, it is', async () => {
    const target = await serve((socket) => socket.write(spellAnswer('410 Gone', [])));
    const start = await serve((socket, request) =>
      socket.write(spellAnswer(request.startsWith('GET /now') ? '307 Now' : '308 Ever', [`Location: ${target.url}`])),
    );
    const fetcher = fetcherFor([start, target]);
    expect(await fetcher.fetch({ url: `${start.url}now` })).toEqual({
      kind: 'failed',
      status: 410,
      reason: `The server redirects to ${target.host} for now, which says: gone (410).`,
    });
    expect(await fetcher.fetch({ url: `${start.url}ever` })).toMatchObject({ kind: 'gone', status: 410 });
  });

  /** Serves /1, /2 … each redirecting to the next with the given statuses, the last one a feed. */
  const serveChain = (statuses: readonly number[]) =>
    serve((socket, request) => {
      const step = Number(/^GET \/(\d+)/.exec(request)?.[1] ?? 0);
      const status = statuses[step];
      const answer =
        status === undefined
          ? spellAnswer('200 OK', [], FEED)
          : spellAnswer(`${status} Moved`, [`Location: /${step + 1}`], 'moved');
      socket.write(answer);
    });

  it.each<[string, number[], string | undefined]>([
    ['one 301', [301], '1'],
    ['301 then 308', [301, 308], '2'],
    ['a temporary one first', [302, 301], undefined],
    ['a temporary one after a permanent one', [301, 307, 301], '1'],
    ['303 and 307', [303, 307], undefined],
  ])('%s: the lasting address is the end of the permanent run', async (_, statuses, permanent) => {
    const server = await serveChain(statuses);
    const answer = await fetcherFor([server]).fetch({ url: `${server.url}0` });
    expect(answer).toMatchObject({ kind: 'fetched', finalUrl: `${server.url}${statuses.length}` });
    expect('permanentUrl' in answer ? answer.permanentUrl : undefined).toBe(permanent && `${server.url}${permanent}`);
  });

  it('five are followed, the sixth is refused', async () => {
    const server = await serveChain([302, 302, 302, 302, 302, 302]);
    const fetcher = fetcherFor([server]);
    expect(await fetcher.fetch({ url: `${server.url}1` })).toMatchObject({ kind: 'fetched' });
    expect(await fetcher.fetch({ url: `${server.url}0` })).toEqual({
      kind: 'refused',
      reason: 'The server redirected more than 5 times.',
    });
    expect(server.requests).toHaveLength(12);
  });

  it('a redirect without a target is a failure', async () => {
    const server = await serve((socket) => socket.write(spellAnswer('301 Moved')));
    expect(await fetcherFor([server]).fetch({ url: server.url })).toMatchObject({ kind: 'failed', status: 301 });
  });

  it('a target outside ASCII is understood as UTF-8', async () => {
    const server = await serve((socket, request) => {
      const found = request.startsWith('GET /caf%C3%A9 ');
      socket.write(
        found
          ? spellAnswer('200 OK', [], FEED)
          : Buffer.from('HTTP/1.1 302 Found\r\nLocation: /café\r\nContent-Length: 0\r\n\r\n'),
      );
    });
    expect(await fetcherFor([server]).fetch({ url: server.url })).toMatchObject({ finalUrl: `${server.url}caf%C3%A9` });
  });

  it('from https to http is followed and never lasting', async () => {
    const plain = await serve((socket) => socket.write(spellAnswer('200 OK', [], FEED)));
    const secure = await serve(
      (socket) => socket.write(spellAnswer('301 Moved', [`Location: ${plain.url}`])),
      'good.pem',
    );
    const answer = await fetcherFor([plain, secure], { ca: readTls('authority.pem') }).fetch({ url: secure.url });
    expect(answer).toMatchObject({ kind: 'fetched', finalUrl: plain.url });
    expect(answer).not.toHaveProperty('permanentUrl');
  });
});

it('reads what a proxy on the way changed, 203, like any other answer', async () => {
  const server = await serve((socket) => socket.write(spellAnswer('203 Non-Authoritative Information')));
  expect(await fetcherFor([server]).fetch({ url: server.url })).toMatchObject({ kind: 'fetched', status: 203 });
});

describe('answers that are not a feed', () => {
  it.each([
    ['404 Not Found', { kind: 'failed', status: 404, reason: 'The server answered 404 Not Found.' }],
    ['500', { kind: 'failed', status: 500, reason: 'The server answered 500.' }],
    ['204 No Content', { kind: 'failed', status: 204, reason: 'The server answered 204 No Content.' }],
    ['410 Gone', { kind: 'gone', status: 410, reason: 'The server says that this feed is gone for good (410).' }],
  ])('%s', async (status, expected) => {
    const server = await serve((socket) => socket.write(spellAnswer(status)));
    expect(await fetcherFor([server]).fetch({ url: server.url })).toEqual(expected);
  });

  it('a refused connection and an unreadable address are values with a reason', async () => {
    const server = await startRawServer(() => {});
    await server.stop();
    const fetcher = fetcherFor([server]);
    expect(await fetcher.fetch({ url: server.url })).toEqual({
      kind: 'failed',
      reason: 'The server refused the connection.',
    });
    expect(await fetcher.fetch({ url: 'feed' })).toEqual({
      kind: 'refused',
      reason: '"feed" is not a web address, such as https://blog.example/feed.',
    });
  });

  it('a challenge for browsers is told from a plain refusal', async () => {
    const answers = ['cf-mitigated: challenge', 'cf-mitigated: no', 'x: y'];
    const server = await serve((socket) => socket.write(spellAnswer('403 Forbidden', [answers.shift() as string])));
    const fetcher = fetcherFor([server]);
    const told = async () => (await fetcher.fetch({ url: server.url })) as { status: number; reason: string };
    expect(await told()).toMatchObject({
      status: 403,
      reason: expect.stringMatching(/^The server answered 403 .*browser/),
    });
    for (const _ of ['no', 'absent']) expect((await told()).reason).toBe('The server answered 403 Forbidden.');
  });
});
