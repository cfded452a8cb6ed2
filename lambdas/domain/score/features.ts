/** Characters of a title that are read; a longer one is an attack or a mistake. */
const maxTitle = 300;
const maxSummary = 600;

/** What the model reads of an item: names only, each at most once in its group, in a fixed order. */
export interface Features {
  /** Title words in order, repeats kept: what the reasons quote from. */
  title: string[];
  /** The title's words, each once. */
  words: string[];
  /** Neighbouring words of the title (`incident review`), each once. */
  pairs: string[];
  /** Runs of 3 to 5 characters inside `_word_`, each under the first word that has it, so that `postmortems` helps `post-mortem`. */
  gramsByWord: Map<string, string[]>;
  gramCount: number;
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

/** Reads title and summary into feature names; never the host, never who recommended it. */
export function readFeatures(item: { title: string; summary?: string }): Features {
  const title = wordsOf(item.title.slice(0, maxTitle));
  const words = new Set(title);
  const summary = new Set(wordsOf((item.summary ?? '').slice(0, maxSummary)));
  return {
    title,
    words: [...words],
    pairs: [...new Set(title.slice(1).map((word, index) => `${title[index]!} ${word}`))],
    ...spreadGrams(words),
    summary: [...summary].filter((word) => !words.has(word)),
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
