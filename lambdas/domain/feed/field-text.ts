import { Buffer } from 'node:buffer';
import { decodeEntities } from './entities';
import { MAX_FIELD } from './limits';
import type { Field, RawFeed } from './raw-feed';
import { cleanText, markupToText } from './text';

type Format = RawFeed['format'];

const LOOKS_LIKE_MARKUP = /<\/?(?:a|b|br|blockquote|code|div|em|h[1-6]|i|img|li|ol|p|pre|span|strong|table|ul)[\s/>]/i;

/** The element's content, base64 undone (Atom 0.3 `mode`). */
function writtenText(field: Field): string {
  const text = field.text.slice(0, MAX_FIELD);
  return field.attributes['mode'] === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
}

/** Whether the text is HTML (RFC 4287, section 3.1.1; in RSS it always may be), plain, or unsaid. */
function findKind(field: Field, format: Format): 'html' | 'text' | 'unsaid' {
  if (format !== 'atom') return 'html';
  const type = field.attributes['type']?.toLowerCase().trim();
  if (type === undefined || type === '') return 'unsaid';
  return type.includes('html') ? 'html' : 'text';
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

/** Whether the field holds text at all: not a picture, not a mere pointer (Atom `content src`). */
export function isReadable(field: Field): boolean {
  const type = field.attributes['type']?.toLowerCase();
  if (type === undefined) return true;
  return /^(?:text|html|xhtml|escaped|application\/(?:xhtml\+)?xml|)(?:\/|$)/.test(type) || type.includes('html');
}
