import { expect, test } from 'vitest';
import { isoWeek, weeksBetween } from '../../../lambdas/domain/week';

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
