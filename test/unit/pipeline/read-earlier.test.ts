import { expect, test } from 'vitest';
import type { Issue } from '../../../lambdas/domain/issue';
import { readEarlier } from '../../../lambdas/pipeline/read-earlier';
import { makeDraftWorld } from '../../support/draft-world';
import { makeIssue } from '../../support/made';
import { MemoryTable } from '../../support/memory-table';
import { minutesPast, noon } from '../../support/moments';

const daysAgo = (days: number) => minutesPast(-days * 24 * 60);
const published = (number: number, days: number) =>
  makeIssue(number, { state: 'published', createdAt: daysAgo(days), publishedAt: daysAgo(days) });

async function lookBack(number: number, issues: readonly Issue[], replaced?: Issue) {
  const { world } = makeDraftWorld(new MemoryTable());
  for (const issue of issues) await world.issues.create(issue);
  const { before, older, printed, undecided } = await readEarlier(world.issues, number, noon, replaced);
  const numbers = (some: readonly Issue[]) => some.map((issue) => issue.number);
  return { before: before?.number, older: numbers(older), printed: numbers(printed), undecided: [...undecided] };
}

test('a draft looks back on what came before it alone: not on its own number, nor on one that another run drew up meanwhile', async () => {
  const issues = [published(75, 14), published(76, 7), makeIssue(77), makeIssue(78)];
  expect(await lookBack(77, issues)).toEqual({ before: 76, older: [75], printed: [76, 75], undecided: [] });
});

test('a draft that has the number of another looks back on that one first', async () => {
  const replaced = makeIssue(77);
  expect(await lookBack(77, [published(75, 14), published(76, 7), replaced], replaced)).toEqual({
    before: 77,
    older: [76, 75],
    printed: [76, 75],
    undecided: [77],
  });
});

test('a draft looks back 120 days, and on the one before it however old that is', async () => {
  const issues = [published(70, 121), published(71, 119), makeIssue(72, { state: 'rejected' }), makeIssue(73)];
  expect(await lookBack(74, issues)).toEqual({ before: 73, older: [72, 71], printed: [71], undecided: [73] });
  expect(await lookBack(71, issues)).toEqual({ before: 70, older: [], printed: [], undecided: [] });
  expect(await lookBack(70, issues)).toEqual({ before: undefined, older: [], printed: [], undecided: [] });
});

test('an issue counts from when it is out, or is to be, and not from when it was drawn up', async () => {
  const late = { createdAt: daysAgo(125) };
  const issues = [
    makeIssue(70, { ...late, state: 'published', publishAt: daysAgo(121), publishedAt: daysAgo(119) }),
    makeIssue(71, { ...late, state: 'approved', publishAt: daysAgo(119) }),
    makeIssue(72, { ...late, state: 'published', publishAt: daysAgo(119), publishedAt: daysAgo(121) }),
    published(73, 7),
  ];
  expect(await lookBack(74, issues)).toMatchObject({ before: 73, older: [71, 70] });
});
