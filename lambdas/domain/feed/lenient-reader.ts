import { Parser } from 'htmlparser2';
import { BeyondLimitsError, FeedBuilder } from './feed-builder';
import type { RawFeed } from './raw-feed';

/** What the lenient reader found, and how the document ended. */
export interface LenientReading {
  feed: RawFeed | undefined;
  /** Name of the first element, as written. */
  root: string | undefined;
  /** The outermost element was closed: nothing was cut off. */
  isWhole: boolean;
  /** Entries left out because they were nested too deep or had too many attributes. */
  leftOut: number;
}

const MAX_LEFT_OUT = 200;
const NEXT_ITEM = /<(?:[\w-]{1,32}:)?(?:item|entry)[\s>/]/gi;

/** Parses on from `from`; answers where an entry broke a limit, or -1 at the end of the document. */
function parseFrom(text: string, from: number, builder: FeedBuilder): number {
  const chunk = from === 0 ? text : text.slice(from);
  // Names are compared in lower case, so that </TITLE> ends <title>, and handed on as they were written.
  const open: string[] = [];
  const parser = new Parser(
    {
      onopentagname: () => builder.startTag(),
      onattribute: () => builder.countAttribute(),
      onopentag: (name, attributes) => {
        // Behind an instruction the parser says one sign too early.
        const start = chunk.indexOf('<', parser.startIndex) + 1;
        const written = chunk.slice(start, start + name.length);
        open.push(written);
        builder.openTag(written, attributes);
      },
      ontext: (part) => builder.takeText(part),
      oncdatastart: () => {
        builder.isCdata = true;
      },
      oncdataend: () => {
        builder.isCdata = false;
      },
      onclosetag: (name, isImplied) => builder.closeTag(open.pop() ?? name, isImplied),
    },
    { xmlMode: true, decodeEntities: false, lowerCaseAttributeNames: true, lowerCaseTags: true },
  );
  try {
    parser.write(chunk);
    builder.cutOff();
    parser.end();
    return -1;
  } catch (error) {
    if (!(error instanceof BeyondLimitsError)) throw error;
    return from + Math.max(parser.startIndex, 1);
  }
}

/**
 * Reads any feed-shaped XML with htmlparser2, however broken: unclosed and mismatched tags, bare ampersands, prefixes, missing roots,
 * truncation. Entries beyond the limits are left out, the others stay. Linear; no DTD is looked at.
 */
export function readLeniently(text: string, documentBase?: string): LenientReading {
  const builder = new FeedBuilder(documentBase);
  let at = parseFrom(text, 0, builder);
  while (at !== -1) {
    builder.leaveOut();
    NEXT_ITEM.lastIndex = at;
    const next = builder.leftOut < MAX_LEFT_OUT ? NEXT_ITEM.exec(text) : null;
    if (next === null) break;
    at = parseFrom(text, next.index, builder);
  }
  return { feed: builder.finish(), root: builder.root, isWhole: builder.isRootClosed, leftOut: builder.leftOut };
}
