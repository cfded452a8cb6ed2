import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createFetcher } from '../../lambdas/adapters/http-fetch';
import type { Lookup } from '../../lambdas/adapters/http-fetch/guarded-lookup';
import type { FetchRequest, Line, Onward } from '../../lambdas/domain/fetch/fetch-answer';
import { type Answer, type RawServer, spellAnswer, startRawServer } from '../../lib/tools/bench/raw-server';
import { scriptLookup } from '../support/script-lookup';

const SHARED = '../shared/data/hostile/ssrf/redirects.json';
const present = existsSync(SHARED);
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function makeFetcher(lookup: Lookup, allowed: readonly string[]) {
  const fetcher = createFetcher({ userAgent: 'test', allowed, lookup, deadlineMs: 2000 });
  closing.push(fetcher.close);
  return fetcher;
}

async function serve(answer: Answer): Promise<RawServer> {
  const server = await startRawServer(answer);
  closing.push(server.stop);
  return server;
}

interface RedirectRow {
  status?: number;
  location?: string;
  expect?: string;
}

describe('where redirects may lead', () => {
  const own: RedirectRow[] = [
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    '//169.254.169.254/',
    '\\\\169.254.169.254\\x',
    'http://localhost:8000/',
    'file:///proc/self/environ',
    'data:text/xml,<rss/>',
    'http://user:secret@example.com/',
    'http://example.com:6379/',
  ].map((location) => ({ status: 302, location, expect: 'block' }));
  const shared: RedirectRow[] = present ? JSON.parse(readFileSync(SHARED, 'utf8')) : [];
  const rows = [
    ...own,
    { status: 301, location: '/relative/feed.xml', expect: 'allow' },
    ...shared.filter(({ location }) => location !== undefined),
  ];

  it('all shared rows are there, or their absence is said', () => {
    if (!present) console.warn('SKIPPED: shared data absent, only the own redirects were run');
    expect(shared).toHaveLength(present ? 65 : 0);
  });

  it.each(rows)('$status to $location: $expect', async ({ status, location, expect: expected }) => {
    const server = await serve((socket, request) => {
      const moved = request.startsWith('GET / ')
        ? spellAnswer(`${status} Moved`, [`Location: ${location}`])
        : spellAnswer('200 OK', [], 'x');
      socket.write(moved);
    });
    const { lookup, asked } = scriptLookup([[]]);
    const outcome = await makeFetcher(lookup, [server.host]).fetch({ url: server.url });
    if (expected === 'block') {
      expect(outcome.kind).toBe('refused');
      expect([asked, server.requests.length]).toEqual([[], 1]);
    } else if (location?.startsWith('/')) expect(outcome.kind).toBe('fetched');
    else expect([outcome.kind, asked]).toEqual(['failed', ['example.com']]);
  });

  it('Refresh, Link and meta refresh lead nowhere', async () => {
    const headers = ['Refresh: 0; url=/elsewhere', 'Link: </elsewhere>; rel=self'];
    const server = await serve((socket) =>
      socket.write(spellAnswer('200 OK', headers, '<meta http-equiv=refresh content="0;url=/elsewhere">')),
    );
    expect(await makeFetcher(scriptLookup([[]]).lookup, [server.host]).fetch({ url: server.url })).toMatchObject({
      finalUrl: server.url,
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['/b', '/a', 2],
    ['/a#again', '/a', 1],
    ['', '/a', 1],
  ])('a circle by way of "%s" ends before %s is asked a second time', async (first, back, requests) => {
    const server = await serve((socket, request) => {
      socket.write(spellAnswer('302 Found', [`Location: ${request.startsWith('GET /a ') ? first : back}`]));
    });
    expect(await makeFetcher(scriptLookup([[]]).lookup, [server.host]).fetch({ url: `${server.url}a` })).toEqual({
      kind: 'refused',
      reason: `The server redirects in a circle, back to ${server.url}a`,
    });
    expect(server.requests).toHaveLength(requests);
  });
});

describe('a fetch that asks each host in that host’s line', () => {
  const step = fc.record({ host: fc.nat({ max: 3 }), status: fc.constantFrom(301, 302, 303, 307, 308) });
  const end = fc.constantFrom('200 OK', '404 Not Found', '410 Gone', '429 Too Many Requests', 'a circle');
  const journeys = fc.record({
    start: fc.nat({ max: 3 }),
    steps: fc.array(step, { maxLength: 7 }),
    end,
    old: fc.boolean(),
  });

  it('comes to what it comes to in one go, and asks the same addresses in the same order', async () => {
    let plan: { steps: { host: number; status: number }[]; end: string } = { steps: [], end: '200 OK' };
    const asked: string[] = [];
    const servers = await Promise.all(
      [0, 1, 2, 3].map((own) =>
        serve((socket, request) => {
          const at = Number(/^GET \/(\d+)/.exec(request)?.[1]);
          asked.push(`${own}/${at}${/^if-none-match: .*$/im.exec(request)?.[0] ?? ''}`);
          const next = plan.steps[at];
          if (next)
            socket.write(spellAnswer(`${next.status} Moved`, [`Location: ${servers[next.host]?.url}${at + 1}`]));
          else if (plan.end === 'a circle')
            socket.write(spellAnswer('302 Found', [`Location: ${servers[own]?.url}${at}`]));
          else socket.write(spellAnswer(plan.end, ['ETag: "e"', 'Retry-After: 60'], 'x'));
        }),
      ),
    );
    const fetcher = makeFetcher(
      scriptLookup([[]]).lookup,
      servers.map(({ host }) => host),
    );
    let lines = 0;
    const fetchInLines = async (request: FetchRequest) => {
      let line: Line = { host: new URL(request.url).host };
      for (;;) {
        lines++;
        const answer = await fetcher.fetch(request, line);
        if (answer.kind !== 'elsewhere') return answer;
        expect(new URL(answer.onward.to).host).not.toBe(line.host);
        // As it travels in a message.
        const onward = JSON.parse(JSON.stringify(answer.onward)) as Onward;
        line = { host: new URL(onward.to).host, onward };
      }
    };
    let fetches = 0;
    await fc.assert(
      fc.asyncProperty(journeys, async ({ start, steps, end, old }) => {
        plan = { steps, end };
        const last = servers[steps.at(-1)?.host ?? start];
        const validators = old && { etag: '"e"', validatedUrl: `${last?.url}${steps.length}` };
        const request = { url: `${servers[start]?.url}0`, ...validators };
        const whole = await fetcher.fetch(request);
        const inOneGo = asked.splice(0);
        expect(await fetchInLines(request)).toEqual(whole);
        expect(asked.splice(0)).toEqual(inOneGo);
        fetches++;
      }),
      { numRuns: 150 },
    );
    expect(lines).toBeGreaterThan(2 * fetches);
  });

  it('has one deadline for all lines together', async () => {
    const slow = await serve((socket) => setTimeout(() => socket.write(spellAnswer('200 OK', [], 'x')), 60));
    const fetcher = makeFetcher(scriptLookup([[]]).lookup, [slow.host]);
    const fetchAfter = (spentMilliseconds: number) =>
      fetcher.fetch(
        { url: 'http://elsewhere.example/' },
        { host: slow.host, onward: { to: slow.url, asked: [], permanent: true, spentMilliseconds } },
      );
    expect(await fetchAfter(0)).toMatchObject({ kind: 'fetched' });
    expect(await fetchAfter(1990)).toMatchObject({
      kind: 'refused',
      reason: 'The server did not finish within 2 seconds.',
    });
  });

  it('refuses an inside address that a message names, as it refuses one that a site names', async () => {
    const fetcher = makeFetcher(scriptLookup([[]]).lookup, []);
    const onward = { to: 'http://169.254.169.254/', asked: [], permanent: true, spentMilliseconds: 0 };
    const answer = await fetcher.fetch({ url: 'http://site.example/' }, { host: '169.254.169.254', onward });
    expect(answer).toMatchObject({ kind: 'refused' });
  });
});
