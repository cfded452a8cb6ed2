import { Buffer } from 'node:buffer';
import { decodeEntities, WINDOWS_1252_HIGH } from './entities';

/** Of one field, how much markup is looked at to fill a summary. */
const MARKUP_WINDOW = 64 * 1024;
const MAX_UNREAD = 64;
const MAX_COMBINING_MARKS = 8;
/** Characters of a tag whose quotes are respected. */
const MAX_TAG = 4_096;

const MISREAD_WINDOWS_1252 = /[\u0080-\u009f]/g;
/** All whitespace but the single spaces, which may stay as they are. */
const SPACE = /[\s\u0085]{2,}|[^\S ]|\u0085/g;
/** Anything but printable ASCII and the usual typographic signs. */
const UNUSUAL = /[^\u0020-\u007e\u00a1-\u02ff\u2010-\u2027\u2030-\u205e]/;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/g;
/** Explicit directional formatting (Unicode TR9) and invisible tag characters: they change what a reader sees around them. */
const MISLEADING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const STACKED_MARKS = new RegExp(`(\\p{M}{${MAX_COMBINING_MARKS}})\\p{M}+`, 'gu');

const HTML_ELEMENTS = new Set(
  (
    'a abbr acronym address applet area article aside audio b base bdi bdo big blink blockquote body br button canvas caption ' +
    'center cite code col colgroup data dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font ' +
    'footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main ' +
    'map mark marquee math menu meta meter nav nobr noscript object ol optgroup option output p param picture pre progress q ' +
    'rp rt ruby s samp script section select small source span strike strong style sub summary sup svg table tbody td ' +
    'textarea tfoot th thead time title tr track tt u ul var video wbr'
  ).split(' '),
);
const INLINE_ELEMENTS = new Set(
  'a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const UNREAD_ELEMENTS = new Set(['script', 'style', 'noscript', 'iframe', 'svg', 'math', 'textarea', 'template']);
const BANG = 0x21;
const SLASH = 0x2f;
const QUESTION = 0x3f;

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

/** Whitespace that is no plain space: all of `\s` beyond ASCII, and the next line. */
function isWideSpace(sign: number): boolean {
  if (sign < 0x2000) return sign === 0xa0 || sign === 0x85 || sign === 0x1680;
  if (sign <= 0x205f) return sign <= 0x200a || sign === 0x2028 || sign === 0x2029 || sign === 0x202f || sign === 0x205f;
  return sign === 0x3000 || sign === 0xfeff;
}

/** Whether SPACE matches anywhere; most text has only single spaces and is then left as it is. */
function hasOddSpace(text: string): boolean {
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign <= 0x20 ? sign < 0x20 || before === 0x20 : sign >= 0x80 && isWideSpace(sign)) return true;
    before = sign;
  }
  return false;
}

function foldSpace(text: string): string {
  return hasOddSpace(text) ? text.replace(SPACE, ' ') : text;
}

/** Whether cleaning would change nothing: printable ASCII without two spaces in a row. */
function isPlain(text: string): boolean {
  let before = 0x20;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign < 0x20 || sign > 0x7e || (sign === 0x20 && before === 0x20)) return false;
    before = sign;
  }
  return true;
}

/** Plain text as people may see it: whitespace folded, control and direction-changing characters gone, at most `limit` characters. */
export function cleanText(text: string, limit: number): string {
  const window = text.length > limit * 8 ? cutText(text.trimStart(), limit * 8) : text;
  if (isPlain(window)) return cutText(window, limit).trimEnd();
  const folded = foldSpace(window).trim();
  if (!UNUSUAL.test(folded)) return cutText(folded, limit).trimEnd();
  const cleaned = folded
    .replace(MISREAD_WINDOWS_1252, (sign) => WINDOWS_1252_HIGH[sign.charCodeAt(0) - 0x80] ?? '')
    .replace(CONTROL, '')
    .replace(MISLEADING, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(STACKED_MARKS, '$1')
    .trim();
  return cutText(cleaned, limit).trimEnd();
}

/** Where the tag that starts at `from` ends, quotes respected; -1 when it does not. */
function findTagEnd(markup: string, from: number): number {
  let quote = 0;
  const limit = Math.min(markup.length, from + MAX_TAG);
  for (let at = from; at < limit; at++) {
    const sign = markup.charCodeAt(at);
    if (quote === 0 && sign === 0x3e) return at;
    if (quote === sign) quote = 0;
    else if (quote === 0 && (sign === 0x22 || sign === 0x27)) quote = sign;
  }
  return markup.indexOf('>', from);
}

/** Where reading goes on after an element whose text nobody reads; just after its tag when it is never closed. */
function skipElement(lowerCase: string, name: string, tagEnd: number): number {
  const close = lowerCase.indexOf(`</${name}`, tagEnd);
  const end = close === -1 ? -1 : lowerCase.indexOf('>', close);
  return end === -1 ? tagEnd + 1 : end + 1;
}

/** Name of the element whose tag starts at `from`, in lower case; '' when nothing that looks like a tag does. */
function readTagName(source: string, from: number): string {
  let end = from;
  for (; end < source.length; end++) {
    const sign = source.charCodeAt(end);
    const isLetter = (sign | 0x20) >= 0x61 && (sign | 0x20) <= 0x7a;
    if (!isLetter && (end === from || sign < 0x30 || sign > 0x39)) break;
  }
  const next = source.charCodeAt(end);
  return next === 0x3e || next === SLASH || next === 0x20 || (next >= 0x09 && next <= 0x0d)
    ? source.slice(from, end).toLowerCase()
    : '';
}

/**
 * The readable text of an HTML fragment, cleaned, at most `limit` characters. What only looks like a tag (`Vec<T>`, `a < b`)
 * stays. Linear in the fragment's length.
 */
export function markupToText(markup: string, limit: number): string {
  const source = markup.slice(0, MARKUP_WINDOW);
  let text = '';
  let at = 0;
  let skipped = 0;
  let lowerCase: string | undefined;
  let isSpaced = true;
  while (at < source.length && text.length < limit * 2) {
    const open = source.indexOf('<', at);
    if (open === -1) return cleanText(decodeEntities(text + source.slice(at, at + limit * 8)), limit);
    if (open > at) {
      text += foldSpace(source.slice(at, Math.min(open, at + limit * 2)));
      isSpaced = source.charCodeAt(open - 1) === 0x20;
    }
    const next = source.charCodeAt(open + 1);
    const name = readTagName(source, next === SLASH ? open + 2 : open + 1);
    if (next === BANG && source.startsWith('--', open + 2)) {
      const end = source.indexOf('-->', open + 4);
      at = end === -1 ? source.length : end + 3;
    } else if (next === BANG && source.startsWith('[CDATA[', open + 2)) {
      const end = source.indexOf(']]>', open + 9);
      text += source.slice(open + 9, end === -1 ? source.length : end);
      at = end === -1 ? source.length : end + 3;
    } else if (HTML_ELEMENTS.has(name) || next === BANG || next === QUESTION) {
      const end = findTagEnd(source, open + 1);
      if (end === -1) break;
      const opens = next !== SLASH && source.charCodeAt(end - 1) !== SLASH;
      const unread = opens && UNREAD_ELEMENTS.has(name) && skipped++ < MAX_UNREAD;
      if (unread) lowerCase ??= source.toLowerCase();
      at = unread && lowerCase !== undefined ? skipElement(lowerCase, name, end) : end + 1;
      if (!INLINE_ELEMENTS.has(name) && !isSpaced) {
        text += ' ';
        isSpaced = true;
      }
    } else {
      text += '<';
      isSpaced = false;
      at = open + 1;
    }
  }
  return cleanText(decodeEntities(text), limit);
}
