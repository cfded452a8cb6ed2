import type { ParsedFeed } from '../entry';
import { RefusedError, UnreadableFeedError } from '../errors';
import { decodeText } from './charset';
import { type About, mapFeed } from './feed-mapper';
import { closeFences } from './fences';
import { readJsonDocument } from './json-document';
import { mapJsonFeed } from './json-feed';
import { type LenientReading, readLeniently } from './lenient-reader';
import { MAX_FEED_BYTES } from './limits';
import { resolveLink } from './links';
import { mendQuotes } from './mend-quotes';
import { mendTags } from './mend-tags';
import { readOwnEntities } from './own-entities';
import { readWithRssParser } from './rss-parser-reader';
import { dropForbidden } from './text';

const BINARY_SIGNATURES: readonly (readonly number[])[] = [
  [0x1f, 0x8b],
  [0x50, 0x4b, 0x03, 0x04],
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x25, 0x50, 0x44, 0x46],
  [0x47, 0x49, 0x46, 0x38],
];

/** An end tag that lacks its last sign cuts nothing off. */
const LAST_TAG = /<\/(?:rss|feed|rdf:rdf)\s*$/i;
const LEADING = /^[\s\ufeff\u0000]+/;

function isBinary(bytes: Uint8Array, text: string): boolean {
  if (BINARY_SIGNATURES.some((signature) => signature.every((byte, at) => bytes[at] === byte))) return true;
  const head = text.slice(0, 2_048);
  const strange = (head.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g) ?? []).length;
  return strange > 8 && strange * 5 > head.length;
}

/** Why a document that holds no feed holds none, in a sentence for a person. */
function explain(text: string, reading: LenientReading): string {
  const root = reading.root?.toLowerCase();
  if (root === 'opml') return 'This is an OPML list of feeds, not a feed.';
  if (root === 'html' || /^\s*<!doctype html/i.test(text) || /<(?:body|head)[\s>]/i.test(text.slice(0, 4_096)))
    return 'This is an HTML page, not a feed.';
  if (root === 'urlset' || root === 'sitemapindex') return 'This is a sitemap, not a feed.';
  if (root !== undefined) return `This is XML, but not a feed: it starts with <${root.slice(0, 40)}>.`;
  return 'This is text, not a feed.';
}

function readLenientFeed(text: string, about: About): ParsedFeed {
  const reading = readLeniently(text, resolveLink(about.url));
  const { feed } = reading;
  if (feed === undefined || (feed.items.length === 0 && reading.root?.toLowerCase() === 'html'))
    throw new UnreadableFeedError(explain(text, reading));
  if (feed.items.length === 0 && reading.leftOut > 0)
    throw new UnreadableFeedError('Its elements are nested too deep or have too many attributes.');
  const isCut = !reading.isWhole && !LAST_TAG.test(text);
  if (feed.items.length === 0 && isCut) throw new UnreadableFeedError('Cut off before its first entry.');
  return { ...mapFeed(feed, about), ...(isCut && { isCut }) };
}

/** The feed from its first `<` on: blank lines, byte order marks and stray output before the XML declaration are no part of it. */
export function trimLead(text: string): string {
  const first = text.indexOf('<');
  return first > 0 ? text.slice(first) : text.replace(LEADING, '');
}

/** Throws RefusedError for a document larger than any feed is read, 5 MiB. */
export function refuseLarge(bytes: Uint8Array): void {
  if (bytes.length > MAX_FEED_BYTES)
    throw new RefusedError(`The feed is larger than ${MAX_FEED_BYTES / 1024 / 1024} MiB.`);
}

function readXml(text: string, about: About): ParsedFeed {
  const raw = readWithRssParser(text, resolveLink(about.url));
  if (raw !== undefined) return mapFeed(raw, about);
  // A control may stand in the middle of a tag.
  const sound = dropForbidden(readOwnEntities(text));
  return readLenientFeed(mendTags(mendQuotes(closeFences(sound))), about);
}

/**
 * Reads the bytes of an RSS 0.9x, 1.0 or 2.0, Atom 0.3 or 1.0, or JSON Feed document: rss-parser reads ordinary feeds, the lenient
 * reader all others. A feed without entries is a feed. Throws RefusedError above 5 MiB and UnreadableFeedError, with a sentence for a
 * person, when there is no feed in them.
 */
export async function readFeed(bytes: Uint8Array, about: About): Promise<ParsedFeed> {
  refuseLarge(bytes);
  const text = decodeText(bytes, about.contentType);
  if (text.trim() === '') throw new UnreadableFeedError('The file is empty.');
  if (isBinary(bytes, text)) throw new UnreadableFeedError('This is binary data, not a feed.');
  if (/^[\s\ufeff]*[[{]/.test(text)) return mapJsonFeed(readJsonDocument(text), about);
  return readXml(trimLead(text), about);
}
