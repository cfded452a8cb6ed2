import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newSource, type PollOutcome, type Source } from '../../../../lambdas/domain/source';
import { nextSource } from '../../../../lambdas/domain/source/next-poll';
import { makePlan, type PollPlan, slotAfter, slotDue, slotsOf } from '../../../../lambdas/domain/source/poll-plan';
import { minutesPast, noon } from '../../../support/moments';

const everyQuarter = makePlan(noon, (slot) => minutesPast(15, slot)) as PollPlan;

describe('a plan', () => {
  test('is a list of slots, at most sixteen and at most twelve hours long, to the minute and never early', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 15, max: 1440, noNaN: true }), { minLength: 20, maxLength: 20 }),
        (waits) => {
          const plan = makePlan(noon, (slot, index) => minutesPast(waits[index] as number, slot));
          const slots = plan ? slotsOf(plan) : [noon];
          expect(slots.length).toBeLessThanOrEqual(16);
          expect((slots.at(-1) as string) <= minutesPast(12 * 60)).toBe(true);
          for (const [index, slot] of slots.slice(1).entries()) {
            const waited = (Date.parse(slot) - Date.parse(slots[index] as string)) / 60_000;
            expect(waited).toBeGreaterThanOrEqual((waits[index] as number) - 0.001);
            expect(waited).toBeLessThan((waits[index] as number) + 1.001);
          }
          if (slots.length < 16 && plan) expect(plan.steps.length).toBeLessThan(48);
        },
      ),
    );
  });

  test('is not made for a source that is polled twice a day', () => {
    expect(makePlan(noon, (slot) => minutesPast(12 * 60 + 1, slot))).toBeUndefined();
  });

  test('goes on with the slot after the one that was due, some time from now, and says when it has none', () => {
    expect(slotAfter(everyQuarter, noon, minutesPast(0.2), 10)).toBe(minutesPast(15));
    expect(slotAfter(everyQuarter, noon, minutesPast(6), 10)).toBe(minutesPast(30));
    expect(slotAfter(everyQuarter, minutesPast(15 * 15), minutesPast(15 * 15), 10)).toBeUndefined();
    expect(slotAfter(everyQuarter, minutesPast(1), minutesPast(1), 10)).toBeUndefined();
  });
});

describe('dispatches along a plan', () => {
  /** Slots sent by dispatches at these minutes, each told of the one before, but for those that are cold. */
  const dispatchAt = (minutes: readonly number[]) =>
    minutes.map((at, index) => slotDue(everyQuarter, minutesPast(at), minutesPast(minutes[index - 1] ?? -1)));

  test('send every slot once, however irregular they are, as long as one comes in every slot', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 60, maxLength: 60 }), (gaps) => {
        let at = -1;
        const times = gaps.map((gap) => (at += gap)).filter((time) => time >= 0 && time < 15 * 15);
        const sent = dispatchAt(times).flatMap(({ slot, send }) => (send === 'yes' ? [slot] : []));
        expect(new Set(sent).size).toBe(sent.length);
        const last = times.at(-1) as number;
        const come = slotsOf(everyQuarter).filter((slot) => slot <= minutesPast(last));
        expect(sent).toEqual(come);
      }),
    );
  });

  test('send the last slot until it was polled, so that what was missed is made good', () => {
    for (const at of [225, 226, 600, 10_000])
      expect(slotDue(everyQuarter, minutesPast(at), minutesPast(at - 1))).toEqual({
        slot: minutesPast(225),
        send: 'yes',
      });
  });

  test('do not know what was sent before the first, or after the clock went back: the source must be asked', () => {
    expect(slotDue(everyQuarter, minutesPast(16), undefined)).toEqual({ slot: minutesPast(15), send: 'perhaps' });
    expect(slotDue(everyQuarter, minutesPast(16), minutesPast(17)).send).toBe('perhaps');
  });

  test('send a source without a plan as long as it is due', () => {
    expect(slotDue({ from: noon, steps: '' }, minutesPast(90), minutesPast(89))).toEqual({ slot: noon, send: 'yes' });
  });
});

describe('a source', () => {
  const polled = (source: Source, outcome: PollOutcome, late = 0) =>
    nextSource(source, outcome, minutesPast(late, source.nextPollAt));
  const unchanged: PollOutcome = { kind: 'unchanged' };
  const status = (): Source => newSource('s', { url: 'https://status.example/feed', kind: 'status', title: 's' }, noon);
  const fetched = (entries: number): PollOutcome => ({
    kind: 'fetched',
    bodyHash: String(entries),
    sourceKind: 'blog',
    published: [],
    entries,
    brought: entries,
    joined: 0,
    incidents: 0,
  });
  const blog = (): Source => ({
    ...newSource('b', { url: 'https://blog.example/feed', kind: 'blog', title: 'b' }, noon),
    recentNew: [1],
    habit: { gapMinutes: 300, lastNewAt: minutesPast(-60) },
  });

  test('keeps to its plan while nothing is new, and makes another at its end', () => {
    let source = polled(status(), unchanged);
    const first = source.plan as PollPlan;
    for (const slot of slotsOf(first)) {
      expect(source).toMatchObject({ nextPollAt: slot, plan: first });
      source = polled(source, unchanged, 0.3);
    }
    expect(source.plan).not.toEqual(first);
    expect(source.plan?.from).toBe(source.nextPollAt);
  });

  test('leaves it for what is new, for a failure, and for a poll that came too late for any slot', () => {
    const source = polled(blog(), unchanged);
    const { plan } = source;
    expect(plan).toBeDefined();
    expect(polled(source, fetched(0)).plan).toEqual(plan);
    expect(polled(source, fetched(1)).plan).not.toEqual(plan);
    expect(polled(source, { kind: 'failed', reason: 'It answered 500.', status: 500 }).plan).toBeUndefined();
    expect(polled(source, { kind: 'gone', reason: 'It is gone.' }).plan).toBeUndefined();
    expect(polled(source, unchanged, 13 * 60).plan).not.toEqual(plan);
  });

  test('is never asked sooner than its site wishes, though the plan was made before the wish', () => {
    const source = polled(blog(), unchanged);
    const wait = (Date.parse(slotsOf(source.plan as PollPlan)[1] as string) - Date.parse(source.nextPollAt)) / 60_000;
    expect(wait).toBeLessThan(200);
    const wishing = polled(source, { kind: 'unchanged', maxAgeSeconds: 200 * 60 });
    expect((Date.parse(wishing.nextPollAt) - Date.parse(source.nextPollAt)) / 60_000).toBeGreaterThanOrEqual(200);
  });
});
