import { decodeEntities } from './entities';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_IDENTITY_FIELD } from './limits';
import { Namespaces } from './namespaces';
import { NO_ATTRIBUTES } from './raw-feed';

/** A start tag as it was read. */
export interface Tag {
  written: string;
  /** Its house name. */
  name: string;
  attributes: Readonly<Record<string, string>>;
  isEmpty: boolean;
  /** It changed what prefixes mean. */
  renames: boolean;
}

/** Not tidy after all. Thrown often, so it carries no stack. */
export const untidy = Symbol('untidy');

const NO_TAG: Tag = { written: '', name: '', attributes: NO_ATTRIBUTES, isEmpty: true, renames: false };
// Spaces beyond ASCII are no XML: what has them in a tag is not tidy.
const ATTRIBUTE = /[\t-\r ]+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const NAME_SIGNS = Uint8Array.from({ length: 0x80 }, (_, sign) =>
  /[^\s<>"'=/&]/.test(String.fromCharCode(sign)) ? 1 : 0,
);
const WORDS = /\s*[^\s<]/y;
const TAG_END = /[\t-\r ]*(\/?)>/y;
const SOME_ITEM_END = /<\/(?:[\w-]{1,32}:)?(?:item|entry)[\s>]/i;
/** Characters of a start tag, and how many of them, that are remembered. */
const LONGEST_KNOWN = 128;
const MAX_KNOWN = 256;
const BANG = 0x21;
const QUESTION = 0x3f;
const SLASH = 0x2f;
const CLOSE = 0x3e;

/** What a name may be made of; a space beyond ASCII is no part of one, the end of the text neither. */
function isNameSign(sign: number): boolean {
  if (sign >= 0x80) return !/\s/.test(String.fromCharCode(sign));
  return sign > 0x20 && NAME_SIGNS[sign] === 1;
}

/**
 * Reads the tags of well-formed XML, one after the other, and throws `untidy` at the first slip. It only ever moves forward, and every
 * search starts where the last one ended, so it is linear in the text's length.
 */
export class TagReader {
  /** Whether the feed's own vocabulary is Atom's. */
  isAtom = false;
  stretch = '';
  opened: Tag = NO_TAG;
  private at = 0;
  private depth = 0;
  private passedFrom = 0;
  private passedTo = 0;
  private itemEndAt = -1;
  private itemEnd: string | undefined;
  private readonly namespaces = new Namespaces();
  /** Short start tags as they are written between their brackets: most of a feed's are the same few. */
  private readonly known = new Map<string, Tag>();

  constructor(private readonly text: string) {}

  /** From here on, until `leaveItem`, no comment or CDATA section may hold this element's end tag. */
  enterItem(item: Tag): void {
    this.itemEnd = `</${item.written}`;
    this.itemEndAt = -1;
  }

  leaveItem(): void {
    this.itemEnd = undefined;
  }

  /** The house name that an element has by the namespaces declared so far. */
  nameOf(written: string): string {
    return this.namespaces.nameOf(written, this.isAtom);
  }

  /** The next start tag inside `scope`; undefined when its end tag came, or without a scope the document's end. */
  next(scope: Tag | undefined): Tag | undefined {
    this.passedFrom = this.at;
    for (;;) {
      const open = this.text.indexOf('<', this.at);
      if (open === -1) {
        if (scope !== undefined) throw untidy;
        return undefined;
      }
      const next = this.text.charCodeAt(open + 1);
      if (next === SLASH) {
        if (scope === undefined) throw untidy;
        this.closeTag(open, scope.written);
        return undefined;
      }
      if (next !== BANG && next !== QUESTION) {
        this.passedTo = open;
        return this.openTag(open);
      }
      this.skipFence(open);
    }
  }

  /** Whether words follow the tag that `next` gave. */
  isBeforeWords(): boolean {
    WORDS.lastIndex = this.at;
    return WORDS.test(this.text);
  }

  /** Whether there was anything but space between the tag before and the one that `next` gave. */
  hasPassedWords(): boolean {
    return /\S/.test(this.text.slice(this.passedFrom, this.passedTo));
  }

  /**
   * The next piece of an element's content: a stretch of text or a CDATA section, then in `stretch`; a start tag, then in `opened` and
   * its content to be read before anything else; or the element's end.
   */
  nextPiece(scope: Tag): 'text' | 'cdata' | 'tag' | 'end' {
    const { text } = this;
    for (;;) {
      const open = text.indexOf('<', this.at);
      if (open === -1) throw untidy;
      if (open > this.at) {
        this.stretch = text.slice(this.at, open);
        this.at = open;
        return 'text';
      }
      const next = text.charCodeAt(open + 1);
      if (next === SLASH) {
        this.closeTag(open, scope.written);
        return 'end';
      }
      if (next !== BANG && next !== QUESTION) {
        this.opened = this.openTag(open);
        return 'tag';
      }
      const cdata = this.skipFence(open);
      if (cdata === undefined) continue;
      this.stretch = cdata;
      return 'cdata';
    }
  }

  private openTag(open: number): Tag {
    const { text } = this;
    const close = text.indexOf('>', open);
    const isShort = close !== -1 && close - open <= LONGEST_KNOWN;
    const whole = isShort ? text.slice(open + 1, close) : '';
    let tag = this.known.get(whole);
    if (tag !== undefined) this.at = close + 1;
    else {
      tag = this.readTag(open);
      if (tag.renames) this.known.clear();
      else if (isShort && this.at === close + 1 && this.known.size < MAX_KNOWN) this.known.set(whole, tag);
    }
    if (!tag.isEmpty && ++this.depth > MAX_DEPTH) throw untidy;
    return tag;
  }

  private readTag(open: number): Tag {
    const { text } = this;
    let at = open + 1;
    while (isNameSign(text.charCodeAt(at))) at++;
    if (at === open + 1) throw untidy;
    const written = text.slice(open + 1, at);
    let attributes: Readonly<Record<string, string>> = NO_ATTRIBUTES;
    let isEmpty = false;
    let renames = false;
    if (text.charCodeAt(at) === CLOSE) at++;
    else {
      const found: Record<string, string> = {};
      let count = 0;
      let declares = false;
      ATTRIBUTE.lastIndex = at;
      for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
        at = ATTRIBUTE.lastIndex;
        const name = (match[1] as string).toLowerCase();
        if (++count > MAX_ATTRIBUTES) throw untidy;
        if (name !== '__proto__' && !Object.hasOwn(found, name))
          found[name] = decodeEntities((match[2] ?? match[3] ?? '').slice(0, MAX_IDENTITY_FIELD));
        declares ||= name.startsWith('xmlns:');
      }
      if (text.charCodeAt(at) === CLOSE) at++;
      else {
        TAG_END.lastIndex = at;
        const end = TAG_END.exec(text);
        if (end === null) throw untidy;
        at = TAG_END.lastIndex;
        isEmpty = end[1] === '/';
      }
      if (count > 0) attributes = found;
      renames = declares && this.namespaces.declare(found);
    }
    this.at = at;
    return { written, name: this.nameOf(written), attributes, isEmpty, renames };
  }

  private closeTag(open: number, written: string): void {
    const end = open + 2 + written.length;
    if (!this.text.startsWith(written, open + 2)) throw untidy;
    if (this.text.charCodeAt(end) === CLOSE) this.at = end + 1;
    else {
      TAG_END.lastIndex = end;
      const found = TAG_END.exec(this.text);
      if (found === null || found[1] === '/') throw untidy;
      this.at = TAG_END.lastIndex;
    }
    this.depth--;
  }

  /** Passes over a comment, CDATA section, instruction or declaration and gives a CDATA section's text; none may hold an entry's end. */
  private skipFence(open: number): string | undefined {
    const { text } = this;
    const isCdata = text.startsWith('![CDATA[', open + 1);
    const close = isCdata
      ? ']]>'
      : text.startsWith('!--', open + 1)
        ? '-->'
        : text.charCodeAt(open + 1) === QUESTION
          ? '?>'
          : '>';
    const start = open + (isCdata ? 9 : close === '-->' ? 4 : 2);
    const end = text.indexOf(close, start);
    if (end === -1) throw untidy;
    this.at = end + close.length;
    if (this.itemEnd !== undefined) {
      if (this.itemEndAt < open) this.itemEndAt = text.indexOf(this.itemEnd, open);
      if (this.itemEndAt === -1 || this.itemEndAt < end) throw untidy;
    } else if (SOME_ITEM_END.test(text.slice(start, end))) throw untidy;
    if (close === '>' && /\[|<!ENTITY/i.test(text.slice(open, end))) throw untidy;
    return isCdata ? text.slice(start, end) : undefined;
  }
}
