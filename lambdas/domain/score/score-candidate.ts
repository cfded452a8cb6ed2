import { publisherOf } from '../link/publisher';
import { readFeatures } from './features';
import { reputeOf } from './field-publishers';
import { type Judgement, judge } from './judge';
import type { LearnedWeights } from './learned-weights';
import type { ScoreModel } from './model';
import { explain } from './reasons';

/** What is judged: facts of a link. `toldBy` counts the sources that told the same story, this one included. */
export interface Scorable {
  title: string;
  url: string;
  summary?: string;
  /** Title of the source, used to name it in the reasons. */
  source?: string;
  /** ISO 8601. */
  publishedAt?: string;
  toldBy?: number;
}

export interface Verdict {
  /** 0…1: of a hundred links with this score, about score × 100 were printed. */
  score: number;
  /** The same without the editor's own layer: what a decision is measured against. */
  alone: number;
  /** One to three: each from a contribution to the score (or to the standing, for age), or that there is none worth a line. */
  reasons: string[];
}

/** Log-odds for each doubling of the sources that tell the same story; there is no labelled data, so it is kept small and bounded. */
const perDoubling = 0.35;
const mostFromSources = 1.05;

/**
 * Scores one link by the model, with the editor's own layer over it if there is one, and says why. Never throws, whatever the title or the
 * link. `now` (ISO 8601) lets age be named.
 */
export function scoreCandidate(model: ScoreModel, item: Scorable, now?: string, learned?: LearnedWeights): Verdict {
  const features = readFeatures(item);
  const publisher = publisherOf(item.url);
  const known = { record: model.publishers.get(publisher), repute: reputeOf(publisher) };
  const judgement = judge(model, features, known);
  const toldBy = Math.max(1, item.toldBy ?? 1);
  const fromSources = Math.min(mostFromSources, perDoubling * Math.log2(toldBy));
  const { slope, intercept } = model.calibration;
  const taught = learned === undefined ? 0 : addLearned(learned, judgement, publisher);
  const logOdds = slope * (judgement.raw + fromSources) + intercept;
  return {
    score: likelihood(logOdds + taught),
    alone: likelihood(logOdds),
    reasons: explain({
      judgement,
      text: features.text,
      words: features.title,
      url: item.url,
      publisher,
      known,
      baseOdds: model.baseOdds,
      lastPrinted: model.about.lastPrinted,
      learned: learned?.ofPublisher(publisher),
      source: item.source,
      toldBy,
      fromSources,
      publishedAt: item.publishedAt,
      now,
    }),
  };
}

const likelihood = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));

/** Adds what was learned to the words of a judgement, so that reasons tell the sum, and answers what it adds to the log-odds. */
function addLearned(learned: LearnedWeights, { byWord }: Judgement, publisher: string): number {
  let sum = learned.ofPublisher(publisher)?.weight ?? 0;
  for (const [word, weight] of byWord) {
    const more = learned.ofWord(word);
    byWord.set(word, weight + more);
    sum += more;
  }
  return sum;
}
