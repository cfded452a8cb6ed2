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

/** Half of what the counts say: the other half is what the titles of that publisher already told. */
const publisherShare = 0.5;
/** Printed links a publisher is credited with before any was seen, times the base odds: keeps one lucky link from deciding. */
const publisherPseudoCount = 1;

/** Log-odds that a publisher's record adds; 0 for a publisher never seen, so that unknown ones start level. */
export function publisherLogOdds(record: PublisherRecord | undefined, baseOdds: number): number {
  if (record === undefined) return 0;
  const passedOver = record.seen - record.printed;
  return (
    publisherShare *
    Math.log((record.printed + publisherPseudoCount * baseOdds) / (passedOver + publisherPseudoCount) / baseOdds)
  );
}

/** Adds up the model's weights for one item's features. A group's share shrinks with the root of its size, so long titles do not win by length. */
export function judge(model: ScoreModel, features: Features, record: PublisherRecord | undefined): Judgement {
  const byWord = new Map<string, number>();
  const byPair = new Map<string, number>();
  let raw = model.bias;
  const termShare = 1 / Math.sqrt(Math.max(1, features.terms.length));
  for (const term of features.terms) {
    const weight = (model.weights.terms.get(term) ?? 0) * termShare;
    raw += weight;
    if (term.includes(' ')) byPair.set(term, weight);
    else byWord.set(term, weight);
  }
  const gramShare = 1 / Math.sqrt(Math.max(1, features.gramCount));
  for (const [word, grams] of features.gramsByWord) {
    let sum = 0;
    for (const gram of grams) sum += model.weights.grams.get(gram) ?? 0;
    raw += sum * gramShare;
    byWord.set(word, (byWord.get(word) ?? 0) + sum * gramShare);
  }
  raw += sumOf(model.weights.path, features.path);
  raw += summaryShare * sumOf(model.weights.terms, features.summary);
  const publisher = publisherLogOdds(record, model.baseOdds);
  return { raw: raw + publisher, byWord, byPair, publisher };
}

/** A summary says less than a title and says it in more words. */
const summaryShare = 0.5;

function sumOf(weights: Map<string, number>, names: string[]): number {
  let sum = 0;
  for (const name of names) sum += weights.get(name) ?? 0;
  return names.length === 0 ? 0 : sum / Math.sqrt(names.length);
}
