import { after, minute } from '../instant';

/**
 * When a source is due, one time after the other, for as long as its polls bring nothing new: from an instant (ISO 8601),
 * then after so many minutes each, in base 36. A poll that keeps to the plan changes nothing in the list of due sources.
 */
export interface PollPlan {
  from: string;
  steps: string;
}

/** A slot that was missed is made good at the end of the plan: it must not be far. */
const longest = { slots: 16, minutes: 12 * 60 };

/** Plans from the first slot on; `nextAfter` says when a poll at a slot would be followed, and counts the slots from 0. Undefined for fewer than two slots. */
export function makePlan(from: string, nextAfter: (slot: string, index: number) => string): PollPlan | undefined {
  const steps: string[] = [];
  const begin = Date.parse(from);
  let slot = begin;
  for (let index = 0; index < longest.slots - 1; index++) {
    const next = Date.parse(nextAfter(new Date(slot).toISOString(), index));
    const minutes = Math.ceil((next - slot) / minute);
    slot += minutes * minute;
    if (slot > begin + longest.minutes * minute) break;
    steps.push(minutes.toString(36));
  }
  return steps.length === 0 ? undefined : { from, steps: steps.join(' ') };
}

/** The instants of a plan (ISO 8601), oldest first. */
export function slotsOf({ from, steps }: PollPlan): string[] {
  const slots = [from];
  let slot = Date.parse(from);
  for (const step of steps.split(' ').filter(Boolean)) {
    slot += Number.parseInt(step, 36) * minute;
    slots.push(new Date(slot).toISOString());
  }
  return slots;
}

/** The slot after the one that was `due`, at least so many minutes from `now`; undefined when the plan has none, or never had that slot. */
export function slotAfter(plan: PollPlan, due: string, now: string, minutes: number): string | undefined {
  const slots = slotsOf(plan);
  if (!slots.includes(due)) return undefined;
  const soonest = after(now, minutes * minute);
  return slots.find((slot) => slot > due && slot >= soonest);
}

/**
 * The slot that has come by `now`, and whether it must be sent to be polled: `yes` for the last of a plan, and for one that came
 * after the dispatch at `since`; `perhaps` when no earlier dispatch is known, for it may have been sent and polled. ISO 8601.
 */
export function slotDue(
  plan: PollPlan,
  now: string,
  since: string | undefined,
): { slot: string; send: 'yes' | 'no' | 'perhaps' } {
  const slots = slotsOf(plan);
  const come = slots.filter((slot) => slot <= now);
  const slot = come.at(-1) ?? plan.from;
  if (come.length === slots.length) return { slot, send: 'yes' };
  if (since === undefined || since > now) return { slot, send: 'perhaps' };
  return { slot, send: slot > since ? 'yes' : 'no' };
}
