import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../../lambdas/domain/entry';
import type { EntryDraft } from '../../../../lambdas/domain/feed/entry-mapper';
import { assignKeys } from '../../../../lambdas/domain/feed/keys';
import { readFeed } from '../../../../lambdas/domain/feed/read';
import { newEntries } from '../../../../lambdas/domain/feed/seen';

const about = { url: 'https://feeds.example/feed.xml', now: '2026-11-22T00:00:00.000Z' };

interface Post {
  title: string;
  link?: string;
  guid?: string;
  date?: string;
  body?: string;
}

async function readPosts(posts: readonly Post[]): Promise<Entry[]> {
  const items = posts.map(({ title, link, guid, date, body }) => {
    const parts = [
      `<title>${title}</title>`,
      link === undefined ? '' : `<link>${link.replaceAll('&', '&amp;')}</link>`,
      guid === undefined ? '' : `<guid isPermaLink="false">${guid}</guid>`,
      date === undefined ? '' : `<pubDate>${date}</pubDate>`,
      body === undefined ? '' : `<description>${body}</description>`,
    ];
    return `<item>${parts.join('')}</item>`;
  });
  const text = `<rss version="2.0"><channel><title>t</title><link>https://v.example/</link>${items.join('')}</channel></rss>`;
  return (await readFeed(new TextEncoder().encode(text), about)).entries;
}

const posts: Post[] = Array.from({ length: 50 }, (_, i) => ({
  title: `Post ${i}`,
  link: `https://v.example/p/${i}`,
  guid: `https://v.example/p/${i}`,
  date: new Date(Date.UTC(2026, 4, 1 + (i % 28))).toISOString(),
  body: `Body of post ${i}`,
}));

describe('a feed that changes around its posts brings no new ones', () => {
  const changes: [string, (post: Post, i: number) => Post][] = [
    ['nothing', (post) => post],
    ['random guids', (post, i) => ({ ...post, guid: `uuid-${i * 7919}` })],
    [
      'http instead of https',
      (post) => ({
        ...post,
        link: post.link?.replace('https', 'http') ?? '',
        guid: post.guid?.replace('https', 'http') ?? '',
      }),
    ],
    [
      'another host',
      (post) => ({
        ...post,
        link: post.link?.replace('v.ex', 'blog.other.ex') ?? '',
        guid: post.guid?.replace('v.ex', 'blog.other.ex') ?? '',
      }),
    ],
    [
      'tracking on links and no guids',
      (post, i) => ({ ...post, link: `${post.link}?utm_source=rss&utm_campaign=${i}`, guid: '' }),
    ],
    [
      'comment counts in titles, random guids',
      (post, i) => ({ ...post, title: `${post.title} (${i} comments)`, guid: `c${i}` }),
    ],
    ['titles rewritten', (post) => ({ ...post, title: `${post.title}, revised` })],
    ['every date today', (post) => ({ ...post, date: '2026-06-15T10:00:00Z' })],
    ['every date in 2099', (post) => ({ ...post, date: '2099-06-15T10:00:00Z' })],
    ['one guid for all', (post) => ({ ...post, guid: 'https://v.example/' })],
  ];

  test.each(changes)('%s', async (_, change) => {
    const seen = await readPosts(posts);
    const after = await readPosts(posts.map(change));
    expect(after.length).toBe(50);
    expect(newEntries(seen, after)).toEqual([]);
  });

  test('two really new posts are the two that are new', async () => {
    const added = [
      { title: 'Launch', link: 'https://v.example/p/a', guid: 'uuid-a' },
      { title: 'Prices', link: 'https://v.example/p/b', guid: 'uuid-b' },
    ];
    const after = await readPosts([...added, ...posts.map((post, i) => ({ ...post, guid: `uuid-${i}` }))]);
    expect(newEntries(await readPosts(posts), after).map(({ title }) => title)).toEqual(['Launch', 'Prices']);
  });

  test.each<[string, (post: Post) => Post]>([
    [
      'neither guid nor link',
      ({ title, date, body }) => ({ title, ...(date ? { date } : {}), ...(body ? { body } : {}) }),
    ],
    ['only a description', ({ body }) => ({ title: '', ...(body ? { body } : {}) })],
    ['an empty guid', (post) => ({ ...post, guid: '' })],
    ['one guid and one link for all', (post) => ({ ...post, guid: 'x', link: 'https://v.example/' })],
  ])('posts with %s stay apart and are known again', async (_, strip) => {
    const first = await readPosts(posts.map(strip));
    expect(new Set(first.map(({ key }) => key)).size).toBe(50);
    expect(newEntries(first, await readPosts(posts.map(strip).reverse()))).toEqual([]);
  });

  test('notices alike but for their time stay apart', async () => {
    const notices = posts
      .slice(0, 20)
      .map(({ date }) => ({ title: 'All clear', link: 'https://v.example/', ...(date ? { date } : {}) }));
    const first = await readPosts(notices.slice(1));
    expect(first.length).toBe(19);
    expect(newEntries(first, await readPosts(notices)).length).toBe(1);
  });

  test('guids of 100 kB that differ in their last character make short, different keys', async () => {
    const [a, b] = await readPosts(['1', '2'].map((end) => ({ title: 'Same', guid: 'G'.repeat(100_000) + end })));
    expect(a?.key).not.toBe(b?.key);
    expect(Buffer.byteLength(a?.key ?? '')).toBeLessThanOrEqual(64);
    expect(a?.id).toBeUndefined();
  });
});

describe('keys and aliases', () => {
  const read = (draft: EntryDraft) => assignKeys([draft])[0];
  const keyOf = (draft: EntryDraft) => read(draft)?.key;
  const aliasOf = (draft: EntryDraft) => read(draft)?.alias;

  test('scheme, www, tracking, order of the query and a trailing slash are no part of a link', () => {
    const key = keyOf({ url: 'https://v.example/p?a=1&b=2', title: '' });
    for (const url of [
      'http://www.v.example/p?b=2&a=1',
      'https://v.example:443/p/?a=1&b=2&utm_medium=x',
      'https://v.example/p?a=1&b=2#comments',
    ]) {
      expect(keyOf({ url, title: '' })).toBe(key);
    }
    for (const url of [
      'https://v.example/p?a=2&b=2',
      'https://v.example/q?a=1&b=2',
      'https://v.example/p?a=1&b=2#v3',
    ]) {
      expect(keyOf({ url, title: '' })).not.toBe(key);
    }
  });

  test('the same path under another title is another alias', () => {
    const url = 'https://v.example/changelog';
    expect(aliasOf({ url, title: 'Release 1' })).not.toBe(aliasOf({ url, title: 'Release 2' }));
    expect(aliasOf({ url, title: 'Release 1 (3 comments)' })).toBe(
      aliasOf({ url: 'http://w.example/changelog/', title: 'RELEASE 1!' }),
    );
    expect(aliasOf({ url: '', title: 'Release 1' })).toBeUndefined();
  });

  test('a namesake of an entry that is still there is new', () => {
    const entry = (key: string): Entry => ({ key, alias: 'same', title: 'Weekly', url: '' });
    expect(newEntries([entry('a')], [entry('b'), entry('a')])).toEqual([entry('b')]);
    expect(newEntries([entry('a')], [entry('b')])).toEqual([]);
    expect(newEntries([entry('a')], [entry('b'), entry('c')])).toEqual([entry('c')]);
  });

  test('whatever was seen is never new, and what is new is in the feed', () => {
    const entry: fc.Arbitrary<Entry> = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      alias: fc.constantFrom('x', 'y'),
      title: fc.constant(''),
      url: fc.constant(''),
    });
    const list = fc.uniqueArray(entry, { selector: ({ key }) => key });
    fc.assert(
      fc.property(list, list, (seen, entries) => {
        const fresh = newEntries(seen, entries);
        expect(newEntries(entries, entries)).toEqual([]);
        expect(fresh.every((one) => entries.includes(one) && !seen.some(({ key }) => key === one.key))).toBe(true);
        expect(newEntries([], entries)).toEqual(entries);
      }),
    );
  });
});

const churn = '../shared/data/hostile/guid-churn';
test('the shared churn files bring as many new entries as expected', async () => {
  if (!existsSync(churn)) console.warn('SKIPPED: shared data absent, hostile/guid-churn was not polled');
  const readFile = async (file: string): Promise<Entry[]> =>
    (await readFeed(readFileSync(join(churn, file)), about)).entries;
  const expected: [string, number][] = [
    ['01-all-guids-random', 0],
    ['02-http-to-https-swap', 0],
    ['03-host-change', 0],
    ['04-utm-on-links-no-guid', 0],
    ['05-title-edited-comment-count', 0],
    ['06-same-guid-every-item', 0],
    ['10-dates-all-now', 0],
    ['11-dates-in-future', 0],
    ['13-genuinely-2-new', 2],
    ['15-guid-collides-with-other-feed', 0],
  ];
  const seen = existsSync(churn) ? await readFile('00-base.xml') : [];
  for (const [file, fresh] of existsSync(churn) ? expected : []) {
    const entries = await readFile(`${file}.xml`);
    expect([file, entries.length >= 50, newEntries(seen, entries).length]).toEqual([file, true, fresh]);
  }
  for (const file of existsSync(churn)
    ? ['07-no-guid-no-link', '08-nothing-but-description', '09-empty-guid', '16-guid-100kB']
    : []) {
    const entries = await readFile(`${file}.xml`);
    expect(newEntries(entries, await readFile(`${file}.xml`))).toEqual([]);
    expect(entries.every(({ key, alias = '' }) => Buffer.byteLength(key) <= 64 && Buffer.byteLength(alias) <= 64)).toBe(
      true,
    );
  }
});
