import { describe, expect, test } from 'vitest';
import { readFeed } from '../../../../lambdas/domain/feed/read';

const about = { url: 'http://example.com/dir/feed.xml', now: '2026-11-22T00:00:00.000Z' };
const file = { ...about, url: 'file:///tmp/feed.xml' };
const written = '2011-04-05T06:07:08Z';
const read = '2011-04-05T06:07:08.000Z';
const rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';

const roots: Record<string, (item: string) => string> = {
  'RSS 0.90': (item) => `<rdf:RDF ${rdf} xmlns="http://my.netscape.com/rdf/simple/0.9/"><item>${item}</item></rdf:RDF>`,
  'RSS 0.91': (item) => `<rss version="0.91"><channel><item>${item}</item></channel></rss>`,
  'RSS 1.0': (item) => `<rdf:RDF ${rdf} xmlns="http://purl.org/rss/1.0/"><item>${item}</item></rdf:RDF>`,
  'RSS 2.0': (item) => `<rss version="2.0"><channel><item>${item}</item></channel></rss>`,
};
const rss = roots['RSS 2.0'] as (item: string) => string;
const atom = (entry: string, more = '') =>
  `<feed xmlns="http://www.w3.org/2005/Atom"${more}><entry>${entry}</entry></feed>`;
const atom03 = (entry: string) => `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>${entry}</entry></feed>`;

async function firstEntry(text: string, from = about) {
  return (await readFeed(Buffer.from(text), from)).entries[0];
}

describe.each(Object.entries(roots))('foreign elements in %s', (_, item) => {
  test.each(['created', 'issued', 'modified'])('Atom 0.3 %s is a date', async (name) => {
    const entry = await firstEntry(item(`<a:${name} xmlns:a="http://purl.org/atom/ns#">${written}</a:${name}>`));
    expect(entry?.publishedAt).toBe(read);
  });

  test.each(['published', 'updated'])('Atom 1.0 %s is a date', async (name) => {
    const entry = await firstEntry(item(`<a:${name} xmlns:a="http://www.w3.org/2005/Atom">${written}</a:${name}>`));
    expect(entry?.publishedAt).toBe(read);
  });

  test('Dublin Core of either version gives date, title and id', async () => {
    for (const version of ['1.0', '1.1']) {
      const fields = `<q:date>${written}</q:date><q:title>T</q:title><q:identifier>urn:7</q:identifier>`;
      const entry = await firstEntry(item(`<q:x xmlns:q="http://purl.org/dc/elements/${version}/"/>${fields}`));
      expect(entry).toMatchObject({ publishedAt: read, title: 'T', id: 'urn:7' });
    }
  });
});

describe('where an entry lives', () => {
  test.each([
    ['an enclosure when nothing else is named', rss('<enclosure url="http://e.test/a.mp3"/>'), 'http://e.test/a.mp3'],
    [
      'a recording before its picture',
      rss('<enclosure url="/a.jpg" type="image/jpeg"/><enclosure url="/a.mp3" type="audio/mpeg"/>'),
      'http://example.com/a.mp3',
    ],
    [
      'a picture when there is nothing else',
      rss('<enclosure url="/a.jpg" type="image/jpeg"/>'),
      'http://example.com/a.jpg',
    ],
    ['an Atom enclosure too', atom('<link rel="enclosure" href="/a.mp3"/>'), 'http://example.com/a.mp3'],
    [
      'an enclosure after an id that is an address',
      atom('<id>http://i.test/</id><link rel="enclosure" href="/a"/>'),
      'http://i.test/',
    ],
    ['no guid whose isPermaLink is neither true nor false', rss('<guid isPermaLink="meep">http://g.test/</guid>'), ''],
    [
      'the text of an Atom link, alternate first',
      atom('<link rel="enclosure">http://e.test/</link><link rel="alternate">http://l.test/</link>'),
      'http://l.test/',
    ],
    ['xml:base itself when href is empty', atom('<link href=""/>', ' xml:base="http://b.test/"'), 'http://b.test/'],
    ['nowhere when href is empty without a base', atom('<link href=""/>'), ''],
    ['CDF: an anchor', '<CHANNEL><ITEM><A HREF="http://c.test/2">x</A></ITEM></CHANNEL>', 'http://c.test/2'],
    [
      'CDF: against the channel',
      '<CHANNEL BASE="http://c.test/d/"><ITEM HREF="2"><TITLE>t</TITLE></ITEM></CHANNEL>',
      'http://c.test/d/2',
    ],
  ])('%s', async (_, text, url) => expect((await firstEntry(text))?.url).toBe(url));

  test('a file of unknown origin is where its self link says it is', async () => {
    const self = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="http://s.test/rss"/>';
    const channel = `<rss><channel><link>/news</link>${self}<item><link>/news/1</link></item></channel></rss>`;
    expect((await firstEntry(channel, file))?.url).toBe('http://s.test/news/1');
    const feed = atom('<link href="/one"/>').replace('<entry>', '<link rel="self" href="http://s.test/atom"/><entry>');
    expect((await firstEntry(feed, file))?.url).toBe('http://s.test/one');
    expect((await firstEntry(feed))?.url).toBe('http://example.com/one');
  });

  test('RDF about is an id under any prefix', async () => {
    const text = `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item r:about="urn:1"><title>T</title></item></r:RDF>`;
    expect(await firstEntry(text)).toMatchObject({ id: 'urn:1', title: 'T' });
  });

  test('CDF writes the date as an attribute', async () => {
    expect((await firstEntry(`<CHANNEL><ITEM LASTMOD="${written}"></ITEM></CHANNEL>`))?.publishedAt).toBe(read);
  });
});

describe('titles packed otherwise', () => {
  const packed = Buffer.from('Tea & <b>toast</b>').toString('base64');
  test.each([
    ['base64 by mode', atom03(`<title mode="base64" type="text/html">${packed}</title>`), 'Tea & toast'],
    [
      'base64 by mode, of no type of text',
      atom03(`<title mode="base64" type="application/octet-stream">${packed}</title>`),
      'Tea & toast',
    ],
    ['base64 by type', atom(`<title type="application/octet-stream">\n ${packed}\n</title>`), 'Tea & toast'],
    ['a type that nobody knows', atom('<title type="application/x-own">Tea</title>'), 'Tea'],
    ['what is no base64 after all', atom('<title type="application/octet-stream">Tea!</title>'), ''],
    [
      'a picture',
      atom(`<title type="image/png">${Buffer.from([0x89, 0x50, 0xff, 0xfe]).toString('base64')}</title>`),
      '',
    ],
    ['an escaped CDATA section', rss('<title>&lt;![CDATA[Tea &amp; toast]]&gt;</title>'), 'Tea & toast'],
  ])('%s', async (_, text, title) => expect((await firstEntry(text))?.title).toBe(title));
});

describe('vocabularies', () => {
  test.each(['http://backend.userland.com/rss20', 'urn:nobody'])('a root with a prefix of its own, %s', async (uri) => {
    const text = `<r:rss xmlns:r="${uri}" xmlns:z="urn:z"><r:channel><r:item><z:title>no</z:title><r:title>T</r:title></r:item></r:channel></r:rss>`;
    expect((await firstEntry(text))?.title).toBe('T');
  });

  test('an empty item inside another ends nothing', async () => {
    const items = '<item><title>T</title><item/><guid isPermaLink="false">g</guid></item><item><title>U</title></item>';
    const { entries } = await readFeed(Buffer.from(`<rss><channel>${items}</channel></rss>`), about);
    expect(entries).toMatchObject([{ title: 'T', id: 'g' }, { title: 'U' }]);
  });

  test('an item that holds something ends the one before it, which was never closed', async () => {
    const text = '<rss><channel><item><title>T</title><item><title>U</title></item></channel></rss>';
    expect((await readFeed(Buffer.from(text), about)).entries.map(({ title }) => title)).toEqual(['T', 'U']);
  });
});

describe('JSON Feed', () => {
  test.each([
    ['an id that is no text', { id: true }, { id: 'true' }],
    ['only an attachment', { id: 'x', attachments: [{ url: 'http://j.test/a.m4a' }] }, { url: 'http://j.test/a.m4a' }],
    [
      'a bad date beside a good one',
      { id: 'x', date_published: 'soon', date_modified: written },
      { publishedAt: read },
    ],
    ['nothing but a title', { title: 'T' }, { title: 'T' }],
    ['its own extension', { url: 'http://j.test/1', _note: 1 }, { url: 'http://j.test/1' }],
  ])('%s, without a version', async (_, item, expected) => {
    expect(await firstEntry(JSON.stringify({ items: [item] }))).toMatchObject(expected);
  });

  test('a list of something else is none', async () => {
    const answer = JSON.stringify({ total_count: 1, items: [{ id: 1, url: 'http://j.test/', stars: 3 }] });
    await expect(readFeed(Buffer.from(answer), about)).rejects.toThrow('not a JSON Feed');
  });
});
