import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomUtils, parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';

const path = join(import.meta.dirname, '../../sources.opml');
const opml = parseDocument(readFileSync(path, 'utf8'), { xmlMode: true });
const outlines = DomUtils.getElementsByTagName('outline', opml, true);
const groups = outlines.filter((outline) => outline.attribs['xmlUrl'] === undefined);
const sources = outlines.filter((outline) => outline.attribs['xmlUrl'] !== undefined).map((outline) => outline.attribs);

const inCategory = (category: string) => sources.filter((source) => source['category'] === category);

/** Two spellings of one address compare equal: scheme, `www.`, case of the host, default port, trailing slash, order of the query. */
function normalise(address: string): string {
  const url = new URL(address);
  url.searchParams.sort();
  return `${url.hostname.replace(/^www\./, '')}${url.pathname.replace(/\/+$/, '')}${url.search}`;
}

describe('the shipped catalogue', () => {
  it('is OPML 2.0 with two groups, blogs and status pages, and every source in its own group', () => {
    expect(DomUtils.getElementsByTagName('opml', opml, true)[0]?.attribs['version']).toBe('2.0');
    expect(groups.map((group) => group.attribs['text'])).toEqual(['Blogs', 'Status pages']);
    const categories = groups.map(
      (group) =>
        new Set(
          DomUtils.getElementsByTagName('outline', group.children, true).map((source) => source.attribs['category']),
        ),
    );
    expect(categories).toEqual([new Set(['blog']), new Set(['status'])]);
  });

  it('has at least 150 blogs and 60 status pages', () => {
    expect(inCategory('blog').length).toBeGreaterThanOrEqual(150);
    expect(inCategory('status').length).toBeGreaterThanOrEqual(60);
    expect(inCategory('blog').length + inCategory('status').length).toBe(sources.length);
  });

  it('names every source, once, with the attributes other readers expect', () => {
    for (const source of sources) {
      expect(source['type'], source['xmlUrl']).toBe('rss');
      expect(source['title']?.trim(), source['xmlUrl']).toBeTruthy();
      expect(source['text'], source['xmlUrl']).toBe(source['title']);
    }
    const titles = sources.map((source) => source['title']?.toLowerCase());
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
  });

  it('gives only http and https addresses, without credentials', () => {
    for (const source of sources) {
      for (const address of [source['xmlUrl'], source['htmlUrl']]) {
        const url = new URL(address ?? '');
        expect(['http:', 'https:'], address).toContain(url.protocol);
        expect(url.username + url.password, address).toBe('');
      }
    }
  });

  it('lists no feed twice in another spelling', () => {
    const seen = sources.map((source) => normalise(source['xmlUrl'] ?? ''));
    expect(seen.filter((address, at) => seen.indexOf(address) !== at)).toEqual([]);
  });

  it('is sorted by title, so that a new source has one place', () => {
    for (const category of ['blog', 'status']) {
      const titles = inCategory(category).map((source) => (source['title'] ?? '').toLowerCase());
      expect(titles).toEqual([...titles].sort());
    }
  });
});
