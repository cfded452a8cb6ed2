import { MAX_ATTRIBUTES, MAX_ITEMS_READ } from './limits';
import { resolveBase } from './links';
import { limitOf, MAX_PARTS, OpenField, readStretch } from './open-field';
import {
  endsField,
  type Field,
  type Fields,
  FOLLOWERS,
  HEAD_FIELDS,
  ITEM_FIELDS,
  MEDIA_GROUPS,
  NO_ATTRIBUTES,
  type RawFeed,
  type RawItem,
  STRUCTURED,
} from './raw-feed';
import { type Tag, TagReader, untidy } from './tag-reader';

const ROOTS: ReadonlyMap<string, RawFeed['format']> = new Map([
  ['rss', 'rss'],
  ['feed', 'atom'],
  ['atom:feed', 'atom'],
  ['rdf:rdf', 'rdf'],
]);
/** Elements that open an entry or a feed wherever they stand: only in their usual place are they tidy. */
const STRUCTURE = new Set('item entry channel feed atom:entry atom:feed'.split(' '));
const HEAD_NAMES: ReadonlySet<string> = new Set(HEAD_FIELDS);
const FIELD_NAMES: ReadonlySet<string> = new Set(ITEM_FIELDS);

class TidyScanner {
  private readonly tags: TagReader;
  private readonly head: Fields = new Map();
  private readonly items: RawItem[] = [];
  private format: RawFeed['format'] = 'rss';
  private language: string | undefined;

  constructor(
    text: string,
    private readonly documentBase: string | undefined,
  ) {
    this.tags = new TagReader(text);
  }

  scan(): RawFeed {
    const root = this.tags.next(undefined);
    const format = root && ROOTS.get(root.name);
    if (root === undefined || root.isEmpty || format === undefined) throw untidy;
    this.format = format;
    this.tags.isAtom = format === 'atom';
    this.language = root.attributes['xml:lang'];
    const base = resolveBase(root.attributes['xml:base'], this.documentBase);
    if (format === 'atom') this.scanHead(root, base);
    else this.scanRoot(root, base);
    if (this.tags.next(undefined) !== undefined) throw untidy;
    const { head, items, language } = this;
    return { format, head, items, ...(language === undefined ? {} : { language }) };
  }

  /** `rss` and `rdf:RDF`: a channel and, in RDF, the items beside it. */
  private scanRoot(root: Tag, base: string | undefined): void {
    let channels = 0;
    for (let tag = this.tags.next(root); tag !== undefined; tag = this.tags.next(root)) {
      if (tag.name === 'channel' && channels++ === 0) {
        this.language ??= tag.attributes['xml:lang'];
        this.scanHead(tag, resolveBase(tag.attributes['xml:base'], base));
      } else if (tag.name === 'item' && this.format === 'rdf') this.scanItem(tag, base);
      else this.skip(tag);
    }
    if (channels !== 1) throw untidy;
  }

  private scanHead(scope: Tag, base: string | undefined): void {
    if (scope.isEmpty) return;
    const item = this.format === 'atom' ? 'entry' : 'item';
    for (let tag = this.tags.next(scope); tag !== undefined; tag = this.tags.next(scope)) {
      if (tag.name === item && this.format !== 'rdf') this.scanItem(tag, base);
      else if (HEAD_NAMES.has(tag.name)) this.takeField(this.head, tag, base);
      else this.skip(tag);
    }
  }

  private scanItem(item: Tag, around: string | undefined): void {
    if (this.items.length >= MAX_ITEMS_READ) throw untidy;
    const base = resolveBase(item.attributes['xml:base'], around);
    const fields: Fields = new Map();
    if (!item.isEmpty) {
      this.tags.enterItem(item);
      for (let tag = this.tags.next(item); tag !== undefined; tag = this.tags.next(item)) {
        if (FIELD_NAMES.has(tag.name)) this.takeField(fields, tag, base);
        else if (MEDIA_GROUPS.has(tag.name)) this.takeMedia(fields, tag, base);
        else this.skip(tag);
      }
      this.tags.leaveItem();
    }
    const own = base === this.documentBase || base === undefined ? {} : { base };
    this.items.push({ fields, attributes: item.attributes, ...own });
  }

  private takeMedia(fields: Fields, group: Tag, around: string | undefined): void {
    if (group.isEmpty) return;
    const base = resolveBase(group.attributes['xml:base'], around);
    for (let tag = this.tags.next(group); tag !== undefined; tag = this.tags.next(group)) {
      if (FIELD_NAMES.has(tag.name) && tag.name.startsWith('media:')) this.takeField(fields, tag, base);
      else if (MEDIA_GROUPS.has(tag.name)) this.takeMedia(fields, tag, base);
      else this.skip(tag);
    }
  }

  private takeField(fields: Fields, tag: Tag, around: string | undefined): void {
    // An HTML parser wrote an empty link and its address behind it.
    if (tag.isEmpty && tag.name === 'link' && this.tags.isBeforeWords()) throw untidy;
    const base = resolveBase(tag.attributes['xml:base'], around);
    const field: Field = { text: '', attributes: tag.attributes };
    if (!tag.isEmpty) this.readField(field, tag);
    if (base !== undefined && base !== this.documentBase) field.base = base;
    const known = fields.get(tag.name);
    if (known === undefined) fields.set(tag.name, [field]);
    else if (known.length < MAX_ATTRIBUTES) known.push(field);
  }

  /** Elements inside are read by name where that is their use; elsewhere they are markup. */
  private readField(field: Field, tag: Tag): void {
    const limit = limitOf(tag.name);
    let parts: Map<string, string[]> | undefined;
    for (let piece = this.tags.nextPiece(tag); piece !== 'end'; piece = this.tags.nextPiece(tag)) {
      if (piece !== 'tag') this.takeText(field, limit, piece === 'cdata');
      else if (STRUCTURED.has(tag.name)) {
        parts ??= new Map();
        this.readPart(parts, this.tags.opened);
        field.parts = parts;
      } else {
        this.readMarkup(field, tag, this.tags.opened);
        return;
      }
    }
  }

  /** The rest of a field, from its first element on. */
  private readMarkup(field: Field, tag: Tag, first: Tag): void {
    const open = new OpenField(tag.name, 0, tag.attributes, undefined);
    open.addText(field.text, true);
    this.readChild(open, first);
    this.readContent(open, tag);
    const { text, markup } = open.toField();
    field.text = text;
    if (markup !== undefined) field.markup = markup;
  }

  private readContent(open: OpenField, scope: Tag): void {
    for (let piece = this.tags.nextPiece(scope); piece !== 'end'; piece = this.tags.nextPiece(scope)) {
      if (piece === 'tag') this.readChild(open, this.tags.opened);
      else open.addText(this.tags.stretch, piece === 'cdata');
    }
  }

  private readChild(open: OpenField, child: Tag): void {
    if (STRUCTURE.has(child.name) || endsField(open.name, child.name)) throw untidy;
    open.openChild(child.name, child.written, child.attributes);
    if (!child.isEmpty) this.readContent(open, child);
    open.closeChild(this.tags.nameOf(child.written), child.written, child.isEmpty);
  }

  private readPart(parts: Map<string, string[]>, child: Tag): void {
    const count = [...parts.values()].reduce((sum, texts) => sum + texts.length, 0);
    if (STRUCTURE.has(child.name) || count >= MAX_PARTS) throw untidy;
    const part: Field = { text: '', attributes: NO_ATTRIBUTES };
    if (!child.isEmpty) this.readPlain(part, child);
    const known = parts.get(child.name);
    if (known === undefined) parts.set(child.name, [part.text]);
    else known.push(part.text);
  }

  private readPlain(field: Field, tag: Tag): void {
    const limit = limitOf(tag.name);
    for (let piece = this.tags.nextPiece(tag); piece !== 'end'; piece = this.tags.nextPiece(tag)) {
      if (piece === 'tag') throw untidy;
      this.takeText(field, limit, piece === 'cdata');
    }
  }

  private takeText(field: Field, limit: number, isCdata: boolean): void {
    const room = limit - field.text.length;
    if (room <= 0) return;
    const text = readStretch(this.tags.stretch, isCdata, room);
    field.text = field.text === '' ? text : field.text + text;
  }

  /** Passes over an element that nobody reads, and all in it; a field after words may mean that it was never closed. */
  private skip(tag: Tag): void {
    if (STRUCTURE.has(tag.name)) throw untidy;
    if (tag.isEmpty) return;
    let child = this.tags.next(tag);
    if (child !== undefined && FOLLOWERS.has(child.name) && this.tags.hasPassedWords()) throw untidy;
    for (; child !== undefined; child = this.tags.next(tag)) this.skip(child);
  }
}

/**
 * Reads the elements of an ordinary feed: RSS, RDF or Atom whose tags are balanced, shallow and quoted, without a DTD of its own.
 * Undefined for everything else.
 */
export function scanTidyFeed(text: string, documentBase?: string): RawFeed | undefined {
  try {
    return new TidyScanner(text, documentBase).scan();
  } catch (error) {
    if (error === untidy) return undefined;
    throw error;
  }
}
