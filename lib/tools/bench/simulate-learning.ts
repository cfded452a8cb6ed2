import type { Article, Issue } from '../../../lambdas/domain/issue';
import { canonicalLink } from '../../../lambdas/domain/link/canonical-link';
import { learn } from '../../../lambdas/domain/score/learn';
import { type Learned, nothingLearned } from '../../../lambdas/domain/score/learned';
import { type LearnedWeights, weigh } from '../../../lambdas/domain/score/learned-weights';
import { lessonsOf } from '../../../lambdas/domain/score/lessons';
import type { ScoreModel } from '../../../lambdas/domain/score/model';
import { scoreCandidate } from '../../../lambdas/domain/score/score-candidate';
import { buildWeightTable } from '../../../lambdas/domain/score/weight-table';
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

/** Where the desk stands after an issue. */
export interface DeskState {
  learned: Learned;
  /** Addresses dropped so far: they leave the list, so that no later draft shows them. */
  dropped: ReadonlySet<string>;
}

/** A desk before its first issue. */
export const newDesk = (): DeskState => ({ learned: nothingLearned(), dropped: new Set() });

/**
 * An editor who prints what was printed: each issue is drawn up by the model and the layer so far, its picks are kept or added by hand, the
 * other articles dropped, the other runners-up passed over, and the layer learns as it does from the desk. Answers the desk after each issue.
 */
export function simulateDesk(model: ScoreModel, issues: readonly PastIssue[]): DeskState[] {
  let desk = newDesk();
  return issues.map((past, index) => {
    const issue = publish(model, desk, past, index + 1);
    const dropped = issue.articles.filter(({ decision }) => decision === 'dropped').map(({ url }) => url);
    desk = {
      learned: learn(desk.learned, lessonsOf(undefined, issue)),
      dropped: new Set([...desk.dropped, ...dropped]),
    };
    return desk;
  });
}

function publish(model: ScoreModel, desk: DeskState, past: PastIssue, number: number): Issue {
  const weights = weigh(desk.learned, model);
  const picks = new Set(past.picked.map(({ url }) => url));
  const ranked = [...past.picked, ...listed(past, desk)]
    .map((link) => articleOf(model, weights, link))
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

/** What the list still holds of an issue's pool. */
const listed = ({ learning }: PastIssue, { dropped }: DeskState): Link[] =>
  learning.filter(({ url }) => !dropped.has(url));

function articleOf(model: ScoreModel, learned: LearnedWeights, link: Link): Article {
  const { score, alone, reasons } = scoreCandidate(model, link, undefined, learned);
  return {
    ...link,
    id: canonicalLink(link.url),
    source: '',
    sourceId: '',
    score,
    expected: alone,
    reasons,
    toldBy: 1,
    decision: 'undecided',
  };
}

/**
 * NDCG@30 of each issue's picks: among `unseen` links, which nothing was learned from, or among those that are `listed` at the desk, some of
 * which it has shown and seen passed over.
 */
export function measureIssues(
  model: ScoreModel,
  desk: DeskState,
  issues: readonly PastIssue[],
  among: 'unseen' | 'listed' = 'unseen',
): number[] {
  const weights = weigh(desk.learned, model);
  return issues.map((issue) => {
    const score = (link: Link) => scoreCandidate(model, link, undefined, weights).score;
    return gainOf(score, issue.picked, among === 'unseen' ? issue.measuring : listed(issue, desk));
  });
}

/** NDCG@30 of the picks among the others, by any scoring. Picks stand behind equals, so that ties never flatter. */
export function gainOf(score: (link: Link) => number, picked: readonly Link[], others: readonly Link[]): number {
  const ranked = [
    ...others.map((link) => ({ score: score(link), hit: false })),
    ...picked.map((link) => ({ score: score(link), hit: true })),
  ].sort((left, right) => right.score - left.score);
  return discountedGain(
    ranked.map(({ hit }) => hit),
    cutoff,
  );
}
