import Parser from 'rss-parser';
import { expect, test } from 'vitest';
import { atomFeed, jsonFeed, rssFeed } from '../../../lambdas/pages/feeds';
import { makeArticle, makeIssue, makePublished } from './sample-issue';

const about = { newsletter: 'Ops & <Friends>', url: 'https://desk.example.net', timeZone: 'Etc/UTC' };
const hostile = makeArticle('h', {
  title: ']]><script>alert(1)</script>\u0000\ufffe\ud800 & co',
  url: 'javascript:alert(1)',
});
const issues = [
  makePublished({ number: 75 }),
  makePublished({ number: 76, articles: [hostile] }),
  makeIssue({ number: 77 }),
];

test('the RSS feed is read by a feed reader: published issues, newest first, whole', async () => {
  const feed = await new Parser().parseString(rssFeed(issues, about));
  expect(feed.title).toBe('Ops & <Friends>');
  expect(feed.items.map(({ link }) => link)).toEqual([
    'https://desk.example.net/issues/76',
    'https://desk.example.net/issues/75',
  ]);
  expect(feed.items[0]?.guid).toBe('https://desk.example.net/issues/76');
  expect(feed.items[0]?.isoDate).toBe('2026-08-23T18:42:00.000Z');
  expect(feed.items[1]?.['content:encoded']).toContain('<h3><a href="https://blog.example.org/a1"');
});

test('hostile text stays text in both feeds, also after the reader unpacks the content', async () => {
  const feed = await new Parser().parseString(rssFeed(issues, about));
  const json = JSON.parse(jsonFeed(issues, about)) as { items: { content_html: string }[] };
  const atom = await new Parser().parseString(atomFeed(issues, about));
  for (const content of [feed.items[0]?.['content:encoded'], atom.items[0]?.content, json.items[0]?.content_html]) {
    expect(content).toContain(']]&gt;&lt;script&gt;');
    expect(content).not.toContain('<script');
    expect(content).not.toMatch(/href="javascript/);
  }
});

test('the RSS feed has no character that XML 1.0 forbids', () => {
  expect(rssFeed(issues, about)).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u);
});

test('the JSON feed follows version 1.1', () => {
  const feed = JSON.parse(jsonFeed(issues, about));
  expect(feed).toMatchObject({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Ops & <Friends>',
    home_page_url: 'https://desk.example.net/issues',
    feed_url: 'https://desk.example.net/feed.json',
  });
  expect(feed.items.map((item: { id: string }) => item.id)).toEqual([
    'https://desk.example.net/issues/76',
    'https://desk.example.net/issues/75',
  ]);
  expect(feed.items[0].date_published).toBe('2026-08-23T18:42:00Z');
});

test('the Atom feed is read by a feed reader: published issues, newest first, whole, with ids and times', async () => {
  const xml = atomFeed(issues, about);
  const feed = await new Parser().parseString(xml);
  expect(feed.title).toBe('Ops & <Friends>');
  expect(feed.items.map(({ link }) => link)).toEqual([
    'https://desk.example.net/issues/76',
    'https://desk.example.net/issues/75',
  ]);
  expect(feed.items[0]?.isoDate).toBe('2026-08-23T18:42:00.000Z');
  expect(feed.items[1]?.content).toContain('<h3><a href="https://blog.example.org/a1"');
  // What RFC 4287 (4.1.1, 4.1.2) asks of a feed and of each entry.
  for (const element of ['id', 'title', 'updated']) expect(xml.split(`<${element}>`)).toHaveLength(1 + 1 + 2);
  expect(xml).toContain('<author><name>Ops &amp; &lt;Friends&gt;</name></author>');
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u);
});

test('feeds without an issue are still feeds', async () => {
  expect((await new Parser().parseString(rssFeed([], about))).items).toEqual([]);
  expect((await new Parser().parseString(atomFeed([], about))).items).toEqual([]);
  expect(JSON.parse(jsonFeed([], about)).items).toEqual([]);
});

test.each([75, 76])('the issue that went out last makes either feed new, be it #%i of 75 and 76', async (last) => {
  const late = [75, 76].map((number) =>
    makePublished({ number, ...(number === last && { publishedAt: '2026-09-01T08:00:00Z' }) }),
  );
  const rss = await new Parser().parseString(rssFeed(late, about));
  expect(rss['lastBuildDate']).toBe('Tue, 01 Sep 2026 08:00:00 GMT');
  expect(/<updated>(.*?)<\/updated>/.exec(atomFeed(late, about))?.[1]).toBe('2026-09-01T08:00:00.000Z');
});
