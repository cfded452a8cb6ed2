const TAG = /<!\[CDATA\[|<!--|<[a-z_][\w:.-]{0,64}(?=\s)/gi;
/** A value without its first quote; behind it the last one, or the slash that ends an empty element in XML. */
const BARE_VALUE = /=\s{0,8}[^\s"'<>=]{1,2048}(?:["'](?=[\s/>])|(?=\/>))/y;
/** What comes before the quote that closes a value: the name of another attribute, whose own quote it is. */
const NEXT_NAME = /\s([a-z_][\w:.-]{0,64}\s{0,8}=\s{0,8})$/i;
const OTHERS_DOUBLE = /^[^<']*'(?:\s*\/?>|\s+[a-z_][\w:.-]{0,64}\s*=\s*')/i;
const OTHERS_SINGLE = /^[^<"]*"(?:\s*\/?>|\s+[a-z_][\w:.-]{0,64}\s*=\s*")/i;
/** Characters of a value that are looked through, and how many are mended. */
const LONGEST = 4_096;
const MOST_MENDED = 2_000;
const QUOTES: ReadonlySet<string> = new Set(['"', "'"]);

/** One piece of the text that is written otherwise. */
interface Repair {
  from: number;
  to: number;
  text: string;
}

/**
 * Where the value that starts at `start` ends by its quote; 'open' when its tag ends first and another begins; undefined when that is too
 * far to tell. A `<` before any `>` is HTML that somebody wrote into the value.
 */
function endOfValue(text: string, start: number, quote: string): number | 'open' | undefined {
  const limit = Math.min(text.length, start + LONGEST);
  let tagEnds = 0;
  let tagStarts = 0;
  for (let at = start; at < limit; at++) {
    const sign = text[at];
    if (sign === quote) return at;
    if (sign === '>' && tagStarts === 0) tagEnds++;
    if (sign === '<' && tagEnds > 0) return 'open';
    if (sign === '<') tagStarts++;
  }
  return tagEnds > 0 && limit === text.length ? 'open' : undefined;
}

/** Whether a value holds the other kind of quote where its own tag goes on or ends: then that is the quote which was meant. */
function isOthers(value: string, quote: string): boolean {
  return (quote === '"' ? OTHERS_DOUBLE : OTHERS_SINGLE).test(value);
}

/** The value that starts at `start` and whose quote is missing or another's: it ends at the next quote, or where the tag does. */
function closeValue(text: string, start: number, quote: string): Repair | undefined {
  const end = text.slice(start, start + LONGEST).search(/["'>]/);
  if (end === -1) return undefined;
  const isTagEnd = text[start + end] === '>';
  const value = text.slice(start, start + end);
  const empty = isTagEnd && value.endsWith('/') ? '/' : '';
  const written = value.slice(0, value.length - empty.length).trimEnd();
  return { from: start, to: start + end + (isTagEnd ? 0 : 1), text: `${written}${quote}${empty}` };
}

/** Mends the attributes of the start tag whose name ends at `from`; answers where it stopped reading. */
function mendTag(text: string, from: number, repairs: Repair[]): number {
  let at = from;
  let valueEnd = 0;
  while (at < text.length && text[at] !== '>' && text[at] !== '<') {
    const sign = text[at] as string;
    if (sign !== '=') {
      at++;
      continue;
    }
    BARE_VALUE.lastIndex = at;
    const bare = BARE_VALUE.exec(text);
    if (bare !== null) {
      const to = at + bare[0].length;
      repairs.push({ from: /["']$/.test(bare[0]) ? to - 1 : to, to, text: ' ' });
      at = to;
      continue;
    }
    at++;
    while (text[at] === ' ') at++;
    const quote = text[at] ?? '';
    if (!QUOTES.has(quote)) continue;
    const end = endOfValue(text, at + 1, quote);
    if (end === undefined) return at + 1;
    const value = end === 'open' ? '' : text.slice(at + 1, end);
    const isGlued = end !== 'open' && /[^\s/>?]/.test(text[end + 1] ?? ' ');
    const isOpen = end === 'open' || (isGlued && isOthers(value, quote));
    const next = isGlued && !isOpen ? NEXT_NAME.exec(value) : null;
    if (next !== null && end !== 'open') {
      const start = end - next[0].length;
      repairs.push({ from: start, to: start, text: quote });
      at = start + 1;
    } else if (isOpen) {
      const repair = closeValue(text, at + 1, quote);
      if (repair === undefined) return at + 1;
      repairs.push(repair);
      at = repair.to;
    } else {
      at = end + 1;
      valueEnd = at;
    }
  }
  // The next tag begins, and this one never ended.
  if (valueEnd > 0 && text[at] === '<') {
    const to = text.slice(valueEnd, valueEnd + LONGEST).search(/[^\s/]/) + valueEnd;
    repairs.push({ from: to, to, text: '>' });
  }
  return at;
}

/**
 * Closes the values of attributes whose last quote is missing or of the other kind, at the next attribute or the end of the tag, and start
 * tags with attributes that lack their last sign; what comments and closed CDATA sections hold stays. Without that, a value goes on to the next such quote, and every element in between is
 * lost. Linear in the text's length.
 */
export function mendQuotes(text: string): string {
  const repairs: Repair[] = [];
  const last = { '<!--': text.lastIndexOf('-->'), '<![CDATA[': text.lastIndexOf(']]>') };
  TAG.lastIndex = 0;
  for (let tag = TAG.exec(text); tag !== null && repairs.length < MOST_MENDED; tag = TAG.exec(text)) {
    const name = tag[0];
    if (!name.startsWith('<!')) TAG.lastIndex = mendTag(text, TAG.lastIndex, repairs);
    else if (tag.index < last[name === '<!--' ? name : '<![CDATA['])
      TAG.lastIndex = text.indexOf(name === '<!--' ? '-->' : ']]>', tag.index);
  }
  let mended = '';
  let written = 0;
  for (const { from, to, text: piece } of repairs) {
    mended += text.slice(written, from) + piece;
    written = to;
  }
  return repairs.length === 0 ? text : mended + text.slice(written);
}
