import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnreadableFeedError } from '../../../../lambdas/domain/errors';
import { readFeed } from '../../../../lambdas/domain/feed/read';

const about = { url: 'http://s.test/rss.json', now: '2026-11-22T00:00:00.000Z' };
const read = (document: unknown) => readFeed(Buffer.from(JSON.stringify(document)), about);

test('RSS in JSON is read as the RSS it says', async () => {
  const item = {
    title: 'Tea &amp; toast',
    link: '/a',
    guid: { isPermaLink: 'false', '#value': 'g1' },
    pubDate: 'Mon, 26 Jun 2017 13:00:00 GMT',
    description: '<p>x</p>',
  };
  const feed = await read({
    rss: { version: '2.0', channel: { title: 'S', link: 'http://s.test/', ttl: 60, item: [item, 7] } },
  });
  expect(feed).toMatchObject({ format: 'rss', title: 'S', site: 'http://s.test/', ttlMinutes: 60 });
  expect(feed.entries).toEqual([
    expect.objectContaining({
      title: 'Tea & toast',
      url: 'http://s.test/a',
      id: 'g1',
      publishedAt: '2017-06-26T13:00:00.000Z',
      summary: 'x',
    }),
  ]);
});

test('its entry alone, its permalink and its enclosure are read too', async () => {
  const only = (item: object) => read({ rss: { channel: { item } } }).then(({ entries }) => entries);
  expect(await only({ guid: 'http://g.test/1' })).toEqual([expect.objectContaining({ url: 'http://g.test/1' })]);
  expect(await only({ title: 'E', enclosure: { url: 'http://e.test/a.mp3' } })).toEqual([
    expect.objectContaining({ url: 'http://e.test/a.mp3' }),
  ]);
});

test('any JSON under rss.channel is read or refused by name', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (channel) => {
      const feed = await read({ rss: { channel } }).catch((error: unknown) => error);
      expect(feed instanceof UnreadableFeedError || Array.isArray((feed as { entries: unknown }).entries)).toBe(true);
    }),
  );
});
