/** What lists and mailers put before a title: `Show HN:`, `Sponsored:`, `Acme Engineering Blog:`. */
export const titleLabel =
  /^\s*(?:show hn|ask hn|tell hn|re|fwd|sponsored|sponsor|promoted|advertisement|[^:|]{2,40} blog)\s*:/i;

/** What they say of the page in brackets: `[pdf]`, `(2016)`, `(5 minute read)`. */
export const titleRemark = /[[(](?:pdf|video|audio|slides|sponsored|sponsor|\d{4}|\d+ min(?:ute)?s? read)[\])]/gi;

/** What stands in a title without being seen: soft hyphens and spaces of no width. */
export const unseen = /[\u00ad\u200b\u200c\u2060\ufeff]/g;

const listNumber = /^\s*(?:#\d{1,3}\s*[:.)]|\d{1,3}[.)])\s/;
const tail = /\s([|·–—-])\s+((?:(?!\s-\s)[^|·–—])+)$/;
const mostTailWords = 4;
const mostUnnamedWords = 3;

/**
 * A title without the form of the list it was found on: labels, remarks in brackets, the number in a list, and at the end the name of the
 * site, where a bar stands before it, or it calls itself a blog, or it is in the name of the publisher (the host).
 */
export function bareTitle(title: string, publisher: string): string {
  const bare = title.replace(listNumber, ' ').replace(titleLabel, ' ').replace(titleRemark, ' ').trimEnd();
  const found = tail.exec(bare);
  if (found === null) return bare;
  const [, mark = '', after = ''] = found;
  const before = bare.slice(0, found.index).trimEnd();
  if (!/\p{L}/u.test(before)) return bare;
  const words = after.match(/[\p{L}\p{N}+#']+/gu) ?? [];
  if (words.length > mostTailWords || /[\p{N},?!]/u.test(after)) return bare;
  const isNamed = words.at(-1)?.toLowerCase() === 'blog' || isIn(publisher, words);
  const isBarred = (mark === '|' || mark === '·') && words.length <= mostUnnamedWords;
  return isNamed || isBarred ? before : bare;
}

function isIn(publisher: string, words: readonly string[]): boolean {
  const name = words.join('').toLowerCase();
  return name.length > 2 && publisher.replaceAll(/[^\p{L}\p{N}]/gu, '').includes(name);
}
