import { FOLLOWERS } from './raw-feed';

/** Characters from the start in which declarations stand. */
const HEAD = 4_096;
/** A person's slips are few; five million of them would be forty times the document in pieces. */
const MOST_MENDED = 2_000;
/** `<?xml … >`: an instruction that ends as a tag does would last to the next `?>`, or for ever. */
const OPEN_DECLARATION = /<\?xml(?:-stylesheet)?\s(?![^<>]{0,500}\?>)[^<>]{0,500}>?/gi;
/** What feeds are made of. */
const NAMES = ['item', 'entry', 'channel', ...FOLLOWERS].join('|');
/**
 * An end tag, or the start tag of what feeds are made of, whose last sign is missing: the next tag begins. Or a sign that begins no tag,
 * since none has a name like that (`<3`, `<5 ms`).
 */
const OPEN_TAG = new RegExp(
  `<!\\[CDATA\\[|<(?![a-z_:/!?\\u0080-\\uffff])|<(?:/[a-z][\\w:.-]{0,40}|(?:[\\w-]{1,32}:)?(?:${NAMES}))\\s{0,64}(?=<)`,
  'gi',
);

/**
 * Ends declarations and tags that lack their last sign where the next tag begins, and escapes a `<` that begins none; what a closed CDATA
 * section holds stays, and so does what comes after two thousand slips. Linear in the text's length.
 */
export function mendTags(text: string): string {
  const whole = text.slice(0, HEAD).replace(OPEN_DECLARATION, '') + text.slice(HEAD);
  const parts: string[] = [];
  let written = 0;
  const lastSection = whole.lastIndexOf(']]>');
  OPEN_TAG.lastIndex = 0;
  for (let tag = OPEN_TAG.exec(whole); tag !== null && parts.length < 2 * MOST_MENDED; tag = OPEN_TAG.exec(whole)) {
    if (tag[0].startsWith('<!')) {
      if (tag.index < lastSection) OPEN_TAG.lastIndex = whole.indexOf(']]>', tag.index);
    } else {
      parts.push(whole.slice(written, tag.index), tag[0] === '<' ? '&lt;' : `${tag[0].trimEnd()}>`);
      written = OPEN_TAG.lastIndex;
    }
  }
  return parts.length === 0 ? whole : parts.join('') + whole.slice(written);
}
