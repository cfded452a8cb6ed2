import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomUtils, parseDocument } from 'htmlparser2';
import RssParser from 'rss-parser';
import { describe, expect, it } from 'vitest';

const dir = join(import.meta.dirname, '../../lib/local/samples');
const now = Date.parse('2026-06-07T12:00:00Z');
const weekAgo = now - 7 * 86_400_000;
const unreadable = 'fathom-notes.xml';
const truncated = 'halyard-tech.xml';

interface SampleEntry {
  file: string;
  title: string;
  url: string;
  author: string;
  at: number;
  markup: string;
}

const files = readdirSync(dir).filter((file) => file !== 'sources.opml');
const readText = (file: string) => {
  const bytes = readFileSync(join(dir, file));
  return bytes.toString(bytes.subarray(0, 60).includes('ISO-8859-1') ? 'latin1' : 'utf8');
};
const parseXml = (text: string) => parseDocument(text, { xmlMode: true });

const outlines = DomUtils.getElementsByTagName('outline', parseXml(readText('sources.opml')), true)
  .map((outline) => outline.attribs)
  .filter((attributes) => attributes['xmlUrl'] !== undefined);
const filesOf = (category: string) => outlines.filter((o) => o['category'] === category).map((o) => o['xmlUrl'] ?? '');

function readXmlEntries(file: string): SampleEntry[] {
  const document = parseXml(readText(file));
  const items = ['item', 'entry'].flatMap((name) => DomUtils.getElementsByTagName(name, document, true));
  return items.map((item) => {
    const first = (...names: string[]) =>
      names.flatMap((name) => DomUtils.getElementsByTagName(name, item.children, true))[0];
    const text = (...names: string[]) => DomUtils.textContent(first(...names) ?? []).trim();
    const feedAuthor = () =>
      DomUtils.textContent(DomUtils.getElementsByTagName('author', document, true)[0] ?? []).trim();
    const url = first('link')?.attribs['href'] ?? text('link');
    const at = Date.parse(text('pubDate', 'dc:date', 'published'));
    return {
      file,
      title: text('title'),
      url,
      author: text('dc:creator', 'author') || feedAuthor(),
      at,
      markup: text('content', 'description'),
    };
  });
}

function readJsonEntries(file: string): SampleEntry[] {
  const feed = JSON.parse(readText(file)) as { authors: { name: string }[]; items: Record<string, string>[] };
  return feed.items.map((item) => ({
    file,
    title: item['title'] ?? '',
    url: item['url'] ?? '',
    author: feed.authors[0]?.name ?? '',
    at: Date.parse(item['date_published'] ?? ''),
    markup: item['content_html'] ?? item['content_text'] ?? '',
  }));
}

const readEntries = (file: string) => (file.endsWith('.json') ? readJsonEntries(file) : readXmlEntries(file));
const inWeek = (entry: SampleEntry) => entry.at >= weekAgo && entry.at <= now;
const blogs = filesOf('blog').filter((file) => file !== unreadable);
const posts = blogs.flatMap(readEntries);
const incidents = filesOf('status').flatMap(readEntries);

/** The states of an incident's updates, newest first, as the page wrote them. */
const statesOf = (incident: SampleEntry) =>
  DomUtils.getElementsByTagName('strong', parseDocument(incident.markup), true).map((strong) =>
    DomUtils.textContent(strong),
  );
const isMaintenance = (incident: SampleEntry) => statesOf(incident).includes('Scheduled');

function formatOf(file: string): string {
  if (file.endsWith('.json')) return (JSON.parse(readText(file)) as { version: string }).version;
  const document = parseXml(readText(file));
  const root = document.children.find((node) => 'attribs' in node && 'name' in node && !node.name.startsWith('?'));
  const name = root !== undefined && 'name' in root ? root.name : '';
  const isStatus = DomUtils.getElementsByTagName('id', document, true).some((id) =>
    DomUtils.textContent(id).includes(',2005:Incident/'),
  );
  return isStatus ? 'statuspage' : name;
}

const withoutTracking = (address: string) => {
  const url = new URL(address);
  for (const name of [...url.searchParams.keys()]) if (name.startsWith('utm_')) url.searchParams.delete(name);
  return url.href.replace(/\/$/, '');
};

describe('the sample week', () => {
  it('is a folder of feeds, each named once in its OPML, under 150 KB in all', () => {
    expect(outlines.map((outline) => outline['xmlUrl']).sort()).toEqual([...files].sort());
    expect(filesOf('blog').length).toBeGreaterThanOrEqual(12);
    expect(filesOf('status').length).toBeGreaterThanOrEqual(5);
    const bytes = readdirSync(dir).reduce((sum, file) => sum + readFileSync(join(dir, file)).length, 0);
    expect(bytes).toBeLessThan(150_000);
  });

  it('shows RSS 2.0, RSS 1.0, Atom, JSON Feed 1.1 and Statuspage Atom', () => {
    const formats = files.map(formatOf);
    for (const format of ['rss', 'rdf:RDF', 'feed', 'https://jsonfeed.org/version/1.1'])
      expect(formats).toContain(format);
    expect(formats.filter((format) => format === 'statuspage').length).toBeGreaterThanOrEqual(5);
  });

  it('is well-formed, but for the two files that are broken on purpose', async () => {
    const rejected: string[] = [];
    for (const file of files.filter((name) => !name.endsWith('.json'))) {
      const verdict = await new RssParser().parseString(readText(file)).then(
        () => 'read',
        () => 'rejected',
      );
      if (verdict === 'rejected') rejected.push(file);
    }
    expect(rejected.sort()).toEqual([unreadable, truncated]);
  });

  it('breaks one feed off in the middle with readable entries before, and has one that is no feed at all', () => {
    expect(readText(truncated).split('</item>').length - 1).toBe(4);
    expect(readText(truncated)).not.toContain('</channel>');
    expect(readText(unreadable)).toContain('suspended');
    expect(readEntries(unreadable)).toEqual([]);
  });

  it('names only reserved hosts, so that nobody real is quoted or called', () => {
    const namespaces = ['www.w3.org', 'purl.org', 'jsonfeed.org'];
    for (const file of [...files, 'sources.opml']) {
      const hosts = [...readText(file).matchAll(/https?:\/\/([^/"'<>&\s:)]+)/g)].map((match) => match[1] ?? '');
      expect(
        hosts.filter((host) => !host.endsWith('.example') && !namespaces.includes(host)),
        file,
      ).toEqual([]);
    }
  });

  it('gives every blog five to ten entries with title, link and date, at most four of them in the week', () => {
    for (const file of blogs) {
      const entries = readEntries(file);
      expect(entries.length, file).toBeGreaterThanOrEqual(5);
      expect(entries.length, file).toBeLessThanOrEqual(10);
      expect(entries.filter(inWeek).length, file).toBeLessThanOrEqual(4);
    }
    for (const post of posts) {
      expect(post.title, post.url).not.toBe('');
      expect(post.url, post.title).toMatch(/^https:\/\//);
      expect(post.at, post.title).toBeLessThan(now);
      expect(post.markup.length, post.title).toBeGreaterThan(20);
    }
    expect(blogs.filter((file) => !readEntries(file).some(inWeek))).not.toEqual([]);
    expect(posts.filter(inWeek).length).toBeGreaterThanOrEqual(25);
    expect(posts.filter((post) => post.author !== '').length / posts.length).toBeGreaterThan(0.9);
  });

  it('has noise to rank down, and titles in Japanese and Arabic', () => {
    const titles = posts.filter(inWeek).map((post) => post.title);
    for (const noise of ['Series B', 'Top 10', 'named a Leader', 'release notes'])
      expect(
        titles.some((title) => title.includes(noise)),
        noise,
      ).toBe(true);
    expect(titles.some((title) => /\p{Script=Han}/u.test(title))).toBe(true);
    expect(titles.some((title) => /\p{Script=Arabic}/u.test(title))).toBe(true);
  });

  it('tells two stories twice by a tracked link and links one outside article from two blogs', () => {
    const tellers = new Map<string, Set<string>>();
    for (const post of posts.filter(inWeek)) {
      const story = withoutTracking(post.url);
      tellers.set(story, (tellers.get(story) ?? new Set()).add(post.file));
    }
    const shared = Object.fromEntries(
      [...tellers].filter(([, by]) => by.size > 1).map(([story, by]) => [story, [...by].sort()]),
    );
    expect(shared).toEqual({
      'https://blog.tidewater.example/2026/06/the-certificate-that-took-a-bank-holiday': [
        'second-pager.xml',
        'tidewater-blog.xml',
      ],
      'https://engineering.northlight.example/2026/north-2-route-withdrawal': [
        'northlight-engineering.atom',
        'second-pager.xml',
      ],
      'https://papers.lowtide.example/queues-lie': ['brass-lantern.rdf', 'second-pager.xml'],
    });
  });

  it('has an incident with four updates, one still going on, and scheduled maintenance that is no incident', () => {
    const week = incidents.filter(inWeek);
    const webhooks = week.find((incident) => incident.title === 'Webhook deliveries delayed');
    expect(webhooks && statesOf(webhooks)).toEqual(['Resolved', 'Monitoring', 'Identified', 'Investigating']);
    expect(
      week
        .filter((incident) => !isMaintenance(incident) && statesOf(incident)[0] === 'Identified')
        .map((incident) => incident.file),
    ).toEqual(['gullwire-status.atom']);
    expect(week.filter(isMaintenance).length).toBe(3);
    expect(
      week.filter((incident) => !isMaintenance(incident) && statesOf(incident).length === 2).length,
    ).toBeGreaterThanOrEqual(3);
  });

  it('has a cloud outage that two other vendors blame, and its write-up later in the week', () => {
    const outage = incidents.find((incident) => incident.title === 'Loss of network connectivity in north-2');
    if (outage === undefined) throw new Error('The outage of the cloud provider is missing from its status page');
    const blaming = incidents.filter(
      (incident) =>
        incident.file !== outage.file &&
        incident.markup.includes(outage.url) &&
        incident.markup.includes('Northlight Cloud'),
    );
    expect(blaming.map((incident) => incident.file).sort()).toEqual(['lampwick-status.atom', 'saltmarsh-status.atom']);
    const review = posts.find(
      (post) => post.title.startsWith('Post-incident review') && post.markup.includes(outage.url),
    );
    expect(review?.at).toBeGreaterThan(outage.at);
    expect(review && inWeek(review)).toBe(true);
  });
});
