import { canonicalLink } from '../../lambdas/domain/canonical-link';
import type { Article, Issue } from '../../lambdas/domain/issue';
import { learn } from '../../lambdas/domain/score/learn';
import { type Learned, nothingLearned } from '../../lambdas/domain/score/learned';
import { type LearnedWeights, weigh } from '../../lambdas/domain/score/learned-weights';
import { lessonsOf } from '../../lambdas/domain/score/lessons';
import type { ScoreModel } from '../../lambdas/domain/score/model';
import { scoreCandidate } from '../../lambdas/domain/score/score-candidate';
import { buildWeightTable } from '../../lambdas/domain/score/weight-table';
import { discountedGain } from './ranking-measures';

export interface Link {
  title: string;
  url: string;
}

/** An issue that was printed, and two pools of the same weeks that have no link in common: one to learn from, one to be measured on. */
export interface PastIssue {
  date: string;
  picked: Link[];
  learning: Link[];
  measuring: Link[];
}

const shown = { articles: 10, runnersUp: 30 };
const cutoff = 30;

/** A model that knows nothing: every link has the same score. */
export function blankModel(): ScoreModel {
  const none = () =>
    buildWeightTable('', new Uint8Array(), new Float64Array(256)) as NonNullable<ReturnType<typeof buildWeightTable>>;
  return {
    about: { printed: 0, passedOver: 0, from: '', to: '' },
    bias: Math.log(0.1 / 0.9),
    weights: { words: none(), pairs: none(), grams: none(), slugs: none() },
    publishers: new Map(),
    baseOdds: 0.1,
    calibration: { slope: 1, intercept: 0 },
  };
}

/**
 * An editor who prints what was printed: each issue is drawn up by the model and the layer so far, its picks are kept or added by hand, the
 * other articles dropped, the other runners-up passed over, and the layer learns as it does from the desk. Answers the layer after each issue.
 */
export function simulateDesk(model: ScoreModel, issues: readonly PastIssue[]): Learned[] {
  let learned = nothingLearned();
  return issues.map((issue, index) => {
    learned = learn(learned, lessonsOf(undefined, publish(model, weigh(learned, model), issue, index + 1)));
    return learned;
  });
}

function publish(model: ScoreModel, learned: LearnedWeights, past: PastIssue, number: number): Issue {
  const picks = new Set(past.picked.map(({ url }) => url));
  const ranked = [...past.picked, ...past.learning]
    .map((link) => articleOf(model, learned, link))
    .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1));
  const seen = ranked.slice(0, shown.articles + shown.runnersUp);
  const unseen = ranked.slice(shown.articles + shown.runnersUp).filter(({ url }) => picks.has(url));
  return {
    number,
    week: '',
    state: 'published',
    revision: 2,
    createdAt: past.date,
    updatedAt: past.date,
    articles: [
      ...seen.filter(({ url }) => picks.has(url)).map((article) => ({ ...article, decision: 'kept' as const })),
      ...unseen.map((article) => ({ ...article, decision: 'kept' as const, byHand: true as const })),
      ...seen
        .slice(0, shown.articles)
        .filter(({ url }) => !picks.has(url))
        .map((article) => ({ ...article, decision: 'dropped' as const })),
    ],
    runnersUp: seen.slice(shown.articles).filter(({ url }) => !picks.has(url)),
    outages: [],
    leftOut: { candidates: 0, incidents: 0, printedBefore: 0, quarantined: [], failures: [] },
  };
}

function articleOf(model: ScoreModel, learned: LearnedWeights, link: Link): Article {
  const { score, reasons } = scoreCandidate(model, link, undefined, learned);
  return {
    ...link,
    id: canonicalLink(link.url),
    source: '',
    sourceId: '',
    score,
    expected: scoreCandidate(model, link).score,
    reasons,
    toldBy: 1,
    decision: 'undecided',
  };
}

/** NDCG@30 of each issue's picks among its measuring pool. Picks stand behind equals, so that ties never flatter. */
export function measureIssues(model: ScoreModel, learned: Learned, issues: readonly PastIssue[]): number[] {
  const weights = weigh(learned, model);
  return issues.map(({ picked, measuring }) => {
    const score = (link: Link) => scoreCandidate(model, link, undefined, weights).score;
    const ranked = [
      ...measuring.map((link) => ({ score: score(link), hit: false })),
      ...picked.map((link) => ({ score: score(link), hit: true })),
    ].sort((left, right) => right.score - left.score);
    return discountedGain(
      ranked.map(({ hit }) => hit),
      cutoff,
    );
  });
}
