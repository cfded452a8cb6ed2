import { RefusedError, UnreadableFeedError } from '../errors';
import { MAX_DEPTH, MAX_JSON_LISTS, MAX_JSON_MEMBERS } from './limits';

/** An object of a JSON document, of which nothing is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value of a JSON document is an object: no list, not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LAST_COMMA = /,\s*[\]}]/y;
const CONTROL = /[\u0000-\u001f]/;
const CONTROLS = /[\u0000-\u001f]/g;

/** Where the string that begins at `start` ends; the last character when it never does. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length - 1;
}

/** Refuses what costs far more memory as values than as text, before any of it is made. Throws RefusedError. */
function checkShape(text: string): void {
  let depth = 0;
  let lists = 0;
  let members = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) at = endOfString(text, at);
    else if (sign === 0x5b || sign === 0x7b) {
      depth++;
      lists++;
      if (depth > MAX_DEPTH) throw new RefusedError(`Its JSON is nested deeper than ${MAX_DEPTH} lists and objects.`);
    } else if (sign === 0x5d || sign === 0x7d) depth--;
    else if (sign === 0x3a) members++;
    if (lists > MAX_JSON_LISTS || members > MAX_JSON_MEMBERS)
      throw new RefusedError(
        `Its JSON has more than ${MAX_JSON_LISTS} lists and objects or ${MAX_JSON_MEMBERS} members.`,
      );
  }
}

/**
 * JSON with what people write by hand mended: a comma after the last member, and tabs and line ends inside strings. Linear in the text's
 * length.
 */
function mendJson(text: string): string {
  const parts: string[] = [];
  let written = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) {
      const end = endOfString(text, at);
      const inside = text.slice(at, end + 1);
      if (CONTROL.test(inside)) {
        parts.push(
          text.slice(written, at),
          inside.replace(CONTROLS, (control) => JSON.stringify(control).slice(1, -1)),
        );
        written = end + 1;
      }
      at = end;
    } else if (sign === COMMA) {
      LAST_COMMA.lastIndex = at;
      if (!LAST_COMMA.test(text)) continue;
      parts.push(text.slice(written, at));
      written = at + 1;
    }
  }
  return parts.join('') + text.slice(written);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(mendJson(text));
  }
}

/**
 * The value of a JSON document (RFC 8259) that a stranger wrote, whatever marks stand before it. Throws RefusedError when it is nested
 * too deep or has too many parts, and UnreadableFeedError when it is no JSON.
 */
export function readJsonDocument(text: string): unknown {
  checkShape(text);
  try {
    return parseJson(text.replace(/^[\s\ufeff]+/, ''));
  } catch {
    throw new UnreadableFeedError('This is JSON cut off or damaged: it cannot be read.');
  }
}
