import type { Issue } from './issue';

/** A mail to an editor that is due now. Its kind is claimed, so that each goes out once. */
export interface Notice {
  kind: string;
  to: string;
  says: 'approved' | 'untouched' | 'fallback';
}

export interface NoticeSettings {
  editor: string;
  secondEditor?: string | undefined;
  /** Hours a draft lies untouched before each mail; 0 for never. */
  reminderHours: number;
  fallbackHours: number;
}

const hour = 3_600_000;
/** How long a mail that could not be sent is tried again before it would only be late. */
const tryingMilliseconds = 6 * hour;

/** The kind of a mail about one draft of a number: a number drawn up again after a rejection has mails of its own. */
export const kindOf = (mail: string, issue: Pick<Issue, 'drawnAgain'>): string =>
  issue.drawnAgain ? `${mail}-${issue.drawnAgain}` : mail;

/** The kind of the mail with a new link: one a request, spelled so that SES takes it as a tag and its events find the record. */
export const linkKind = (askedAt: string): string => `link-${askedAt.replace(/[^\dTZ]/g, '')}`;

/** The mails an issue calls for at `now`: what goes out when, for each approval; a reminder and a call for help, for each draft left alone. */
export function noticesDue(issue: Issue, settings: NoticeSettings, now: string): Notice[] {
  const { editor, secondEditor, reminderHours, fallbackHours } = settings;
  if (issue.state === 'approved') {
    const canStillBePulledBack = (issue.publishAt ?? '') > now;
    return canStillBePulledBack ? [{ kind: `approved-${issue.approvedRevision}`, to: editor, says: 'approved' }] : [];
  }
  if (issue.state !== 'draft') return [];
  const untouched = Date.parse(now) - Date.parse(issue.updatedAt);
  const isDue = (hours: number) =>
    hours > 0 && untouched >= hours * hour && untouched < hours * hour + tryingMilliseconds;
  const notices: Notice[] = [];
  if (isDue(reminderHours)) notices.push({ kind: kindOf('reminder', issue), to: editor, says: 'untouched' });
  if (secondEditor && isDue(fallbackHours))
    notices.push({ kind: kindOf('fallback', issue), to: secondEditor, says: 'fallback' });
  return notices;
}
