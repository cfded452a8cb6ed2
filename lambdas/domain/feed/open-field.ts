import { decodeEntities } from './entities';
import { MAX_FIELD, MAX_IDENTITY_FIELD } from './limits';
import { isMarkup } from './markup-text';
import { type Field, STRUCTURED } from './raw-feed';

type Attributes = Readonly<Record<string, string>>;

const IDENTITIES = new Set(['guid', 'id', 'atom:id', 'dc:identifier', 'dcterms:identifier']);
/** Children of one structured element that are kept. */
export const MAX_PARTS = 64;

/** Characters of this element's text that are kept. */
export function limitOf(name: string): number {
  return IDENTITIES.has(name) ? MAX_IDENTITY_FIELD : MAX_FIELD;
}

/** A stretch of text as it stands in the document, at most `room` characters: references are decoded unless it is a CDATA section. */
export function readStretch(written: string, isCdata: boolean, room: number): string {
  return isCdata ? written.slice(0, room) : decodeEntities(written.slice(0, room * 12)).slice(0, room);
}

/** An element of interest that is still open: collects its text, and its markup once it turns out to hold elements. */
export class OpenField {
  private text = '';
  private markup: string | undefined;
  private readonly limit: number;
  private parts: Map<string, string[]> | undefined;
  private partName: string | undefined;
  private partCount = 0;

  constructor(
    readonly name: string,
    readonly depth: number,
    private readonly attributes: Attributes,
    private readonly base: string | undefined,
  ) {
    this.limit = limitOf(name);
  }

  /** Takes an element inside: its house name, and its name as written. */
  openChild(name: string, written: string, attributes: Attributes): void {
    if (STRUCTURED.has(this.name)) {
      this.openPart(name);
      return;
    }
    this.markup ??= escapeText(this.text);
    let tag = `<${markupName(name, written)}`;
    for (const [key, value] of Object.entries(attributes)) tag += ` ${key}="${escapeText(value)}"`;
    this.addMarkup(`${tag}>`);
  }

  /** Ends an element inside; what is none of HTML's and was never closed (`Vec<T>`) has no end tag. */
  closeChild(name: string, written: string, isImplied: boolean): void {
    const tag = markupName(name, written);
    if (!isImplied || isMarkup(tag)) this.addMarkup(`</${tag}>`);
    this.partName = undefined;
  }

  /** Takes a stretch of text as it stands in the document; references in it are decoded unless it comes from a CDATA section. */
  addText(written: string, isCdata: boolean): void {
    const room = this.limit - this.text.length;
    if (room <= 0) return;
    const text = readStretch(written, isCdata, room);
    const part = this.partName === undefined ? undefined : this.parts?.get(this.partName);
    if (part !== undefined) part.push((part.pop() ?? '') + text);
    else this.text += text;
    if (this.markup !== undefined) this.addMarkup(escapeText(text));
  }

  toField(): Field {
    const field: Field = { text: this.text, attributes: this.attributes };
    if (this.parts !== undefined) field.parts = this.parts;
    if (this.markup !== undefined) field.markup = this.markup;
    if (this.base !== undefined) field.base = this.base;
    return field;
  }

  private openPart(name: string): void {
    this.partName = undefined;
    if (this.partCount++ >= MAX_PARTS) return;
    this.parts ??= new Map();
    this.parts.set(name, [...(this.parts.get(name) ?? []), '']);
    this.partName = name;
  }

  private addMarkup(markup: string): void {
    if (this.markup !== undefined && this.markup.length < this.limit) this.markup += markup;
  }
}

/** XHTML without its prefix; what is no markup at all (`Vec<T>`) as it was written. */
function markupName(name: string, written: string): string {
  if (name.startsWith('xhtml:')) return name.slice(6);
  return name.length === written.length ? written : name;
}

function escapeText(text: string): string {
  if (!/[&<>"]/.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
