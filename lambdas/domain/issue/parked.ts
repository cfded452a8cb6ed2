import type { Issue } from '../issue';
import type { ParkedSend } from '../ports';

/** How many mails of an issue a person is shown at once. */
export const mostUnsettled = 100;

/** Longer than any run that could still be sending a mail. */
export const longestRunMilliseconds = 600_000;

/** Whether a person may decide on a mail now: it is the issue, or the draft of what still is one, and no run can be busy with it. */
export function canBeReleased({ kind, state, at }: ParkedSend, issue: Pick<Issue, 'state'>, now: string): boolean {
  if (kind !== 'issue' && !(isDraftMail(kind) && issue.state === 'draft')) return false;
  return state !== 'claimed' || Date.parse(now) - Date.parse(at) > longestRunMilliseconds;
}

/** Whether a mail is the draft of a number, drawn up for the first time or again. */
export const isDraftMail = (kind: string) => /^draft(-\d+)?$/.test(kind);
