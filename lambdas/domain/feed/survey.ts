import { MAX_DEPTH, MAX_ORDINARY_FEED, MAX_ORDINARY_TAG } from './limits';
import { isUsualPrefix } from './namespaces';

const ORDINARY_ROOT = /<(rss|feed|rdf:RDF)[\s>]/;
const NAMESPACE = /xmlns:([\w.-]{1,64})\s*=\s*(?:"([^"]{0,256})"|'([^']{0,256})')/g;
const INLINE_MARKUP = /\btype\s*=\s*["'](?:xhtml|application\/xhtml\+xml)["']|\bmode\s*=\s*["']|\bxml:base\s*=/;
const LEADING = /^[\s\ufeff\u0000]+/;

export interface Survey {
  /** Items and entries opened. */
  items: number;
  /** Tags are balanced, shallow and short. */
  tidy: boolean;
}

/** The feed from its first `<` on: blank lines, byte order marks and stray output before the XML declaration are no part of it. */
export function trimLead(text: string): string {
  const first = text.indexOf('<');
  return first > 0 ? text.slice(first) : text.replace(LEADING, '');
}

/** Walks the tags once, without reading them; linear in the text's length. */
export function surveyTags(text: string): Survey {
  let items = 0;
  let depth = 0;
  let at = text.indexOf('<');
  while (at !== -1) {
    const next = text.charCodeAt(at + 1);
    let end: number;
    if (next === 0x21) {
      if (text.startsWith('![CDATA[', at + 1)) end = text.indexOf(']]>', at);
      else if (text.startsWith('!--', at + 1)) end = text.indexOf('-->', at);
      else end = text.indexOf('>', at);
    } else {
      end = text.indexOf('>', at);
      if (end - at > MAX_ORDINARY_TAG) return { items, tidy: false };
      if (next === 0x2f) depth--;
      else if (next !== 0x3f) {
        if (text.charCodeAt(end - 1) !== 0x2f) depth++;
        if (depth > MAX_DEPTH) return { items, tidy: false };
        const name = text.charCodeAt(at + 1) | 0x20;
        if (
          (name === 0x69 && /^<item[\s>/]/i.test(text.slice(at, at + 6))) ||
          (name === 0x65 && /^<entry[\s>/]/i.test(text.slice(at, at + 7)))
        )
          items++;
      }
    }
    if (end === -1) return { items, tidy: false };
    at = text.indexOf('<', end);
  }
  return { items, tidy: depth === 0 };
}

/**
 * Whether rss-parser reads this feed rightly and safely: modest in size, tidy tags, no internal DTD, usual prefixes, and nothing whose
 * order its document tree loses (markup inside elements) or that it does not know (`xml:base`, Atom 0.3 modes).
 */
export function isOrdinary(text: string, survey: Survey): boolean {
  if (!survey.tidy || survey.items === 0 || text.length > MAX_ORDINARY_FEED) return false;
  const head = text.slice(0, 4_096);
  if (!ORDINARY_ROOT.test(head) || /<!DOCTYPE[^>]*\[|<!ENTITY/i.test(head) || text.includes('<!ENTITY')) return false;
  if (INLINE_MARKUP.test(text)) return false;
  for (const [, prefix = '', double, single] of text.matchAll(NAMESPACE)) {
    if (!isUsualPrefix(prefix, double ?? single ?? '')) return false;
  }
  return true;
}
