import RssParser from 'rss-parser';
import { type Field, type Fields, HEAD_FIELDS, ITEM_FIELDS, type RawFeed, type RawItem, STRUCTURED } from './raw-feed';

/** What rss-parser cannot give as it stands in the feed; the lenient reader can. */
export class UnsuitableFeedError extends Error {}

type Element = { readonly _?: string; readonly $?: Record<string, string> } & Record<string, unknown>;
type Collected = Record<string, unknown>;

const STRUCTURE: ReadonlyMap<string, string> = new Map(
  ['rss', 'channel', 'item', 'feed', 'entry'].map((name) => [name, name]),
);
const ATTRIBUTES = 'own attributes';

/**
 * Every element but the structure gets a name rss-parser does not know and is handed out raw. So it never builds a snippet (its tag
 * stripping is quadratic), never reads a date (one bad Atom date throws the feed away), and never rebuilds XHTML.
 */
function houseName(name: string): string {
  const lower = name.toLowerCase();
  return STRUCTURE.get(lower) ?? (lower === 'rdf:rdf' ? 'rdf:RDF' : `raw ${lower}`);
}

function collect(names: readonly string[]): [string, string, { keepArray: boolean }][] {
  return [
    ...names.map((name): [string, string, { keepArray: boolean }] => [`raw ${name}`, name, { keepArray: true }]),
    ['$', ATTRIBUTES, { keepArray: true }],
  ];
}

function createParser(): RssParser<Collected, Collected> {
  return new RssParser<Collected, Collected>({
    defaultRSS: 2,
    customFields: { feed: collect(HEAD_FIELDS) as unknown as string[], item: collect(ITEM_FIELDS) },
    xml2js: { tagNameProcessors: [houseName], attrNameProcessors: [(name: string) => name.toLowerCase()] },
  });
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null;
}

function toParts(element: Element): ReadonlyMap<string, readonly string[]> {
  const parts = new Map<string, readonly string[]>();
  for (const [name, values] of Object.entries(element)) {
    if (!name.startsWith('raw ') || !Array.isArray(values)) continue;
    parts.set(
      name.slice(4),
      values.map((value: unknown) => (typeof value === 'string' ? value : isElement(value) ? (value._ ?? '') : '')),
    );
  }
  return parts;
}

function toField(name: string, value: unknown): Field {
  if (typeof value === 'string') return { text: value, attributes: {} };
  if (!isElement(value)) throw new UnsuitableFeedError(`${name} is no element`);
  const field: Field = { text: value._ ?? '', attributes: value.$ ?? {} };
  const holdsElements = Object.keys(value).some((key) => key !== '_' && key !== '$');
  if (holdsElements && !STRUCTURED.has(name)) throw new UnsuitableFeedError(`${name} holds markup`);
  return holdsElements ? { ...field, parts: toParts(value) } : field;
}

function toFields(names: readonly string[], collected: Collected): Fields {
  const fields: Fields = new Map();
  for (const name of names) {
    const values = collected[name];
    if (Array.isArray(values))
      fields.set(
        name,
        values.map((value) => toField(name, value)),
      );
  }
  return fields;
}

function attributesOf(collected: Collected): Readonly<Record<string, string>> {
  const attributes = collected[ATTRIBUTES];
  return isElement(attributes) ? (attributes as Record<string, string>) : {};
}

/**
 * Reads an ordinary RSS 0.9x, 1.0, 2.0 or Atom feed with rss-parser. Rejects (any error) when the XML is broken or when a field
 * would lose something; the caller then reads leniently.
 */
export async function readWithRssParser(text: string): Promise<RawFeed> {
  const output = await createParser().parseString(text);
  const head: Collected = { ...output };
  const root = /<(?:(rdf):RDF|rss|(feed))[\s>]/i.exec(text);
  const language = attributesOf(head)['xml:lang'];
  return {
    format: root?.[1] ? 'rdf' : root?.[2] ? 'atom' : 'rss',
    head: toFields(HEAD_FIELDS, head),
    ...(language === undefined ? {} : { language }),
    items: output.items.map(
      (item): RawItem => ({ fields: toFields(ITEM_FIELDS, item), attributes: attributesOf(item) }),
    ),
  };
}
