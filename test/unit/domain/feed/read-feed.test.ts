import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Entry, ParsedFeed } from '../../../../lambdas/domain/entry';
import { RefusedError, UnreadableFeedError } from '../../../../lambdas/domain/errors';
import { readFeed } from '../../../../lambdas/domain/feed/read';

const fixtures = 'test/fixtures/feeds';
const about = { url: 'https://feeds.example/feed.xml', now: '2026-11-22T00:00:00.000Z' };

function read(text: string): Promise<ParsedFeed> {
  return readFeed(new TextEncoder().encode(text), about);
}

function rss(items: string): string {
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><link>https://v.example/</link>${items}</channel></rss>`;
}

function post(number: number): string {
  return (
    `<item><title>Post ${number}</title><link>https://v.example/p/${number}</link><guid isPermaLink="false">g${number}</guid>` +
    `<pubDate>Fri, ${String((number % 28) + 1).padStart(2, '0')} May 2026 00:00:00 GMT</pubDate><description>Body ${number}</description></item>`
  );
}

describe('each fixture reads as its pair says', () => {
  const inputs = readdirSync(fixtures).filter((name) => /\.(?:xml|feed)$/.test(name));
  test.each(inputs)('%s', async (name) => {
    const feed = await readFeed(readFileSync(join(fixtures, name)), about);
    const expected = JSON.parse(readFileSync(join(fixtures, name.replace(/\.\w+$/, '.json')), 'utf8')) as ParsedFeed;
    expect(feed).toMatchObject(expected);
  });

  test('there are fixtures', () => expect(inputs.length).toBeGreaterThanOrEqual(18));
});

describe('what is no feed is refused with a sentence', () => {
  test.each([
    ['', 'The file is empty.'],
    [' \n ', 'The file is empty.'],
    [
      '<!doctype html><html><head><title>Sign in</title></head><body></body></html>',
      'This is an HTML page, not a feed.',
    ],
    ['<rss version="2.0"><channel><title>Half</channel>', 'Cut off before its first entry.'],
    ['<rss version="2.0"><channel><title>Half', 'Cut off before its first entry.'],
    ['<opml version="2.0"><head/><body></body></opml>', 'This is an OPML list of feeds, not a feed.'],
    ['<urlset><url/></urlset>', 'This is a sitemap, not a feed.'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'This is XML, but not a feed: it starts with <svg>.'],
    ['Too many requests', 'This is text, not a feed.'],
    ['{"status":{"indicator":"none"}}', 'This is JSON, but not a JSON Feed.'],
    ['{"version":"https://jsonfeed.org/version/1","items":[', 'This is JSON cut off or damaged: it cannot be read.'],
  ])('%s', async (text, sentence) => {
    await expect(read(text)).rejects.toThrow(new UnreadableFeedError(sentence));
  });

  test('nesting beyond the limit, with no entry around it', async () => {
    const sentence = 'Its elements are nested too deep or have too many attributes.';
    await expect(read(rss('<a>'.repeat(500)))).rejects.toThrow(new UnreadableFeedError(sentence));
  });

  test('binary data is named as such', async () => {
    const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
    await expect(readFeed(picture, about)).rejects.toThrow('This is binary data, not a feed.');
  });

  test('more than 5 MiB is refused before it is read', async () => {
    await expect(readFeed(new Uint8Array(5 * 1024 * 1024 + 1), about)).rejects.toThrow(RefusedError);
  });
});

describe('one bad entry never costs the others', () => {
  const whole = Array.from({ length: 50 }, (_, number) => post(number));
  const damages: [string, (item: string) => string, number][] = [
    ['an impossible date', (item) => item.replace('May 2026', 'Foo 20x6'), 49],
    ['a bare ampersand', (item) => item.replace('Post', 'A & B'), 49],
    ['an unknown entity', (item) => item.replace('Post', '&nope;'), 49],
    ['an unclosed title', (item) => item.replace('</title>', ''), 50],
    ['an unclosed description', (item) => item.replace('</description>', ''), 50],
    ['an unclosed item', (item) => item.replace('</item>', ''), 50],
    ['an item opened twice', (item) => item.replace('<item>', '<item><item>'), 50],
    ['an unclosed CDATA section', (item) => item.replace('Post', '<![CDATA[Post'), 50],
    ['an unclosed comment', (item) => item.replace('<title>', '<!-- <title>'), 49],
    ['an unclosed instruction', (item) => item.replace('<title>', '<?php <title>'), 49],
    ['an early end of the channel', (item) => item.replace('</title>', '</title></channel>'), 49],
    ['control characters', (item) => item.replace('Post', '\u0000\u0008Post'), 50],
    ['200 nested elements', (item) => item.replace('Body', `${'<a>'.repeat(200)}Body`), 49],
    [
      '400 attributes',
      (item) => item.replace('<guid', `<guid ${Array.from({ length: 400 }, (_, i) => `a${i}="1"`).join(' ')}`),
      49,
    ],
  ];

  test.each(damages)('%s', async (_, damage, unharmed) => {
    const before = new Map((await read(rss(whole.join('\n')))).entries.map((entry) => [entry.key, entry]));
    const after = await read(rss(whole.map((item, number) => (number === 20 ? damage(item) : item)).join('\n')));
    const same = after.entries.filter((entry) => JSON.stringify(entry) === JSON.stringify(before.get(entry.key)));
    expect(same.length).toBe(unharmed);
  });
});

test.each([
  ['<author>kim@e.example (Kim Lee)</author>', 'Kim Lee'],
  ['<author>Kim Lee (kim@e.example)</author>', 'Kim Lee'],
  ['<author>Kim Lee &lt;kim@e.example&gt;</author>', 'Kim Lee'],
  ['<author>editor@e.example</author><dc:creator>Kim Lee</dc:creator>', 'Kim Lee'],
  ['<author><name>Kim Lee</name></author>', 'Kim Lee'],
  ['<itunes:author>Kim Lee</itunes:author>', 'Kim Lee'],
])('%s', async (written, author) => {
  expect((await read(rss(`<item><title>a</title>${written}</item>`))).entries[0]?.author).toBe(author);
});

describe('the author of a whole feed', () => {
  const head = '<title>t</title><id>urn:t</id><updated>2026-05-01T00:00:00Z</updated>';
  const entry = (id: string, inside: string) =>
    `<entry><title>${id}</title><id>urn:${id}</id><updated>2026-05-01T00:00:00Z</updated>${inside}</entry>`;
  const atom = (inside: string) => `<feed xmlns="http://www.w3.org/2005/Atom">${head}${inside}</feed>`;
  const kim = '<author><name>Kim Lee</name></author>';
  const authorsIn = async (text: string) =>
    Object.fromEntries((await read(text)).entries.map(({ title, author }) => [title, author]));

  test.each([
    ['before the entries', (entries: string) => atom(`${kim}${entries}`)],
    ['after them', (entries: string) => atom(`${entries}${kim}`)],
    ['in a feed that is cut off', (entries: string) => atom(`${kim}${entries}`).replace('</feed>', '')],
  ])('of an Atom feed, %s, is that of the entries that name none', async (_name, spell) => {
    const entries = entry('own', '<author><name>Ada Byron</name></author>') + entry('none', '');
    expect(await authorsIn(spell(entries))).toEqual({ own: 'Ada Byron', none: 'Kim Lee' });
  });

  test('of a JSON Feed as well', async () => {
    const items = [
      { id: '1', title: 'own', authors: [{ name: 'Ada Byron' }] },
      { id: '2', title: 'none' },
    ];
    const feed = { version: 'https://jsonfeed.org/version/1.1', title: 't', authors: [{ name: 'Kim Lee' }], items };
    expect(await authorsIn(JSON.stringify(feed))).toEqual({ own: 'Ada Byron', none: 'Kim Lee' });
  });

  test('of an RSS channel is nobody’s: it names who edits it', async () => {
    expect(await authorsIn(rss(`${kim}<item><title>none</title></item>`))).toEqual({ none: undefined });
  });
});

test('half a character, which JSON can write, is read as the sign for one that is lost', async () => {
  const half = '"half \\ud83d"';
  const item = `{"id": ${half}, "title": ${half}, "summary": ${half}, "content_text": ${half}, "author": {"name": ${half}}, "url": "https://a.example/1"}`;
  const { entries } = await read(
    `{"version": "https://jsonfeed.org/version/1.1", "title": ${half}, "items": [${item}]}`,
  );
  expect(entries).toMatchObject([{ id: 'half \ufffd', title: 'half \ufffd', content: 'half \ufffd' }]);
  expect(JSON.stringify(entries)).not.toMatch(/\\ud83d/i);
});

describe('limits', () => {
  test('of 700 entries listed oldest first, the newest 500 stay, newest first', async () => {
    const days = Array.from({ length: 700 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString());
    const items = days.map((day, i) => `<item><title>${i}</title><guid>i${i}</guid><pubDate>${day}</pubDate></item>`);
    const { entries } = await read(rss(items.join('')));
    expect(entries.map(({ title }) => title)).toEqual(Array.from({ length: 500 }, (_, i) => String(699 - i)));
  });

  test('entries without a date keep the order of the feed', async () => {
    const { entries } = await read(
      rss('<item><title>b</title></item><item><title>a</title></item><item><title>c</title></item>'),
    );
    expect(entries.map(({ title }) => title)).toEqual(['b', 'a', 'c']);
  });

  test('a date more than a day ahead is dropped, one a little ahead stays', async () => {
    const { entries } = await read(
      rss(
        '<item><title>far</title><pubDate>2099-01-01T00:00:00Z</pubDate></item><item><title>near</title><pubDate>2026-11-22T20:00:00Z</pubDate></item>',
      ),
    );
    expect(entries.map(({ title, publishedAt }) => [title, publishedAt])).toEqual([
      ['near', '2026-11-22T20:00:00.000Z'],
      ['far', undefined],
    ]);
  });

  test('every field keeps its size and no code point is cut in two', async () => {
    const long = `x${'😀'.repeat(40_000)}`;
    const item = `<item><title>${long}</title><guid>${long}</guid><author>${long}</author><description>${long}</description></item>`;
    const [entry] = (await read(rss(item))).entries as [Entry];
    expect(entry.title.length).toBeLessThanOrEqual(500);
    expect(entry.summary?.length).toBeLessThanOrEqual(600);
    expect(entry.author?.length).toBeLessThanOrEqual(200);
    expect(Buffer.byteLength(entry.content ?? '')).toBeLessThanOrEqual(64 * 1024);
    expect(Buffer.byteLength(entry.key)).toBeLessThanOrEqual(64);
    expect(JSON.stringify(entry)).not.toMatch(/\\ud[89a-f]/i);
  });
});

const shared = '../shared/data/feeds/index.tsv';
test('every shared feed gives at least the entries its index counts, but for exact duplicates', async () => {
  if (!existsSync(shared)) console.warn('SKIPPED: shared data absent, feeds/index.tsv was not checked');
  const rows = existsSync(shared) ? readFileSync(shared, 'utf8').trim().split(/\r?\n/).slice(1) : [];
  const fewer: string[] = [];
  for (const [file = '', , , , items] of rows.map((row) => row.split('\t'))) {
    const { entries } = await readFeed(readFileSync(join('../shared/data/feeds', file)), about);
    if (entries.length < Math.min(Number(items), 500)) fewer.push(file);
  }
  expect(fewer).toEqual(rows.length === 0 ? [] : ['feedjira__spec__sample_feeds__sneer.xml_082e4a9b.xml']);
}, 60_000);
