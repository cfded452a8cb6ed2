import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discoverFeeds } from '../../../../lambdas/domain/feed/discover';
import { decodeEntities } from '../../../../lambdas/domain/feed/entities';
import { closeFences } from '../../../../lambdas/domain/feed/fences';
import { resolveBase, resolveLink } from '../../../../lambdas/domain/feed/links';
import { markupToText } from '../../../../lambdas/domain/feed/markup-text';
import { mendTags } from '../../../../lambdas/domain/feed/mend-tags';
import { readFeed } from '../../../../lambdas/domain/feed/read';
import { cleanText, cutBytes, cutText } from '../../../../lambdas/domain/feed/text';

describe('entities', () => {
  test.each([
    ['a &lt; b &amp;&amp; c &gt; d', 'a < b && c > d'],
    ['&amp;lt;', '&lt;'],
    ['&#38;amp; &AMP;amp;', '&amp; &amp;'],
    ['caf&eacute;&hellip; &#8217;&#x2019;', 'café… ’’'],
    ['&#147;quoted&#148;', '“quoted”'],
    ['&nosuch; &notit; &; &#; &#0; &#xD800; &#99999999;', '&nosuch; &notit; &; &#; \ufffd \ufffd \ufffd'],
    ['AT&T &copy=1', 'AT&T &copy=1'],
  ])('%s', (written, read) => expect(decodeEntities(written)).toBe(read));
});

describe('text of markup', () => {
  test.each([
    ['<p>One</p><p>two <b>th</b>ree<br/>four</p>', 'One two three four'],
    ['Vec<T> and a < b <!-- note --> end', 'Vec<T> and a < b end'],
    ['<a title="a > b" href=x>link</a>', 'link'],
    ['before<script>alert("</p>")</script><style>p{}</style>after', 'before after'],
    ['The <script> element', 'The element'],
    ['5 &lt; 6 &amp;amp; <img src=x onerror=alert(1)>', '5 < 6 &amp;'],
    ['cut <a href="', 'cut'],
    ['<![CDATA[x]]>y', 'xy'],
    ['a <![CDATA[b &amp; c', 'a b & c'],
  ])('%s', (markup, text) => expect(markupToText(markup, 600)).toBe(text));

  test('control and direction-changing characters are gone, whitespace is folded, marks are not stacked', () => {
    expect(cleanText(' a\u0000\u0007b\u202e\u2066c\u200f\n\t d\u00a0 e\ufeff ', 100)).toBe('abc d e');
    expect(cleanText(`z${'\u0301'.repeat(500)}!`, 100)).toBe(`z${'\u0301'.repeat(8)}!`);
    expect(cleanText('it\u0092s שלום 日本 👩‍👩‍👧', 100)).toBe('it’s שלום 日本 👩‍👩‍👧');
  });

  test('any text comes out whole, short and clean', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
        for (const clean of [cleanText(text, limit), markupToText(text, limit)]) {
          expect(clean.length).toBeLessThanOrEqual(limit);
          expect(clean).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]|\p{Surrogate}/u);
          expect(clean.trim()).toBe(clean);
        }
      }),
    );
  });

  test('what is clean is left as it is when it is cleaned again', () => {
    const sign = fc.constantFrom(...' \u0000\u202e\u0092\u00a0\u0301\ufeff\ud800\udc00', 'a', '\n', '\u{e0061}', '日');
    fc.assert(
      fc.property(
        fc.string({ unit: sign, maxLength: 60, size: 'max' }),
        fc.integer({ min: 1, max: 80 }),
        (text, limit) => {
          const clean = cleanText(text, limit);
          expect(cleanText(clean, limit)).toBe(clean);
          expect(clean).not.toContain('  ');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('cuts never split a code point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, limit) => {
        const [short, bytes] = [cutText(text, limit), cutBytes(text, limit)];
        expect(short.length <= limit && text.startsWith(short)).toBe(true);
        expect(Buffer.byteLength(bytes) <= limit && text.startsWith(bytes)).toBe(true);
        expect(`${short}${bytes}`).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});

describe('links', () => {
  test.each([
    ['https://e.example/a?b=1#c', 'https://e.example/a?b=1#c'],
    ['  https://e.example/x y \n', 'https://e.example/x%20y'],
    ['https://e.example/?a=1&amp;b=2', 'https://e.example/?a=1&b=2'],
    ['../up', 'https://base.example/up'],
    ['//other.example/x', 'https://other.example/x'],
    ['https://user:secret@e.example/', 'https://e.example/'],
    ['https://e.example/"onmouseover=alert(1)', 'https://e.example/%22onmouseover=alert(1)'],
    ['HTTP://E.example', 'HTTP://E.example'],
    ['www.e.example/p?q', 'http://www.e.example/p?q'],
    ['www.e.example', 'http://www.e.example'],
    ['www.pages/p', 'https://base.example/dir/www.pages/p'],
    ['www.pages.html', 'https://base.example/dir/www.pages.html'],
    ['www.pages.html.example/p', 'http://www.pages.html.example/p'],
    ['www-e.example/p', 'https://base.example/dir/www-e.example/p'],
  ])('%s', (written, link) => expect(resolveLink(written, 'https://base.example/dir/feed')).toBe(link));

  test.each([
    '',
    ' ',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://e.example/',
    'http://',
    'http://[',
    'http://e.example:99999/',
    `https://e.example/${'a'.repeat(2_048)}`,
  ])('no link: %s', (written) => expect(resolveLink(written, 'https://base.example/')).toBeUndefined());

  test('bases nest and a bad one changes nothing', () => {
    expect(resolveBase('b/', 'https://e.example/a/')).toBe('https://e.example/a/b/');
    expect(resolveBase('javascript:x', 'https://e.example/a/')).toBe('https://e.example/a/');
    expect(resolveBase(undefined, undefined)).toBeUndefined();
  });

  test('only absolute http(s) links of at most 2,048 characters come out', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string()), (written) => {
        const link = resolveLink(written, 'https://base.example/');
        expect(link === undefined || (/^https?:\/\//i.test(link) && link.length <= 2_048)).toBe(true);
      }),
    );
  });
});

describe('unclosed sections', () => {
  test('end where their entry ends', () => {
    expect(closeFences('<item><![CDATA[a</item><item>b</item>')).toBe('<item><![CDATA[a]]></item><item>b</item>');
    expect(closeFences('<item><!-- a</item><item>b</item>')).toBe('<item><!-- a--></item><item>b</item>');
  });

  test('of a field end where the field ends, also in the head', () => {
    const title = '<title><![CDATA[a</title>';
    for (const rest of ['<link>l</link></item><item/>', '<summary><![CDATA[b]]></summary></item>', '<link>l</link>'])
      expect(closeFences(`<item>${title}${rest}`)).toBe(`<item><title><![CDATA[a]]></title>${rest}`);
    const items = '<item><title><![CDATA[b]]></title></item><item/>';
    expect(closeFences(`<channel>${title}${items}`)).toBe(`<channel><title><![CDATA[a]]></title>${items}`);
  });

  test('stay when they are closed, or hold a whole entry', () => {
    for (const text of [
      '<item><![CDATA[a]]></item><item/>',
      '<!-- <item>a</item><item>b</item> --><item/>',
      '<?xml?><item/>',
      '<item><title><![CDATA[a</title> b]]></title></item>',
      '<channel><description><![CDATA[<item>a</item>]]></description><item/>',
      'none',
    ]) {
      expect(closeFences(text)).toBe(text);
    }
  });
});

describe('tags without their last sign', () => {
  test.each([
    ['a declaration', '<?xml version="1.0" encoding="UTF-8"><rss>', '<rss>'],
    ['a declaration that ends inside its quotes', '<?xml version="1.0" encoding="UTF-8?"><rss>', '<rss>'],
    ['a declaration cut short', '<?xml version="1.0<rss>', '<rss>'],
    ['an end tag', '<item></title<link>l</link\n</item\n<item>', '<item></title><link>l</link></item><item>'],
    [
      'signs that begin no tag',
      '<title>I <3 it: <5 ms, a < b <=</title>',
      '<title>I &lt;3 it: &lt;5 ms, a &lt; b &lt;=</title>',
    ],
    ['a start tag', '<item\n<a:title<b>x', '<item><a:title><b>x'],
  ])('%s', (_, written, mended) => expect(mendTags(written)).toBe(mended));

  test('of what is nothing but slips, so many are mended and the rest stays', () => {
    const slips = '<'.repeat(100_000);
    expect(mendTags(slips)).toBe(`${'&lt;'.repeat(2_000)}${slips.slice(2_000)}`);
  });

  test('are no others', () => {
    for (const text of [
      '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><rss/>',
      '<title>a <b <c</title>',
      '<title><![CDATA[</b <i> <3]]></title>',
    ])
      expect(mendTags(text)).toBe(text);
  });
});

describe('feeds of a page', () => {
  test('named ones in order, comment feeds last, relative to the base', () => {
    const page = `<html><head><base href="/blog/">
      <link rel="alternate" type="application/rss+xml" title="Comments" href="comments.xml">
      <link rel="stylesheet" href="x.css"><link rel="ALTERNATE" type="application/atom+xml" href='atom.xml'>
      <link rel="alternate" type="application/feed+json" href="https://cdn.example/feed.json">
      <link rel="alternate" hreflang="fr" href="/fr/"><link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
      <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"></head><body><a href="/rss">RSS</a></body></html>`;
    expect(discoverFeeds(page, 'https://p.example/')).toEqual([
      'https://p.example/blog/atom.xml',
      'https://cdn.example/feed.json',
      'https://p.example/blog/comments.xml',
    ]);
  });

  test('a page that names none is searched for links that look like feeds', () => {
    expect(discoverFeeds('<a href="/about">x</a><a href="/feed.xml">y</a>', 'https://p.example/')).toEqual([
      'https://p.example/feed.xml',
    ]);
    expect(discoverFeeds('<p>nothing</p>', 'https://p.example/')).toEqual([]);
  });
});

test('controls that no document may hold are in no link, id or date', async () => {
  const item =
    '<link>http://l.test/\u0008a</link><guid isPermaLink="false">i\u0001d</guid><pubDate>Mon, 2 Nov\u0000 2015</pubDate>';
  const { entries } = await readFeed(Buffer.from(`<rss><channel><item>${item}</item></channel></rss>`), {
    url: 'http://l.test/feed',
    now: '2026-11-22T00:00:00.000Z',
  });
  expect(entries[0]).toMatchObject({ url: 'http://l.test/a', id: 'id', publishedAt: '2015-11-02T00:00:00.000Z' });
});
