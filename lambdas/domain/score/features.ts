/** Characters of a title that are read; a longer one is an attack or a mistake. */
const maxTitle = 300;
const maxSummary = 600;
const maxPath = 200;

/** What the model reads of an item: names only, each at most once in its group, in a fixed order. */
export interface Features {
  /** Title words in order, repeats kept: what the reasons quote from. */
  words: string[];
  /** Single words and pairs of neighbours (`incident`, `incident review`). */
  terms: string[];
  /** Runs of 3 to 5 characters inside `_word_`, each under the first word that has it, so that `postmortems` helps `post-mortem`. */
  gramsByWord: Map<string, string[]>;
  gramCount: number;
  /** Words of the link's path that the title does not have. */
  path: string[];
  /** Words of the summary that the title does not have. */
  summary: string[];
}

/** Splits text into lower-case words; digits become 0, so that versions and years are one feature, not thousands. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().replace(/[’‘]/g, "'").replace(/\d+/g, '0');
  return plain.match(/[a-z0-9+#]+(?:'[a-z]+)?|[^\p{ASCII}\p{P}\p{Z}]+/gu) ?? [];
}

/** The character runs of one word, the word's borders written as `_`. */
export function gramsOf(word: string): string[] {
  const framed = `_${word.slice(0, 40)}_`;
  const grams: string[] = [];
  for (let size = 3; size <= 5; size += 1) {
    for (let start = 0; start + size <= framed.length; start += 1) grams.push(framed.slice(start, start + size));
  }
  return grams;
}

/** Reads title, link path and summary into feature names; never the host, never who recommended it. */
export function readFeatures(item: { title: string; url: string; summary?: string }): Features {
  const words = wordsOf(item.title.slice(0, maxTitle));
  const pairs = words.slice(1).map((word, index) => `${words[index]!} ${word}`);
  const seen = new Set(words);
  const unseen = (list: string[]): string[] =>
    [...new Set(list)].filter((word) => !seen.has(word) && word !== '0' && word.length < 25);
  return {
    words,
    terms: [...seen, ...new Set(pairs)],
    ...spreadGrams(seen),
    path: unseen(wordsOf(pathOf(item.url))),
    summary: unseen(wordsOf((item.summary ?? '').slice(0, maxSummary))),
  };
}

function spreadGrams(words: Set<string>): { gramsByWord: Map<string, string[]>; gramCount: number } {
  const taken = new Set<string>();
  const gramsByWord = new Map<string, string[]>();
  for (const word of words) {
    const fresh: string[] = [];
    for (const gram of gramsOf(word)) {
      if (taken.has(gram)) continue;
      taken.add(gram);
      fresh.push(gram);
    }
    gramsByWord.set(word, fresh);
  }
  return { gramsByWord, gramCount: taken.size };
}

function pathOf(url: string): string {
  const path = /^https?:\/\/[^/?#]+([^?#]*)/i.exec(url)?.[1] ?? '';
  return path
    .slice(0, maxPath)
    .replace(/\.(?:html?|php|aspx?)$/i, '')
    .replace(/[-_/]+/g, ' ');
}
