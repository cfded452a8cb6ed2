import { expect, test } from 'vitest';
import { followUpsOf } from '../../../../lambdas/domain/issue/follow-ups';
import { makeCandidate, makeIncident, makeIssue, makeOutage } from '../../../support/made';

const told = { service: 'Harbourly', title: 'API unreachable', url: 'https://status.harbourly.example/incidents/h1' };
const first = { startedAt: '2026-05-13T10:00:00.000Z', endedAt: '2026-05-13T14:00:00.000Z' };
const corrected = { startedAt: '2026-05-10T10:00:00.000Z', endedAt: '2026-05-10T14:00:00.000Z' };
const writeUpOf = (day: string) =>
  makeCandidate(day, {
    title: `Post-mortem: the ${day} API outage`,
    url: `https://harbourly.example/blog/${day.replace(' ', '-')}`,
    sourceTitle: 'Harbourly Blog',
    publishedAt: '2026-06-01T10:00:00.000Z',
  });
const found = (printed: Parameters<typeof makeOutage>[1], ...now: (typeof first)[]) =>
  followUpsOf(
    {
      issues: [
        makeIssue(40, { state: 'published', articles: [], outages: [makeOutage('h1', { ...told, ...printed })] }),
      ],
      incidents: new Map(now.map((times) => ['h1', makeIncident('h1', { ...told, ...times })])),
    },
    [writeUpOf('13 May'), writeUpOf('10 May')],
  ).map(({ id, followsUp }) => [id, followsUp?.issue]);

test('the write-up of an outage is known by when its page says now that it was, and by what was printed where the incident is gone', () => {
  expect(found(first, first)).toEqual([['13 May', 40]]);
  expect(found(first, corrected)).toEqual([['10 May', 40]]);
  expect(found(first)).toEqual([['13 May', 40]]);
});

test('an outage that was printed without its time has a write-up for as long as its incident is known', () => {
  expect(found({}, first)).toEqual([['13 May', 40]]);
  expect(found({})).toEqual([]);
});
