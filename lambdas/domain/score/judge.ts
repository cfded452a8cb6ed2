import type { Features } from './features';
import type { PublisherRecord, ScoreModel } from './model';

/** What the parts of one item add to its log-odds, before calibration. */
export interface Judgement {
  raw: number;
  /** Per title word: its own weight and its character runs'. */
  byWord: Map<string, number>;
  /** Per pair of neighbouring title words, the pair's own weight. */
  byPair: Map<string, number>;
  publisher: number;
}

/** How much of what the counts say is added: the rest is what the titles of that publisher already told. Chosen on the tuning weeks. */
const publisherShare = 0.6;
/** Printed links every publisher is credited with, and passed-over ones at the base odds: keeps one lucky link from deciding. */
const publisherPseudoCount = 0.1;
/** A summary says less than a title and says it in more words. */
const summaryShare = 0.5;

/** Log-odds that a publisher's record adds; 0 for a publisher never seen, so that unknown ones start level. */
export function publisherLogOdds(record: PublisherRecord | undefined, baseOdds: number): number {
  if (record === undefined) return 0;
  const expected = (record.seen - record.printed) * baseOdds;
  return publisherShare * Math.log((record.printed + publisherPseudoCount) / (expected + publisherPseudoCount));
}

/** Adds up the model's weights for one item's features. A group's share shrinks with the root of its size, so long titles do not win by length. */
export function judge(model: ScoreModel, features: Features, record: PublisherRecord | undefined): Judgement {
  const { words, pairs, grams } = model.weights;
  const byWord = new Map<string, number>();
  const byPair = new Map<string, number>();
  let raw = model.bias;
  const add = (parts: Map<string, number>, name: string, weight: number): void => {
    raw += weight;
    parts.set(name, (parts.get(name) ?? 0) + weight);
  };
  for (const word of features.words) add(byWord, word, (words.get(word) ?? 0) * shareOf(features.words.length));
  for (const pair of features.pairs) add(byPair, pair, (pairs.get(pair) ?? 0) * shareOf(features.pairs.length));
  for (const [word, own] of features.gramsByWord) add(byWord, word, sumOf(grams, own) * shareOf(features.gramCount));
  raw += summaryShare * sumOf(words, features.summary) * shareOf(features.summary.length);
  const publisher = publisherLogOdds(record, model.baseOdds);
  return { raw: raw + publisher, byWord, byPair, publisher };
}

function shareOf(size: number): number {
  return 1 / Math.sqrt(Math.max(1, size));
}

function sumOf(weights: Map<string, number>, names: string[]): number {
  let sum = 0;
  for (const name of names) sum += weights.get(name) ?? 0;
  return sum;
}
