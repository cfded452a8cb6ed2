import { html } from 'hono/html';
import { type Article, type Issue, issueTitle } from '../../domain/issue';
import { formatDay } from '../dates';
import type { Markup } from '../markup';
import {
  bylineOf,
  contentsOf,
  draftIntro,
  leftOutLines,
  moreOnDesk,
  outageFacts,
  reasonsOf,
  stillUndecided,
  subjectLine,
  titleOf,
  troubles,
  weekName,
  whyNoArticles,
  whyNoOutages,
} from '../wording';
import { draftText } from './draft-text';
import { frameMail, mailButton, mailHeading, mailStyle } from './frame';
import { mailArticle, mailLink, mailOutage } from './items';
import { type Cut, cuts, shownOf } from './size';

export interface DraftMail {
  newsletter: string;
  timeZone: string;
  /** The only way to the desk, and the only link of ours in the mail. */
  deskLink: string;
  /** The issue before this one, when nobody approved or skipped it. */
  undecided?: number | undefined;
}

/** Gmail hides what comes after 102 KB of markup; this leaves room for the transfer encoding of the markup and the text. */
const MOST_BYTES = 90_000;

/** The mail that tells the editor the draft is there: what is in it, why, what is not, and one button to the desk. At most 100 KB with its text version. */
export function draftEmail(drawn: Issue, about: DraftMail): { subject: string; html: string; text: string } {
  const issue = withoutComments(drawn);
  const title = issueTitle(about.newsletter, issue);
  const contents = contentsOf(issue.articles.length, issue.outages.length);
  const subject = subjectLine(`${title} — draft: ${isQuiet(issue) ? 'a quiet week' : contents}`);
  let mail = { html: '', text: '' };
  for (const cut of cuts) {
    mail = { html: draftMarkup(issue, about, cut), text: draftText(issue, about, cut) };
    if (Buffer.byteLength(mail.html) + Buffer.byteLength(mail.text) <= MOST_BYTES) break;
  }
  return { subject, ...mail };
}

/** Whoever wrote them knows them, and they may be longer than all the rest. */
const withoutComments = (issue: Issue): Issue => ({
  ...issue,
  articles: issue.articles.map(({ comment: _, ...article }) => article),
  outages: issue.outages.map(({ comment: _, ...outage }) => outage),
});

function draftMarkup(issue: Issue, about: DraftMail, cut: Cut): string {
  const intro = `${draftIntro(issue, about.timeZone)} Nothing goes out until you approve it.`;
  return frameMail({
    title: issueTitle(about.newsletter, issue),
    kicker: `Draft · ${weekName(issue)}`,
    preview: previewOf(issue),
    body: html`<p ${mailStyle.text}>${intro}</p>
${about.undecided !== undefined && html`<p ${mailStyle.text}>${stillUndecided(about.undecided)}</p>`}
${mailButton(about.deskLink, `Review issue #${issue.number}`)}
${articles(issue, about, cut)}
${outages(issue, about, cut)}
${runnersUp(issue.runnersUp, cut)}
${leftOut(issue)}
<p class="muted rule" ${mailStyle.foot}>Sent to you as the editor of ${about.newsletter}. Opening a link in this mail only shows; it changes nothing.</p>`,
  });
}

const isQuiet = (issue: Issue) => issue.articles.length + issue.outages.length === 0;

/** What a list of mails shows beside the subject: our words, so that no feed speaks there. */
const previewOf = (issue: Issue) =>
  isQuiet(issue) ? whyNoArticles(issue.leftOut) : 'Nothing goes out until you approve it.';

function articles(issue: Issue, about: DraftMail, cut: Cut): Markup {
  const { shown, more } = shownOf(issue.articles, cut.articles);
  if (shown.length === 0)
    return html`${mailHeading('Articles')}<p ${mailStyle.text}>${whyNoArticles(issue.leftOut)}</p>`;
  return html`${mailHeading('Articles')}
${cut.summary > 0 && html`<p class="muted" ${mailStyle.rest}>Indented text is the source’s own, to help you choose.</p>`}
${shown.map((article) =>
  mailArticle(article, {
    day: formatDay(article.publishedAt, about.timeZone),
    reasons: reasonsOf(article),
    summary: cut.summary,
  }),
)}
${restOf(more, 'article')}`;
}

function outages(issue: Issue, about: DraftMail, cut: Cut): Markup {
  const { shown, more } = shownOf(issue.outages, cut.outages);
  if (shown.length === 0) return html`${mailHeading('Outages')}<p ${mailStyle.text}>${whyNoOutages(issue.leftOut)}</p>`;
  return html`${mailHeading('Outages')}
${shown.map((outage) => mailOutage(outage, { facts: outageFacts(outage, about.timeZone), ongoing: 'Ongoing', quote: cut.quote }))}
${restOf(more, 'outage')}`;
}

function runnersUp(all: Article[], cut: Cut): Markup | undefined {
  const { shown, more } = shownOf(all, cut.runnersUp);
  if (all.length === 0) return undefined;
  return html`${mailHeading('Runners-up')}
${shown.length > 0 && html`<ul ${mailStyle.list}>${shown.map((article) => html`<li ${mailStyle.item}>${mailLink(article.url, titleOf(article, 120))} <span class="muted" style="color:#56625e"><bdi>${bylineOf(article)}</bdi></span></li>`)}</ul>`}
${restOf(more, 'runner-up', 'runners-up')}`;
}

function leftOut(issue: Issue): Markup {
  const lines = leftOutLines(issue.leftOut);
  const trouble = troubles(issue.leftOut);
  return html`${mailHeading('Left out')}
<ul ${mailStyle.list}>${lines.map((line) => html`<li ${mailStyle.item}>${line}</li>`)}${trouble.map(
    ({ label, entries, more }) =>
      html`<li ${mailStyle.item}>${label}:<ul style="margin:4px 0 0;padding:0 0 0 18px">${entries.map(({ source, reason }) => html`<li><bdi>${source}</bdi> <span class="muted" style="color:#56625e"><bdi>${reason}</bdi></span></li>`)}${more > 0 && html`<li>and ${more} more</li>`}</ul></li>`,
  )}${lines.length + trouble.length === 0 && html`<li ${mailStyle.item}>Nothing: this is all that came in.</li>`}</ul>`;
}

const restOf = (more: number, one: string, many?: string) =>
  more > 0 && html`<p class="muted" ${mailStyle.rest}>${moreOnDesk(more, one, many)}</p>`;
