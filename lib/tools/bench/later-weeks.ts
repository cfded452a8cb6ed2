import { join } from 'node:path';
import { weigh } from '../../../lambdas/domain/score/learned-weights';
import { scoreCandidate } from '../../../lambdas/domain/score/score-candidate';
import { readPastIssues } from './learning';
import { trainNaiveBayes } from './naive-bayes';
import { readWeeks } from './ranking';
import { bootstrap, type Estimate } from './ranking-measures';
import { blankModel, gainOf, type Link, newDesk, simulateDesk } from './simulate-learning';

/** How well a desk that began with nothing ranks the weeks of a later year. */
export interface LaterRow {
  issues: number;
  pool: string;
  weeks: number;
  ndcgAt30: Estimate;
  /** A yardstick that learned from the same issues. */
  naiveBayes: number;
}

/** Learns from the last 4, 8, 16 and 32 issues before the tuning weeks of `dataDir`, and measures on all of their pools, learning nothing more. */
export async function benchLaterWeeks(dataDir: string): Promise<LaterRow[]> {
  const { issues } = await readPastIssues(dataDir);
  const weeks = await readWeeks(join(dataDir, 'tuning-weeks.jsonl'));
  const pools = [...new Set(weeks.map(({ pool }) => pool))];
  const before = issues.filter(({ date }) => weeks.every((week) => date < week.date));
  const model = blankModel();
  return [4, 8, 16, 32].flatMap((count) => {
    const taught = before.slice(-count);
    const { learned } = simulateDesk(model, taught).at(-1) ?? newDesk();
    const weights = weigh(learned, model);
    const score = (link: Link) => scoreCandidate(model, link, undefined, weights).score;
    const yardstick = trainNaiveBayes(taught);
    return pools.map((pool) => {
      const tested = weeks.filter((week) => week.pool === pool);
      const measure = (by: (link: Link) => number) =>
        bootstrap(tested.map(({ picked, passedOver }) => gainOf(by, picked, passedOver)));
      return {
        issues: count,
        pool,
        weeks: tested.length,
        ndcgAt30: measure(score),
        naiveBayes: measure(yardstick).mean,
      };
    });
  });
}
