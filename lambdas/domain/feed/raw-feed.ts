import { dropForbidden } from './text';

/** What elements without attributes have. */
export const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});

/** One element as a reader found it, entities decoded. */
export interface Field {
  text: string;
  attributes: Readonly<Record<string, string>>;
  /** The element's own markup when it holds elements, as HTML. */
  markup?: string;
  /** Texts of named children, for the few structured elements (`author`, `skipHours`). */
  parts?: ReadonlyMap<string, readonly string[]>;
  /** Base of its relative links, when `xml:base` set one. */
  base?: string;
}

/** Elements by canonical name, in document order. */
export type Fields = Map<string, Field[]>;

export interface RawItem {
  fields: Fields;
  attributes: Readonly<Record<string, string>>;
  base?: string;
}

/** What both XML readers make of a feed; everything after this is the same for both. */
export interface RawFeed {
  format: 'rss' | 'atom' | 'rdf';
  head: Fields;
  language?: string;
  items: RawItem[];
}

/** Elements whose children are read by name, not as markup. */
export const STRUCTURED: ReadonlySet<string> = new Set(['author', 'skiphours', 'dc:creator', 'itunes:author']);

/** Elements that group an entry's media (Media RSS 1.5): what is said in them of the whole is said of the entry. */
export const MEDIA_GROUPS: ReadonlySet<string> = new Set(['media:group', 'media:content']);

/** Every element of an entry that is read. */
export const ITEM_FIELDS: readonly string[] = (
  'title link guid id pubdate description summary content content:encoded published updated issued modified created date author ' +
  'dc:date dc:title dc:creator dc:identifier dc:description dcterms:created dcterms:issued dcterms:modified atom:link atom:id ' +
  'atom:title atom:published atom:updated atom:issued atom:created atom:modified prism:publicationdate enclosure a atom:summary atom:content atom:author itunes:author itunes:summary itunes:title media:title ' +
  'media:description media:player feedburner:origlink pheedo:origlink abstract lastmod xhtml:body body fullitem publicationdate lastbuilddate dcterms:date dcterms:available dcterms:title ' +
  'dcterms:identifier url prism:url'
).split(' ');

/** Every element of a feed's head that is read. */
export const HEAD_FIELDS: readonly string[] =
  'title link atom:link language dc:language ttl skiphours description subtitle tagline dc:title atom:title id generator updated author'.split(
    ' ',
  );

/** Fields of an entry that hold words, an address or a date, and no other field. */
const PLAIN_FIELDS = 'title link guid id pubdate dc:date published updated dc:creator'.split(' ');
/** Fields of an entry that may hold elements: markup, or a person's name and address. */
const RICH_FIELDS = 'description summary content content:encoded author category'.split(' ');
/** Elements that stand in an entry or a head by themselves, never in the words of another. */
export const FOLLOWERS: ReadonlySet<string> = new Set([...PLAIN_FIELDS, ...RICH_FIELDS]);
/** Elements that never hold one of the followers, an entry's or a head's: an opening follower closes an unclosed one. */
const SHORT_FIELDS: ReadonlySet<string> = new Set([...PLAIN_FIELDS, 'ttl', 'language']);
/** Elements that people fill with a CDATA section: a feed's subtitle and a person's name too, which are no followers. */
export const FILLED_FIELDS: ReadonlySet<string> = new Set([...FOLLOWERS, 'subtitle', 'name']);

/** Elements that hold text or HTML, and those that neither of them holds: an opening one of these closes an unclosed one of those. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(['description', 'summary', 'content:encoded']);
const NEVER_TEXT: ReadonlySet<string> = new Set(
  'guid pubdate dc:date dc:creator published updated content:encoded'.split(' '),
);

/** Whether a field that is still open when `next` starts was never closed: what follows is not part of it. */
export function endsField(name: string, next: string): boolean {
  if (name === next) return false;
  return (SHORT_FIELDS.has(name) && FOLLOWERS.has(next)) || (TEXT_FIELDS.has(name) && NEVER_TEXT.has(next));
}

/** The first non-empty text among the named elements. */
export function findText(fields: Fields, ...names: string[]): string | undefined {
  for (const name of names) {
    for (const field of fields.get(name) ?? []) {
      const text = dropForbidden(field.text).trim();
      if (text !== '') return text;
    }
  }
  return undefined;
}
