import type { Freshness } from './fetch-answer';

const DAY_SECONDS = 86_400;
const MAX_VALIDATOR_LENGTH = 1024;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Response headers as Node gives them: lower-case names, repeated ones joined. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

function readHeader(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function clampToDay(seconds: number): number {
  return Math.min(Math.max(Math.floor(seconds), 0), DAY_SECONDS);
}

/** A two-digit year more than 50 years ahead is one in the past (RFC 9110 §5.6.7). */
function readYear(digits: string, now: Date): number {
  if (digits.length === 4) return Number(digits);
  const century = Math.floor(now.getUTCFullYear() / 100) * 100;
  const year = century + Number(digits);
  return year > now.getUTCFullYear() + 50 ? year - 100 : year;
}

function buildDate(year: number, month: string, day: string, time: string): Date | undefined {
  const monthIndex = MONTHS.indexOf(month);
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, monthIndex, Number(day));
  date.setUTCHours(hours, minutes, seconds);
  const possible = monthIndex >= 0 && date.getUTCDate() === Number(day) && minutes < 60 && seconds < 61;
  return possible ? date : undefined;
}

/** Reads an HTTP date in any of its three forms, UTC by other names included; anything else is undefined. Source: RFC 9110 §5.6.7. */
export function parseHttpDate(text: string, now: Date): Date | undefined {
  const modern =
    /^[A-Za-z]{3,9}, (\d{1,2})[ -]([A-Z][a-z]{2})[ -](\d{4}|\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC|Z|[+-]0000)$/.exec(
      text,
    );
  if (modern !== null) {
    const [, day = '', month = '', year = '', time = ''] = modern;
    return buildDate(readYear(year, now), month, day, time);
  }
  const asctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4})$/.exec(text);
  if (asctime === null) return undefined;
  const [, month = '', day = '', time = '', year = ''] = asctime;
  return buildDate(Number(year), month, day, time);
}

/** Seconds the server asks us to wait, 0 to 86,400; undefined when absent or unreadable. Source: RFC 9110 §10.2.3. */
export function parseRetryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  if (/^-?\d+$/.test(value)) return clampToDay(Number(value));
  const date = parseHttpDate(value, now);
  return date === undefined ? undefined : clampToDay((date.getTime() - now.getTime()) / 1000);
}

function parseMaxAge(cacheControl: string): number | undefined {
  if (/(?:^|[,\s])(?:no-cache|no-store)(?:$|[,\s])/i.test(cacheControl)) return 0;
  const digits = /(?:^|[,\s])max-age\s*=\s*"?(\d+)/i.exec(cacheControl)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Seconds for which the answer stays fresh, 0 to 86,400: `max-age` less `Age`, else `Expires` less `Date`
 * (an unreadable Expires is in the past); undefined when the server does not say. Source: RFC 9111 §4.2.1, §5.3.
 */
export function parseFreshSeconds(headers: AnswerHeaders, now: Date): number | undefined {
  const maxAge = parseMaxAge(readHeader(headers, 'cache-control') ?? '');
  if (maxAge !== undefined) {
    const age = readHeader(headers, 'age') ?? '';
    return clampToDay(maxAge - (/^\d+$/.test(age) ? Number(age) : 0));
  }
  const expires = readHeader(headers, 'expires');
  if (expires === undefined) return undefined;
  const until = parseHttpDate(expires, now);
  if (until === undefined) return 0;
  const since = parseHttpDate(readHeader(headers, 'date') ?? '', now) ?? now;
  return clampToDay((until.getTime() - since.getTime()) / 1000);
}

/** Gives a validator fit to store and send back byte for byte; control characters but tabs, or more than 1 kB make it unfit. */
export function cleanValidator(value: string | undefined): string | undefined {
  if (value === undefined || value === '' || value.length > MAX_VALIDATOR_LENGTH) return undefined;
  return /^[\t\x20-\x7e\x80-\xff]+$/.test(value) ? value : undefined;
}

/** What the headers of a 200 or 304 say about freshness: validators fit to store, and seconds. */
export function readFreshness(headers: AnswerHeaders, now: Date): Freshness {
  const etag = cleanValidator(readHeader(headers, 'etag'));
  const lastModified = cleanValidator(readHeader(headers, 'last-modified'));
  const maxAgeSeconds = parseFreshSeconds(headers, now);
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
  };
}

/** Tells whether a status code is a redirect that is followed (300, 304, 305 and 306 are not). */
export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Tells whether a redirect says that the feed has moved for good. Source: RFC 9110 §15.4.2, §15.4.9. */
export function isPermanentRedirect(status: number): boolean {
  return status === 301 || status === 308;
}

export type Coding = 'identity' | 'gzip' | 'deflate' | 'br';

/** What misconfigured servers name beside or instead of a coding: nothing is compressed by it, and browsers overlook it too. */
const NO_CODING = /^(?:identity|none|utf-?8|binary|[78]bit|aws-chunked)?$/;

/** Reads Content-Encoding: the one layer that is decoded, or why none is. Source: RFC 9110 §8.4.1. */
export function parseCoding(value: string | undefined): { coding: Coding } | { refused: string } {
  const layers = (value ?? '')
    .toLowerCase()
    .split(',')
    .map((layer) => layer.trim())
    .filter((layer) => !NO_CODING.test(layer));
  const [layer = 'identity'] = layers;
  if (layers.length > 1) return { refused: `The server compressed its answer ${layers.length} times; one is read.` };
  if (layer === 'x-gzip') return { coding: 'gzip' };
  if (layer === 'identity' || layer === 'gzip' || layer === 'deflate' || layer === 'br') return { coding: layer };
  return { refused: `The server compressed its answer with "${layer.slice(0, 40)}", which was not asked for.` };
}
