import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnreadableFeedError } from '../../../../lambdas/domain/errors';
import { mendQuotes } from '../../../../lambdas/domain/feed/mend-quotes';
import { mendTags } from '../../../../lambdas/domain/feed/mend-tags';
import { readFeed } from '../../../../lambdas/domain/feed/read';

const about = { url: 'https://v.example/feed.xml', now: '2026-11-22T00:00:00.000Z' };

async function readEntries(text: string) {
  return (await readFeed(new TextEncoder().encode(text), about)).entries;
}

function rss(items: string): string {
  return `<rss version="2.0"><channel><title>t</title><link>https://v.example/</link>${items}</channel></rss>`;
}

function atom(entries: string): string {
  return `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>${entries}</feed>`;
}

describe('a quote that is missing or of the other kind', () => {
  const entry = (number: number) =>
    `<entry><title type="text">Post ${number}</title><link href="https://v.example/${number}" rel="alternate"/>` +
    `<id xml:lang="en">urn:${number}</id><summary type="html">It's &lt;a href="/x"&gt;here&lt;/a&gt; and "there"</summary></entry>`;
  const whole = `<feed xml:lang="en" xmlns="http://www.w3.org/2005/Atom">${[1, 2, 3].map(entry).join('\n')}</feed>`;
  const quotes = [...whole.matchAll(/"/g)].map(({ index }) => index);
  const inTags = quotes.filter((at) => whole.lastIndexOf('<', at) > whole.lastIndexOf('>', at));

  test('costs no entry, wherever it is, and no title', async () => {
    expect(inTags.length).toBeGreaterThan(30);
    for (const at of inTags)
      for (const sign of ['', "'"]) {
        const entries = await readEntries(whole.slice(0, at) + sign + whole.slice(at + 1));
        expect(entries.map(({ title }) => title)).toEqual(['Post 1', 'Post 2', 'Post 3']);
      }
  });

  test.each([
    [
      'at the end of a tag',
      rss('<item><guid isPermaLink="false>g</guid><title>a</title></item>'),
      { id: 'g', title: 'a' },
    ],
    [
      'at the end of an empty one',
      atom('<entry><link href="https://v.example/1/><id>i</id><title type="text">a</title></entry>'),
      { url: 'https://v.example/1', id: 'i', title: 'a' },
    ],
    [
      'before the next attribute',
      atom('<entry><link href="https://v.example/1 rel="alternate"/><id>i</id></entry>'),
      { url: 'https://v.example/1', id: 'i' },
    ],
    [
      'of the other kind',
      atom(`<entry><link href='https://v.example/1"/><id>i</id><title>It's</title></entry>`),
      { url: 'https://v.example/1', id: 'i', title: "It's" },
    ],
    [
      'of the other kind, and words with one more',
      atom(`<entry><id>i</id><title type='html">Rails isn't <![CDATA[a]]></title></entry>`),
      { id: 'i', title: "Rails isn't a" },
    ],
    [
      'only behind the value',
      atom('<entry><link href=https://v.example/1"/><link rel="self" href=/2" type="a/b"/><id>i</id></entry>'),
      { url: 'https://v.example/1', id: 'i' },
    ],
    [
      'around nothing, and a slash that ends the element',
      atom('<entry><link href=https://v.example/1 type=text/html/><category term=a/><title>a</title></entry>'),
      { url: 'https://v.example/1', title: 'a' },
    ],
  ])('%s', async (_, text, expected) => {
    expect((await readEntries(text))[0]).toMatchObject(expected);
  });

  test('HTML in a value, and quotes in comments and CDATA sections, stay', () => {
    for (const text of [
      '<a title="<b>x</b> <i>y</i>">z</a>',
      '<a title="5 > 3" b="c">z</a>',
      `<a title='x="y' b="c">z</a>`,
      '<item><!-- <a b="c> <d> --><x y="z"/></item>',
      '<item><![CDATA[<a b="c><d>]]><x y="z"/></item>',
      '<a href="https://v.example/?a=b&c=d">z</a>',
    ])
      expect(mendQuotes(text)).toBe(text);
  });
});

describe('mending', () => {
  test('leaves alone what needs none', () => {
    const value = fc.constantFrom('a', '', 'a b', "it's", 'a=b', 'https://v.example/?a=1', '/');
    const element = fc
      .tuple(fc.constantFrom('title', 'link', 'guid', 'x:y', 'p'), fc.array(value, { maxLength: 3 }), value)
      .map(([name, values, words]) => {
        const attributes = values.map((own, at) => ` n${at}="${own}"`).join('');
        return words === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${words}</${name}>\n`;
      });
    fc.assert(
      fc.property(fc.array(element, { maxLength: 20, size: 'max' }), (elements) => {
        const text = rss(`<item>${elements.join('')}</item>`);
        expect(mendTags(mendQuotes(text))).toBe(text);
      }),
    );
  });

  test('never throws, and never makes a text grow beyond its slips', () => {
    const piece = fc.constantFrom(
      '<a b="',
      "<a b='",
      '<a b=c/>',
      '"',
      "'",
      '>',
      '<',
      '/',
      '=',
      ' ',
      'x',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60, size: 'max' }), (pieces) => {
        const text = pieces.join('');
        expect(mendQuotes(text).length).toBeLessThanOrEqual(text.length + 2 * pieces.length);
      }),
    );
  });

  test.each([
    ['one quote after the other', '<a b="'],
    ['quotes that are never closed', `<a b='x> <c d="y> `],
    ['values without quotes', '<a b=c/>'],
    ['attributes without values', '<a b= '],
    ['start tags without their last sign', `<title${' a="x"'.repeat(16)}${' '.repeat(2_000)}`],
    ['spaces in tags', `<link${' '.repeat(60)}a${' '.repeat(8)}=${' '.repeat(60)}`],
    ['values full of tag ends', '<a b=">>>>>>>>'],
  ])('5 MB of %s end without hanging', async (_, piece) => {
    const text =
      rss('<item><title>a</title></item>') + piece.repeat(Math.floor((5 * 1024 * 1024 - 200) / piece.length));
    expect((await readEntries(text))[0]?.title).toBe('a');
  });
});

describe('tags as people write them', () => {
  test.each([
    ['an end tag in capitals', '<title>a</TITLE><link>https://v.example/1</link>'],
    ['a start tag in capitals', '<TITLE>a</title><Link>https://v.example/1</link>'],
    ['a space before a name', '< title>a</title>< link >https://v.example/1</link>'],
    ['a space in an end tag', '<title>a< /title><link>https://v.example/1< / link>'],
    ['the empty link of an HTML parser', '<title>a</title><link/>https://v.example/1<guid>g</guid>'],
    ['the same, and a line between', '<title>a</title><link />\n  https://v.example/1\n<guid>g</guid>'],
    ['an escaped paragraph around a link', '<title>a</title><link>&lt;p&gt;https://v.example/1&lt;/p&gt;</link>'],
    [
      'a link without its end, and an element that nobody reads',
      '<title>a</title><link>https://v.example/1<comments>b</comments>',
    ],
    ['controls in the middle of tags', '<ti\u0001tle>a</title><link>https://v.example/1</li\u000bnk>'],
    ['a start tag that lacks its last sign', '<title type="text"a</title><linkhttps://v.example/1</link>'],
    [
      'a date without its end',
      '<pubDate>Sat, 21 Nov 2026 10:00:00 GMT<comments>c</comments><title>a</title><link>https://v.example/1</link>',
    ],
    ['spaces that XML does not know', '<title\u00a0>a</title\u3000><link\u00a0>https://v.example/1</link>'],
    ['a description without its end', '<title>a</title><description>b &amp; c<guid>https://v.example/1</guid>'],
    [
      'a description with another end',
      '<title>a</title><description>b</descriptions><content:encoded>c</content:encoded><guid>https://v.example/1</guid>',
    ],
    [
      'a start tag with attributes and without its last sign',
      '<enclosure url="/a" length="1"/ <title type="text" a</title><link>https://v.example/1</link>',
    ],
    ['an empty one', '<category domain="b"/\n<title>a</title><link>https://v.example/1</link>'],
    ['half a scheme before the whole', '<title>a</title><link>http:https://v.example/1</link>'],
  ])('%s', async (_, fields) => {
    expect((await readEntries(rss(`<item>${fields}</item>`)))[0]).toMatchObject({
      title: 'a',
      url: 'https://v.example/1',
    });
  });

  test('a comment without an end before the first entry', async () => {
    for (const open of ['<!-- b >', '<!-- b\n->', '<!-->'])
      expect((await readEntries(rss(`${open}<item><title>a</title></item><item><title>b</title></item>`))).length).toBe(
        2,
      );
  });

  test('a date that was never closed ends where the next element begins', async () => {
    const text = rss('<item><title>a</title><pubDate>Sat, 21 Nov 2026 10:00:00 GMT<comments>c</comments></item>');
    expect((await readEntries(text))[0]?.publishedAt).toBe('2026-11-21T10:00:00.000Z');
  });

  test('what is no tag keeps its capitals', async () => {
    const [entry] = await readEntries(rss('<item><title>Vec<T> & R&amp;D</title></item>'));
    expect(entry?.title).toBe('Vec<T> & R&D');
  });

  test('RSS under the prefix of another vocabulary', async () => {
    const text =
      '<?xml version="1.0"?><?xml-stylesheet href="a"?><atom:rss xmlns:atom="http://www.w3.org/2005/Atom"><atom:channel>' +
      '<atom:item><atom:title>a</atom:title><atom:link>https://v.example/1</atom:link></atom:item></atom:channel></atom:rss>';
    expect((await readEntries(text))[0]).toMatchObject({ title: 'a', url: 'https://v.example/1' });
  });

  test.each(['canonical', 'bookmark'])(
    'an Atom link that is called %s when there is no alternate',
    async (relation) => {
      const links = `<link rel="${relation}" href="/1"/><link rel="related" href="/2"/>`;
      expect((await readEntries(atom(`<entry><id>i</id>${links}</entry>`)))[0]?.url).toBe('https://v.example/1');
      const alternate = '<link rel="alternate" href="/3"/>';
      expect((await readEntries(atom(`<entry><id>i</id>${links}${alternate}</entry>`)))[0]?.url).toBe(
        'https://v.example/3',
      );
    },
  );
});

describe('JSON as people write it', () => {
  const feed = '{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","title":"a, ]b"}]}';

  test.each([
    ['a comma after the last item', feed.replace(']}', ' , ]}')],
    ['a comma after the last member', feed.replace('}]}', ',\n}],}')],
    ['a line end and a tab in a string', feed.replace('a, ]b', 'a,\n\t]b')],
    [
      'names in capitals',
      feed.replace('"items"', '"Items"').replace('"title":"a', '"Title":"a').replace('"id"', '"Id"'),
    ],
  ])('%s', async (_, text) => {
    const entries = await readEntries(text);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ id: '1', title: 'a, ]b' });
  });

  test('what is cut off or no JSON at all is said to be so', async () => {
    for (const text of [feed.slice(0, -8), '{,}', feed.replace('"id":', '"id"')])
      await expect(readEntries(text)).rejects.toThrow(UnreadableFeedError);
  });
});
