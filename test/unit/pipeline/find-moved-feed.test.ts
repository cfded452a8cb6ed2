import { describe, expect, test } from 'vitest';
import type { FetchAnswer } from '../../../lambdas/domain/fetch/fetch-answer';
import type { SourceStore } from '../../../lambdas/domain/ports';
import { newSource, type Source } from '../../../lambdas/domain/source';
import { searchSite } from '../../../lambdas/pipeline/find-moved-feed';
import { type PollWorld, pollSource } from '../../../lambdas/pipeline/poll';

const now = '2026-06-07T12:00:00.000Z';
const url = 'https://blog.example/old.xml';
const source = newSource('b', { url, kind: 'blog', title: 'Blog', site: 'https://blog.example/' }, now);
const page = (href: string) =>
  `<html><head><link rel="alternate" type="application/rss+xml" href="${href}"></head></html>`;
const item = '<item><title>Post</title><link>https://blog.example/post</link></item>';
const feed = (items: string) => `<rss version="2.0"><channel><title>Blog</title>${items}</channel></rss>`;

/** A web of these pages; whatever else is asked answers 404. */
function serve(pages: Record<string, string>) {
  const asked: string[] = [];
  const fetch = async ({ url }: { url: string }): Promise<FetchAnswer> => {
    asked.push(url);
    const text = pages[url];
    if (text === undefined) return { kind: 'failed', status: 404, reason: 'The server answered 404 Not Found.' };
    const body = new TextEncoder().encode(text);
    return { kind: 'fetched', status: 200, body, wireBytes: body.length, finalUrl: url };
  };
  return { asked, fetcher: { fetch } };
}

const search = (web: ReturnType<typeof serve>) => searchSite(web, source, { reason: 'Not found.' }, now);

describe('the search for a feed that answers 404', () => {
  test('asks the site once, then the feed it names, and says what it found', async () => {
    const web = serve({ 'https://blog.example/': page('/feed.xml'), 'https://blog.example/feed.xml': feed(item) });
    expect(await search(web)).toEqual({
      kind: 'failed',
      status: 404,
      reason: 'Not found. Its site names another feed: https://blog.example/feed.xml',
      searched: { found: 'https://blog.example/feed.xml' },
    });
    expect(web.asked).toEqual(['https://blog.example/', 'https://blog.example/feed.xml']);
  });

  test('finds nothing when the site still names the old address, and does not ask it again', async () => {
    const web = serve({ 'https://blog.example/': page('/old.xml') });
    expect(await search(web)).toEqual({ kind: 'failed', status: 404, reason: 'Not found.', searched: {} });
    expect(web.asked).toEqual(['https://blog.example/']);
  });

  test('never takes a feed of comments for it', async () => {
    const comments = 'https://blog.example/comments/feed/';
    const web = serve({ 'https://blog.example/': page('/old.xml') + page(comments), [comments]: feed(item) });
    expect(await search(web)).toMatchObject({ searched: {} });
    expect(web.asked).toEqual(['https://blog.example/']);
  });

  test('takes no blog of the company for the feed of its status page', async () => {
    const at = 'https://status.maker.example/feed.xml';
    const status = newSource('s', { url: at, kind: 'status', title: 'S', site: 'https://maker.example/' }, now);
    const [blog, moved] = ['https://maker.example/blog.xml', 'https://status.maker.example/rss'];
    const find = (found: string) =>
      searchSite(
        serve({ 'https://maker.example/': page(found), [found]: feed(item) }),
        status,
        { reason: 'Not found.' },
        now,
      );
    expect(await find(blog)).toMatchObject({ searched: {} });
    expect(await find(moved)).toMatchObject({ searched: { found: moved } });
  });

  test('asks the front page of its host when the feed never named its site', async () => {
    const web = serve({ 'https://blog.example/': page('/feed.xml'), 'https://blog.example/feed.xml': feed(item) });
    const { site: _, ...siteless } = source;
    expect(await searchSite(web, siteless, { reason: 'Not found.' }, now)).toMatchObject({
      searched: { found: 'https://blog.example/feed.xml' },
    });
  });

  test.each([
    ['the site is away too', {}],
    ['the feed it names is missing', { 'https://blog.example/': page('/feed.xml') }],
    ['what it names is a page', { 'https://blog.example/': page('/x'), 'https://blog.example/x': page('/feed.xml') }],
    ['what it names is empty', { 'https://blog.example/': page('/x'), 'https://blog.example/x': feed('') }],
  ])('finds nothing when %s', async (_, pages) => {
    expect(await search(serve(pages))).toMatchObject({ kind: 'failed', searched: {} });
  });
});

/** A ledger of one source, which counts what is read and written; a poll that fails touches nothing else. */
function keepOne(web: ReturnType<typeof serve>) {
  const ledger = { source, reads: 0, writes: 0 };
  const sources: Pick<SourceStore, 'get' | 'at' | 'moveIn' | 'save'> = {
    async at() {
      ledger.reads += 2;
      return [];
    },
    async moveIn() {
      ledger.writes += 1;
    },
    async get(id) {
      ledger.reads += 1;
      return id === ledger.source.id ? ledger.source : undefined;
    },
    async save(saved: Source) {
      ledger.writes += 1;
      ledger.source = saved;
      return true;
    },
  };
  const world = { sources, fetcher: web.fetcher } as unknown as PollWorld;
  const poll = () => pollSource(world, source.id, ledger.source.nextPollAt);
  return { ledger, poll };
}

describe('polls of a feed that answers 404', () => {
  test('search the site at the third, and then ask the feed it names; each is one read and one write, and two more reads and one write to move', async () => {
    const web = serve({ 'https://blog.example/': page('/feed.xml'), 'https://blog.example/feed.xml': feed(item) });
    const { ledger, poll } = keepOne(web);
    for (let polls = 0; polls < 3; polls += 1) await poll();
    expect(web.asked).toEqual([url, url, url, 'https://blog.example/', 'https://blog.example/feed.xml']);
    expect(ledger).toMatchObject({ reads: 5, writes: 4, source: { id: 'b', url: 'https://blog.example/feed.xml' } });
  });

  test('ask the site at most once a day, and never stop asking for the feed', async () => {
    const web = serve({ 'https://blog.example/': '<html></html>' });
    const { ledger, poll } = keepOne(web);
    const days = () => (Date.parse(ledger.source.nextPollAt) - Date.parse(now)) / 86_400_000;
    while (days() < 30) await poll();
    const searches = web.asked.filter((asked) => asked === 'https://blog.example/').length;
    expect(searches).toBeGreaterThanOrEqual(14);
    expect(searches).toBeLessThanOrEqual(30);
    expect(web.asked.filter((asked) => asked === url).length).toBe(ledger.source.polls);
    expect(ledger.source.polls).toBeGreaterThanOrEqual(30);
  });

  test('only propose a feed of another owner', async () => {
    const found = 'https://casino.example/feed';
    const web = serve({ 'https://blog.example/': page(found), [found]: feed(item) });
    const { ledger, poll } = keepOne(web);
    for (let polls = 0; polls < 4; polls += 1) await poll();
    expect(ledger.source).toMatchObject({ url, failures: 4, movedTo: { url: found, proposed: true } });
  });
});
