import type { Entry, ParsedFeed } from '../entry';
import { addressIn, chooseLink } from './entry-link';
import { findTime, mapItem, readAuthor } from './entry-mapper';
import { readText } from './field-text';
import { assignKeys } from './keys';
import { MAX_ENTRIES, MAX_TITLE } from './limits';
import { resolveLink } from './links';
import { type Fields, findText, type RawFeed } from './raw-feed';

/** Where a feed came from and when. */
export interface About {
  /** Address it was fetched from; base of relative links. */
  url: string;
  contentType?: string;
  /** ISO 8601. */
  now: string;
}

const DAY = 86_400_000;
const LANGUAGE = /^[a-z]{2,3}(?:[-_][a-z0-9]{1,8}){0,3}$/i;
const MAX_TTL_MINUTES = 30 * 24 * 60;
const STATUS_ID = /^tag:[^,]{1,255},\d{4}:(?:incident|maintenance)\//i;
const STATUS_TITLE = /\b(?:incident|maintenance) history$/i;
const INCIDENT_PATH = /^https?:\/\/[^/?#]+\/incidents\/[a-z0-9-]{6,64}$/i;
const STATUS_NAME = /status|incident|uptime/i;

/** The feed's own address: where it was fetched, else where it says it is (`rel="self"`). */
function findAddress({ head }: RawFeed, about: About): string | undefined {
  const links = [...(head.get('link') ?? []), ...(head.get('atom:link') ?? [])];
  const self = links.find(({ attributes }) => attributes['rel'] === 'self');
  return resolveLink(about.url) ?? resolveLink(self?.attributes['href']);
}

function findSite({ head, format }: RawFeed, address: string | undefined): string | undefined {
  const links = head.get('link') ?? [];
  const written = links.map((link) => resolveLink(addressIn(link), address)).find((link) => link !== undefined);
  const pointed = chooseLink(
    [...links, ...(head.get('atom:link') ?? [])].filter(({ attributes }) => attributes['rel'] !== 'self'),
    address,
  );
  return format === 'atom' ? (pointed ?? written) : (written ?? pointed);
}

function readTtl(head: Fields): number | undefined {
  const minutes = Number(findText(head, 'ttl') ?? 'none');
  return Number.isFinite(minutes) && minutes > 0 ? Math.min(Math.ceil(minutes), MAX_TTL_MINUTES) : undefined;
}

/** RSS `skipHours`: 0…23, and 24 for midnight in RSS 0.91. */
function readSkipHours(head: Fields): number[] | undefined {
  const written = (head.get('skiphours') ?? []).flatMap((field) => field.parts?.get('hour') ?? []);
  const hours = written.filter((hour) => /^\s*(?:\d|1\d|2[0-4])\s*$/.test(hour)).map((hour) => Number(hour) % 24);
  return hours.length === 0 ? undefined : [...new Set(hours)].sort((a, b) => a - b);
}

function readLanguage(raw: RawFeed): string | undefined {
  const language = findText(raw.head, 'language', 'dc:language') ?? raw.language?.trim();
  return language !== undefined && LANGUAGE.test(language) ? language : undefined;
}

/** A day after `now`, ISO 8601 UTC: a feed's clock may be a little ahead, but a date beyond this is none. */
export function latestDate({ now }: About): string {
  return new Date(Date.parse(now) + DAY).toISOString();
}

/** The newest 500 of a feed's items, newest first; those without a time stay in the feed's order, after the others. */
export function chooseNewest<T>(items: readonly T[], timeOf: (item: T) => string | undefined): T[] {
  const timed = items.map((item) => ({ item, time: timeOf(item) ?? '' }));
  const isInOrder = timed.every(({ time }, at) => at === 0 || time <= (timed[at - 1]?.time ?? ''));
  if (!isInOrder) timed.sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? 1 : -1));
  return timed.slice(0, MAX_ENTRIES).map(({ item }) => item);
}

/** Whether this is the history feed of a Statuspage-like page: its ids or links name incidents; without entries, its title says so. */
function isStatusHistory(title: string, site: string | undefined, entries: readonly Entry[]): boolean {
  if (entries.length === 0) return STATUS_TITLE.test(title);
  const isStatus = STATUS_NAME.test(`${title} ${site ?? ''}`);
  const named = entries.filter(({ id, url }) => STATUS_ID.test(id ?? '') || (isStatus && INCIDENT_PATH.test(url)));
  return named.length * 2 > entries.length;
}

/**
 * Base of relative links: RSS links belong to the site (feeds are served through proxies), Atom ones to the document (RFC 4287, section 2).
 */
function findBase({ format }: RawFeed, address: string | undefined, site: string | undefined): string | undefined {
  return format === 'atom' ? (address ?? site) : (site ?? address);
}

/** An Atom feed's author is the author of every entry that names none (RFC 4287, 4.2.1). */
function findCommonAuthor({ head, format }: RawFeed): string | undefined {
  const authors = format === 'atom' ? (head.get('author') ?? []) : [];
  return authors.map(readAuthor).find((author) => author !== undefined);
}

/** Makes the feed everyone else sees of what either XML reader found. */
export function mapFeed(raw: RawFeed, about: About): ParsedFeed {
  const titles = ['title', 'atom:title', 'dc:title'].flatMap((name) => raw.head.get(name) ?? []);
  const title = titles.map((field) => readText(field, raw.format, MAX_TITLE)).find((text) => text !== '') ?? '';
  const address = findAddress(raw, about);
  const site = findSite(raw, address);
  const around = {
    format: raw.format,
    base: findBase(raw, address, site),
    latest: latestDate(about),
    author: findCommonAuthor(raw),
  };
  const items =
    raw.items.length > MAX_ENTRIES ? chooseNewest(raw.items, (item) => findTime(item, around.latest)) : raw.items;
  const entries = assignKeys(
    chooseNewest(
      items.map((item) => mapItem(item, around)),
      (entry) => entry.publishedAt,
    ),
  );
  const language = readLanguage(raw);
  const ttlMinutes = readTtl(raw.head);
  const skipHours = readSkipHours(raw.head);
  return {
    format: isStatusHistory(title, site, entries) ? 'statuspage' : raw.format,
    title,
    ...(site === undefined ? {} : { site }),
    ...(language === undefined ? {} : { language }),
    ...(ttlMinutes === undefined ? {} : { ttlMinutes }),
    ...(skipHours === undefined ? {} : { skipHours }),
    entries,
  };
}
