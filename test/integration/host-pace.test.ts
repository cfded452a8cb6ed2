import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createFetcher, type FetcherOptions } from '../../lambdas/adapters/http-fetch';
import { createHostPace } from '../../lambdas/adapters/http-fetch/host-pace';
import type { Deadline } from '../../lambdas/adapters/http-fetch/send';
import { type Answer, type RawServer, spellAnswer, startRawServer } from '../../lib/tools/bench/raw-server';

const FEED = '<rss version="2.0"><channel><title>A feed</title></channel></rss>';
const pause = 40;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(answer: Answer): Promise<RawServer> {
  const server = await startRawServer(answer);
  closing.push(server.stop);
  return server;
}

/** Answers with a feed after a while, and remembers what overlapped and what followed at once. */
async function serveSlowly() {
  const seen = { atOnce: 0, most: 0, pauses: [] as number[], endedAt: Number.NEGATIVE_INFINITY };
  const server = await serve(async (socket) => {
    seen.pauses.push(performance.now() - seen.endedAt);
    seen.most = Math.max(seen.most, ++seen.atOnce);
    await sleep(20);
    seen.atOnce--;
    seen.endedAt = performance.now();
    socket.write(spellAnswer('200 OK', [], FEED));
  });
  return { server, seen };
}

const redirectTo = (url: string) =>
  serve((socket) => socket.write(spellAnswer('302 Found', [`Location: ${url}`, 'Connection: close'])));

function fetcherFor(servers: readonly RawServer[], options: Partial<FetcherOptions>) {
  const fetcher = createFetcher({ userAgent: 'test', allowed: servers.map(({ host }) => host), ...options });
  closing.push(fetcher.close);
  return fetcher;
}

describe('one host that several others redirect to', () => {
  it('is asked one request at a time, with a pause between two', async () => {
    const { server, seen } = await serveSlowly();
    const starts = [await redirectTo(server.url), await redirectTo(server.url), await redirectTo(server.url)];
    const fetcher = fetcherFor([server, ...starts], { hostPauseMs: pause });
    const answers = await Promise.all([...starts, server].map(({ url }) => fetcher.fetch({ url })));
    expect(answers.map(({ kind }) => kind)).toEqual(['fetched', 'fetched', 'fetched', 'fetched']);
    expect(seen.most).toBe(1);
    // A clock that rounds may tell a millisecond less.
    for (const gap of seen.pauses) expect(gap).toBeGreaterThanOrEqual(pause - 1);
  });

  it('needs no pause when it is one’s own', async () => {
    const { server, seen } = await serveSlowly();
    const starts = [await redirectTo(server.url), await redirectTo(server.url)];
    const fetcher = fetcherFor([server, ...starts], {
      hostPauseMs: 60_000,
      unpaced: [server.host, ...starts.map(({ host }) => host)],
    });
    for (const { url } of starts) expect((await fetcher.fetch({ url })).kind).toBe('fetched');
    expect(seen.pauses).toHaveLength(2);
  });
});

const makeDeadline = (): Deadline => ({ stop() {} });

describe('a place in the line for a host', () => {
  it('is given up by whoever has no time left, and those behind keep theirs', async () => {
    const pace = createHostPace(1);
    await pace.wait('a.example', makeDeadline());
    const impatient = makeDeadline();
    const left = pace.wait('a.example', impatient);
    const behind = pace.wait('a.example', makeDeadline());
    impatient.stop(new Error('No time left.'));
    await expect(left).rejects.toThrow('No time left.');
    pace.end('a.example');
    await behind;
    pace.end('a.example');
    await pace.wait('a.example', makeDeadline());
  });

  it('is given up also while the pause runs', async () => {
    const pace = createHostPace(30);
    await pace.wait('a.example', makeDeadline());
    pace.end('a.example');
    const impatient = makeDeadline();
    const left = pace.wait('a.example', impatient);
    const behind = pace.wait('a.example', makeDeadline());
    impatient.stop(new Error('No time left.'));
    await expect(left).rejects.toThrow(/abort/i);
    await behind;
  });

  it('costs nothing of other hosts', async () => {
    const pace = createHostPace(60_000);
    for (let host = 0; host < 1200; host++) {
      await pace.wait(`h${host}.example`, makeDeadline());
      pace.end(`h${host}.example`);
    }
  });
});
