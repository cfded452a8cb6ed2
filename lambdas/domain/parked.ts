import type { ParkedSend } from './ports';

/** Longer than any run that could still be sending it. */
const longestRunMilliseconds = 600_000;

/** Whether a person may decide on a mail now: it is the issue or the draft, and no run can still be busy with it. */
export function canBeReleased({ kind, state, at }: ParkedSend, now: string): boolean {
  if (!/^(issue|draft(-\d+)?)$/.test(kind)) return false;
  return state !== 'claimed' || Date.parse(now) - Date.parse(at) > longestRunMilliseconds;
}
