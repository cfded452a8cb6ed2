import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../../lambdas/domain/score/model';
import { readShippedModel } from '../../../lambdas/domain/score/shipped-model';
import { type Example, trainModel } from '../../../lambdas/domain/score/train-model';
import { readPastIssues } from '../../../lib/tools/bench/learning';
import { trainNaiveBayes } from '../../../lib/tools/bench/naive-bayes';
import {
  blankModel,
  gainOf,
  measureIssues,
  newDesk,
  type PastIssue,
  simulateDesk,
} from '../../../lib/tools/bench/simulate-learning';
import { makeWeeks } from '../../support/made-weeks';

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** What decisions at the desk may cost over a base: the promise is never more. */
const bound = 0.01;

const examplesOf = (issues: readonly PastIssue[]): Example[] =>
  issues.flatMap(({ date, picked, learning }) => [
    ...picked.map((link) => ({ ...link, date, printed: true, close: false })),
    ...learning.map((link) => ({ ...link, date, printed: false, close: false })),
  ]);

describe('learning from invented weeks', () => {
  const weeks = makeWeeks(36);
  const measured = weeks.slice(32);

  it('rises from nothing, issue by issue', () => {
    const desks = [newDesk(), ...simulateDesk(blankModel(), weeks.slice(0, 32))];
    const curve = [0, 4, 8, 16, 32].map((count) => mean(measureIssues(blankModel(), desks[count]!, measured)));
    console.log(`learning from nothing: ${curve.map((value) => value.toFixed(3)).join(' ')}`);
    for (const [index, least] of [0, 0.65, 0.7, 0.75, 0.8].entries())
      expect(curve[index]).toBeGreaterThanOrEqual(least);
  });

  it('never costs a base that is right more than the bound, once it has seen eight issues', () => {
    const found = new Map<number, number[]>();
    for (const seed of [8, 9]) {
      const run = makeWeeks(40, seed);
      const base = readModel(trainModel(examplesOf(makeWeeks(30, seed + 4))));
      const desks = simulateDesk(base, run.slice(0, 32));
      const alone = mean(measureIssues(base, newDesk(), run.slice(32)));
      for (const count of [8, 16, 32])
        found.set(count, [
          ...(found.get(count) ?? []),
          mean(measureIssues(base, desks[count - 1]!, run.slice(32))) - alone,
        ]);
    }
    for (const [count, gains] of found) expect(mean(gains), `after ${count}`).toBeGreaterThan(-bound);
  });

  it('beats naive Bayes that knows every link of the same issues', () => {
    const taught = weeks.slice(0, 8);
    const next = weeks.slice(8, 12);
    const bayes = trainNaiveBayes(taught);
    const yardstick = mean(next.map(({ picked, measuring }) => gainOf(bayes, picked, measuring)));
    const blind = mean(next.map(({ picked, measuring }) => gainOf(() => 0, picked, measuring)));
    expect(yardstick).toBeGreaterThan(blind + 0.2);
    expect(mean(measureIssues(blankModel(), simulateDesk(blankModel(), taught).at(-1)!, next))).toBeGreaterThan(
      yardstick,
    );
  });

  it('wins over a base of another editor’s taste', () => {
    const base = readModel(trainModel(examplesOf(makeWeeks(30, 11, ['framework', 'compiler', 'keyboard', 'gadget']))));
    const alone = mean(measureIssues(base, newDesk(), measured));
    const taught = mean(measureIssues(base, simulateDesk(base, weeks.slice(0, 32)).at(-1)!, measured));
    expect(taught).toBeGreaterThan(alone + 0.1);
  });

  it('is the same every time', () => {
    expect(simulateDesk(blankModel(), makeWeeks(6))).toEqual(simulateDesk(blankModel(), makeWeeks(6)));
  });
});

const ranking = '../shared/data/ranking';
const isThere = existsSync(join(ranking, 'picks.jsonl'));
if (!isThere) console.warn(`NOT TESTED: learning from real issues, because ${ranking} is not there.`);

describe.runIf(isThere)('learning from real issues', () => {
  let issues: PastIssue[];
  beforeAll(async () => {
    ({ issues } = await readPastIssues(ranking));
  });

  it('reaches from nothing what it reached when it was last tuned', () => {
    const found = new Map<number, number[]>();
    for (const start of [0, 40, 80, 120]) {
      const run = issues.slice(start, start + 20);
      const desks = simulateDesk(blankModel(), run.slice(0, 16));
      for (const count of [4, 8, 16])
        found.set(count, [
          ...(found.get(count) ?? []),
          ...measureIssues(blankModel(), desks[count - 1]!, run.slice(count, count + 4)),
        ]);
    }
    const curve = [...found].map(([count, figures]) => [count, mean(figures)] as const);
    console.log(
      `learning from nothing, real issues: ${curve.map(([count, value]) => `${count}: ${value.toFixed(3)}`)}`,
    );
    for (const [count, least] of [
      [4, 0.6],
      [8, 0.63],
      [16, 0.71],
    ] as const)
      expect(mean(found.get(count)!)).toBeGreaterThan(least);
  });

  it('never costs the shipped model more than the bound', async () => {
    const shipped = await readShippedModel(() => {});
    const run = issues.slice(100, 120);
    const desks = simulateDesk(shipped, run.slice(0, 16));
    for (const count of [4, 8, 16]) {
      const next = run.slice(count, count + 4);
      const alone = mean(measureIssues(shipped, newDesk(), next));
      expect(mean(measureIssues(shipped, desks[count - 1]!, next))).toBeGreaterThan(alone - bound);
    }
  });
});
