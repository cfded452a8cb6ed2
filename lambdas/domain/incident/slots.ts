import { compareText } from '../compare-text';
import type { Stage } from '../incident';

/** Most update slots kept for one incident; the earliest are kept, so that a join does not depend on order. */
const MOST_SLOTS = 800;
const LETTERS: Record<Stage, string> = {
  scheduled: 'S',
  'in-progress': 'P',
  verifying: 'V',
  completed: 'C',
  investigating: 'I',
  identified: 'D',
  monitoring: 'M',
  update: 'U',
  resolved: 'R',
  postmortem: 'W',
};

/** The slots of a list of timed updates: (minute, stage) with how many fell into it. */
export function slotsOf(updates: readonly { at: string; stage: Stage }[]): string {
  const counts = new Map<string, number>();
  for (const { at, stage } of updates) {
    const slot =
      Math.floor(Date.parse(at) / 60_000)
        .toString(36)
        .padStart(6, '0') + LETTERS[stage];
    counts.set(slot, (counts.get(slot) ?? 0) + 1);
  }
  return writeSlots(counts);
}

/** Both slot lists as one: a slot seen twice is one slot, with the greater count. Commutative, associative, idempotent. */
export function joinSlots(a: string, b: string): string {
  if (a === b || b === '') return a;
  const counts = readSlots(a);
  for (const [slot, count] of readSlots(b)) counts.set(slot, Math.max(count, counts.get(slot) ?? 0));
  return writeSlots(counts);
}

/** Updates counted in a slot list. */
export function countSlots(slots: string): number {
  let sum = 0;
  for (const count of readSlots(slots).values()) sum += count;
  return sum;
}

/** Whether the two lists have a slot in common. */
export function shareSlot(a: string, b: string): boolean {
  const counts = readSlots(a);
  return [...readSlots(b).keys()].some((slot) => counts.has(slot));
}

/** Whether the second list has slots, all of which are in the first. */
export function hasSlots(a: string, b: string): boolean {
  const counts = readSlots(a);
  return b !== '' && [...readSlots(b).keys()].every((slot) => counts.has(slot));
}

function readSlots(slots: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const part of slots.split(',')) if (part !== '') counts.set(part.slice(0, 7), Number(part.slice(7) || 1));
  return counts;
}

function writeSlots(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([a], [b]) => compareText(a, b))
    .slice(0, MOST_SLOTS)
    .map(([slot, count]) => (count > 1 ? slot + count : slot))
    .join(',');
}
