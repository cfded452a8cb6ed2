import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newSource, type Source } from '../../../lambdas/domain/source';
import {
  addSources,
  findSource,
  formerSourceId,
  indexSources,
  sourceFrom,
  sourceId,
} from '../../../lambdas/pipeline/catalogue';

const now = '2026-06-07T12:00:00.000Z';
const plain = 'https://tide.example/a-b/feed.xml?lang=en&type=rss';

/** A ledger in memory that adds as the table does: unless the id is known. */
function openLedger(sources: Source[] = []) {
  return {
    sources,
    list: async () => sources,
    add: async (source: Source) => {
      if (sources.some(({ id }) => id === source.id)) return false;
      sources.push(source);
      return true;
    },
  };
}

const entryOf = (url: string) => ({ url, kind: 'blog', title: 'Tide' }) as const;

describe('one feed is one source', () => {
  test.each([
    ['the scheme and www.', 'http://www.tide.example/a-b/feed.xml?lang=en&type=rss'],
    ['letters of the host', 'https://TIDE.Example/a-b/feed.xml?lang=en&type=rss'],
    ['the usual port', 'https://tide.example:443/a-b/feed.xml?lang=en&type=rss'],
    ['a dot after the host', 'https://tide.example./a-b/feed.xml?lang=en&type=rss'],
    ['the order of the query', 'https://tide.example/a-b/feed.xml?type=rss&lang=en'],
    ['empty parameters', 'https://tide.example/a-b/feed.xml?&type=rss&&lang=en&'],
    ['needless escapes', 'https://tide.example/%61%2Db/feed%2exml?l%61ng=en&type=%72ss'],
    ['a fragment and a last slash', 'https://tide.example/a-b/feed.xml/?lang=en&type=rss#top'],
    ['dot segments', 'https://tide.example/x/../a-b/./feed.xml?lang=en&type=rss'],
  ])('whatever %s', (_, spelling) => {
    expect(sourceId(spelling)).toBe(sourceId(plain));
  });

  test('in capital and small escapes', () => {
    expect(sourceId('https://tide.example/caf%c3%a9?q=%2f')).toBe(sourceId('https://tide.example/café?q=%2F'));
  });

  test.each([
    ['the path', 'https://tide.example/a-b/other.xml?lang=en&type=rss'],
    ['letters of the path', 'https://tide.example/A-B/feed.xml?lang=en&type=rss'],
    ['an escaped slash', 'https://tide.example/a-b%2Ffeed.xml?lang=en&type=rss'],
    ['a value', 'https://tide.example/a-b/feed.xml?lang=de&type=rss'],
    ['another port', 'https://tide.example:8443/a-b/feed.xml?lang=en&type=rss'],
    ['another host', 'https://blog.tide.example/a-b/feed.xml?lang=en&type=rss'],
  ])('but %s makes another', (_, other) => {
    expect(sourceId(other)).not.toBe(sourceId(plain));
  });

  test('and the order of one repeated parameter means something', () => {
    expect(sourceId('https://a.example/?tag=1&tag=2')).not.toBe(sourceId('https://a.example/?tag=2&tag=1'));
  });
});

const word = fc.stringMatching(/^[a-z0-9~_-]{1,8}$/);
const address = fc.record({
  host: fc
    .tuple(word, word)
    .map(([one, other]) => `h${one.replaceAll(/[~_-]/g, '')}.x${other.replaceAll(/[~_-]/g, '')}.example`),
  path: fc.array(word, { maxLength: 4 }),
  query: fc.uniqueArray(fc.tuple(word, word), { maxLength: 4, selector: ([name]) => name }),
});
type Address = typeof address extends fc.Arbitrary<infer T> ? T : never;

const escapeAll = (text: string) =>
  [...text].map((sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');

function spell({ host, path, query }: Address, odd: boolean): string {
  const parameters = query.map(([name, value]) => `${name}=${odd ? escapeAll(value) : value}`);
  const search = (odd ? parameters.reverse() : parameters).join('&');
  const folders = path.map((part) => `/${odd ? escapeAll(part) : part}`).join('');
  const start = odd ? `HTTP://WWW.${host.toUpperCase()}.:80` : `https://${host}`;
  return `${start}${folders}${odd ? '/' : ''}${search && `?${search}`}`;
}

test('any address spelt as oddly as the RFC allows is the same source', () => {
  fc.assert(
    fc.property(address, (about) => {
      const [usual, odd] = [spell(about, false), spell(about, true)];
      expect(sourceId(odd)).toBe(sourceId(usual));
    }),
  );
});

describe('a ledger that an earlier version filled', () => {
  test('has the same ids for addresses spelt plainly', () => {
    fc.assert(
      fc.property(address, (about) => {
        fc.pre(about.query.length <= 1);
        const url = spell(about, false);
        expect(sourceId(url)).toBe(formerSourceId(url));
      }),
    );
    expect(formerSourceId('https://www.pagerduty.com/blog/feed/')).toBe(sourceId('https://pagerduty.com/blog/feed'));
  });

  test('does not see its sources twice, however they were or are now spelt', async () => {
    await fc.assert(
      fc.asyncProperty(address, fc.boolean(), fc.boolean(), async (about, wasOdd, isOdd) => {
        const [was, is] = [spell(about, wasOdd), spell(about, isOdd)];
        const ledger = openLedger([newSource(formerSourceId(was), entryOf(was), now)]);
        expect(await addSources(ledger, [entryOf(is)], now)).toBe(0);
        expect(findSource(indexSources(ledger.sources), is)?.url).toBe(was);
      }),
    );
  });

  test('knows a source that has moved since by its first address too', async () => {
    const first = 'https://old.example/feed?b=2&a=1';
    const moved = { ...newSource(formerSourceId(first), entryOf(first), now), url: 'https://new.example/feed' };
    const ledger = openLedger([moved]);
    expect(await addSources(ledger, [entryOf(first), entryOf('http://new.example/feed/')], now)).toBe(0);
  });
});

test('a catalogue that names a source in two spellings adds it once', async () => {
  const ledger = openLedger();
  const entries = [entryOf(plain), entryOf('http://WWW.tide.example/a-b/feed.xml?type=rss&lang=en')];
  expect(await addSources(ledger, entries, now)).toBe(1);
  expect(ledger.sources).toEqual([sourceFrom(entryOf(plain), now)]);
});
