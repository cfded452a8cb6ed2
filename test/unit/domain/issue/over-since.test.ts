import { expect, test } from 'vitest';
import type { Decision } from '../../../../lambdas/domain/issue';
import { overSince } from '../../../../lambdas/domain/issue/over-since';
import { makeIncident, makeIssue, makeOutage } from '../../../support/made';

const startedAt = '2026-06-03T09:26:00.000Z';
const endedAt = '2026-06-05T10:00:00.000Z';
const goingOn = makeOutage('o1', { startedAt, decision: 'kept' });
const first = makeIssue(76, { state: 'published', outages: [goingOn] });
const over = new Map([['o1', makeIncident('o1', { startedAt, endedAt })]]);
const toldAfter = (decision: Decision, more = {}) =>
  overSince([makeIssue(77, { state: 'published', outages: [{ ...goingOn, decision, ...more }] }), first], over);

test('an outage that was printed while it went on is told once more when it is over', () => {
  expect(overSince([first], new Map([['o1', makeIncident('o1', { startedAt })]]))).toEqual([]);
  expect(overSince([first], over)).toMatchObject([{ id: 'o1', endedAt, followsUp: { issue: 76 } }]);
});

test('it is told of the last issue that printed it, and no more once an issue told its end, or dropped it', () => {
  expect(toldAfter('kept')).toMatchObject([{ id: 'o1', followsUp: { issue: 77 } }]);
  expect(toldAfter('kept', { endedAt })).toEqual([]);
  expect(toldAfter('dropped', { endedAt })).toEqual([]);
});

test('it is told still when an issue put its end off for later', () => {
  expect(toldAfter('later', { endedAt })).toMatchObject([{ id: 'o1', followsUp: { issue: 76 } }]);
});

test('it is told once, also when two issues noted it below other lines of its service', () => {
  const line = makeIncident('line', { service: 'A', startedAt, endedAt: '2026-06-03T12:00:00.000Z' });
  const lesser = makeIncident('o1', { service: 'A', startedAt, endedAt });
  const noting = (number: number) =>
    makeIssue(number, {
      state: 'published',
      createdAt: '2026-06-04T12:00:00.000Z',
      outages: [
        makeOutage('line', {
          service: 'A',
          startedAt,
          endedAt: '2026-06-03T12:00:00.000Z',
          decision: 'kept',
          notes: ['One more on Wed, Jun 3, still going on: Slow deploys'],
          folded: ['o1'],
        }),
      ],
    });
  const incidents = new Map([line, lesser].map((incident) => [incident.key, incident]));
  expect(overSince([noting(77), noting(76)], incidents)).toMatchObject([{ id: 'o1', followsUp: { issue: 77 } }]);
});
