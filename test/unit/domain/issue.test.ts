import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadRequestError, StaleRevisionError, WrongStateError } from '../../../lambdas/domain/errors';
import {
  approve,
  beginPublishing,
  finishPublishing,
  type Issue,
  printedArticles,
  pullBack,
  reject,
} from '../../../lambdas/domain/issue';
import { decideItem, makeIssue } from '../../support/made';

const at = '2026-06-07T20:00:00.000Z';
const later = '2026-06-07T20:30:00.000Z';

describe('an issue', () => {
  test('grows its revision by one with every change', () => {
    const once = decideItem(makeIssue(1), 1, 'a1', 'dropped', at);
    const twice = decideItem(once, 2, 'o1', 'kept', at);
    expect([once.revision, twice.revision]).toEqual([2, 3]);
    expect(printedArticles(twice).map(({ id }) => id)).toEqual(['a2']);
  });

  test('takes a runner-up in when it is kept', () => {
    const issue = decideItem(makeIssue(1), 1, 'r1', 'kept', at);
    expect(issue.articles.map(({ id }) => id)).toEqual(['a1', 'a2', 'r1']);
    expect(issue.runnersUp).toEqual([]);
  });

  test('cannot be changed, approved or rejected from a page that showed another revision', () => {
    const issue = makeIssue(1, { revision: 5 });
    for (const step of [
      () => decideItem(issue, 4, 'a1', 'kept', at),
      () => approve(issue, 4, at, 30),
      () => reject(issue, 6, at, ''),
    ]) {
      expect(step).toThrow(StaleRevisionError);
    }
  });

  test('says which item it does not have', () => {
    expect(() => decideItem(makeIssue(1), 1, 'nobody', 'kept', at)).toThrow(BadRequestError);
  });

  test('is approved for the end of the cooling-off time, and can be pulled back until then', () => {
    const approved = approve(makeIssue(1), 1, at, 30);
    expect(approved).toMatchObject({ state: 'approved', approvedRevision: 1, publishAt: later });
    expect(() => beginPublishing(approved, 'Steady State', at)).toThrow(WrongStateError);
    const back = pullBack(approved, 2, at);
    expect(back.state).toBe('draft');
    expect(back).not.toHaveProperty('publishAt');
  });

  test('that was rejected or skipped is taken up again as it was', () => {
    const draft = { ...makeIssue(1), intro: 'Hello.' };
    const back = pullBack(reject(draft, 1, at, 'no', true), 2, later);
    expect(back).toEqual({ ...draft, revision: 3, updatedAt: later });
  });

  test('with every item dropped cannot be approved', () => {
    const empty = ['a1', 'a2', 'o1'].reduce(
      (issue: Issue, id) => decideItem(issue, issue.revision, id, 'dropped', at),
      makeIssue(1),
    );
    expect(() => approve(empty, empty.revision, at, 0)).toThrow(/Nothing in this draft would be printed/);
  });

  test('goes only from draft to approved to publishing to published, by any sequence of steps', () => {
    const steps = {
      approve: (issue: Issue) => approve(issue, issue.revision, at, 0),
      pullBack: (issue: Issue) => pullBack(issue, issue.revision, at),
      reject: (issue: Issue) => reject(issue, issue.revision, at, 'no'),
      begin: (issue: Issue) => beginPublishing(issue, 'Steady State', later),
      finish: (issue: Issue) => finishPublishing(issue, later),
      drop: (issue: Issue) => decideItem(issue, issue.revision, 'a1', 'dropped', at),
    };
    const allowed = new Set([
      'draft>approved',
      'approved>draft',
      'rejected>draft',
      'draft>rejected',
      'approved>publishing',
      'publishing>published',
      'draft>draft',
    ]);
    const taken = new Set<string>();
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.values(steps)), { maxLength: 12, size: 'max' }), (sequence) => {
        let issue = makeIssue(1);
        for (const step of sequence) {
          const before = issue;
          try {
            issue = step(issue);
          } catch (error) {
            expect(error).toBeInstanceOf(WrongStateError);
            continue;
          }
          taken.add(`${before.state}>${issue.state}`);
          expect(allowed).toContain(`${before.state}>${issue.state}`);
          expect(issue.revision).toBe(issue === before ? before.revision : before.revision + 1);
        }
      }),
    );
    expect(taken.size).toBeGreaterThan(3);
  });
});
