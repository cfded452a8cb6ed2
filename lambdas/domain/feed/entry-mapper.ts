import type { Entry } from '../entry';
import { parseDate } from './dates';
import { isReadable, readMarkup, readText } from './field-text';
import { MAX_AUTHOR, MAX_CONTENT_BYTES, MAX_ID_KEPT, MAX_IDENTITY_FIELD, MAX_SUMMARY, MAX_TITLE } from './limits';
import { resolveBase, resolveLink } from './links';
import { type Field, type Fields, findText, type RawFeed, type RawItem } from './raw-feed';
import { cleanText, cutBytes } from './text';

type Format = RawFeed['format'];

/** An entry before the whole feed's ids were compared. `identity` is the id in full, however long. */
export interface EntryDraft extends Omit<Entry, 'key' | 'alias'> {
  identity?: string;
}

/** What an entry cannot know by itself. */
export interface Surroundings {
  format: Format;
  base: string | undefined;
  /** ISO 8601 UTC; later dates are dropped. */
  latest: string;
}

const PUBLISHED = [
  'pubdate',
  'published',
  'atom:published',
  'issued',
  'dcterms:issued',
  'dc:date',
  'dcterms:created',
  'created',
  'date',
  'lastmod',
];
const UPDATED = ['updated', 'atom:updated', 'modified', 'dcterms:modified'];
const TITLES = ['title', 'atom:title', 'dc:title', 'media:title', 'itunes:title'];
const SUMMARIES = ['description', 'summary', 'atom:summary', 'abstract', 'dc:description'];
const BODIES = [
  'content:encoded',
  'content',
  'atom:content',
  'body',
  'xhtml:body',
  'fullitem',
  'itunes:summary',
  'media:description',
];
const LINK_RANK: Readonly<Record<string, number>> = { alternate: 0, '': 0, related: 2, via: 2, self: 3 };

/** The first answer that is not undefined, asking the named elements in the order of the names. */
function firstOf<T>(fields: Fields, names: readonly string[], ask: (field: Field) => T | undefined): T | undefined {
  for (const name of names) {
    const named = fields.get(name);
    if (named === undefined) continue;
    for (const field of named) {
      const answer = ask(field);
      if (answer !== undefined) return answer;
    }
  }
  return undefined;
}

function readDate({ text, attributes }: Field): string | undefined {
  return parseDate(text) ?? (attributes['value'] === undefined ? undefined : parseDate(attributes['value']));
}

function isWritten(field: Field): boolean {
  return /\S/.test(readMarkup(field));
}

function isPast(date: string | undefined, latest: string): boolean {
  return date !== undefined && date <= latest;
}

/** The best of several Atom links: alternate before related before self, HTML before other types; never edit, replies or enclosures. */
export function chooseLink(links: readonly Field[], base: string | undefined): string | undefined {
  let best: string | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const { attributes, base: own } of links) {
    const relation = (attributes['rel'] ?? '')
      .trim()
      .toLowerCase()
      .replace(/^http:\/\/www\.iana\.org\/assignments\/relation\//, '');
    const rank = LINK_RANK[relation];
    const type = attributes['type']?.toLowerCase() ?? '';
    if (rank === undefined) continue;
    const ranked =
      rank + (type === '' || type.includes('html') ? 0 : 1) + (relation === '' && links.length > 1 ? 0.25 : 0);
    const url = ranked < bestRank ? resolveLink(attributes['href'], own ?? base) : undefined;
    if (url === undefined) continue;
    best = url;
    bestRank = ranked;
  }
  return best;
}

function findLink(item: RawItem, { format, base: around }: Surroundings): string {
  const { fields, attributes } = item;
  const base = item.base ?? resolveBase(attributes['xml:base'], around);
  const original = resolveLink(findText(fields, 'feedburner:origlink', 'pheedo:origlink'), base);
  if (original !== undefined) return original;
  const links = fields.get('link') ?? [];
  const findWritten = () => firstOf(fields, ['link'], (link) => resolveLink(link.text, link.base ?? base));
  const findPointed = () =>
    chooseLink(
      [...links.filter(({ attributes: { href } }) => href !== undefined), ...(fields.get('atom:link') ?? [])],
      base,
    );
  const link = format === 'atom' ? (findPointed() ?? findWritten()) : (findWritten() ?? findPointed());
  return link ?? findPermalink(item, base) ?? '';
}

/** Where an entry says it lives when it has no link: RSS guid (unless it says it is none), RDF about, Atom content src or id. */
function findPermalink({ fields, attributes }: RawItem, base: string | undefined): string | undefined {
  for (const guid of fields.get('guid') ?? []) {
    const absolute = /^https?:\/\//i.test(guid.text.trim()) || guid.attributes['ispermalink']?.toLowerCase() === 'true';
    if (absolute && guid.attributes['ispermalink']?.toLowerCase() !== 'false') return resolveLink(guid.text, base);
  }
  const source = (fields.get('content') ?? []).map(({ attributes: { src } }) => src).find((src) => src !== undefined);
  const id = findText(fields, 'id', 'atom:id');
  return (
    resolveLink(attributes['rdf:about']) ??
    resolveLink(attributes['href'], base) ??
    resolveLink(source, base) ??
    resolveLink(id)
  );
}

/** The name in "mail (Name)", "Name (mail)" and "Name <mail>"; anything else as it stands. */
function nameOf(author: string): string {
  const shapes = [
    /^[^\s@]+@[^\s@]+ ?\(([^()]+)\)$/,
    /^([^()]+?) ?\([^()\s]+@[^()\s]+\)$/,
    /^([^<>]+?) ?<[^<>]*@[^<>]*>$/,
  ];
  return shapes.map((shape) => shape.exec(author)?.[1]).find((name) => name !== undefined) ?? author;
}

function readAuthor({ parts, text }: Field): string | undefined {
  const name = parts?.get('name')?.find((part) => part.trim() !== '') ?? parts?.get('email')?.[0];
  const author = nameOf(cleanText((name ?? text).replaceAll('&amp;', '&'), MAX_AUTHOR * 2));
  return author === '' ? undefined : cleanText(author, MAX_AUTHOR);
}

/** When an entry was published, else updated; undefined when it does not say or says a day to come. */
export function findTime(item: RawItem, latest: string): string | undefined {
  const date = firstOf(item.fields, PUBLISHED, readDate) ?? firstOf(item.fields, UPDATED, readDate);
  return isPast(date, latest) ? date : undefined;
}

/** Reads one entry, whichever reader found it. */
export function mapItem(item: RawItem, around: Surroundings): EntryDraft {
  const { fields } = item;
  const { format, latest } = around;
  const read = (limit: number) => (field: Field) =>
    isReadable(field) ? readText(field, format, limit) || undefined : undefined;
  const body =
    firstOf(fields, BODIES, (field) => (isReadable(field) && isWritten(field) ? field : undefined)) ??
    firstOf(fields, SUMMARIES, (field) => (isWritten(field) ? field : undefined));
  const summary = firstOf(fields, SUMMARIES, read(MAX_SUMMARY)) ?? firstOf(fields, BODIES, read(MAX_SUMMARY));
  const updated = firstOf(fields, UPDATED, readDate);
  const published = firstOf(fields, PUBLISHED, readDate) ?? updated;
  const author = firstOf(fields, ['dc:creator', 'author', 'atom:author', 'itunes:author'], readAuthor);
  const identity = (
    findText(fields, 'guid', 'id', 'atom:id') ??
    (item.attributes['rdf:about']?.trim() || findText(fields, 'dc:identifier'))
  )?.slice(0, MAX_IDENTITY_FIELD);
  return {
    title: firstOf(fields, TITLES, read(MAX_TITLE)) ?? '',
    url: findLink(item, around),
    ...(identity === undefined ? {} : { identity }),
    ...(identity === undefined || identity.length > MAX_ID_KEPT ? {} : { id: identity }),
    ...(author === undefined ? {} : { author }),
    ...(published !== undefined && isPast(published, latest) ? { publishedAt: published } : {}),
    ...(updated !== undefined && isPast(updated, latest) ? { updatedAt: updated } : {}),
    ...(summary === undefined ? {} : { summary }),
    ...(body === undefined ? {} : { content: cutBytes(readMarkup(body), MAX_CONTENT_BYTES) }),
  };
}
