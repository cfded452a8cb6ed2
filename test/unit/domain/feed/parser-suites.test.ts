import { describe, expect, test } from 'vitest';
import { readFeed } from '../../../../lambdas/domain/feed/read';

const about = { url: 'http://example.com/dir/feed.xml', now: '2026-11-22T00:00:00.000Z' };
const rss = (i: string, ch = '') =>
  `<rss version="2.0"><channel><title>t</title>${ch}<item>${i}</item></channel></rss>`;
const atom = (e: string) => `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry>${e}</entry></feed>`;
const cases: [string, string, Record<string, unknown>][] = [
  ['rss title', rss('<title>Example</title>'), { title: 'Example' }],
  ['rss cdata title', rss('<title><![CDATA[Ex & co]]></title>'), { title: 'Ex & co' }],
  ['dc:title', rss('<dc:title>E</dc:title>'), { title: 'E' }],
  ['media:title not first', rss('<media:title>M</media:title><title>E</title>'), { title: 'E' }],
  ['guid permalink', rss('<guid>http://g.example/a</guid>'), { url: 'http://g.example/a', id: 'http://g.example/a' }],
  ['guid isPermaLink=false', rss('<guid isPermaLink="false">http://g.example/a</guid>'), { url: '' }],
  [
    'guid conflict link',
    rss('<guid isPermaLink="true">http://g.example/a</guid><link>http://l.example/</link>'),
    { url: 'http://l.example/' },
  ],
  [
    'enclosure only',
    rss('<title>x</title><enclosure url="http://e.example/a.mp3" type="audio/mpeg"/>'),
    { title: 'x' },
  ],
  ['atom:link in rss', rss('<atom:link href="http://l.example/a" rel="alternate"/>'), { url: 'http://l.example/a' }],
  [
    'rss09 no ns',
    '<rss version="0.91"><channel><item><title>A</title><link>http://a.example/</link></item></channel></rss>',
    { title: 'A', url: 'http://a.example/' },
  ],
  [
    'rss 0.90',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://channel.netscape.com/rdf/simple/0.9/"><channel><title>c</title></channel><item><title>A</title><link>http://a.example/</link></item></rdf:RDF>',
    { title: 'A', url: 'http://a.example/' },
  ],
  [
    'rss1 about',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item rdf:about="http://a.example/id"><title>A</title></item></rdf:RDF>',
    { url: 'http://a.example/id', id: 'http://a.example/id' },
  ],
  ['rss channel-less', '<rss version="2.0"><item><title>A</title></item></rss>', { title: 'A' }],
  [
    'atom title html',
    atom('<title type="html">a &amp;lt;b&amp;gt; &lt;i&gt;c&lt;/i&gt;</title>'),
    { title: 'a <b> c' },
  ],
  ['atom title text', atom('<title type="text">a &lt;b&gt;</title>'), { title: 'a <b>' }],
  [
    'atom title xhtml',
    atom('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <b>b</b></div></title>'),
    { title: 'a b' },
  ],
  [
    'atom03 b64',
    '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title type="text/html" mode="base64">RXhhbXBsZSA8Yj50ZXN0PC9iPg==</title></entry></feed>',
    { title: 'Example test' },
  ],
  [
    'atom03 issued',
    '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>x</title><issued>2004-01-01T19:48:21Z</issued><modified>2004-02-01T00:00:00Z</modified></entry></feed>',
    { publishedAt: '2004-01-01T19:48:21.000Z', updatedAt: '2004-02-01T00:00:00.000Z' },
  ],
  [
    'atom prefix',
    '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>x</a:title><a:link href="/y"/><a:id>tag:1</a:id></a:entry></a:feed>',
    { title: 'x', url: 'http://example.com/y', id: 'tag:1' },
  ],
  ['atom link no rel', atom('<link href="http://l.example/1"/>'), { url: 'http://l.example/1' }],
  [
    'atom link enclosure',
    atom(
      '<link rel="enclosure" href="http://l.example/e"/><link rel="alternate" type="text/html" href="http://l.example/1"/>',
    ),
    { url: 'http://l.example/1' },
  ],
  ['atom self only', atom('<link rel="self" href="http://l.example/self"/>'), { url: 'http://l.example/self' }],
  [
    'atom xml:base',
    atom('<link href="1"/>').replace('<feed', '<feed xml:base="http://b.example/x/"'),
    { url: 'http://b.example/x/1' },
  ],
  [
    'atom entry xml:base',
    atom('<link href="1"/>').replace('<entry>', '<entry xml:base="http://b.example/y/">'),
    { url: 'http://b.example/y/1' },
  ],
  [
    'nested xml:base',
    atom('<link href="1"/>')
      .replace('<feed', '<feed xml:base="http://b.example/x/"')
      .replace('<entry>', '<entry xml:base="z/">'),
    { url: 'http://b.example/x/z/1' },
  ],
  [
    'atom id link',
    atom('<id>http://i.example/1</id><title>x</title>'),
    { id: 'http://i.example/1', url: 'http://i.example/1' },
  ],
  ['content src', atom('<content src="http://c.example/1" type="text/html"/>'), { url: 'http://c.example/1' }],
  [
    'atom source ignored',
    atom('<title>x</title><source><title>src</title><id>s</id><link href="http://s.example/"/></source><id>e</id>'),
    { title: 'x', id: 'e' },
  ],
  ['atom author', atom('<author><name>N</name><email>e@x</email></author>'), { author: 'N' }],
  [
    'bare amp',
    rss('<title>A & B</title><link>http://a.example/?a=1&b=2</link>'),
    { title: 'A & B', url: 'http://a.example/?a=1&b=2' },
  ],
  ['undef entity', rss('<title>caf&eacute; &nbsp;x</title>'), { title: 'café x' }],
  ['numeric', rss('<title>&#8217;&#x2019;&#146;</title>'), { title: '’’’' }],
  ['mismatch', '<rss><channel><item><title>A</titel></item><item><title>B</title></item></channel></rss>', {}],
  [
    'trunc',
    '<rss><channel><item><title>A</title><link>http://a.example/</link><description>foo',
    { title: 'A', url: 'http://a.example/' },
  ],
  [
    'uppercase',
    '<RSS VERSION="2.0"><CHANNEL><ITEM><TITLE>A</TITLE><LINK>http://a.example/</LINK><PUBDATE>Thu, 01 Jan 2004 19:48:21 GMT</PUBDATE></ITEM></CHANNEL></RSS>',
    { title: 'A', url: 'http://a.example/', publishedAt: '2004-01-01T19:48:21.000Z' },
  ],
  ['pubDate', rss('<pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate>'), { publishedAt: '2004-01-01T19:48:21.000Z' }],
  ['dc:date', rss('<dc:date>2003-12-31T10:14:55-08:00</dc:date>'), { publishedAt: '2003-12-31T18:14:55.000Z' }],
  [
    'xCal',
    rss('<title>x</title><dcterms:created>2003-12-31T10:14:55Z</dcterms:created>'),
    { publishedAt: '2003-12-31T10:14:55.000Z' },
  ],
  [
    'dcterms:modified only',
    rss('<title>x</title><dcterms:modified>2003-12-31T10:14:55Z</dcterms:modified>'),
    { updatedAt: '2003-12-31T10:14:55.000Z' },
  ],
  [
    'expired not date',
    rss('<title>x</title><expirationDate>2003-12-31T10:14:55Z</expirationDate>'),
    { publishedAt: undefined },
  ],
  ...[
    'Thu, 01 Jan 2004 19:48:21 EST|2004-01-02T00:48:21.000Z',
    'Thu, 1 Jan 04 19:48 GMT|2004-01-01T19:48:00.000Z',
    'Thu Jan  1 19:48:21 2004|2004-01-01T19:48:21.000Z',
    '2003|2003-01-01T00:00:00.000Z',
    '2003-12|2003-12-01T00:00:00.000Z',
    '20031231|2003-12-31T00:00:00.000Z',
    '2003335|2003-12-01T00:00:00.000Z',
    '2003-335|2003-12-01T00:00:00.000Z',
    '2003-12-31 10:14:55|2003-12-31T10:14:55.000Z',
    '2003-12-31T10:14Z|2003-12-31T10:14:00.000Z',
    '2003-12-31T10:14:55.1234+0100|2003-12-31T09:14:55.123Z',
    'Thu, 01 Jan 2004 00:00 +0100|2003-12-31T23:00:00.000Z',
    '31 Dec 2003 24:00:00 GMT|2004-01-01T00:00:00.000Z',
    'Thursday, 01 January 2004 19:48:21 GMT|2004-01-01T19:48:21.000Z',
    'Sun Jan 04 16:29:06 PST 2004|2004-01-05T00:29:06.000Z',
    '2004-07-09 23:56:58.0|2004-07-09T23:56:58.000Z',
    '08 Jul 2004 23:31:15 +0000|2004-07-08T23:31:15.000Z',
    '2004-05-25 오후 11:23:17|2004-05-25T14:23:17.000Z',
    '2004년 05월 28일  01:31:15|2004-05-27T16:31:15.000Z',
    'Fri, 17 Sep 2004 14:00:00 Z|2004-09-17T14:00:00.000Z',
    'Sep 17, 2004 2:00 PM|2004-09-17T14:00:00.000Z',
    'Mon, 26 January 2004 16:31:00 EDT|2004-01-26T20:31:00.000Z',
    'Κυρ, 11 Ιούλ 2004 12:00:00 EST|2004-07-11T17:00:00.000Z',
    '2004-július-13T9:15-05:00|2004-07-13T14:15:00.000Z',
    '7/9/2004 10:00:00 AM|2004-07-09T10:00:00.000Z',
    '2003-12-31T18:14:55+08:00|2003-12-31T10:14:55.000Z',
    '03-12-31|2003-12-31T00:00:00.000Z',
    'Thu, 31 Jun 2004 19:48:21 GMT|undefined',
    '2004-02-28T18:14:55-08:00|2004-02-29T02:14:55.000Z',
    'Wednesday, 12-Jan-05 10:00:00 GMT|2005-01-12T10:00:00.000Z',
    '1 août 2011|2011-08-01T00:00:00.000Z',
    'Thu, 05 Apr 2012 10:00:00 SAST|2012-04-05T08:00:00.000Z',
    'Fri, 31 Dec 1999 23:59:60 GMT|1999-12-31T23:59:59.000Z',
    '2012-03-04T10:00:00.000+00:00Z|2012-03-04T10:00:00.000Z',
  ].map((x) => {
    const [w, e] = x.split('|') as [string, string];
    return [
      `date ${w}`,
      rss(`<pubDate>${w}</pubDate><title>x</title>`),
      { publishedAt: e === 'undefined' ? undefined : e },
    ] as [string, string, Record<string, unknown>];
  }),
  ['content:encoded', rss('<content:encoded><![CDATA[<p>Hi</p>]]></content:encoded>'), { summary: 'Hi' }],
  ['xhtml:body', rss('<body xmlns="http://www.w3.org/1999/xhtml"><p>Hi</p></body>'), { summary: 'Hi' }],
  ['description html', rss('<description>&lt;p&gt;Hi &amp;amp; you&lt;/p&gt;</description>'), { summary: 'Hi & you' }],
  ['itunes:summary', rss('<itunes:summary>Hi</itunes:summary>'), { summary: 'Hi' }],
  [
    'media in a group',
    rss(
      '<media:group><media:content url="http://m.example/a.mov"><media:title>T</media:title><title>no</title></media:content><media:description>D</media:description><media:player url="http://m.example/p"/></media:group>',
    ),
    { title: 'T', summary: 'D', url: 'http://m.example/p' },
  ],
  [
    'media beside the entry’s own',
    rss(
      '<media:group><media:title>M</media:title><media:player url="http://m.example/p"/></media:group><title>T</title><link>http://l.example/</link>',
    ),
    { title: 'T', url: 'http://l.example/' },
  ],
  [
    'YouTube',
    atom(
      '<id>yt:video:1</id><title>T</title><link rel="alternate" href="https://y.example/1"/><media:group><media:title>M</media:title></media:group>',
    ),
    { title: 'T', url: 'https://y.example/1' },
  ],
  ['rss relative link', rss('<link>/a</link>', '<link>http://site.example/</link>'), { url: 'http://site.example/a' }],
  ['rss link cdata ws', rss('<link>\n <![CDATA[ http://l.example/1 ]]>\n</link>'), { url: 'http://l.example/1' }],
  [
    'rss xml:base',
    rss('<link>1</link>').replace('<channel', '<channel xml:base="http://b.example/q/"'),
    { url: 'http://b.example/q/1' },
  ],
  [
    'cdf',
    '<CHANNEL HREF="http://c.example/"><TITLE>c</TITLE><ITEM HREF="http://c.example/1" LASTMOD="2003-12-31T10:14:55Z"><TITLE>A</TITLE><ABSTRACT>B</ABSTRACT></ITEM></CHANNEL>',
    { title: 'A', url: 'http://c.example/1', summary: 'B' },
  ],
  [
    'jsonfeed',
    '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"url":"http://j.example/1","title":"A","date_published":"2010-02-07T14:04:00-05:00"}]}',
    { id: '1', url: 'http://j.example/1', title: 'A', publishedAt: '2010-02-07T19:04:00.000Z' },
  ],
  [
    'jsonfeed no version',
    '{"items":[{"id":"1","url":"http://j.example/1","title":"A"}],"title":"x","home_page_url":"http://j.example/"}',
    { id: '1', title: 'A' },
  ],
  ['jsonfeed version only num', '{"version":"1","title":"x","items":[{"id":"1","title":"A"}]}', { title: 'A' }],
  [
    'jsonfeed bom',
    '\ufeff{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","content_text":"Hi"}]}',
    { id: '1', summary: 'Hi' },
  ],
  ['guid relative permalink', rss('<guid isPermaLink="true">/p/1</guid>'), { url: 'http://example.com/p/1' }],
  ['rss link empty + guid', rss('<link></link><guid>http://g.example/1</guid>'), { url: 'http://g.example/1' }],
  [
    'atom entry doc',
    '<entry xmlns="http://www.w3.org/2005/Atom"><title>A</title><id>1</id></entry>',
    { title: 'A', id: '1' },
  ],
  ['title double-escaped rss', rss('<title>a &amp;amp; b</title>'), { title: 'a & b' }],
  [
    'a10 updated',
    rss('<a10:updated xmlns:a10="http://www.w3.org/2005/Atom">2012-01-01T00:00:00Z</a10:updated><title>x</title>'),
    { updatedAt: '2012-01-01T00:00:00.000Z' },
  ],
  [
    'rss 1.1',
    '<Channel xmlns="http://purl.org/net/rss1.1#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><title>t</title><items rdf:parseType="Collection"><item rdf:about="http://a.example/1"><title>A</title><link>http://a.example/1</link></item></items></Channel>',
    { title: 'A', url: 'http://a.example/1' },
  ],
  ['unquoted attr', rss('<guid isPermaLink=false>abc</guid><title>A</title>'), { id: 'abc', title: 'A' }],
  ['html in title unescaped', rss('<title>A <b>B</b> C</title>'), { title: 'A B C' }],
  ['nul in head', `\n\n<?xml version="1.0"?>${rss('<title>A</title>')}`, { title: 'A' }],
  ['author email', rss('<author>me@example.com (Me)</author>'), { author: 'Me' }],
  ['itunes:author', rss('<itunes:author>Me</itunes:author>'), { author: 'Me' }],
  ['media:title type', rss('<media:title type="plain">M and m</media:title>'), { title: 'M and m' }],
  [
    'one slash',
    rss('<link>http:/one.example/a</link>', '<link>http://site.example/</link>'),
    { url: 'http://one.example/a' },
  ],
  [
    'dates of one name',
    rss('<title>x</title><pubDate>2010-12-01T10:14:55Z</pubDate><pubDate>2003-12-31T10:14:55Z</pubDate>'),
    { publishedAt: '2003-12-31T10:14:55.000Z' },
  ],
  ['an element nobody reads, unclosed', rss('<x:tag>a<title>A</title><guid>g</guid>'), { title: 'A', id: 'g' }],
  ['an element nobody reads, closed as another', rss('<x:tag>a</x:tug><title>A</title>'), { title: 'A' }],
  ['unclosed categories', rss('<category>a<category>b<title>A</title><guid>g</guid>'), { title: 'A', id: 'g' }],
  [
    'titles of others',
    rss('<image>\n<title>I</title></image><x:g><x:h/><title>H</title></x:g><title>A</title>'),
    { title: 'A' },
  ],
  ['a declaration without its last mark', `<?xml version="1.0">${rss('<title>A</title>')}`, { title: 'A' }],
  ['a type of code', rss('<title>Vec<T> and <String></title>'), { title: 'Vec<T> and <String>' }],
  ['an address in brackets', rss('<title>Mail <me@e.example></title>'), { title: 'Mail <me@e.example>' }],
  ['a heart', rss('<title>We <3 on-call & <5 ms</title><guid>g</guid>'), { title: 'We <3 on-call & <5 ms', id: 'g' }],
  ['an end tag without its last sign', rss('<title>A</title<guid>g</guid'), { title: 'A', id: 'g' }],
  ['a date without its last sign', rss('<dc:date<title>A</title><guid>g</guid>'), { title: 'A', id: 'g' }],
  ['a date that is an unclosed section', rss('<updated><![CDATA[2010-01-02</updated><guid>g</guid>'), { id: 'g' }],
  ['a title that is an unclosed section', rss('<title><![CDATA[A</title><guid>g</guid>'), { title: 'A', id: 'g' }],
  ...['https://www.w3.org/2005/Atom', 'http://www.w3.org/2005/Atom/', 'urn:own'].map(
    (uri): [string, string, Record<string, unknown>] => [
      `Atom by a prefix of ${uri}`,
      `<q:feed xmlns:q="${uri}"><q:entry><q:title>A</q:title><q:link href="/1"/></q:entry></q:feed>`,
      { title: 'A', url: 'http://example.com/1' },
    ],
  ),
  ...['https://purl.org/dc/elements/1.1/', 'http://purl.org/dc/elements/1.1', 'http://purl.org/DC/elements/1.1#'].map(
    (uri): [string, string, Record<string, unknown>] => [
      `Dublin Core of ${uri}`,
      rss(`<q:date xmlns:q="${uri}">2010-01-02</q:date>`),
      { publishedAt: '2010-01-02T00:00:00.000Z' },
    ],
  ),
  ...[
    '<dcterms:available>2010-01-02</dcterms:available>',
    '<dcterms:date>2010-01-02</dcterms:date>',
    '<publicationDate>Sat, 02 Jan 2010 00:00:00 GMT</publicationDate>',
    '<lastBuildDate>Sat, 02 Jan 2010 00:00:00 GMT</lastBuildDate>',
    '<p:publicationDate xmlns:p="http://prismstandard.org/namespaces/basic/2.0/">2010-01-02</p:publicationDate>',
  ].map((date): [string, string, Record<string, unknown>] => [
    date,
    rss(date),
    { publishedAt: '2010-01-02T00:00:00.000Z' },
  ]),
  [
    'terms of Dublin Core',
    rss('<dcterms:title>A</dcterms:title><dcterms:identifier>urn:1</dcterms:identifier>'),
    { title: 'A', id: 'urn:1' },
  ],
  ['an address in an element of its own', rss('<title>A</title><url>/1</url>'), { url: 'http://example.com/1' }],
  ...['<a href="/1" hreflang="en">view</a>', '&lt;a hreflang="en" href="/1"&gt;view&lt;/a&gt;'].map(
    (link): [string, string, Record<string, unknown>] => [
      `a link in HTML: ${link}`,
      rss(`<link>${link}</link>`),
      { url: 'http://example.com/1' },
    ],
  ),
  ...[
    '<time datetime="2019-05-12T10:00:00Z">Sun, 05/12/2019</time>',
    '&lt;time datetime="2019-05-12T10:00:00Z"&gt;Sunday&lt;/time&gt;',
    '&lt;span&gt;Sun, 12 May 2019 10:00:00 GMT&lt;/span&gt;',
  ].map((date): [string, string, Record<string, unknown>] => [
    `a date in HTML: ${date}`,
    rss(`<pubDate>${date}</pubDate>`),
    { publishedAt: '2019-05-12T10:00:00.000Z' },
  ]),
  ['a link with two schemes', rss('<link>http://https://l.example/1</link>'), { url: 'https://l.example/1' }],
  [
    'feedburner',
    rss('<link>http://fb.example/~r/1</link><feedburner:origLink>http://o.example/1</feedburner:origLink>'),
    { url: 'http://o.example/1' },
  ],
  [
    'feedburner, of a site with relative links',
    rss('<link>http://fb.example/~r/1</link><feedburner:origLink>/1</feedburner:origLink>'),
    { url: 'http://fb.example/~r/1' },
  ],
];

describe('the first entry of the shapes that the public parser suites collect', () => {
  test.each(cases)('%s', async (_, text, expected) => {
    const { entries } = await readFeed(Buffer.from(text), about);
    expect(entries.length).toBeGreaterThan(0);
    for (const [name, value] of Object.entries(expected)) expect(entries[0]?.[name as 'title'], name).toBe(value);
  });
});
