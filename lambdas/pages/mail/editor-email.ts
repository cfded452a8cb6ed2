import { html } from 'hono/html';
import { type Issue, issueTitle, printedArticles, printedOutages } from '../../domain/issue';
import { dueOf } from '../../domain/issue/notices';
import { formatDuration, formatMoment, minutesBetween } from '../dates';
import { paragraph, underline } from '../plain-text';
import { contentsOf, subjectLine, weekName } from '../wording';
import { frameMail, mailButton, mailStyle } from './frame';

export interface EditorMail {
  newsletter: string;
  timeZone: string;
  deskLink: string;
  now: string;
}

interface Words {
  subject: string;
  lines: string[];
  button: string;
}

/** Says when an approved issue goes out, and where it can still be pulled back. */
export const approvedEmail = (issue: Issue, about: EditorMail) => {
  const at = formatMoment(issue.publishAt, about.timeZone);
  return editorEmail(issue, about, {
    subject: `goes out ${at}`,
    lines: [
      `Revision ${issue.approvedRevision} was approved ${formatMoment(issue.approvedAt, about.timeZone)}. It goes out ${at} with ${contentsOf(printedArticles(issue).length, printedOutages(issue).length)}.`,
      'Until then you can pull it back on the desk. If you did not approve it, do that now.',
    ],
    button: `Pull back, or look at issue #${issue.number}`,
  });
};

/** Reminds the editor of a draft that is due soon. */
export const reminderEmail = (issue: Issue, about: EditorMail) => {
  const due = formatMoment(dueOf(issue), about.timeZone);
  return editorEmail(issue, about, {
    subject: `due ${due}, and not approved`,
    lines: [
      `The issue is to go out in ${formatDuration(minutesBetween(about.now, dueOf(issue)) ?? 0)}, ${due}. ${touched(issue, about)} Nothing goes out until you approve it.`,
      'No issue this week? Skip the week on the desk, with a reason if you like; the number is used again next week.',
    ],
    button: `Review issue #${issue.number}`,
  });
};

/** Asks the second editor to see to a draft. */
export const fallbackEmail = (issue: Issue, about: EditorMail) =>
  editorEmail(issue, about, {
    subject: 'can you take over this draft?',
    lines: [
      `This issue was to go out ${formatMoment(dueOf(issue), about.timeZone)}, and it is not approved. ${touched(issue, about)} You are the second editor of ${about.newsletter}.`,
      'You can edit it, approve it, or skip the week. Nothing goes out until somebody approves it.',
    ],
    button: `Review issue #${issue.number}`,
  });

/** The link somebody asked for on a page that had nothing to show. */
export const linkEmail = (issue: Issue, about: EditorMail) =>
  editorEmail(issue, about, {
    subject: 'a new link to the desk',
    lines: [
      'Somebody asked for a new link to the desk, and it is sent to nobody but you. If it was not you, there is nothing to do.',
    ],
    button: `Open the desk of issue #${issue.number}`,
  });

function editorEmail(issue: Issue, about: EditorMail, { subject, lines, button }: Words) {
  const title = issueTitle(about.newsletter, issue);
  const foot = `Sent to you as an editor of ${about.newsletter}. Opening a link in this mail only shows; it changes nothing.`;
  return {
    subject: subjectLine(`${title} — ${subject}`),
    html: frameMail({
      title,
      kicker: weekName(issue),
      preview: lines[0] ?? '',
      body: html`${lines.map((line) => html`<p ${mailStyle.text}>${line}</p>`)}
${mailButton(about.deskLink, button)}
<p class="muted rule" ${mailStyle.foot}>${foot}</p>`,
    }),
    text: `${[underline(title, '='), ...lines.map((line) => paragraph(line)), `${button}:\n${about.deskLink}`, `-- \n${paragraph(foot)}`].join('\n\n')}\n`,
  };
}

const touched = ({ createdAt, updatedAt }: Issue, { now }: EditorMail) =>
  updatedAt === createdAt
    ? 'Nobody has touched the draft yet.'
    : `The draft was last touched ${formatDuration(minutesBetween(updatedAt, now) ?? 0)} ago.`;
