import { expect, test } from 'vitest';
import { bytesOf, fitDraft, longestDraft } from '../../../../lambdas/domain/issue/fit';
import { makeArticle, makeIssue, makeOutage } from '../../../support/made';

const kilobytes = (count: number) => 'x'.repeat(count * 1000);
const large = (articleKilobytes: number, carried?: true) =>
  makeIssue(1, {
    outages: [makeOutage('o1', { quote: kilobytes(30) })],
    articles: ['a1', 'a2', 'a3'].map((id) =>
      makeArticle(id, { summary: kilobytes(articleKilobytes), ...(carried && { carried }) }),
    ),
    runnersUp: ['r1', 'r2'].map((id) => makeArticle(id, { summary: kilobytes(30) })),
  });
const left = (draft: ReturnType<typeof large>) =>
  [...draft.outages, ...draft.articles, ...draft.runnersUp].map(({ id }) => id);

test('a draft that can be saved stays as it is', () => {
  const draft = large(60);
  expect(bytesOf(draft)).toBeLessThan(longestDraft);
  expect(fitDraft(draft)).toBe(draft);
});

test('a new draft that is too large lets go of the last runners-up first, then of the last articles, and counts them', () => {
  expect(left(fitDraft(large(75)))).toEqual(['o1', 'a1', 'a2', 'a3', 'r1']);
  const fitted = fitDraft(large(140));
  expect(left(fitted)).toEqual(['o1', 'a1']);
  expect(fitted.leftOut.noRoom).toBe(4);
  expect(bytesOf(fitted)).toBeLessThan(longestDraft);
});

test('it lets go of nothing that an earlier draft left to it', () => {
  expect(left(fitDraft(large(85, true)))).toEqual(['o1', 'a1', 'a2', 'a3']);
  expect(left(fitDraft(large(100, true)))).toEqual(['a1', 'a2', 'a3']);
});
