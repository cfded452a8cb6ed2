import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFetcher } from '../../lambdas/adapters/http-fetch';
import { dripBody, FEED, SCENARIOS, squeezeBombs } from '../../lib/tools/bench/hostile-answers';
import { type Answer, type RawServer, spellAnswer, startRawServer } from '../../lib/tools/bench/raw-server';

const MIB = 1_048_576;
const readTls = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/tls', name), 'utf8');
const servers: RawServer[] = [];
const unhandled: unknown[] = [];
const noteUnhandled = (reason: unknown) => unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', noteUnhandled);
  await squeezeBombs();
});

afterAll(async () => {
  for (const server of servers) await server.stop();
  process.off('unhandledRejection', noteUnhandled);
  expect(unhandled).toEqual([]);
});

async function serve(answer: Answer, certificate?: string): Promise<RawServer> {
  const tls = certificate === undefined ? undefined : { key: readTls('server.key'), cert: readTls(certificate) };
  const server = await startRawServer(answer, tls);
  servers.push(server);
  return server;
}

async function fetchFrom(server: RawServer, deadlineMs = 800) {
  const fetcher = createFetcher({
    userAgent: 'test',
    allowed: [server.host],
    deadlineMs,
    ca: readTls('authority.pem'),
  });
  const answer = await fetcher.fetch({ url: server.url });
  fetcher.close();
  return answer;
}

describe('hostile servers', () => {
  it.each(SCENARIOS)('$name ends as $kind', async ({ answer, kind, reason }) => {
    const server = await serve(answer);
    const outcome = await fetchFrom(server);
    expect(outcome).toMatchObject({ kind, reason: expect.stringMatching(reason) });
    expect(outcome).not.toHaveProperty('etag');
    await expect.poll(() => server.sockets.every((socket) => socket.destroyed), { timeout: 5000 }).toBe(true);
    expect(Math.max(...server.sockets.map((socket) => socket.bytesWritten))).toBeLessThan(32 * MIB);
  });

  it.each([
    ['expired.pem', /it has expired/],
    ['self-signed.pem', /it is self-signed/],
    ['wrong-host.pem', /it is for another host/],
  ])('a certificate that proves nothing is refused: %s', async (certificate, reason) => {
    const server = await serve((socket) => socket.write(spellAnswer('200 OK', [], FEED)), certificate);
    expect(await fetchFrom(server)).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
    expect(server.requests).toEqual([]);
  });

  it('a certificate that proves the host is accepted', async () => {
    const server = await serve((socket) => socket.write(spellAnswer('200 OK', [], FEED)), 'good.pem');
    expect(await fetchFrom(server)).toMatchObject({ kind: 'fetched' });
  });

  it.each([
    ['999999999', 86_400],
    ['-1', 0],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', undefined],
  ])('Retry-After: %s waits a sane time', async (value, seconds) => {
    for (const status of ['429 Too Many Requests', '503 Service Unavailable']) {
      const server = await serve((socket) => socket.write(spellAnswer(status, [`Retry-After: ${value}`])));
      const outcome = await fetchFrom(server);
      expect(outcome.kind === 'failed' ? outcome.retryAfterSeconds : 'not failed').toBe(seconds);
    }
  });
});

describe('odd answers that are still answers', () => {
  it.each<[string, Answer, string]>([
    [
      'a length that lies small gives what it says',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n${'0123456789'.repeat(MIB)}`),
      '0123456789',
    ],
    ['an empty body is an empty body', (socket) => socket.write(spellAnswer('200 OK')), ''],
    [
      'a captive page is handed on as it is',
      (socket) => socket.write(spellAnswer('200 OK', ['Content-Type: text/html'], '<html>Log in')),
      '<html>Log in',
    ],
    [
      'an ETag over 1 kB is not kept',
      (socket) => socket.write(spellAnswer('200 OK', [`ETag: "${'x'.repeat(2000)}"`], FEED)),
      FEED,
    ],
    [
      'a few interim answers are skipped',
      (socket) =>
        socket.write(
          Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3)), spellAnswer('200 OK', [], FEED)]),
        ),
      FEED,
    ],
  ])('%s', async (_, answer, body) => {
    const outcome = await fetchFrom(await serve(answer));
    expect(outcome.kind === 'fetched' ? Buffer.from(outcome.body).toString() : outcome).toBe(body);
    expect(outcome).not.toHaveProperty('etag');
  });

  it.each([0, 50])('a second answer nobody asked for, %i ms later, never becomes the next one', async (delay) => {
    const server = await serve((socket) => {
      const poison = spellAnswer('200 OK', [], 'poison');
      if (delay === 0) socket.write(Buffer.concat([spellAnswer('200 OK', [], FEED), poison]));
      else {
        socket.write(spellAnswer('200 OK', [], FEED));
        setTimeout(() => socket.write(poison), delay);
      }
    });
    const fetcher = createFetcher({ userAgent: 'test', allowed: [server.host], deadlineMs: 2000 });
    for (let round = 0; round < 3; round += 1) {
      const outcome = await fetcher.fetch({ url: server.url });
      expect(outcome.kind === 'fetched' ? Buffer.from(outcome.body).toString() : outcome).toBe(FEED);
      await new Promise((resolve) => setTimeout(resolve, delay * 2));
    }
    expect(server.sockets).toHaveLength(3);
    fetcher.close();
  });
});

it('fifty servers that drip hold up fifty good ones by one deadline at most', async () => {
  const deadlineMs = 1500;
  const good = await Promise.all(
    Array.from({ length: 50 }, () => serve((socket) => socket.write(spellAnswer('200 OK', [], FEED)))),
  );
  const bad = await Promise.all(Array.from({ length: 50 }, () => serve(dripBody)));
  const fetcher = createFetcher({ userAgent: 'test', allowed: [...good, ...bad].map(({ host }) => host), deadlineMs });
  const started = performance.now();
  const outcomes = await Promise.all([...bad, ...good].map(({ url }) => fetcher.fetch({ url })));
  const spent = performance.now() - started;
  fetcher.close();
  expect(outcomes.slice(0, 50).every(({ kind }) => kind === 'refused')).toBe(true);
  expect(outcomes.slice(50).every(({ kind }) => kind === 'fetched')).toBe(true);
  expect(spent).toBeLessThan(deadlineMs * 2);
});
