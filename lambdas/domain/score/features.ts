import { publisherOf, slugOf } from '../link/publisher';
import { bareTitle } from '../story/bare-title';
import { plainLetters, word } from './written-title';

/** Characters of a title that are read; a longer one is an attack or a mistake. */
const maxTitle = 300;
const maxSummary = 600;

/** What the model reads of an item: names only, each at most once in its group, in a fixed order. */
export interface Features {
  /** The title without the form of its list, in plain letters: where its words are found again to be quoted. */
  text: string;
  /** Title words in order, repeats kept: what the reasons quote from. */
  title: string[];
  /** The title's words, each once. */
  words: string[];
  /** Neighbouring words of the title (`incident review`), each once. */
  pairs: string[];
  /** Words of the summary that the title does not have. */
  summary: string[];
  /** Words of the end of the link, each once: often the title as it was first written. */
  slug: string[];
}

/** Splits text into lower-case words; digits become 0, so that versions and years are one feature, not thousands. */
export function wordsOf(text: string): string[] {
  return splitWords(plainLetters(text));
}

const splitWords = (plain: string): string[] => plain.toLowerCase().replace(/\d+/g, '0').match(word) ?? [];

/** The words of a title, as the model and the editor's own layer read them: in order, without the form of the list that told it. */
export function titleWords({ title, url }: { title: string; url?: string }): string[] {
  return wordsOf(readText(title, url));
}

const readText = (title: string, url = '') => bareTitle(title.slice(0, maxTitle), publisherOf(url));

/** Reads title, summary and the end of the link into feature names; never the host, never who recommended it. */
export function readFeatures(item: { title: string; summary?: string; url?: string }): Features {
  const text = plainLetters(readText(item.title, item.url));
  const title = splitWords(text);
  const words = new Set(title);
  const summary = new Set(wordsOf((item.summary ?? '').slice(0, maxSummary)));
  return {
    text,
    title,
    words: [...words],
    pairs: [...new Set(title.slice(1).map((word, index) => `${title[index]!} ${word}`))],
    summary: [...summary].filter((word) => !words.has(word)),
    slug: [...new Set(slugOf(item.url ?? '').match(/[a-z]{2,}/g))],
  };
}
