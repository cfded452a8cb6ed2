import type { SigningKeys } from '../domain/approval';
import { hour } from '../domain/instant';
import type { Issue } from '../domain/issue';
import { linkKind, type NoticeSettings, noticesDue } from '../domain/issue/notices';
import { isDraftMail } from '../domain/issue/parked';
import type { IssueStore, Mail, Mailer } from '../domain/ports';
import { draftEmail } from '../pages/mail/draft-email';
import { approvedEmail, type EditorMail, fallbackEmail, linkEmail, reminderEmail } from '../pages/mail/editor-email';
import { signDeskLink } from './desk/link';

export interface RemindWorld {
  issues: IssueStore;
  mailer: Mailer;
  signingKeys: SigningKeys;
}

export interface RemindSettings extends NoticeSettings {
  newsletter: string;
  deskUrl: string;
  timeZone: string;
}

export interface Reminded {
  issue: number;
  kind: string;
  result: 'sent' | 'refused' | 'unclear';
}

type Content = Omit<Mail, 'to'>;

const recentIssues = 3;
const answeringMilliseconds = hour;
const mails = { approved: approvedEmail, due: reminderEmail, overdue: fallbackEmail };

/**
 * Mails the editors what is due at `now`, each mail once: what goes out when, reminders, a new link somebody asked for,
 * and the draft mails a person released. What SES refuses is tried again by the next run; what is unclear is not.
 */
export async function remindEditors(world: RemindWorld, settings: RemindSettings, now: string): Promise<Reminded[]> {
  const done: Reminded[] = [];
  const send = async (issue: Issue, kind: string, to: string, write: (about: EditorMail) => Content) => {
    const deskLink = signDeskLink(settings.deskUrl, issue.number, now, await world.signingKeys());
    const { newsletter, timeZone } = settings;
    const about = { issue: issue.number, kind };
    const mail = { to, ...write({ newsletter, timeZone, deskLink, now }), about };
    if ((await world.issues.claimSend(issue.number, kind, to, now)) !== 'go') return;
    const result = await world.mailer.send(mail);
    await world.issues.recordSend(issue.number, kind, to, result);
    done.push({ issue: issue.number, kind, result: result.state });
  };

  const cards = await world.issues.latest(recentIssues);
  for (const [index, card] of cards.entries()) {
    // An older draft is one the editor has left behind.
    if (card.state !== 'approved' && !(card.state === 'draft' && index === 0)) continue;
    const issue = await world.issues.get(card.number);
    for (const { kind, to, says } of issue ? noticesDue(issue, settings, now) : [])
      await send(issue as Issue, kind, to, (about) => mails[says](issue as Issue, about));
  }

  const askedAt = await world.issues.linkAskedAt();
  if (cards[0] && askedAt && Date.parse(now) - Date.parse(askedAt) < answeringMilliseconds) {
    const issue = await world.issues.get(cards[0].number);
    if (issue) await send(issue, linkKind(askedAt), settings.editor, (about) => linkEmail(issue, about));
  }

  for (const { number, kind, recipient } of await world.issues.releasedSends()) {
    const issue = isDraftMail(kind) ? await world.issues.get(number) : undefined;
    if (issue?.state === 'draft') await send(issue, kind, recipient, (about) => draftEmail(issue, about));
    else if (issue)
      await world.issues.recordSend(number, kind, recipient, { state: 'refused', reason: 'It is no longer a draft.' });
  }
  return done;
}
