import { FILLED_FIELDS } from './raw-feed';

const FENCE = /<!\[CDATA\[|<!--|<\?/g;
const ITEM_END =
  /<\/(?:[\w-]{1,32}:)?(?:item|entry)\s{0,8}>(?=\s{0,64}(?:<(?:[\w-]{1,32}:)?(?:item|entry)[\s>]|<\/))/gi;
const ITEM_START = /<(?:[\w-]{1,32}:)?(?:item|entry)[\s>/]/gi;
const CLOSES: Readonly<Record<string, string>> = { '<![CDATA[': ']]>', '<!--': '-->', '<?': '?>' };

/** Comments without an end that are ended. */
const MOST_ENDLESS = 200;
const FIELD_BEFORE = /<([\w:-]{1,20})(?:\s[^<>]{0,150})?>\s{0,20}$/;

/** Searches forward only, so that many questions about rising positions read the text once. */
class Finder {
  private found = -1;

  constructor(
    private readonly text: string,
    private readonly pattern: RegExp,
  ) {}

  /** First match at or after `from`, or Infinity. */
  next(from: number): number {
    if (this.found >= from) return this.found;
    this.pattern.lastIndex = from;
    this.found = this.pattern.exec(this.text)?.index ?? Number.POSITIVE_INFINITY;
    return this.found;
  }
}

/** Finds CDATA sections that fill a field and were never closed: past the field's own end tag, another section or entry comes first. */
class OpenSections {
  private readonly ends = new Map<string, Finder>();
  private readonly next: Finder;

  constructor(private readonly text: string) {
    this.next = new Finder(text, /<!\[CDATA\[|<\/?(?:[\w-]{1,32}:)?(?:item|entry)[\s>/]/gi);
  }

  /** Where the section at `at`, whose `]]>` is at `close`, should have ended, or Infinity. */
  endOf(at: number, close: number): number {
    const name = FIELD_BEFORE.exec(this.text.slice(Math.max(0, at - 192), at))?.[1]?.toLowerCase() ?? '';
    if (!FILLED_FIELDS.has(name)) return Number.POSITIVE_INFINITY;
    const ends = this.ends.get(name) ?? new Finder(this.text, new RegExp(`</${name}\\s{0,8}>`, 'gi'));
    this.ends.set(name, ends);
    const end = ends.next(at);
    return end < close && (close === Number.POSITIVE_INFINITY || this.next.next(end) < close)
      ? end
      : Number.POSITIVE_INFINITY;
  }
}

/**
 * Closes CDATA sections, comments and processing instructions that were opened in an entry and run past its end, where the entry ends:
 * an unclosed one costs its own entry, not those after it; a CDATA section that fills a field ends with the field. One that holds a whole
 * entry (commented out, or shown as an example) stays.
 */
export function closeFences(text: string): string {
  const itemEnds = new Finder(text, ITEM_END);
  const itemStarts = new Finder(text, ITEM_START);
  const closings = new Map(
    Object.values(CLOSES).map((close) => [close, new Finder(text, new RegExp(close.replace('?', '\\?'), 'g'))]),
  );
  const sections = new OpenSections(text);
  const parts: string[] = [];
  let written = 0;
  FENCE.lastIndex = 0;
  for (let fence = FENCE.exec(text); fence !== null; fence = FENCE.exec(text)) {
    const close = CLOSES[fence[0]] ?? '';
    const end = closings.get(close)?.next(fence.index + fence[0].length) ?? Number.POSITIVE_INFINITY;
    const itemEnd = itemEnds.next(fence.index);
    const fieldEnd = close === ']]>' ? sections.endOf(fence.index, end) : Number.POSITIVE_INFINITY;
    const isOpen = fieldEnd < end || (itemEnd < end && itemStarts.next(fence.index) > itemEnd);
    if (isOpen) {
      const at = Math.min(fieldEnd, itemEnd);
      parts.push(text.slice(written, at), close);
      written = at;
      FENCE.lastIndex = at;
    } else if (end === Number.POSITIVE_INFINITY && close === '-->' && parts.length < MOST_ENDLESS) {
      // Nothing ends it: it was meant to end with its tag.
      const at = text.indexOf('>', fence.index);
      if (at === -1) break;
      parts.push(text.slice(written, at), '--');
      written = at;
      FENCE.lastIndex = at + 1;
    } else if (end === Number.POSITIVE_INFINITY) break;
    else FENCE.lastIndex = end + close.length;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(written);
}
