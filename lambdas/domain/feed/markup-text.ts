import { decodeEntities } from './entities';
import { cleanText, cleanWhole, cutText } from './text';

/** Of one field, how much markup is looked at to fill a summary. */
const MARKUP_WINDOW = 64 * 1024;
const MAX_UNREAD = 64;
/** Characters of a tag whose quotes are respected. */
const MAX_TAG = 4_096;
const QUOTE = /["']/;
const TAG_REST = /^[^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*>/;

/** What an element does to the text around it: nothing, a space, or a space and its own text is not read. */
type Effect = 'inline' | 'block' | 'unread';

const EFFECTS: ReadonlyMap<string, Effect> = new Map(
  Object.entries({
    inline:
      'a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q s samp small span strike strong sub ' +
      'sup time tt u var wbr',
    block:
      'address applet area article aside audio base blink blockquote body br button canvas caption center col colgroup data dd ' +
      'details dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr ' +
      'html img input legend li link main map marquee menu meta meter nav object ol optgroup option output p param picture pre ' +
      'progress rp rt ruby section select source summary table tbody td tfoot th thead title tr track ul video',
    unread: 'iframe math noscript script style svg textarea',
  }).flatMap(([effect, names]) => names.split(' ').map((name): [string, Effect] => [name, effect as Effect])),
);
const BANG = 0x21;
const SLASH = 0x2f;
const CLOSE = 0x3e;
const QUESTION = 0x3f;
const SPACE = 0x20;

/** Where the tag that starts at `from` ends, quotes respected; -1 when it does not. */
function findTagEnd(markup: string, from: number): number {
  const close = markup.indexOf('>', from);
  if (close === -1 || !QUOTE.test(markup.slice(from, close))) return close;
  const quoted = TAG_REST.exec(markup.slice(from, from + MAX_TAG));
  return quoted === null ? close : from + quoted[0].length - 1;
}

/** Where the name that starts at `from` ends; `from` itself when nothing that looks like a tag's name does. */
function findNameEnd(markup: string, from: number): number {
  for (let end = from; ; end++) {
    const sign = markup.charCodeAt(end);
    const isLetter = (sign | 0x20) >= 0x61 && (sign | 0x20) <= 0x7a;
    if (isLetter || (end > from && sign >= 0x30 && sign <= 0x39)) continue;
    const endsName = sign === CLOSE || sign === SLASH || sign === SPACE || (sign >= 0x09 && sign <= 0x0d);
    return endsName ? end : from;
  }
}

function findEffect(name: string): Effect | undefined {
  return EFFECTS.get(name) ?? EFFECTS.get(name.toLowerCase());
}

/** Whether HTML has an element of that name. */
export function isMarkup(name: string): boolean {
  return findEffect(name) !== undefined;
}

/** Reads the text of an HTML fragment, piece by piece. */
class MarkupReader {
  /** As it is written: references undecoded, whitespace unfolded. */
  text = '';
  private at = 0;
  private skipped = 0;
  private isSpaced = true;
  private lowerCase: string | undefined;

  constructor(
    private readonly source: string,
    /** Characters of one stretch of text that are taken. */
    private readonly longest: number,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.source.length;
  }

  /** Goes on until there are about `room` characters. */
  readUpTo(room: number): void {
    const { source, longest } = this;
    while (this.at < source.length && this.text.length < room) {
      const open = source.indexOf('<', this.at);
      if (open === -1) {
        this.text += source.slice(this.at, this.at + longest * 4);
        this.at = source.length;
      } else {
        if (open > this.at) {
          this.text += source.slice(this.at, Math.min(open, this.at + longest));
          this.isSpaced = source.charCodeAt(open - 1) === SPACE;
        }
        this.readTag(open);
      }
    }
  }

  /** Goes on behind `close` and answers what stands between; at the end of the fragment when there is none. */
  private skipTo(close: string, from: number): string {
    const found = this.source.indexOf(close, from);
    const end = found === -1 ? this.source.length : found;
    this.at = found === -1 ? end : end + close.length;
    return this.source.slice(from, end);
  }

  private readTag(open: number): void {
    const { source } = this;
    const next = source.charCodeAt(open + 1);
    if (next === BANG && source.startsWith('--', open + 2)) this.skipTo('-->', open + 4);
    else if (next === BANG && source.startsWith('[CDATA[', open + 2)) this.text += this.skipTo(']]>', open + 9);
    else {
      const from = next === SLASH ? open + 2 : open + 1;
      const nameEnd = findNameEnd(source, from);
      const effect = nameEnd === from ? undefined : findEffect(source.slice(from, nameEnd));
      if (effect !== undefined || next === BANG || next === QUESTION) this.passTag(open, nameEnd, effect);
      else {
        this.text += '<';
        this.isSpaced = false;
        this.at = open + 1;
      }
    }
  }

  private passTag(open: number, nameEnd: number, effect: Effect | undefined): void {
    const { source } = this;
    const isBare = effect !== undefined && source.charCodeAt(nameEnd) === CLOSE;
    const end = isBare ? nameEnd : findTagEnd(source, open + 1);
    if (end === -1) {
      this.at = source.length;
      return;
    }
    this.at = end + 1;
    if (effect === 'inline') return;
    const opens = source.charCodeAt(open + 1) !== SLASH && source.charCodeAt(end - 1) !== SLASH;
    if (effect === 'unread' && opens && this.skipped++ < MAX_UNREAD) this.skipElement(source.slice(open + 1, nameEnd));
    if (!this.isSpaced) {
      this.text += ' ';
      this.isSpaced = true;
    }
  }

  /** Goes on behind the end of an element whose tag was just passed; stays when it is never closed. */
  private skipElement(name: string): void {
    this.lowerCase ??= this.source.toLowerCase();
    const close = this.lowerCase.indexOf(`</${name.toLowerCase()}`, this.at - 1);
    const end = close === -1 ? -1 : this.lowerCase.indexOf('>', close);
    if (end !== -1) this.at = end + 1;
  }
}

/**
 * The readable text of an HTML fragment, cleaned, at most `limit` characters. What only looks like a tag (`Vec<T>`, `a < b`)
 * stays. Linear in the fragment's length.
 */
export function markupToText(markup: string, limit: number): string {
  const source = markup.slice(0, MARKUP_WINDOW);
  if (!source.includes('<')) return cleanText(decodeEntities(source.slice(0, limit * 8)), limit);
  const reader = new MarkupReader(source, limit * 2);
  // A little more than the limit is mostly enough; where spaces, references and signs that are dropped fill it, more is read.
  let text = '';
  for (let room = limit * 1.25; text.length < limit * 1.125 && !reader.isAtEnd; room *= 2) {
    reader.readUpTo(room);
    text = cleanWhole(decodeEntities(reader.text));
  }
  return cutText(text, limit).trimEnd();
}
