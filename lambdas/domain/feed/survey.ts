import { MAX_DEPTH, MAX_ORDINARY_FEED, MAX_ORDINARY_TAG } from './limits';
import { isUsualPrefix } from './namespaces';

const ORDINARY_ROOT = /<(rss|feed|rdf:RDF)[\s>]/;
const NAMESPACE = /xmlns:([\w.-]{1,64})\s*=\s*(?:"([^"]{0,256})"|'([^']{0,256})')/g;
const INLINE_MARKUP = /\btype\s*=\s*["'](?:xhtml|application\/xhtml\+xml)["']|\bmode\s*=\s*["']|\bxml:base\s*=/;
const ITEM_START = /^<(?:item[\s>/]|entry[\s>/])/i;
const ITEM_END = /<\/(?:item|entry)>/gi;
const BANG = 0x21;
const QUESTION = 0x3f;
const SLASH = 0x2f;
const LEADING = /^[\s\ufeff\u0000]+/;

export interface Survey {
  /** Items and entries opened. */
  items: number;
  /** Tags are balanced, shallow and short. */
  tidy: boolean;
  /** A CDATA section, comment or instruction holds the end of an entry, or never ends. */
  swallows: boolean;
}

/** The feed from its first `<` on: blank lines, byte order marks and stray output before the XML declaration are no part of it. */
export function trimLead(text: string): string {
  const first = text.indexOf('<');
  return first > 0 ? text.slice(first) : text.replace(LEADING, '');
}

/** Where the comment, CDATA section, declaration or instruction at `at` ends; -1 when it does not. */
function findFenceEnd(text: string, at: number): number {
  if (text.startsWith('![CDATA[', at + 1)) return text.indexOf(']]>', at);
  if (text.startsWith('!--', at + 1)) return text.indexOf('-->', at);
  return text.indexOf(text.startsWith('<?', at) ? '?>' : '>', at);
}

/** Whether an entry starts at `at`. */
function isItemAt(text: string, at: number): boolean {
  const first = text.charCodeAt(at + 1) | 0x20;
  return (first === 0x69 || first === 0x65) && ITEM_START.test(text.slice(at, at + 7));
}

/** Walks the tags once, without reading them; linear in the text's length. */
export function surveyTags(text: string): Survey {
  const survey: Survey = { items: 0, tidy: true, swallows: false };
  let depth = 0;
  let itemEnd = findItemEnd(text, 0);
  for (let at = text.indexOf('<'); at !== -1; ) {
    const next = text.charCodeAt(at + 1);
    const isFence = next === BANG || next === QUESTION;
    const end = isFence ? findFenceEnd(text, at) : text.indexOf('>', at);
    if (itemEnd < at) itemEnd = findItemEnd(text, at);
    if (isFence && (end === -1 || itemEnd < end)) survey.swallows = true;
    if (end === -1 || (!isFence && end - at > MAX_ORDINARY_TAG)) survey.tidy = false;
    if (end === -1) return survey;
    if (!isFence) {
      if (next === SLASH) depth--;
      else if (text.charCodeAt(end - 1) !== SLASH) depth++;
      if (depth > MAX_DEPTH) survey.tidy = false;
      if (isItemAt(text, at)) survey.items++;
    }
    at = text.indexOf('<', end);
  }
  if (depth !== 0) survey.tidy = false;
  return survey;
}

/** The next end of an entry, or Infinity. */
function findItemEnd(text: string, from: number): number {
  ITEM_END.lastIndex = from;
  return ITEM_END.exec(text)?.index ?? Number.POSITIVE_INFINITY;
}

/**
 * Whether rss-parser reads this feed rightly and safely: modest in size, tidy tags, no internal DTD, usual prefixes, and nothing whose
 * order its document tree loses (markup inside elements) or that it does not know (`xml:base`, Atom 0.3 modes).
 */
export function isOrdinary(text: string, survey: Survey): boolean {
  if (!survey.tidy || survey.swallows || survey.items === 0 || text.length > MAX_ORDINARY_FEED) return false;
  const head = text.slice(0, 4_096);
  if (!ORDINARY_ROOT.test(head) || /<!DOCTYPE[^>]*\[|<!ENTITY/i.test(head) || text.includes('<!ENTITY')) return false;
  if (INLINE_MARKUP.test(text)) return false;
  for (const [, prefix = '', double, single] of text.matchAll(NAMESPACE)) {
    if (!isUsualPrefix(prefix, double ?? single ?? '')) return false;
  }
  return true;
}
