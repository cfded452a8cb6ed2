import { unseen } from '../story/bare-title';

/** Letters as they are compared: one form of each (NFKC), straight apostrophes, and none that nobody sees. */
export function plainLetters(text: string): string {
  return text.normalize('NFKC').replace(/[’‘]/g, "'").replace(unseen, '');
}

/** A word in any script; capitals too, so that words stand at the same places in a text and in its lower case. */
export const word = /[A-Za-z0-9+#]+(?:'[A-Za-z]+)?|[^\p{ASCII}\p{P}\p{Z}]+/gu;

/** Words that a hyphen, a point or nothing joins are one, up to so many. */
const mostJoined = 4;
const space = /^\s+$/;
const joint = /^[-‐‑./_]?$/;

/** Where a title's words stand in it, so that a reason quotes what is written there. */
export interface WrittenTitle {
  /** The words, those joined together (`on-call`) as one: from `first` to before `end`, and whether only a space parts it from the one before. */
  units: { first: number; end: number; readsOn: boolean }[];
  /** What is written from word `first` to before `end`, without a last `'s`. */
  quote(first: number, end: number): string;
}

/** Finds `words` in the text they were read from (`plainLetters` of it). Where they do not stand as they were read, they are quoted as they are. */
export function placeWords(text: string, words: readonly string[]): WrittenTitle {
  const places = [...text.matchAll(word)].map(({ 0: { length }, index }) => ({ from: index, to: index + length }));
  const isFound = places.length === words.length;
  const units: WrittenTitle['units'] = [];
  for (let at = 0; at < words.length; at += 1) {
    const gap = isFound ? text.slice(places[at - 1]?.to, places[at]!.from) : ' ';
    const last = units.at(-1);
    // A number is never quoted, so nothing may be joined to one.
    const isJoined =
      last && joint.test(gap) && at - last.first < mostJoined && !`${words[at - 1]}${words[at]}`.includes('0');
    if (isJoined) last.end = at + 1;
    else units.push({ first: at, end: at + 1, readsOn: space.test(gap) });
  }
  const cut = (first: number, end: number) =>
    isFound ? text.slice(places[first]!.from, places[end - 1]!.to) : words.slice(first, end).join(' ');
  return { units, quote: (first, end) => cut(first, end).replace(/'s$/i, '') };
}
