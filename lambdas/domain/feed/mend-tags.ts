import { FOLLOWERS } from './raw-feed';

/** Characters from the start in which declarations stand. */
const HEAD = 4_096;
/** A person's slips are few; five million of them would be forty times the document in pieces. */
const MOST_MENDED = 2_000;
/** `<?xml … >`: an instruction that ends as a tag does would last to the next `?>`, or for ever. */
const OPEN_DECLARATION = /<\?xml(?:-stylesheet)?\s(?![^<>]{0,500}\?>)[^<>]{0,500}>?/gi;
/** What feeds are made of. */
const NAMES = ['item', 'entry', 'channel', ...FOLLOWERS].join('|');
/** Spaces that people paste and XML does not know. */
const WIDE_SPACE = '[\\u0085\\u00a0\\u1680\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]';
const ATTRIBUTE = `[\\w:.-]{1,64}\\s{0,8}=\\s{0,8}(?:"[^"<>]{0,2048}"|'[^'<>]{0,2048}')`;
const NAMED = `(?:[\\w-]{1,32}:)?(?:${NAMES})`;
/**
 * An end tag, or the start tag of what feeds are made of, whose last sign is missing: the next tag, or the words, begin. Or a tag of theirs with a space
 * before its name, or one that XML does not know behind it. Or a sign that begins no tag, since none has a name like that (`<3`, `<5 ms`). Or an HTML parser's empty link before
 * its address.
 */
const OPEN_TAG = new RegExp(
  [
    '<!\\[CDATA\\[',
    `<\\s{1,8}/?\\s{0,8}(?=${NAMED}(?:\\s[^<>]{0,200})?>)`,
    `</?[a-z][\\w:.-]{0,64}${WIDE_SPACE}{1,8}`,
    '<(?![a-z_:/!?\\u0080-\\uffff])',
    '<link\\s{0,8}/>\\s{0,64}https?://[^\\s<>]{1,2048}',
    `<(${NAMED})((?:\\s{1,64}${ATTRIBUTE}){0,16})([^<>]{1,2048})</\\1\\s{0,8}>`,
    `<(?:/[a-z][\\w:.-]{0,40}|${NAMED})\\s{0,64}(?=<)`,
  ].join('|'),
  'gi',
);

const WIDE_END = new RegExp(`${WIDE_SPACE}+$`);

function mend([found, name, attributes = '', words = '']: RegExpExecArray): string {
  if (name !== undefined) return `<${name}${attributes}>${words}</${name}>`;
  if (found === '<') return '&lt;';
  if (WIDE_END.test(found)) return found.replace(WIDE_END, ' ');
  if (/^<\s/.test(found)) return found.replace(/\s/g, '');
  if (found.includes('>')) return `<link>${found.slice(found.indexOf('>') + 1).trim()}</link>`;
  return `${found.trimEnd()}>`;
}

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
      parts.push(whole.slice(written, tag.index), mend(tag));
      written = OPEN_TAG.lastIndex;
    }
  }
  return parts.length === 0 ? whole : parts.join('') + whole.slice(written);
}
