import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../../lambdas/domain/feed/charset';
import { mapFeed } from '../../../../lambdas/domain/feed/feed-mapper';
import { closeFences } from '../../../../lambdas/domain/feed/fences';
import { readLeniently } from '../../../../lambdas/domain/feed/lenient-reader';
import { mendTags } from '../../../../lambdas/domain/feed/mend-tags';
import { trimLead } from '../../../../lambdas/domain/feed/read';
import { readWithRssParser } from '../../../../lambdas/domain/feed/rss-parser-reader';

const about = { url: 'https://feeds.example/feed.xml', now: '2026-11-22T00:00:00.000Z' };
const shared = '../shared/data';

/** Both readings of one file, or undefined when rss-parser would never see it. */
function readTwice(file: string): { usual: unknown; lenient: unknown } | undefined {
  const text = trimLead(decodeText(readFileSync(file)));
  const raw = readWithRssParser(text, about.url);
  if (raw === undefined) return undefined;
  const lenient = readLeniently(mendTags(closeFences(text)), about.url).feed;
  return { usual: mapFeed(raw, about), lenient: lenient && mapFeed(lenient, about) };
}

function compareAll(files: readonly string[]): number {
  let compared = 0;
  for (const file of files) {
    const both = readTwice(file);
    if (both === undefined) continue;
    expect(both.usual, file).toEqual(both.lenient);
    compared++;
  }
  return compared;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.tsv'))
    .map((name) => join(folder, name));
}

describe('an entry is the same whichever reader read it', () => {
  test('in every fixture', () => {
    const files = listFiles('test/fixtures/feeds').filter((file) => file.endsWith('.xml'));
    expect(compareAll(files)).toBeGreaterThanOrEqual(6);
  });

  test('in every shared feed and week', () => {
    if (!existsSync(shared)) console.warn('SKIPPED: shared data absent, its feeds were not read with both readers');
    const folders = existsSync(shared) ? ['feeds', 'weeks/172', 'weeks/184', 'weeks/196'] : [];
    const compared = compareAll(folders.flatMap((folder) => listFiles(join(shared, folder))));
    expect(compared).toBeGreaterThanOrEqual(folders.length === 0 ? 0 : 700);
  }, 60_000);

  const rss = (item: string): string =>
    `<rss version="2.0"><channel><title>t</title><item>${item}</item></channel></rss>`;

  const atom = (entries: string): string =>
    `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>t</a:title>${entries}</a:feed>`;

  test.each([
    ['a title', rss('<title>a</title>')],
    ['an empty feed', '<rss version="2.0"><channel><title>t</title></channel></rss>'],
    ['no version', '<rss><channel><title>t</title><item><title>a</title></item></channel></rss>'],
    ['an unknown element with elements in it', rss('<x:group><x:title>b</x:title></x:group><title>a</title>')],
    [
      'media in groups',
      rss(
        '<media:group>w<media:content url="u" xml:base="/m/"><media:title>b</media:title><title>c</title><media:player url="p"/>' +
          '<x:y><media:title>d</media:title></x:y></media:content><media:description>e</media:description></media:group><title>a</title>',
      ),
    ],
    ['an unusual prefix', rss('<x:title xmlns:x="http://purl.org/dc/elements/1.1/">a</x:title>')],
    ['a base of its own', rss('<link xml:base="/x/">a</link>')],
    ['a CDATA section, a comment and an instruction', rss('<title>a<![CDATA[ & b]]><!-- c --><?php d ?> e</title>')],
    ['a bare ampersand', rss('<title>a & b</title>')],
    ['5 MB of text', rss(`<title>${'a'.repeat(5_000_000)}</title>`)],
    ['an author in parts', rss('<author> <name>Kim</name> <email>kim@e.example</email> </author>')],
    ['markup in a title', rss('<title>a <b>c</b> d</title>')],
    ['XHTML', rss('<title type="xhtml"><div class="a&quot;b">a<br/>&lt;b<!-- c --><![CDATA[<i>&]]></div> d</title>')],
    ['XHTML by its prefix', rss('<summary xmlns:h="http://www.w3.org/1999/xhtml"><h:p>a <h:b>c</h:b></h:p></summary>')],
    ['Atom by its prefix', atom('<a:entry><a:title>a</a:title><a:link href="b"/><a:id>c</a:id></a:entry>')],
    [
      'a prefix that comes to mean something else',
      rss('<x:a/><x:title>a</x:title><b xmlns:x="http://purl.org/dc/elements/1.1/"/><x:title>c</x:title>'),
    ],
    ['a query on every link', rss('<link>https://a.example/?b=1&amp;utm_source=c&amp;b=0</link>')],
    ['fields after the entries', rss('<title>a</title></item><language>en</language><item><guid>b</guid>')],
  ])('rss-parser reads %s', (_, text) => {
    const raw = readWithRssParser(text, about.url);
    const lenient = readLeniently(text, about.url).feed;
    expect(raw).toBeDefined();
    expect(raw && mapFeed(raw, about)).toEqual(lenient && mapFeed(lenient, about));
  });

  test.each([
    ['a title that another element ends', rss('<title>a <guid>b</guid></title>')],
    ['a DTD of its own', `<!DOCTYPE rss [<!ENTITY a "b">]>${rss('<title>a</title>')}`],
    ['a title that is not closed', rss('<title>a')],
    ['tags that cross', rss('<title><b>a</title></b>')],
    ['an attribute without quotes', rss('<guid isPermaLink=false>a</guid>')],
    [
      'a CDATA section that runs over the end of an entry',
      rss('<title><![CDATA[a</title></item><item><title>]]>b</title>'),
    ],
    [
      'a comment that holds an entry',
      `<rss><channel><!-- <item></item> --><item><title>a</title></item></channel></rss>`,
    ],
    ['an entry in an entry', rss('<item><title>a</title></item>')],
    ['entries beside the channel', '<rss><channel><title>t</title></channel><item><title>a</title></item></rss>'],
    ['two channels', '<rss><channel></channel><channel></channel></rss>'],
    ['something after the end', `${rss('<title>a</title>')}<rss></rss>`],
    ['a field inside the words of an element nobody reads', rss('<x>a<title>b</title></x>')],
    ['nesting beyond the limit', rss('<a>'.repeat(200) + '</a>'.repeat(200))],
  ])('rss-parser is not given %s', (_, text) => {
    expect(readWithRssParser(text, about.url)).toBeUndefined();
  });

  test('in any tidy feed', () => {
    const name = fc.constantFrom(
      ...'title link guid id pubDate description author dc:creator media:group media:content media:title media:player updated x'.split(
        ' ',
      ),
    );
    const words = fc.constantFrom(
      'word',
      ' ',
      '&amp;',
      '&#38;lt;',
      '<![CDATA[<p>&]]>',
      '<!-- no -->',
      'https://v.example/a',
      'Fri, 05 Jun 2026 10:00:00 GMT',
    );
    const attribute = fc.constantFrom(
      '',
      ' isPermaLink="false"',
      " href='b?c&amp;d'",
      ' xml:base="/e/"',
      ' rel="self" type="text/html"',
    );
    const element = fc
      .tuple(name, attribute, fc.array(words, { maxLength: 4 }))
      .map(([tag, own, text]) => `<${tag}${own}>${text.join('')}</${tag}>`);
    const part = fc
      .array(element, { maxLength: 3 })
      .map(
        (inner) =>
          `<author>${inner.join(' ')}</author><media:content>${inner.join('')}</media:content><x:y>${inner.join('word')}</x:y>`,
      );
    const markup = fc
      .tuple(name, fc.constantFrom('div', 'p', 'h:b', 'br'), attribute, fc.array(words, { maxLength: 4 }))
      .map(([tag, inner, own, text]) => {
        const written = text.join('');
        return `<${tag}>${written}<${inner}${own}>${written}<br/></${inner}> c</${tag}>`;
      });
    const item = fc.array(fc.oneof(element, part, markup), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.constantFrom('rss', 'atom', 'rdf'),
        element,
        fc.array(item, { maxLength: 4 }),
        (format, head, items) => {
          const text = spell(
            format,
            head,
            items.map((fields) => fields.join('\n')),
          );
          const raw = readWithRssParser(text, about.url);
          const lenient = readLeniently(text, about.url).feed;
          if (raw !== undefined) expect(mapFeed(raw, about)).toEqual(lenient && mapFeed(lenient, about));
        },
      ),
      { numRuns: 400 },
    );
  });
});

function spell(format: string, head: string, items: readonly string[]): string {
  const all = items.map((item) => (format === 'atom' ? `<entry>${item}</entry>` : `<item>${item}</item>`)).join('');
  if (format === 'atom') return `<feed xmlns="http://www.w3.org/2005/Atom">${head}${all}</feed>`;
  if (format === 'rdf') return `<rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel>${head}</channel>${all}</rdf:RDF>`;
  return `<rss version="2.0"><channel>${head}${all}</channel></rss>`;
}
