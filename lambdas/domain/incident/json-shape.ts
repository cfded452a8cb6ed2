import { isObject } from '../feed/json-document';
import { mendHalves } from '../feed/text';

/** A JSON object with string keys; what every wire shape is read from, one checked field at a time. */
export type JsonObject = Record<string, unknown>;

/** The value when it is an object (not an array), otherwise an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The objects of an array; anything else in it, or no array at all, is left out. At most 10,000. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.slice(0, 10_000).filter(isObject) : [];
}

/** Whether it is a list, or null in the place of an empty one, as some pages write it. */
export function isListing(value: unknown): boolean {
  return Array.isArray(value) || value === null;
}

/** The own value as a string: strings as they are but for halves of a character, numbers written out, anything else ''. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return mendHalves(value);
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
}

/** The names in an array of strings or of objects with `name`, `title` or `location`. */
export function namesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, 200)
    .map((item) =>
      typeof item === 'string' ? textOf(item) : textOf(objectOf(item)['name']) || textOf(objectOf(item)['title']),
    )
    .filter(Boolean);
}

/** The object without its undefined fields, so that optional fields can be written in one go. */
export function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
