import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createFetcher } from '../../lambdas/adapters/http-fetch';
import type { Lookup } from '../../lambdas/adapters/http-fetch/guarded-lookup';
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
