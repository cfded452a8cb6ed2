import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readModel, type ScoreModel } from '../../../lambdas/domain/score/model';
import { type Example, trainModel } from '../../../lambdas/domain/score/train-model';
import { trainNaiveBayes } from './naive-bayes';
import { readExamples } from './ranking';
import { bootstrap, type Estimate } from './ranking-measures';
import { blankModel, gainOf, measureIssues, newDesk, type PastIssue, simulateDesk } from './simulate-learning';

/** How well the next issues are ranked once the desk has taught this many. */
export interface LearningRow {
  /** What the layer lies over: nothing, or a model trained on what was printed before the run began. */
  over: 'nothing' | 'base';
  issues: number;
  /** Issues measured, over all runs. */
  measured: number;
  /** Among links the run never learned from. */
  ndcgAt30: Estimate;
  /** Among what the list holds at that desk. */
  listedNdcgAt30: Estimate;
  /** On the same issues: the base alone; where there is none, naive Bayes that learned from the same issues. */
  beside?: number;
}

const day = 86_400_000;
const poolDays = 28;
const poolSize = 300;
const runLength = 32;
/** A run begins every so many issues; every second one has a base too, once there is enough to train one on. */
const everyIssues = 8;
const firstBase = 24;
const checkpoints = [0, 4, 8, 16, 32];
/** Issues right after a checkpoint that are measured. */
const measured = 4;

/**
 * Simulates 32 issues at a time over all the issues in `dataDir`, a run every eighth issue, and measures NDCG@30 of the four issues after each
 * checkpoint, among links the run never learned from and among what is listed at the desk. The base of a run is trained on nothing younger
 * than the run's first pool.
 */
export async function benchLearning(
  dataDir: string,
  onProgress: (line: string) => void = () => {},
): Promise<LearningRow[]> {
  const { printed, passedOver, issues } = await readPastIssues(dataDir);
  const found = new Map<string, Found>();
  for (let start = 0; start + runLength + measured <= issues.length; start += everyIssues) {
    const run = issues.slice(start, start + runLength + measured);
    const base =
      start >= firstBase && start % (2 * everyIssues) === firstBase % (2 * everyIssues)
        ? trainBefore(run[0] as PastIssue, printed, passedOver)
        : undefined;
    onProgress(`learning: issues from ${run[0]?.date}${base ? ', also over a base' : ''}`);
    for (const [over, model] of [
      ['nothing', blankModel()],
      ['base', base],
    ] as const) {
      if (model === undefined) continue;
      const desks = [newDesk(), ...simulateDesk(model, run.slice(0, runLength))];
      for (const count of checkpoints) {
        const next = run.slice(count, count + measured);
        const desk = desks[count] ?? newDesk();
        const key = `${over} ${count}`;
        const row = found.get(key) ?? { over, issues: count, unseen: [], listed: [], beside: [] };
        row.unseen.push(...measureIssues(model, desk, next));
        row.listed.push(...measureIssues(model, desk, next, 'listed'));
        if (over === 'base') row.beside.push(...measureIssues(model, newDesk(), next));
        else if (count > 0) {
          const score = trainNaiveBayes(run.slice(0, count));
          row.beside.push(...next.map(({ picked, measuring }) => gainOf(score, picked, measuring)));
        }
        found.set(key, row);
      }
    }
  }
  return [...found.values()].map(({ over, issues: count, unseen, listed, beside }) => ({
    over,
    issues: count,
    measured: unseen.length,
    ndcgAt30: bootstrap(unseen),
    listedNdcgAt30: bootstrap(listed),
    ...(beside.length > 0 && { beside: bootstrap(beside).mean }),
  }));
}

interface Found {
  over: LearningRow['over'];
  issues: number;
  unseen: number[];
  listed: number[];
  beside: number[];
}

function trainBefore(first: PastIssue, printed: Example[], passedOver: Example[]): ScoreModel {
  const from = new Date(Date.parse(first.date) - poolDays * day).toISOString().slice(0, 10);
  return readModel(trainModel([...printed, ...passedOver].filter(({ date }) => date < from)));
}

/** The past decisions of `dataDir`, and the issues they make. */
export async function readPastIssues(dataDir: string) {
  const printed = await readExamples(join(dataDir, 'picks.jsonl'), true);
  const passedOver = await readExamples(join(dataDir, 'passed-over.jsonl'), false);
  return { printed, passedOver, issues: readIssues(printed, passedOver) };
}

/** Every issue with its pools, drawn from the passed-over links of the four weeks before it; the same data gives the same pools. */
function readIssues(printed: Example[], passedOver: Example[]): PastIssue[] {
  const byDate = new Map<string, Example[]>();
  for (const example of printed) byDate.set(example.date, [...(byDate.get(example.date) ?? []), example]);
  const hashed = passedOver.map((link) => ({ link, hash: createHash('sha256').update(link.url).digest() }));
  return [...byDate]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([date, picked]) => {
      const from = new Date(Date.parse(date) - poolDays * day).toISOString().slice(0, 10);
      const pool = (half: number) =>
        hashed
          .filter(({ link, hash }) => link.date > from && link.date <= date && (hash[0]! & 1) === half)
          .sort((left, right) => left.hash.compare(right.hash))
          .slice(0, poolSize - picked.length)
          .map(({ link }) => link);
      const [learning, measuring] = [pool(0), pool(1)];
      return Math.min(picked.length, 2) === 2 && measuring.length >= 200 ? [{ date, picked, learning, measuring }] : [];
    });
}
