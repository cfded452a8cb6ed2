import { decodeEntities } from './entities';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_IDENTITY_FIELD, MAX_ITEMS_READ } from './limits';
import { resolveBase } from './links';
import { Namespaces } from './namespaces';
import { OpenField } from './open-field';
import {
  endsField,
  type Fields,
  FOLLOWERS,
  HEAD_FIELDS,
  ITEM_FIELDS,
  MEDIA_GROUPS,
  type RawFeed,
  type RawItem,
} from './raw-feed';

type Attributes = Record<string, string>;

/** A head or an item that is open. Its children are looked for at `childDepth`, which unclosed ones push down. */
interface Scope {
  fields: Fields;
  attributes: Attributes;
  depth: number;
  childDepth: number;
  /** Of the outermost media group that is open: of what is in it, only media elements are the item's. */
  mediaDepth?: number | undefined;
  base: string | undefined;
}

/** An entry nested deeper or with more attributes than anybody writes. */
export class BeyondLimitsError extends Error {}

const ITEM_NAMES = new Set(['item', 'entry']);
const HEAD_NAMES = new Set(HEAD_FIELDS);
const FIELD_NAMES = new Set(ITEM_FIELDS);
function decodeAttributes(raw: Attributes): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(raw)) {
    if (name !== '__proto__') attributes[name] = decodeEntities(value.slice(0, MAX_IDENTITY_FIELD));
  }
  return attributes;
}

/** Makes a feed of a stream of tags and text, however they are nested. Throws BeyondLimitsError out of an entry that breaks a limit. */
export class FeedBuilder {
  /** Name of the first element, as written. */
  root: string | undefined;
  isRootClosed = false;
  leftOut = 0;
  isCdata = false;
  private format: RawFeed['format'] | undefined;
  private language: string | undefined;
  private readonly namespaces = new Namespaces();
  private readonly headFields: Fields = new Map();
  private readonly items: RawItem[] = [];
  private bases: { depth: number; base: string | undefined }[] = [];
  private depth = 0;
  private attributesOpen = 0;
  private head: Scope | undefined;
  private item: Scope | undefined;
  /** The item around one that may turn out to be empty: then it goes on. */
  private around: Scope | undefined;
  private field: OpenField | undefined;
  /** The element just opened that nobody reads: when it holds words and then a field, it was never closed. */
  private unread: { depth: number; hasWords: boolean } | undefined;
  private isCutOff = false;

  constructor(private readonly documentBase: string | undefined) {}

  startTag(): void {
    this.attributesOpen = 0;
    if (this.depth >= MAX_DEPTH) throw new BeyondLimitsError();
  }

  countAttribute(): void {
    if (++this.attributesOpen > MAX_ATTRIBUTES) throw new BeyondLimitsError();
  }

  openTag(written: string, raw: Attributes): void {
    const attributes = this.attributesOpen === 0 ? raw : decodeAttributes(raw);
    this.depth++;
    const isAfterWords = this.unread?.depth === this.depth - 1 && this.unread.hasWords;
    this.unread = undefined;
    if (this.root === undefined) this.namespaces.adopt(written);
    this.root ??= written;
    if (this.attributesOpen > 0) this.namespaces.declare(attributes);
    const name = this.namespaces.nameOf(written, this.format === 'atom' || /(?:^|:)(?:feed|entry)$/i.test(written));
    const base = attributes['xml:base'] ?? (name === 'channel' ? attributes['base'] : undefined);
    if (base !== undefined) this.bases.push({ depth: this.depth, base: resolveBase(base, this.baseNow()) });
    this.findFormat(name, attributes);
    if (this.isUnclosed(name)) this.closeField();
    if (ITEM_NAMES.has(name) && this.isItemStart(name)) this.openItem(attributes);
    else if (this.field !== undefined) this.field.openChild(name, written, attributes);
    else {
      const scope = this.item ?? this.head;
      const names = this.item === undefined ? HEAD_NAMES : FIELD_NAMES;
      if (isAfterWords && scope !== undefined && FOLLOWERS.has(name)) scope.childDepth = this.depth;
      if (this.depth !== scope?.childDepth) return;
      if (scope.mediaDepth !== undefined && !name.startsWith('media:')) return;
      if (this.item !== undefined && MEDIA_GROUPS.has(name)) {
        scope.mediaDepth ??= this.depth;
        scope.childDepth++;
      } else if (!names.has(name)) this.unread = { depth: this.depth, hasWords: false };
      else {
        this.commitAround();
        this.field = new OpenField(name, this.depth, attributes, this.ownBase(this.baseNow()));
      }
    }
  }

  takeText(text: string): void {
    this.field?.addText(text, this.isCdata);
    if (this.unread !== undefined && !this.unread.hasWords) this.unread.hasWords = /\S/.test(text);
  }

  closeTag(written: string, isImplied: boolean): void {
    if (this.field !== undefined) {
      if (this.depth <= this.field.depth) this.closeField();
      else this.field.closeChild(this.namespaces.nameOf(written, this.format === 'atom'), written, isImplied);
    }
    if (this.item !== undefined && this.depth <= this.item.depth) this.closeItem();
    const scope = this.item ?? this.head;
    if (scope !== undefined && this.depth < scope.childDepth) scope.childDepth = Math.max(this.depth, scope.depth + 1);
    if (scope?.mediaDepth === this.depth) scope.mediaDepth = undefined;
    if (this.head !== undefined && this.depth <= this.head.depth) this.head = undefined;
    if (this.bases.at(-1)?.depth === this.depth) this.bases.pop();
    this.unread = undefined;
    this.depth--;
    if (this.depth === 0 && !this.isCutOff) this.isRootClosed = true;
  }

  /** The document ends here, whatever is still open. */
  cutOff(): void {
    this.isCutOff = true;
  }

  /** Leaves out the entry that broke a limit and gets ready for the next one. */
  leaveOut(): void {
    this.leftOut++;
    this.commitAround();
    this.field = undefined;
    this.item = undefined;
    this.unread = undefined;
    this.isCdata = false;
    this.depth = 0;
    this.head = undefined;
    this.bases = this.bases.slice(0, 1).map(({ base }) => ({ depth: -1, base }));
  }

  /** The feed; undefined when nothing in the document looked like one. */
  finish(): RawFeed | undefined {
    if (this.format === undefined) return undefined;
    const language = this.language === undefined ? {} : { language: this.language };
    return { format: this.format, head: this.headFields, items: this.items, ...language };
  }

  private baseNow(): string | undefined {
    return this.bases.at(-1)?.base ?? this.documentBase;
  }

  private ownBase(base: string | undefined): string | undefined {
    return base === this.documentBase ? undefined : base;
  }

  private isUnclosed(next: string): boolean {
    if (this.field === undefined || !endsField(this.field.name, next)) return false;
    const scope = this.item ?? this.head;
    if (scope !== undefined) scope.childDepth = this.depth;
    return true;
  }

  /** Nothing but an Atom entry's own inline XML holds elements called like entries. */
  private isItemStart(name: string): boolean {
    return this.item === undefined || name === 'item' || this.field === undefined;
  }

  private findFormat(name: string, attributes: Attributes): void {
    const isRoot = name === 'rss' || name === 'rdf:rdf' || name === 'feed';
    if (isRoot) this.format ??= name === 'rss' ? 'rss' : name === 'feed' ? 'atom' : 'rdf';
    if (isRoot || name === 'channel') this.language ??= attributes['xml:lang'];
    if (this.item !== undefined) return;
    if (name === 'feed' || name === 'channel') {
      this.format ??= 'rss';
      this.head = this.openScope(this.headFields, attributes);
    } else if (ITEM_NAMES.has(name)) this.format ??= name === 'entry' ? 'atom' : 'rss';
  }

  private openScope(fields: Fields, attributes: Attributes): Scope {
    return { fields, attributes, depth: this.depth, childDepth: this.depth + 1, base: this.baseNow() };
  }

  private openItem(attributes: Attributes): void {
    this.closeField();
    const around = this.item;
    this.item = undefined;
    if (around !== undefined && around.fields.size > 0) {
      this.commitAround();
      this.around = around;
    }
    if (this.items.length < MAX_ITEMS_READ) this.item = this.openScope(new Map(), attributes);
    else this.commitAround();
  }

  /** The item that was open when this one began ended there, since this one holds something. */
  private commitAround(): void {
    const around = this.around;
    this.around = undefined;
    if (around !== undefined) this.takeItem(around);
  }

  private closeField(): void {
    const field = this.field;
    this.field = undefined;
    if (field === undefined || (this.isCutOff && this.items.length > 0)) return;
    const fields = this.item?.fields ?? this.headFields;
    const known = fields.get(field.name);
    if (known === undefined) fields.set(field.name, [field.toField()]);
    else if (known.length < MAX_ATTRIBUTES) known.push(field.toField());
  }

  private closeItem(): void {
    this.closeField();
    const item = this.item;
    this.item = undefined;
    if (item === undefined) return;
    if (item.fields.size === 0 && this.around !== undefined) {
      this.item = this.around;
      this.around = undefined;
    } else {
      this.commitAround();
      this.takeItem(item);
    }
  }

  /** Of an entry that was cut off, what had been read whole counts if it names the entry, or if there is no other. */
  private takeItem(item: Scope): void {
    const isNamed = item.fields.has('title') && ['link', 'guid', 'id'].some((name) => item.fields.has(name));
    if (this.isCutOff && this.items.length > 0 && !isNamed) return;
    const base = this.ownBase(item.base);
    const own = base === undefined ? {} : { base };
    this.items.push({ fields: item.fields, attributes: item.attributes, ...own });
  }
}
