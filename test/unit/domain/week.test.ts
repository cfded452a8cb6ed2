import { expect, test } from 'vitest';
import { isoWeek, lastWeekly, nextWeekly, weeksBetween } from '../../../lambdas/domain/week';

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

test.each([
  // Summer time begins on 2026-03-29 at two and ends on 2026-10-25 at three in Berlin.
  ['2026-03-28T11:00:00Z', 0, 12, 'Europe/Berlin', '2026-03-29T10:00:00.000Z'],
  ['2026-03-29T00:30:00Z', 0, 2, 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['2026-10-24T10:00:00Z', 0, 12, 'Europe/Berlin', '2026-10-25T11:00:00.000Z'],
  ['2026-10-24T23:00:00Z', 0, 2, 'Europe/Berlin', '2026-10-25T00:00:00.000Z'],
  ['2026-10-25T00:00:00Z', 0, 2, 'Europe/Berlin', '2026-11-01T01:00:00.000Z'],
  ['2026-06-07T12:00:00Z', 0, 12, 'Etc/UTC', '2026-06-14T12:00:00.000Z'],
  ['2026-06-07T11:59:59Z', 0, 12, 'Etc/UTC', '2026-06-07T12:00:00.000Z'],
  ['2026-06-07T12:00:00Z', 1, 0, 'Asia/Kathmandu', '2026-06-07T18:15:00.000Z'],
  ['2026-06-07T12:00:00Z', 0, 0, 'Pacific/Auckland', '2026-06-13T12:00:00.000Z'],
  // Midnight itself is skipped in Santiago.
  ['2026-09-05T12:00:00Z', 0, 0, 'America/Santiago', '2026-09-06T04:00:00.000Z'],
])('after %s the next weekday %i, %i:00 in %s is %s', (now, weekday, hour, timeZone, expected) => {
  expect(nextWeekly({ weekday, hour, timeZone }, now)).toBe(expected);
});

test('a weekly hour comes once a week across two years, whatever the clocks do', () => {
  for (const timeZone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago']) {
    for (const hour of [0, 2, 12]) {
      let at = '2020-01-01T00:00:00.000Z';
      const gaps = new Set<number>();
      for (let week = 0; week < 120; week++) {
        const next = nextWeekly({ weekday: 0, hour, timeZone }, at);
        if (week > 0) gaps.add(Math.round((Date.parse(next) - Date.parse(at)) / 3_600_000) - 168);
        at = next;
      }
      for (const gap of gaps) expect(Math.abs(gap), `${timeZone} ${hour}`).toBeLessThanOrEqual(1);
    }
  }
});
