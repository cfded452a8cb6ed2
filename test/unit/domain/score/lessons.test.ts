import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../../lambdas/domain/issue';
import { lessonsOf } from '../../../../lambdas/domain/score/lessons';
import { decideItem, makeArticle, makeIssue } from '../../../support/made';

const at = '2026-06-07T13:00:00.000Z';
const draft = makeIssue(7);
const said = (before: Issue | undefined, after: Parameters<typeof lessonsOf>[1]) =>
  Object.fromEntries(lessonsOf(before, after).map(({ item, said: what }) => [item, what]));

describe('the lessons between two revisions', () => {
  it.each(['kept', 'dropped', 'later'] as const)('are one, when an article is %s', (decision) => {
    const after = decideItem(draft, 1, 'a1', decision, at);
    expect(lessonsOf(draft, after)).toMatchObject([
      { issue: 7, item: 'a1', revision: 2, said: decision, expected: 0.5 },
    ]);
  });

  it('say that a runner-up was kept when it is pulled in, and nothing of outages', () => {
    expect(said(draft, decideItem(draft, 1, 'r1', 'kept', at))).toEqual({ r1: 'kept' });
    expect(said(draft, decideItem(draft, 1, 'o1', 'dropped', at))).toEqual({});
  });

  it('take back what was said when a decision is undone, or its article leaves the draft', () => {
    const dropped = decideItem(draft, 1, 'a1', 'dropped', at);
    expect(said(dropped, decideItem(dropped, 2, 'a1', 'undecided', at))).toEqual({ a1: 'nothing' });
    expect(said(dropped, { ...dropped, revision: 3, articles: [makeArticle('a2')] })).toEqual({ a1: 'nothing' });
  });

  it('see a link added by hand, which no score expected', () => {
    const mine = makeArticle('mine', { byHand: true, score: 0, title: 'Zoo keeping' });
    expect(lessonsOf(draft, { ...draft, revision: 2, articles: [...draft.articles, mine] })).toMatchObject([
      { item: 'mine', said: 'added', expected: 0.1, words: ['zoo', 'keeping'] },
    ]);
  });

  it('hear "never this source" in the note that the desk made, whatever was said of the article before', () => {
    for (const before of [draft, decideItem(draft, 1, 'a1', 'dropped', at)]) {
      const dropped = decideItem(before, before.revision, 'a1', 'dropped', at);
      expect(
        said(before, { ...dropped, changes: [{ revision: dropped.revision, at, act: 'silenced', item: 'a1' }] }),
      ).toEqual({ a1: 'never' });
    }
  });

  it('are none when nothing was decided', () => {
    expect(lessonsOf(draft, draft)).toEqual([]);
    expect(lessonsOf(undefined, draft)).toEqual([]);
  });

  it('count what is printed undecided as kept, and runners-up as passed over, once it is published', () => {
    const published = { ...draft, state: 'publishing' as const, revision: 4 };
    expect(said(undefined, published)).toEqual({ a1: 'kept', a2: 'kept', r1: 'passed over' });
  });

  it('measure a decision against the model’s own score, not against what was learned before', () => {
    const issue = makeIssue(7, { articles: [makeArticle('a1', { score: 0.9, expected: 0.2 })] });
    expect(lessonsOf(issue, decideItem(issue, 1, 'a1', 'kept', at))[0]?.expected).toBe(0.2);
  });

  it('carry at most sixteen words and no endless one, from any title', () => {
    for (const title of [
      '',
      'x',
      '故障'.repeat(500),
      'y'.repeat(10_000),
      'a b c '.repeat(2000),
      '\ud800 outage',
      '🔥 __proto__',
    ]) {
      const issue = makeIssue(7, { articles: [makeArticle('a1', { title, url: 'not a link' })] });
      const [lesson] = lessonsOf(issue, decideItem(issue, 1, 'a1', 'kept', at));
      expect(lesson?.words.length).toBeLessThanOrEqual(16);
      expect(lesson?.publisher).toBe('');
      for (const word of lesson?.words ?? []) expect(Buffer.byteLength(word)).toBeLessThanOrEqual(32);
    }
  });
});
