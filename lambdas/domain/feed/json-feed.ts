import type { ParsedFeed } from '../entry';
import { UnreadableFeedError } from '../errors';
import { parseDate } from './dates';
import type { EntryDraft } from './entry-mapper';
import { type About, chooseNewest, latestDate, mapFeed } from './feed-mapper';
import { isObject, type JsonObject } from './json-document';
import { assignKeys } from './keys';
import { MAX_AUTHOR, MAX_CONTENT_BYTES, MAX_ID_KEPT, MAX_ITEMS_READ, MAX_SUMMARY, MAX_TITLE } from './limits';
import { resolveLink } from './links';
import { markupToText } from './markup-text';
import { readRssInJson } from './rss-in-json';
import { cleanText, cutBytes, dropForbidden, mendHalves } from './text';

function textOf(object: JsonObject, name: string): string {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === 'string' ? mendHalves(value) : typeof value === 'number' ? String(value) : '';
}

/** The id as text, whatever was written: readers coerce it (JSON Feed 1.1, "id"). */
function idOf(item: JsonObject): string {
  const id = Object.hasOwn(item, 'id') ? item['id'] : undefined;
  return typeof id === 'boolean' ? String(id) : dropForbidden(textOf(item, 'id')).trim();
}

function listOf(object: JsonObject, name: string): readonly unknown[] {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return Array.isArray(value) ? value : [];
}

function findAuthor(object: JsonObject): string {
  const authors = [...listOf(object, 'authors'), Object.hasOwn(object, 'author') ? object['author'] : undefined];
  for (const author of authors) {
    const name = isObject(author) ? textOf(author, 'name') : typeof author === 'string' ? author : '';
    if (name.trim() !== '') return cleanText(name, MAX_AUTHOR);
  }
  return '';
}

function readDate(item: JsonObject, name: string, latest: string): string | undefined {
  const date = parseDate(textOf(item, name));
  return date !== undefined && date <= latest ? date : undefined;
}

function findTime(item: JsonObject, latest: string): string | undefined {
  const isDated = parseDate(textOf(item, 'date_published')) !== undefined;
  return readDate(item, isDated ? 'date_published' : 'date_modified', latest);
}

function findAttachment(item: JsonObject, base: string | undefined): string | undefined {
  const links = listOf(item, 'attachments').map((file) =>
    isObject(file) ? resolveLink(textOf(file, 'url'), base) : undefined,
  );
  return links.find((link) => link !== undefined);
}

function mapItem(item: JsonObject, latest: string, base: string | undefined, feedAuthor: string): EntryDraft {
  const id = idOf(item);
  const html = textOf(item, 'content_html');
  const plain = textOf(item, 'content_text');
  const summary =
    cleanText(textOf(item, 'summary'), MAX_SUMMARY) || cleanText(plain, MAX_SUMMARY) || markupToText(html, MAX_SUMMARY);
  const author = findAuthor(item) || feedAuthor;
  const updatedAt = readDate(item, 'date_modified', latest);
  const publishedAt = findTime(item, latest);
  const content = html || plain;
  return {
    title: cleanText(textOf(item, 'title'), MAX_TITLE),
    url:
      resolveLink(textOf(item, 'url'), base) ??
      resolveLink(textOf(item, 'external_url'), base) ??
      resolveLink(id) ??
      findAttachment(item, base) ??
      '',
    ...(id === '' ? {} : { identity: id }),
    ...(id === '' || id.length > MAX_ID_KEPT ? {} : { id }),
    ...(author === '' ? {} : { author }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(summary === '' ? {} : { summary }),
    ...(content === '' ? {} : { content: cutBytes(content, MAX_CONTENT_BYTES) }),
  };
}

const ITEM_MEMBERS: ReadonlySet<string> = new Set(
  (
    'id url external_url title content_html content_text summary image banner_image date_published date_modified author authors tags ' +
    'language attachments'
  ).split(' '),
);

/** Without the version that the format asks for, its members tell: an item that holds nothing else, or one that only a feed has. */
function isJsonFeed(document: JsonObject): boolean {
  if (textOf(document, 'version').includes('jsonfeed.org/version/')) return true;
  const first = listOf(document, 'items')[0];
  if (!isObject(first)) return false;
  const has = (name: string) => Object.hasOwn(first, name);
  if (['content_html', 'content_text', 'date_published'].some(has)) return true;
  if (Object.hasOwn(document, 'title') && (has('id') || has('url')) && has('title')) return true;
  const members = Object.keys(first).filter((name) => !name.startsWith('_'));
  return members.length > 0 && members.every((name) => ITEM_MEMBERS.has(name));
}

function lowerMembers(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The document with the members of its own and of its items in lower case, when it has no `items` but, say, `Items`. */
function lowerNames(document: JsonObject): JsonObject {
  if (Object.hasOwn(document, 'items')) return document;
  const lower = lowerMembers(document);
  const items = listOf(lower, 'items').slice(0, MAX_ITEMS_READ);
  return items.length === 0
    ? document
    : { ...lower, items: items.map((item) => (isObject(item) ? lowerMembers(item) : item)) };
}

/** Maps a document, parsed from JSON, in JSON Feed 1.0 or 1.1 (jsonfeed.org), or RSS in JSON. Throws UnreadableFeedError for any other. */
export function mapJsonFeed(written: unknown, about: About): ParsedFeed {
  const rss = isObject(written) ? readRssInJson(written) : undefined;
  if (rss !== undefined) return mapFeed(rss, about);
  const document = isObject(written) ? lowerNames(written) : undefined;
  if (document === undefined || !isJsonFeed(document))
    throw new UnreadableFeedError('This is JSON, but not a JSON Feed.');
  const site = resolveLink(textOf(document, 'home_page_url'), about.url);
  const base = resolveLink(about.url) ?? site;
  const latest = latestDate(about);
  const items = listOf(document, 'items').slice(0, MAX_ITEMS_READ).filter(isObject);
  const language = textOf(document, 'language').trim();
  // Of an item without any, the authors are the feed's (jsonfeed.org 1.1, top-level authors).
  const author = findAuthor(document);
  return {
    format: 'json',
    title: cleanText(textOf(document, 'title'), MAX_TITLE),
    ...(site === undefined ? {} : { site }),
    ...(/^[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3}$/i.test(language) ? { language } : {}),
    entries: assignKeys(
      chooseNewest(items, (item) => findTime(item, latest)).map((item) => mapItem(item, latest, base, author)),
    ),
  };
}
