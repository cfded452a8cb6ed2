import { fieldWords } from './field-words';
import { type Learned, type PublisherTally, type Tally, totalsOf } from './learned';
import type { ScoreModel } from './model';
import { gramsOf } from './weight-table';

/** What the layer adds to an item's log-odds. */
export interface LearnedWeights {
  /** A word's own weight, and what words spelled alike teach of it. */
  ofWord(word: string): number;
  ofPublisher(publisher: string): { weight: number; printed: number; seen: number } | undefined;
}

/**
 * How many decisions that went as expected a word, or a publisher, is credited with before its own count: over a trained model it takes many to
 * say otherwise. `gram`: what words that share a run of characters teach of each other. Chosen by simulation on past issues (`npm run bench`).
 */
const priors = {
  overModel: { word: 100, publisher: 3, gram: 0.1 },
  overNothing: { word: 10, publisher: 1, gram: 0.05 },
} as const;
/** Log-odds: however often something was said, it moves a score by no more than this. */
export const mostWeight = { word: 1.5, publisher: 2.5 } as const;

/**
 * Weights from decisions: log-odds of what was printed over what the scores had led us to expect, brought to the same odds, so that over a
 * good model the layer stays silent, and over none it is a naive Bayes of words that begins with the field's own. Both are pulled to 0 by a prior and bounded.
 */
export function weigh(learned: Learned, model: ScoreModel): LearnedWeights {
  const prior = model.about.printed > 0 ? priors.overModel : priors.overNothing;
  const { all, words: taught, publishers } = totalsOf(learned);
  const words = prior === priors.overNothing ? withField(taught) : taught;
  const level = oddsOf(all.kept + 1, all.seen + 2) / oddsOf(all.expected + 1, all.seen + 2);
  const grams = new Map<string, Tally>();
  for (const [word, tally] of words) {
    for (const gram of new Set(gramsOf(word))) {
      const sum = grams.get(gram) ?? { seen: 0, kept: 0, expected: 0 };
      sum.seen += tally.seen;
      sum.kept += tally.kept;
      sum.expected += tally.expected;
      grams.set(gram, sum);
    }
  }
  const gramWeights = new Map([...grams].map(([gram, tally]) => [gram, surprise(tally, level, prior.word)]));
  const bound = (weight: number, most: number) => Math.max(-most, Math.min(most, weight));
  return {
    ofWord(word) {
      let weight = surprise(words.get(word), level, prior.word);
      for (const gram of new Set(gramsOf(word))) weight += prior.gram * (gramWeights.get(gram) ?? 0);
      return bound(weight, mostWeight.word);
    },
    ofPublisher(publisher) {
      const tally = publishers.get(publisher);
      if (tally === undefined) return undefined;
      const weight = bound(surprise(tally, level, prior.publisher), mostWeight.publisher);
      return { weight, ...countRecent(tally) };
    },
  };
}

/** What every word of the field starts with over nothing: as if five of ten that have it had been printed, where one was expected to be. */
const fieldTally: Tally = { seen: 10, kept: 5, expected: 1 };

function withField(words: ReadonlyMap<string, Tally>): ReadonlyMap<string, Tally> {
  const all = new Map(words);
  for (const word of fieldWords) {
    const { seen, kept, expected } = words.get(word) ?? { seen: 0, kept: 0, expected: 0 };
    all.set(word, {
      seen: seen + fieldTally.seen,
      kept: kept + fieldTally.kept,
      expected: expected + fieldTally.expected,
    });
  }
  return all;
}

const countRecent = ({ recent }: PublisherTally) => ({
  printed: [...recent].filter((mark) => mark === '1').length,
  seen: recent.length,
});

const oddsOf = (kept: number, seen: number) => kept / (seen - kept);

/** Log-odds of being printed as seen, less as expected; `prior` decisions are added that went as expected. */
function surprise(tally: Tally | undefined, level: number, prior: number): number {
  if (tally === undefined || tally.seen === 0) return 0;
  const { seen, kept } = tally;
  const odds = level * oddsOf(Math.min(0.98 * seen, Math.max(0.001 * seen, tally.expected)), seen);
  const share = odds / (1 + odds);
  const expected = share * seen;
  const yes = Math.log((kept + prior * share) / (expected + prior * share));
  const no = Math.log((seen - kept + prior * (1 - share)) / (seen - expected + prior * (1 - share)));
  return yes - no;
}
