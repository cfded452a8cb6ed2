import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../../lambdas/domain/errors';
import { readOpml } from '../../../lambdas/domain/feed/opml';
import { writeOpml } from '../../../lambdas/domain/feed/opml-writer';
import { cleanText } from '../../../lambdas/domain/feed/text';
import { checkUrl } from '../../../lambdas/domain/fetch/address';

const now = '2026-06-07T12:00:00.000Z';
const wrap = (outlines: string) => `<opml version="2.0"><body>${outlines}</body></opml>`;
const outline = (url: string, more = '') => `<outline type="rss" text="${url}" xmlUrl="${url}" ${more}/>`;

describe('readOpml', () => {
  test('reads outlines however deep, in any letter case, with their title, site and kind', () => {
    const text = `<?xml version="1.0"?><OPML version="1.0"><body>
      <outline text="Group"><outline TEXT="Tide &amp; Time" xmlURL=" https://tide.example/feed " htmlUrl="https://tide.example"/></outline>
      <outline text="x" title="Acme status" xmlUrl="https://status.acme.example/feed" category="/ops, status"/>
    </body></OPML>`;
    expect(readOpml(text)).toEqual({
      entries: [
        { url: 'https://tide.example/feed', kind: 'blog', title: 'Tide & Time', site: 'https://tide.example' },
        { url: 'https://status.acme.example/feed', kind: 'status', title: 'Acme status' },
      ],
      refused: [],
      isWhole: true,
    });
  });

  test.each([
    ['file:///etc/passwd', /scheme "file"/],
    ['https://user:secret@feeds.example/a', /user name or password/],
    ['http://169.254.169.254/latest', /169\.254\.169\.254 is link-local/],
    ['http://10.0.0.7/feed', /10\.0\.0\.7 is private/],
    ['http://localhost/feed', /local name/],
    ['http://feeds.example:8080/feed', /Port 8080/],
    ['javascript:alert(1)', /scheme "javascript"/],
    ['not an address', /not a web address/],
    ['', /not a web address/],
    [`https://feeds.example/${'a'.repeat(3000)}`, /characters long/],
  ])('refuses %s with the reason, and reads the rest', (url, reason) => {
    const { entries, refused } = readOpml(wrap(`${outline(url)}${outline('https://good.example/feed')}`));
    expect(entries.map((entry) => entry.url)).toEqual(['https://good.example/feed']);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatch(reason);
    expect(refused[0]?.title).not.toBe('');
  });

  test('never repeats a password: not in the name of what it refused, not in the reason', () => {
    const { refused } = readOpml(
      wrap(['feeds.example/a', '[nonsense'].map((rest) => outline(`https://user:secret@${rest}`)).join('')),
    );
    expect(refused).toHaveLength(2);
    expect(JSON.stringify(refused)).not.toMatch(/secret/);
    expect(refused[0]?.title).toContain('feeds.example/a');
  });

  test('drops a site that is no web address, and controls in a title', () => {
    const { entries } = readOpml(
      wrap('<outline title="A&#27;[31m&#x202e;B" xmlUrl="https://a.example/f" htmlUrl="javascript:alert(1)"/>'),
    );
    expect(entries).toEqual([{ url: 'https://a.example/f', kind: 'blog', title: 'A[31mB' }]);
  });

  test('knows a status page by its address when the list says nothing of its kind', () => {
    const urls = ['https://acme.statuspage.io/history.rss', 'https://www.acmestatus.com/history.atom'];
    const { entries } = readOpml(wrap(urls.map((url) => outline(url)).join('')));
    expect(entries.map(({ kind }) => kind)).toEqual(['status', 'status']);
    const said = readOpml(wrap(outline('https://acme.statuspage.io/history.rss', 'category="blog"')));
    expect(said.entries[0]?.kind).toBe('blog');
  });

  test('reads what a file that was cut off still names, and says that it was', () => {
    const text = wrap(`${outline('https://a.example/1')}${outline('https://a.example/2')}`);
    const cut = readOpml(text.slice(0, text.indexOf('/2') - 4));
    expect(cut.entries.map(({ url }) => url)).toEqual(['https://a.example/1']);
    expect(cut.isWhole).toBe(false);
  });

  test('goes on past bare ampersands, unknown entities, missing quotes and stray end tags', () => {
    const text = wrap(
      `<outline text="R&D &foo; &" xmlUrl="https://a.example/?a=1&b=2"></bogus><outline xmlUrl=https://b.example/feed text=b /></outline>`,
    );
    expect(readOpml(text).entries.map(({ url }) => url)).toEqual([
      'https://a.example/?a=1&b=2',
      'https://b.example/feed',
    ]);
  });

  test('expands no entity that the document declares', () => {
    const bomb = '<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>';
    const { entries } = readOpml(bomb + wrap('<outline text="&b;" xmlUrl="https://a.example/f"/>'));
    expect(entries[0]?.title).not.toContain('aaaa');
  });

  test.each([
    ['HTML', '<!doctype html><title>x</title>'],
    ['a feed', '<rss version="2.0"><channel><outline xmlUrl="https://a.example/f"/></channel></rss>'],
    ['nothing', ''],
    ['more than 5 MiB', wrap(' '.repeat(5 * 1024 * 1024))],
    ['nesting without end', `<opml>${'<outline>'.repeat(500_000)}`],
  ])('refuses %s as a whole', (_, text) => {
    expect(() => readOpml(text)).toThrow(RefusedError);
  });

  test('never throws anything but RefusedError, whatever it is given', () => {
    const part = fc.constantFrom(
      '<opml>',
      '</opml>',
      '<outline xmlUrl="',
      '"',
      '/>',
      '>',
      '<',
      '&',
      'https://a.b/c',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ unit: 'binary' })), { maxLength: 30, size: 'max' }), (parts) => {
        try {
          readOpml(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(RefusedError);
        }
      }),
    );
  });
});

const isFetched = (url: string) => {
  try {
    return checkUrl(url, []) !== undefined;
  } catch {
    return false;
  }
};
const anyUrl = fc.webUrl({ withQueryParameters: true, withFragments: false }).filter(isFetched);
const anySource = fc.record(
  {
    url: anyUrl.map((url) => new URL(url).href),
    kind: fc.constantFrom('blog' as const, 'status' as const),
    title: fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constant('"<A & B>" \'\t\n')),
    site: anyUrl.map((url) => new URL(url).href),
  },
  { requiredKeys: ['url', 'kind', 'title'] },
);
const byUrl = <T extends { url: string }>(list: readonly T[]) => list.toSorted((a, b) => (a.url < b.url ? -1 : 1));

describe('writeOpml', () => {
  test('writes what readOpml reads back: any title, address, kind and site', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anySource, { selector: ({ url }) => url, maxLength: 8 }), (sources) => {
        const { entries, refused, isWhole } = readOpml(writeOpml(sources, now));
        const expected = sources.map((source) => ({
          ...source,
          title: cleanText(source.title.replace(/[\ufffe\uffff]/g, ''), 200),
        }));
        expect(byUrl(entries)).toEqual(byUrl(expected));
        expect(refused).toEqual([]);
        expect(isWhole).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('is the shipped catalogue again, outline for outline', () => {
    const shipped = readFileSync(join(import.meta.dirname, '../../../sources.opml'), 'utf8');
    const outlines = (text: string) => text.match(/<outline .*/g);
    expect(outlines(writeOpml(readOpml(shipped).entries, now))).toEqual(outlines(shipped));
  });

  test('gives the required text, a date in RFC 822, and the address as the name of what has no title yet', () => {
    const text = writeOpml([{ url: 'https://a.example/f?a=1&b=2', kind: 'blog', title: '' }], now);
    expect(text).toContain('text="https://a.example/f?a=1&amp;b=2" title="https://a.example/f?a=1&amp;b=2"');
    expect(text).toContain('<dateCreated>Sun, 07 Jun 2026 12:00:00 GMT</dateCreated>');
  });
});

describe('real subscription lists', () => {
  const folder = '../shared/data/opml';
  const files = existsSync(folder) ? readdirSync(folder) : [];
  if (files.length === 0) console.warn('SKIPPED: real OPML files, because the shared data is absent');

  test('are read whole, every outline with a feed, and survive a round trip', () => {
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      const { entries, refused, isWhole } = readOpml(text);
      expect(entries.length + refused.length, file).toBe(text.match(/\bxmlUrl=/gi)?.length);
      expect(entries.length, file).toBeGreaterThan(200);
      expect(isWhole, file).toBe(true);
      expect(byUrl(readOpml(writeOpml(entries, now)).entries).map(({ url }) => url)).toEqual(
        byUrl(entries).map(({ url }) => url),
      );
    }
  });
});
