const FENCE = /<!\[CDATA\[|<!--|<\?/g;
const ITEM_END =
  /<\/(?:[\w-]{1,32}:)?(?:item|entry)\s{0,8}>(?=\s{0,64}(?:<(?:[\w-]{1,32}:)?(?:item|entry)[\s>]|<\/))/gi;
const ITEM_START = /<(?:[\w-]{1,32}:)?(?:item|entry)[\s>/]/gi;
const CLOSES: Readonly<Record<string, string>> = { '<![CDATA[': ']]>', '<!--': '-->', '<?': '?>' };

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

/**
 * Closes CDATA sections, comments and processing instructions that were opened in an entry and run past its end, where the entry ends:
 * an unclosed one costs its own entry, not those after it. One that holds a whole entry (commented out, or shown as an example) stays.
 */
export function closeFences(text: string): string {
  const itemEnds = new Finder(text, ITEM_END);
  const itemStarts = new Finder(text, ITEM_START);
  const closings = new Map(
    Object.values(CLOSES).map((close) => [close, new Finder(text, new RegExp(close.replace('?', '\\?'), 'g'))]),
  );
  const parts: string[] = [];
  let written = 0;
  FENCE.lastIndex = 0;
  for (let fence = FENCE.exec(text); fence !== null; fence = FENCE.exec(text)) {
    const close = CLOSES[fence[0]] ?? '';
    const end = closings.get(close)?.next(fence.index + 2) ?? Number.POSITIVE_INFINITY;
    const itemEnd = itemEnds.next(fence.index);
    if (itemEnd < end && itemStarts.next(fence.index) > itemEnd) {
      parts.push(text.slice(written, itemEnd), close);
      written = itemEnd;
      FENCE.lastIndex = itemEnd;
    } else if (end === Number.POSITIVE_INFINITY) break;
    else FENCE.lastIndex = end + close.length;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(written);
}
