import { type Weekday, weekdays } from '../lambdas/contract/env';

const dayMs = 86_400_000;
const years = 5;

/**
 * The first date (yyyy-mm-dd) in the next five years on which the weekly draft's local hour does not exist because the
 * clocks go forward; undefined when there is none. EventBridge Scheduler skips such a run, and with it the week.
 */
export function skippedDraft(
  draft: { draftDay: Weekday; draftHour: number; timeZone: string },
  today: Date,
): string | undefined {
  const local = clockOf(draft.timeZone);
  const plain = clockOf('UTC');
  const midnight = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate());
  const firstDay = midnight + ((weekdays.indexOf(draft.draftDay) - today.getUTCDay() + 7) % 7) * dayMs;

  for (let day = firstDay; day < midnight + years * 365 * dayMs; day += 7 * dayMs) {
    const wallClock = day + draft.draftHour * 3_600_000;
    const wanted = plain.format(wallClock);
    if (!instantsAround(wallClock).some((instant) => local.format(instant) === wanted))
      return new Date(day).toISOString().slice(0, 10);
  }
  return undefined;
}

const clockOf = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short' });

/** Every instant that any zone could call by this wall-clock time: offsets are whole quarters of an hour from -12 h to +14 h. */
function instantsAround(wallClock: number): number[] {
  return Array.from({ length: (14 + 12) * 4 + 1 }, (_, quarter) => wallClock - 14 * 3_600_000 + quarter * 900_000);
}
