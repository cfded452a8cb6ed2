import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../../lambdas/domain/errors';
import { type Issue, pullBack, reject } from '../../../../lambdas/domain/issue';
import { addArticle, changeItem, changeSection, silenceSource, undoLast } from '../../../../lambdas/domain/issue/edits';
import { learn } from '../../../../lambdas/domain/score/learn';
import { type Learned, nothingLearned, totalsOf } from '../../../../lambdas/domain/score/learned';
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

  it('hear "never this source", whatever was said of the article before, until it is kept after all', () => {
    for (const before of [draft, decideItem(draft, 1, 'a1', 'dropped', at)]) {
      const silenced = silenceSource(before, before.revision, 'a1', at);
      expect(said(before, silenced)).toMatchObject({ a1: 'never' });
      expect(said(undefined, { ...silenced, state: 'publishing' })).toMatchObject({ a1: 'never' });
      const kept = decideItem(silenced, silenced.revision, 'a1', 'kept', at);
      expect(said(silenced, kept)).toEqual({ a1: 'kept' });
      expect(said(kept, decideItem(kept, kept.revision, 'a1', 'dropped', at))).toEqual({ a1: 'dropped' });
    }
  });

  it('take back what was kept in a draft that is rejected, which prints nothing, and say it again when it is taken up', () => {
    const kept = decideItem(decideItem(draft, 1, 'a1', 'kept', at), 2, 'a2', 'dropped', at);
    const rejected = reject(kept, 3, at, 'too thin');
    expect(said(kept, rejected)).toEqual({ a1: 'nothing' });
    expect(said(rejected, pullBack(rejected, 4, at))).toEqual({ a1: 'kept' });
  });

  it('follow a title that is reworded, so that what is undone afterwards is what was said', () => {
    const kept = decideItem(draft, 1, 'a1', 'kept', at);
    const reworded = changeItem(kept, 2, 'a1', { words: { title: 'Zoo keeping' } }, at);
    expect(lessonsOf(kept, reworded)).toMatchObject([{ item: 'a1', said: 'kept', words: ['zoo', 'keeping'] }]);
    expect(said(draft, changeItem(draft, 1, 'a1', { words: { title: 'Zoo keeping' } }, at))).toEqual({});
  });

  it('leave nothing behind when any press is undone, and the same as before when it is done again', () => {
    const article = (id: string, source: string) =>
      makeArticle(id, { title: `Outage ${id} of ${source}`, sourceId: source, url: `https://${source}.example/${id}` });
    const mine = { ...article('h1', 'mine'), byHand: true as const, decision: 'kept' as const };
    const item = fc.constantFrom('a1', 'a2', 'a3', 'r1', 'r2', 'h1', 'o1');
    const decision = fc.constantFrom('kept', 'dropped', 'later', 'undecided');
    type Press = (issue: Issue) => Issue;
    const press: fc.Arbitrary<Press> = fc.oneof(
      fc.tuple(item, decision).map(
        ([id, what]): Press =>
          (issue) =>
            decideItem(issue, issue.revision, id, what, at),
      ),
      item.map(
        (id): Press =>
          (issue) =>
            silenceSource(issue, issue.revision, id, at),
      ),
      item.map(
        (id): Press =>
          (issue) =>
            changeSection(issue, issue.revision, id, at),
      ),
      item.map(
        (id): Press =>
          (issue) =>
            changeItem(issue, issue.revision, id, { words: { title: 'Another headline' } }, at),
      ),
      fc.constant((issue: Issue) => addArticle(issue, issue.revision, mine, at)),
      fc.constant((issue: Issue) => undoLast(issue, issue.revision, at)),
    );
    const summary = (layer: Learned) => {
      const { all, words, publishers, sources } = totalsOf(layer);
      return [all, [...words].sort(), [...publishers].sort(), [...sources].sort()];
    };
    const attempt = (act: Press, issue: Issue) => {
      try {
        return act(issue);
      } catch (error) {
        if (error instanceof DomainError) return issue;
        throw error;
      }
    };
    let undone = 0;
    fc.assert(
      fc.property(fc.array(press, { maxLength: 12, size: 'max' }), (presses) => {
        let issue: Issue = makeIssue(7, {
          articles: [article('a1', 'x'), article('a2', 'x'), article('a3', 'y')],
          runnersUp: [article('r1', 'x'), article('r2', 'z')],
        });
        let layer = nothingLearned();
        for (const act of presses) {
          const after = attempt(act, issue);
          if (after === issue) continue;
          const taught = learn(layer, lessonsOf(issue, after));
          const back = undoLast(after, after.revision, at);
          const untaught = learn(taught, lessonsOf(after, back));
          expect(summary(untaught)).toEqual(summary(layer));
          const again = undoLast(back, back.revision, at);
          expect(summary(learn(untaught, lessonsOf(back, again)))).toEqual(summary(taught));
          undone += 1;
          [issue, layer] = [after, taught];
        }
      }),
      { numRuns: 300 },
    );
    expect(undone).toBeGreaterThan(300);
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
