import type { Entry } from '../entry';
import { parseDate } from './dates';
import { findAbout, findLink } from './entry-link';
import { htmlAround, isReadable, leadingWords, readMarkup, readText } from './field-text';
import { MAX_AUTHOR, MAX_CONTENT_BYTES, MAX_ID_KEPT, MAX_IDENTITY_FIELD, MAX_SUMMARY, MAX_TITLE } from './limits';
import { resolveLink } from './links';
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
  /** Of whom entries are that name nobody. */
  author: string | undefined;
}

const PUBLISHED = [
  'pubdate',
  'published',
  'atom:published',
  'issued',
  'atom:issued',
  'dcterms:issued',
  'dc:date',
  'dcterms:created',
  'created',
  'atom:created',
  'date',
  'prism:publicationdate',
  'lastmod',
  'publicationdate',
  'dcterms:date',
  'dcterms:available',
];
const UPDATED = ['updated', 'atom:updated', 'modified', 'atom:modified', 'dcterms:modified', 'lastbuilddate'];
const TITLES = ['title', 'atom:title', 'dc:title', 'dcterms:title', 'media:title', 'itunes:title'];
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

/** What an absolute IRI begins with (RFC 3986, 3.1). */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const DATETIME = /\sdatetime\s*=\s*["']([^"']{4,60})["']/i;
/** Characters of HTML around a date. */
const LONGEST_TIME = 500;

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

/** The date that the first of the named elements says; of several of one name the last counts, as with most readers. */
function findDate(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const named = fields.get(name) ?? [];
    for (let at = named.length - 1; at >= 0; at--) {
      const date = readDate(named[at] as Field);
      if (date !== undefined) return date;
    }
  }
  return undefined;
}

/** The date in an element's words, or in the HTML that a template set around them: `<time datetime="…">`. */
function readDate(field: Field): string | undefined {
  const { text, attributes } = field;
  const html = htmlAround(field).slice(0, LONGEST_TIME);
  const said = DATETIME.exec(html)?.[1];
  const date = (said && parseDate(said)) || parseDate(html === '' ? text : leadingWords(html, LONGEST_TIME));
  return date ?? (attributes['value'] === undefined ? undefined : parseDate(attributes['value']));
}

function isWritten(field: Field): boolean {
  return /\S/.test(readMarkup(field));
}

function isPast(date: string | undefined, latest: string): boolean {
  return date !== undefined && date <= latest;
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

/** The name in an element that says who wrote; undefined when it holds none. */
export function readAuthor({ parts, text }: Field): string | undefined {
  const name = parts?.get('name')?.find((part) => part.trim() !== '') ?? parts?.get('email')?.[0];
  const author = nameOf(cleanText((name ?? text).replaceAll('&amp;', '&'), MAX_AUTHOR * 2));
  return author === '' ? undefined : cleanText(author, MAX_AUTHOR);
}

/** Its publication; CDF writes it as an attribute. */
function findPublished({ fields, attributes }: RawItem): string | undefined {
  const written = findDate(fields, PUBLISHED);
  return written ?? (attributes['lastmod'] === undefined ? undefined : parseDate(attributes['lastmod']));
}

/** When an entry was published, else updated; undefined when it does not say or says a day to come. */
export function findTime(item: RawItem, latest: string): string | undefined {
  const date = findPublished(item) ?? findDate(item.fields, UPDATED);
  return isPast(date, latest) ? date : undefined;
}

/** A relative id, which RFC 4287 forbids (4.2.6), in an entry with a base of its own: `1` is another entry under another base. */
function identify(id: string, { fields, attributes }: RawItem): string {
  const [written] = fields.get('id') ?? [];
  const hasBase = (written?.attributes['xml:base'] ?? attributes['xml:base']) !== undefined;
  return hasBase && !SCHEME.test(id) ? (resolveLink(id, written?.base) ?? id) : id;
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
  const updated = findDate(fields, UPDATED);
  const published = findPublished(item) ?? updated;
  const author = firstOf(fields, ['dc:creator', 'author', 'atom:author', 'itunes:author'], readAuthor) ?? around.author;
  const id = (
    findText(fields, 'guid', 'id', 'atom:id') ??
    findAbout(item.attributes) ??
    findText(fields, 'dc:identifier', 'dcterms:identifier')
  )?.slice(0, MAX_IDENTITY_FIELD);
  const entry: EntryDraft = { title: firstOf(fields, TITLES, read(MAX_TITLE)) ?? '', url: findLink(item, around) };
  if (id !== undefined) entry.identity = identify(id, item);
  if (id !== undefined && id.length <= MAX_ID_KEPT) entry.id = id;
  if (author !== undefined) entry.author = author;
  if (published !== undefined && isPast(published, latest)) entry.publishedAt = published;
  if (updated !== undefined && isPast(updated, latest)) entry.updatedAt = updated;
  if (summary !== undefined) entry.summary = summary;
  if (body !== undefined) entry.content = cutBytes(readMarkup(body), MAX_CONTENT_BYTES);
  return entry;
}
