import { Parser } from 'htmlparser2';

const REFERENCE = /&(?!amp;)(?:#([xX][0-9a-fA-F]{1,8}|[0-9]{1,9})|([a-zA-Z][a-zA-Z0-9]{1,31}));/g;
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

/**
 * Replaces numeric and named character references (XML's five and HTML's), once; anything else stays as written.
 * Entities that a DTD declares are never looked at.
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  const plain = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'");
  const decoded = plain.replace(REFERENCE, (_, digits: string | undefined, name: string | undefined) => {
    const sign = digits === undefined ? decodeName(name ?? '') : decodeNumber(digits);
    return sign === '&' ? '&amp;' : sign;
  });
  return decoded.replaceAll('&amp;', '&');
}
