import { expect, test } from 'vitest';
import { isoWeek, lastWeekly, weeksBetween } from '../../../lambdas/domain/week';

test.each([
  ['2026-06-07T12:00:00Z', 'UTC', '2026-W23'],
  ['2026-12-31T12:00:00Z', 'UTC', '2026-W53'],
  ['2027-01-03T12:00:00Z', 'UTC', '2026-W53'],
  ['2027-01-04T00:00:00Z', 'UTC', '2027-W01'],
  ['2024-12-30T12:00:00Z', 'UTC', '2025-W01'],
  ['2026-06-08T03:00:00Z', 'America/Los_Angeles', '2026-W23'],
  ['2026-06-07T23:00:00Z', 'Pacific/Auckland', '2026-W24'],
])('%s in %s falls in %s', (instant, timeZone, week) => {
  expect(isoWeek(instant, timeZone)).toBe(week);
});

test('ten years of Sundays, across every daylight saving change, are as many different weeks', () => {
  const start = Date.UTC(2020, 0, 5, 17);
  for (const timeZone of ['UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe']) {
    const weeks = Array.from({ length: 522 }, (_, index) =>
      isoWeek(new Date(start + index * 7 * 86_400_000).toISOString(), timeZone),
    );
    expect(new Set(weeks).size).toBe(522);
  }
});

test('a period names every week it touches, once, oldest first', () => {
  expect(weeksBetween('2026-05-31T12:00:00Z', '2026-06-07T12:00:00Z')).toEqual(['2026-W22', '2026-W23']);
  expect(weeksBetween('2026-06-07T12:00:00Z', '2026-06-07T12:00:00Z')).toEqual(['2026-W23']);
});

test.each([
  // Summer time ends on 2026-10-25 and begins on 2026-03-29 in Berlin.
  ['2026-10-24T20:00:00Z', 0, 12, 'Europe/Berlin', '2026-10-18T10:00:00.000Z'],
  ['2026-10-25T10:59:00Z', 0, 12, 'Europe/Berlin', '2026-10-18T10:00:00.000Z'],
  ['2026-10-25T11:00:00Z', 0, 12, 'Europe/Berlin', '2026-10-25T11:00:00.000Z'],
  ['2026-03-29T10:00:00Z', 0, 12, 'Europe/Berlin', '2026-03-29T10:00:00.000Z'],
  // Twice that night it is two o'clock: the later one is the last.
  ['2026-10-25T03:00:00Z', 0, 2, 'Europe/Berlin', '2026-10-25T01:00:00.000Z'],
  ['2026-06-07T12:00:00Z', 0, 17, 'Asia/Kathmandu', '2026-06-07T11:15:00.000Z'],
  ['2026-06-07T12:00:00Z', 0, 0, 'Etc/UTC', '2026-06-07T00:00:00.000Z'],
  ['2026-12-31T12:00:00Z', 5, 23, 'Pacific/Pago_Pago', '2026-12-26T10:00:00.000Z'],
])('at %s the last weekday %i, %i:00 in %s was %s', (now, weekday, hour, timeZone, expected) => {
  expect(lastWeekly({ weekday, hour, timeZone }, now)).toBe(expected);
});

test('a weekly hour that the clocks skipped did not come that week', () => {
  const skipped = { weekday: 0, hour: 2, timeZone: 'Europe/Berlin' };
  expect(lastWeekly(skipped, '2026-03-29T12:00:00Z')).toBe('2026-03-22T01:00:00.000Z');
});
