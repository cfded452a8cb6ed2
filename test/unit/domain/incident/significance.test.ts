import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Impact, Incident } from '../../../../lambdas/domain/incident';
import {
  fortnightRate,
  medianMinutes,
  newHabit,
  type PageHabit,
  significanceOf,
  updateHabit,
} from '../../../../lambdas/domain/incident/significance';

const now = '2026-03-10T00:00:00.000Z';

function incident(startedAt: string, minutes: number, impact: Impact, components: string[] = []): Incident {
  const endedAt = new Date(Date.parse(startedAt) + minutes * 60_000).toISOString();
  return {
    key: startedAt,
    sourceId: 's',
    service: 'S',
    title: 'T',
    url: '',
    startedAt,
    endedAt,
    impact,
    updates: 1,
    components,
    significance: 0,
  };
}

function habitOf(days: number, count: number, minutes: number, impact: Impact): PageHabit {
  const start = Date.parse('2026-03-04T10:00:00.000Z') - days * 86_400_000;
  let habit = newHabit(new Date(start).toISOString());
  for (let at = 0; at < count; at += 1)
    habit = updateHabit(
      habit,
      incident(new Date(start + (at * days * 86_400_000) / count).toISOString(), minutes, impact),
    );
  return habit;
}

const noisy = habitOf(365, 180, 40, 'minor');
const quiet = newHabit('2025-03-01');

describe('significance against the page’s own habit', () => {
  it('puts a quiet vendor’s first outage in a year far above a noisy page’s nine-minute blip', () => {
    const blip = significanceOf(incident('2026-03-04T10:00:00.000Z', 9, 'minor'), noisy, now);
    const first = significanceOf(incident('2026-03-04T10:00:00.000Z', 90, 'major', ['API', 'Web']), quiet, now);
    expect(blip).toBeLessThan(0.25);
    expect(first).toBeGreaterThan(0.7);
  });

  it('lets a noisy page’s rare great outage stand out too', () => {
    const great = incident('2026-03-04T10:00:00.000Z', 300, 'critical', ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']);
    expect(significanceOf(great, noisy, now)).toBeGreaterThan(0.8);
  });

  it('grows with length, impact and breadth, and falls with frequency', () => {
    const base = incident('2026-03-04T10:00:00.000Z', 60, 'minor', ['A']);
    const value = significanceOf(base, quiet, now);
    expect(significanceOf({ ...base, endedAt: '2026-03-04T14:00:00.000Z' }, quiet, now)).toBeGreaterThan(value);
    expect(significanceOf({ ...base, impact: 'critical' }, quiet, now)).toBeGreaterThan(value);
    expect(significanceOf({ ...base, components: ['A', 'B', 'C', 'D'] }, quiet, now)).toBeGreaterThan(value);
    expect(significanceOf(base, noisy, now)).toBeLessThan(value);
  });

  it('is always between 0 and 1', () => {
    const any = fc.record({
      minutes: fc.integer({ min: 0, max: 100_000 }),
      impact: fc.constantFrom<Impact>('none', 'minor', 'major', 'critical'),
      parts: fc.integer({ min: 0, max: 40 }),
      count: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(any, ({ minutes, impact, parts, count }) => {
        const value = significanceOf(
          incident('2026-03-04T10:00:00.000Z', minutes, impact, Array.from({ length: parts }, String)),
          habitOf(365, count, 30, impact),
          now,
        );
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('counts a page’s habit the same in any order, and keeps it small', () => {
    const some = fc.array(fc.tuple(fc.integer({ min: 0, max: 360 }), fc.integer({ min: 0, max: 9_999 })), {
      maxLength: 40,
      size: 'max',
    });
    fc.assert(
      fc.property(some, (list) => {
        const incidents = list.map(([day, minutes]) =>
          incident(new Date(Date.UTC(2025, 2, 5) + day * 86_400_000).toISOString(), minutes, 'minor'),
        );
        const forward = incidents.reduce(updateHabit, newHabit('2025-03-01'));
        expect([...incidents].reverse().reduce(updateHabit, newHabit('2025-03-01'))).toEqual(forward);
        expect(JSON.stringify(forward).length).toBeLessThan(700);
      }),
    );
  });

  it('measures rate and median from what it counted', () => {
    expect(fortnightRate(noisy, 'minor', '2026-03-04T10:00:00.000Z')).toBeCloseTo((180 / 365) * 14, 0);
    expect(fortnightRate(noisy, 'critical', '2026-03-04T10:00:00.000Z')).toBe(0);
    expect(medianMinutes(noisy)).toBeCloseTo(45, 0);
  });
});
