import { after, day, minute } from '../instant';
import type { Source } from '../source';

/** Nobody is silent over a holiday. */
const leastSilence = 14 * day;

/**
 * When a source becomes silent (ISO 8601 UTC): three times its usual gap after its last news, two weeks at least.
 * Undefined for a source without a habit, and for status pages, whose silence is good news.
 */
export function silentFrom({ state, kind, habit }: Source): string | undefined {
  if (state !== 'active' || kind !== 'blog' || habit?.gapMinutes === undefined || habit.lastNewAt === undefined)
    return undefined;
  const patience = Math.max(leastSilence, 3 * habit.gapMinutes * minute);
  return after(habit.lastNewAt, patience);
}
