import { Buffer } from 'node:buffer';
import { decodeEntities } from './entities';
import { MAX_FIELD } from './limits';
import { markupToText } from './markup-text';
import { type Field, NO_ATTRIBUTES, type RawFeed } from './raw-feed';
import { cleanText } from './text';

type Format = RawFeed['format'];

const LOOKS_LIKE_MARKUP = /<\/?(?:a|b|br|blockquote|code|div|em|h[1-6]|i|img|li|ol|p|pre|span|strong|table|ul)[\s/>]/i;

const TEXT_TYPE = /^(?:(?:text|plain|html|xhtml|escaped|application\/(?:xhtml\+)?xml|)(?:\/|$)|.*(?:html|[/+]xml$))/;

/** Types of what nobody reads as text; one that nobody knows says nothing against it. */
const BINARY_TYPE =
  /^(?:image|audio|video|font)\/|^application\/(?:octet-stream|pdf|zip|(?:x-)?gzip|msword|vnd\.|x-shockwave)/;

/** What base64 says in UTF-8; undefined when it is none, or says no text: a picture. */
function decodeBase64(written: string): string | undefined {
  const packed = written.replace(/\s+/g, '');
  if (packed === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64'));
  } catch {
    return undefined;
  }
}

/** Whether the field's type says that its content is written as it is: text or markup. */
function isPlainlyWritten({ attributes }: Field): boolean {
  if (attributes === NO_ATTRIBUTES) return true;
  return attributes['mode'] !== 'base64' && TEXT_TYPE.test(attributes['type']?.toLowerCase().trim() ?? '');
}

/** The element's content, base64 undone: Atom 0.3 says it by `mode`, Atom 1.0 by a type that is none of text (RFC 4287, section 4.1.3.3). */
function writtenText(field: Field): string {
  const text = field.text.slice(0, MAX_FIELD);
  return isPlainlyWritten(field) ? text : (decodeBase64(text) ?? text);
}

/** Whether the text is HTML (RFC 4287, section 3.1.1; in RSS it always may be), plain, or unsaid. */
function findKind(field: Field, format: Format): 'html' | 'text' | 'unsaid' {
  if (format !== 'atom') return 'html';
  const type = field.attributes['type']?.toLowerCase().trim();
  if (type === undefined || type === '') return 'unsaid';
  if (type.includes('html')) return 'html';
  return /^text(?:\/|$)/.test(type) ? 'text' : 'unsaid';
}

/** Plain text of a field, entities decoded as often as its type says, at most `limit` characters. */
export function readText(field: Field, format: Format, limit: number): string {
  if (field.markup !== undefined) return markupToText(field.markup, limit);
  const text = writtenText(field);
  const kind = findKind(field, format);
  if (kind === 'html' || (kind === 'unsaid' && LOOKS_LIKE_MARKUP.test(text))) return markupToText(text, limit);
  return cleanText(kind === 'unsaid' ? decodeEntities(text) : text, limit);
}

/** The field's markup as the feed wrote it. */
export function readMarkup(field: Field): string {
  return field.markup ?? writtenText(field);
}

/** The HTML that a template set around the words of a date or a link; '' where there is none. */
export function htmlAround({ text, markup }: Field): string {
  return markup ?? (text.includes('<') ? text : '');
}

/** The words of such HTML, at most `limit` characters; what no HTML has in it is the next element, of a field that was never closed. */
export function leadingWords(html: string, limit: number): string {
  return markupToText(html, limit).split('<', 1)[0] ?? '';
}

/** Whether the field holds text at all: not a picture, not a mere pointer (Atom `content src`). */
export function isReadable(field: Field): boolean {
  if (isPlainlyWritten(field) || !BINARY_TYPE.test(field.attributes['type']?.toLowerCase().trim() ?? '')) return true;
  return decodeBase64(field.text.slice(0, MAX_FIELD)) !== undefined;
}
