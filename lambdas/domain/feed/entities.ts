import { Parser } from 'htmlparser2';

const NUMBER = /^#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,9})$/;
const NAME = /^[a-zA-Z][a-zA-Z0-9]{1,31}$/;
/** Characters of the longest reference, `&` and `;` included. */
const MAX_REFERENCE = 34;
const MAX_REMEMBERED = 4_096;
let decoded = '';
const decoder = new Parser(
  {
    ontext: (part) => {
      decoded += part;
    },
  },
  { decodeEntities: true },
);
const remembered = new Map<string, string>();

/** The characters that Windows-1252 has where ISO-8859-1 and Unicode have the controls U+0080…U+009F (WHATWG Encoding, index windows-1252). */
export const WINDOWS_1252_HIGH =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

function decodeName(name: string): string {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  decoded = '';
  decoder.parseComplete(`&${name};`);
  // A name that HTML does not know may start with one it reads without a semicolon (`&notit;`).
  const text = decoded.endsWith(';') && decoded !== ';' ? `&${name};` : decoded;
  if (remembered.size < MAX_REMEMBERED) remembered.set(name, text);
  return text;
}

function decodeNumber(digits: string): string {
  const code = digits[0] === 'x' || digits[0] === 'X' ? Number.parseInt(digits.slice(1), 16) : Number(digits);
  if (code >= 0x80 && code <= 0x9f) return WINDOWS_1252_HIGH[code - 0x80] ?? '';
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
  return String.fromCodePoint(code);
}

/** What the reference from `&` to `;` stands for; undefined when it is none. The commonest are told by their length first. */
function decodeReference(text: string, at: number, end: number): string | undefined {
  const first = text.charCodeAt(at + 1);
  if (end - at === 3 && text.charCodeAt(at + 2) === 0x74) {
    if (first === 0x6c) return '<';
    if (first === 0x67) return '>';
  }
  const name = text.slice(at + 1, end);
  if (name === 'amp') return '&';
  if (first !== 0x23) return NAME.test(name) ? decodeName(name) : undefined;
  return NUMBER.test(name) ? decodeNumber(name.slice(1)) : undefined;
}

/**
 * Replaces numeric and named character references (XML's five and HTML's), once; anything else stays as written.
 * Entities that a DTD declares are none of its business (`own-entities.ts`).
 */
export function decodeEntities(text: string): string {
  let at = text.indexOf('&');
  if (at === -1) return text;
  let decoded = '';
  let from = 0;
  while (at !== -1) {
    const end = findReferenceEnd(text, at);
    const sign = end === -1 ? undefined : decodeReference(text, at, end);
    if (sign !== undefined) {
      decoded += from === at ? sign : text.slice(from, at) + sign;
      from = end + 1;
    }
    at = text.indexOf('&', sign === undefined ? at + 1 : from);
  }
  return from === 0 ? text : decoded + text.slice(from);
}

/** Where the `;` of a reference stands, or -1: no name is longer than 32 characters. */
function findReferenceEnd(text: string, at: number): number {
  const limit = Math.min(text.length, at + MAX_REFERENCE);
  for (let end = at + 2; end < limit; end++) {
    const sign = text.charCodeAt(end);
    if (sign === 0x3b) return end;
    if (sign === 0x26 || sign === 0x20 || sign === 0x3c) return -1;
  }
  return -1;
}
