import type { Features } from './features';
import type { Repute } from './field-publishers';
import type { PublisherRecord, ScoreModel } from './model';
import { sumGrams, type WeightTable, weightOf } from './weight-table';

/** What the parts of one item add to its log-odds, before calibration. */
export interface Judgement {
  raw: number;
  /** Per title word: its own weight and its character runs'. */
  byWord: Map<string, number>;
  /** Per pair of neighbouring title words, the pair's own weight. */
  byPair: Map<string, number>;
  /** Per word of the end of the link. */
  bySlug: Map<string, number>;
  publisher: number;
}

/** How much of what the counts say is added: the rest is what the titles of that publisher already told. Chosen on the tuning weeks. */
const publisherShare = 0.7;
/** Printed links every publisher is credited with, and passed-over ones at the base odds: keeps one lucky link from deciding. */
const publisherPseudoCount = 0.1;
/** The most that a record may count against a link: a host that floods other people's lists must still be heard when it has news. */
const lowestPublisher = -1.5;
/** Words of a title that a whole summary weighs as much as. */
const summaryWords = 3;

/** What is known of who published a link. */
export interface Publisher {
  record: PublisherRecord | undefined;
  repute: Repute | undefined;
}

/** Log-odds that a publisher's record and repute add; 0 for one with neither, so that unknown ones start level. */
export function publisherLogOdds({ record, repute }: Publisher, baseOdds: number): number {
  if (record === undefined && repute === undefined) return 0;
  const { printed = 0, seen = 0 } = record ?? {};
  const { credit = { printed: 0, expected: 0 } } = repute ?? {};
  const kept = printed + credit.printed;
  const expected = (seen - printed) * baseOdds + credit.expected;
  const logOdds = Math.log((kept + publisherPseudoCount) / (expected + publisherPseudoCount));
  return Math.max(lowestPublisher, publisherShare * logOdds);
}

/** Adds up the model's weights for one item's features. */
export function judge(model: ScoreModel, features: Features, publisher: Publisher): Judgement {
  const { words, pairs, grams, slugs } = model.weights;
  const byWord = new Map<string, number>();
  const byPair = new Map<string, number>();
  const bySlug = new Map<string, number>();
  let raw = model.bias;
  for (const word of features.words) {
    const weight = weightOf(words, word) + sumGrams(grams, word);
    byWord.set(word, weight);
    raw += weight;
  }
  for (const pair of features.pairs) {
    const weight = weightOf(pairs, pair);
    byPair.set(pair, weight);
    raw += weight;
  }
  for (const word of features.slug) {
    const weight = weightOf(slugs, word);
    bySlug.set(word, weight);
    raw += weight;
  }
  raw += summaryWeight(words, features.summary);
  const byPublisher = publisherLogOdds(publisher, model.baseOdds);
  return { raw: raw + byPublisher, byWord, byPair, bySlug, publisher: byPublisher };
}

/** The mean of the summary's words, as if it were a title of a few words: a summary says less in more words, and must not win by length. */
function summaryWeight(words: WeightTable, summary: string[]): number {
  const known = summary.map((word) => weightOf(words, word)).filter((weight) => weight !== 0);
  const sum = known.reduce((total, weight) => total + weight, 0);
  return (summaryWords * sum) / Math.max(summaryWords, known.length);
}
