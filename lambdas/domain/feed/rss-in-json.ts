import { isObject, type JsonObject } from './json-document';
import { MAX_ATTRIBUTES, MAX_ITEMS_READ } from './limits';
import { limitOf } from './open-field';
import { type Field, type Fields, HEAD_FIELDS, ITEM_FIELDS, NO_ATTRIBUTES, type RawFeed } from './raw-feed';
import { mendHalves } from './text';

const HEAD_NAMES: ReadonlySet<string> = new Set(HEAD_FIELDS);
const ITEM_NAMES: ReadonlySet<string> = new Set(ITEM_FIELDS);
/** Where an element's own text stands when it has attributes. */
const TEXT = '#value';

function textOf(value: unknown, limit: number): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? mendHalves(String(value)).slice(0, limit)
    : '';
}

function readField(name: string, value: unknown): Field {
  const limit = limitOf(name);
  if (!isObject(value)) return { text: textOf(value, limit), attributes: NO_ATTRIBUTES };
  const written = Object.entries(value).filter(([key]) => key !== TEXT && key !== '__proto__');
  const attributes = written.slice(0, MAX_ATTRIBUTES).map(([key, own]) => [key.toLowerCase(), textOf(own, limit)]);
  return { text: textOf(value[TEXT], limit), attributes: Object.fromEntries(attributes) };
}

function readFields(object: JsonObject, names: ReadonlySet<string>): Fields {
  const fields: Fields = new Map();
  for (const [key, value] of Object.entries(object)) {
    const name = key.toLowerCase();
    if (names.has(name))
      fields.set(
        name,
        [value]
          .flat()
          .slice(0, MAX_ATTRIBUTES)
          .map((one) => readField(name, one)),
      );
  }
  return fields;
}

/**
 * The feed in a document of RSS in JSON (scripting.com): RSS 2.0 with the elements as members, attributes beside `#value`. Undefined when
 * it is none.
 */
export function readRssInJson(document: JsonObject): RawFeed | undefined {
  const rss = document['rss'];
  const channel = isObject(rss) ? rss['channel'] : undefined;
  if (!isObject(channel)) return undefined;
  const items = [channel['item'] ?? []].flat().slice(0, MAX_ITEMS_READ).filter(isObject);
  return {
    format: 'rss',
    head: readFields(channel, HEAD_NAMES),
    items: items.map((item) => ({ fields: readFields(item, ITEM_NAMES), attributes: NO_ATTRIBUTES })),
  };
}
