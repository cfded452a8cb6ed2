import { Buffer } from 'node:buffer';
import { WINDOWS_1252_HIGH } from './entities';

const MAX_COMBINING_MARKS = 8;
const MISREAD_WINDOWS_1252 = /[\u0080-\u009f]/g;
/** All whitespace but the single spaces, which may stay as they are; most of it is ASCII, which alone is found in half the time. */
const SPACE = /[\s\u0085]{2,}|[^\S ]|\u0085/g;
const ASCII_SPACE = /[\t-\r ]{2,}|[\t-\r]/g;
/** Anything but printable ASCII and the usual typographic signs. */
const UNUSUAL = /[^\u0020-\u007e\u00a1-\u02ff\u2010-\u2027\u2030-\u205e]/;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/g;
/** Explicit directional formatting (Unicode TR9) and invisible tag characters: they change what a reader sees around them. */
const MISLEADING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu;
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]+/g;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const STACKED_MARKS = new RegExp(`(\\p{M}{${MAX_COMBINING_MARKS}})\\p{M}+`, 'gu');

/** The text with U+FFFD for each half of a character, which JSON can write and neither an address nor a table can hold. */
export function mendHalves(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd');
}

/** The text without the controls that XML forbids (XML 1.0, section 2.2), which no address, id or date is meant to hold. */
export function dropForbidden(text: string): string {
  return text.replace(FORBIDDEN, '');
}

/** Cuts to at most `limit` UTF-16 units without splitting a code point. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** Cuts to at most `limit` bytes of UTF-8 without splitting a code point. */
export function cutBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit || Buffer.byteLength(text) <= limit) return text;
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(limit)).read);
}

/** Plain text as people may see it: whitespace folded, control and direction-changing characters gone, at most `limit` characters. */
export function cleanText(text: string, limit: number): string {
  const window = text.length > limit * 8 ? cutText(text.trimStart(), limit * 8) : text;
  return cutText(cleanWhole(window), limit).trimEnd();
}

/** The same for all of it. */
export function cleanWhole(text: string): string {
  const folded = text.replace(ASCII_SPACE, ' ').trim();
  if (!UNUSUAL.test(folded)) return folded;
  const seen = folded
    .replace(SPACE, ' ')
    .replace(MISREAD_WINDOWS_1252, (sign) => WINDOWS_1252_HIGH[sign.charCodeAt(0) - 0x80] ?? '')
    .replace(CONTROL, '')
    .replace(MISLEADING, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(STACKED_MARKS, '$1');
  // What was dropped may have stood between two spaces.
  return seen.replace(SPACE, ' ').trim();
}
