import { decodeEntities } from './entities';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_IDENTITY_FIELD } from './limits';
import { Namespaces } from './namespaces';

/** A start tag as it was read. */
export interface Tag {
  written: string;
  /** Its house name. */
  name: string;
  attributes: Readonly<Record<string, string>>;
  isEmpty: boolean;
}

/** Not tidy after all. Thrown often, so it carries no stack. */
export const untidy = Symbol('untidy');

export const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});
const ATTRIBUTE = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
const NAME = /[^\s<>"'=/&]+/y;
const TAG_END = /\s*(\/?)>/y;
const SOME_ITEM_END = /<\/(?:[\w-]{1,32}:)?(?:item|entry)[\s>]/i;
const BANG = 0x21;
const QUESTION = 0x3f;
const SLASH = 0x2f;
const CLOSE = 0x3e;

/**
 * Reads the tags of well-formed XML, one after the other, and throws `untidy` at the first slip. It only ever moves forward, and every
 * search starts where the last one ended, so it is linear in the text's length.
 */
export class TagReader {
  /** Whether the feed's own vocabulary is Atom's. */
  isAtom = false;
  private at = 0;
  private depth = 0;
  private itemEndAt = -1;
  private itemEnd: string | undefined;
  private readonly namespaces = new Namespaces();

  constructor(private readonly text: string) {}

  /** From here on, until `leaveItem`, no comment or CDATA section may hold this element's end tag. */
  enterItem(item: Tag): void {
    this.itemEnd = `</${item.written}`;
    this.itemEndAt = -1;
  }

  leaveItem(): void {
    this.itemEnd = undefined;
  }

  /** The next start tag inside `scope`; undefined when its end tag came, or without a scope the document's end. */
  next(scope: Tag | undefined): Tag | undefined {
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
      if (next !== BANG && next !== QUESTION) return this.openTag(open);
      this.skipFence(open);
    }
  }

  /**
   * Reads an element's content to its end: `onText` gets each stretch of text and CDATA section, `onTag` each start tag, whose content
   * it has to read.
   */
  readContent(written: string, onText: (text: string, isCdata: boolean) => void, onTag: (tag: Tag) => void): void {
    const { text } = this;
    for (;;) {
      const open = text.indexOf('<', this.at);
      if (open === -1) throw untidy;
      if (open > this.at) onText(text.slice(this.at, open), false);
      const next = text.charCodeAt(open + 1);
      if (next === SLASH) {
        this.closeTag(open, written);
        return;
      }
      if (next === BANG || next === QUESTION) {
        const cdata = this.skipFence(open);
        if (cdata !== undefined) onText(cdata, true);
      } else onTag(this.openTag(open));
    }
  }

  private openTag(open: number): Tag {
    const { text } = this;
    NAME.lastIndex = open + 1;
    const written = NAME.exec(text)?.[0];
    if (written === undefined) throw untidy;
    let at = open + 1 + written.length;
    let attributes: Readonly<Record<string, string>> = NO_ATTRIBUTES;
    let isEmpty = false;
    if (text.charCodeAt(at) === CLOSE) at++;
    else {
      const found: Record<string, string> = {};
      let count = 0;
      ATTRIBUTE.lastIndex = at;
      for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
        at = ATTRIBUTE.lastIndex;
        const name = (match[1] as string).toLowerCase();
        if (++count > MAX_ATTRIBUTES) throw untidy;
        if (name !== '__proto__' && !Object.hasOwn(found, name))
          found[name] = decodeEntities((match[2] ?? match[3] ?? '').slice(0, MAX_IDENTITY_FIELD));
      }
      TAG_END.lastIndex = at;
      const end = TAG_END.exec(text);
      if (end === null) throw untidy;
      at = TAG_END.lastIndex;
      isEmpty = end[1] === '/';
      if (count > 0) {
        attributes = found;
        this.namespaces.declare(found);
      }
    }
    this.at = at;
    if (!isEmpty && ++this.depth > MAX_DEPTH) throw untidy;
    return { written, name: this.namespaces.nameOf(written, this.isAtom), attributes, isEmpty };
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
