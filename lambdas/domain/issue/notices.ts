import { after, day, hour } from '../instant';
import type { Issue } from '../issue';

/** A mail to an editor that is due now. Its kind is claimed, so that each goes out once. */
export interface Notice {
  kind: string;
  to: string;
  says: 'approved' | 'due' | 'overdue';
}

export interface NoticeSettings {
  editor: string;
  secondEditor?: string | undefined;
  /** Hours before a draft is due at which the editor is reminded; 0 is never. */
  reminderHours: readonly number[];
  /** Hours after it was due at which the second editor is asked. */
  fallbackHours: number;
}

/** How long a mail that could not be sent is tried again before it would only be late. */
const tryingMilliseconds = 6 * hour;
/** Whoever touched the draft so lately is at it, and needs no mail. */
const atWorkMilliseconds = hour;

/** When an issue is to go out: a day after it was drawn up, for one that does not say. */
export const dueOf = ({ dueAt, createdAt }: Pick<Issue, 'dueAt' | 'createdAt'>): string =>
  dueAt ?? after(createdAt, day);

/** Whether nobody decides on a draft any more: it is a day since it was to go out, and since it was touched. The next week's draft gets its number. */
export const isForgotten = (issue: Issue, now: string): boolean =>
  issue.state === 'draft' && after(dueOf(issue), day) <= now && after(issue.updatedAt, day) <= now;

/** The kind of a mail about one draft of a number: a number drawn up again after a rejection has mails of its own. */
export const kindOf = (mail: string, issue: Pick<Issue, 'drawnAgain'>): string =>
  issue.drawnAgain ? `${mail}-${issue.drawnAgain}` : mail;

/** The kind of the mail with a new link: one a request, spelled so that SES takes it as a tag and its events find the record. */
export const linkKind = (askedAt: string): string => `link-${askedAt.replace(/[^\dTZ]/g, '')}`;

/** The mails an issue calls for at `now`: what goes out when, for each approval; reminders before a draft is due, and a call for help after it was. */
export function noticesDue(issue: Issue, settings: NoticeSettings, now: string): Notice[] {
  if (issue.state === 'approved') {
    const canStillBePulledBack = (issue.publishAt ?? '') > now;
    const kind = `approved-${issue.approvedRevision}`;
    return canStillBePulledBack ? [{ kind, to: settings.editor, says: 'approved' }] : [];
  }
  if (issue.state !== 'draft') return [];
  const time = Date.parse(now);
  const due = Date.parse(dueOf(issue));
  const rested = Date.parse(issue.updatedAt) + atWorkMilliseconds;
  if (time < rested) return [];
  if (time < due) return reminders(issue, settings, { time, due });
  const asks = Math.max(due + settings.fallbackHours * hour, rested);
  if (!settings.secondEditor || time < asks || time >= asks + tryingMilliseconds) return [];
  return [{ kind: kindOf('fallback', issue), to: settings.secondEditor, says: 'overdue' }];
}

/** The latest of the reminders whose hour has come since the draft was drawn up: its own mail was the first. One at 0 hours never comes: the draft is due by then. */
function reminders(
  issue: Issue,
  { editor, reminderHours }: NoticeSettings,
  at: { time: number; due: number },
): Notice[] {
  const drawnUp = Date.parse(issue.createdAt);
  const come = reminderHours.filter((hours) => {
    const reminds = at.due - hours * hour;
    return reminds > drawnUp && at.time >= reminds && at.time < reminds + tryingMilliseconds;
  });
  if (come.length === 0) return [];
  return [{ kind: kindOf(`due-in-${Math.min(...come)}h`, issue), to: editor, says: 'due' }];
}
