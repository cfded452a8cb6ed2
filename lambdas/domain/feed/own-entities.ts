/** Characters from the start in which a DTD stands. */
const HEAD = 65_536;
const SUBSET = /<!DOCTYPE\s[^<>[]{0,500}\[/i;
/** A plain text under a name: nothing outside the document (`SYSTEM`), no parameter of the DTD, no markup, and short. */
const DECLARATION = /<!ENTITY\s{1,32}([A-Za-z][\w.-]{0,31})\s{1,32}(?:"([^"<%]{0,200})"|'([^'<%]{0,200})')\s{0,32}>/g;
const NAMES_OTHERS = /&(?!#)/;
const REFERENCE = /<!\[CDATA\[|&([A-Za-z][\w.-]{0,31});/g;
/** XML's own five mean what they mean. */
const FIXED = new Set(['lt', 'gt', 'amp', 'quot', 'apos']);
const MOST_NAMES = 64;
/** Characters of a text once its signs are escaped. */
const LONGEST = 200;
/** References of one feed that are replaced: it grows by less than half a megabyte. */
const MOST_REPLACED = 2_000;

const SIGNS: Readonly<Record<string, string>> = { '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The first declaration of a name counts (XML 1.0, section 4.2). */
function findDeclared(subset: string): Map<string, string> {
  const declared = new Map<string, string>();
  for (const [, name = '', doubly, singly] of subset.matchAll(DECLARATION)) {
    const text = doubly ?? singly ?? '';
    if (declared.has(name) || FIXED.has(name) || NAMES_OTHERS.test(text)) continue;
    const written = text.replace(/[>"']/g, (sign) => SIGNS[sign] ?? '');
    if (written.length > LONGEST) continue;
    declared.set(name, written);
    if (declared.size === MOST_NAMES) break;
  }
  return declared;
}

/**
 * The document with the entities replaced that it declares in its own DTD as short plain texts, two thousand references at most, outside
 * CDATA sections. One that names another entity is not read, so none can grow. Linear in the text's length.
 */
export function readOwnEntities(text: string): string {
  const head = text.slice(0, HEAD);
  const opened = SUBSET.exec(head);
  const end = opened === null ? -1 : head.indexOf(']', opened.index + opened[0].length);
  if (opened === null || end === -1) return text;
  const declared = findDeclared(head.slice(opened.index, end));
  if (declared.size === 0) return text;
  const parts: string[] = [];
  let written = 0;
  REFERENCE.lastIndex = end;
  for (let found = REFERENCE.exec(text); found !== null; found = REFERENCE.exec(text)) {
    const meant = found[1] === undefined ? undefined : declared.get(found[1]);
    if (found[1] === undefined) {
      const close = text.indexOf(']]>', found.index);
      if (close === -1) break;
      REFERENCE.lastIndex = close;
    } else if (meant !== undefined) {
      parts.push(text.slice(written, found.index), meant);
      written = REFERENCE.lastIndex;
      if (parts.length === 2 * MOST_REPLACED) break;
    }
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(written);
}
