import { html } from 'hono/html';
import { type Issue, issueTitle, type Outage, printedArticles, printedOutages, type Sponsor } from '../../domain/issue';
import { stampOf } from '../dates';
import { cleanText } from '../foreign-text';
import { safeLink } from '../links';
import { markdownText } from '../markdown';
import type { Markup } from '../markup';
import { paragraph, quoteLines, sectionText, underline } from '../plain-text';
import {
  alsoAffected,
  bylineOf,
  contentsOf,
  followUpOf,
  isOngoing,
  longest,
  ongoingInPrint,
  printedSummary,
  serviceOf,
  spanOf,
  subjectLine,
  titleOf,
  weekName,
} from '../wording';
import { frameMail, mailHeading, mailStyle } from './frame';
import { mailArticle, mailLink, mailOutage, mailWords } from './items';

export interface IssueMail {
  newsletter: string;
  timeZone: string;
  /** Where the issue is read on the web. */
  url: string;
  /** Where this reader leaves the list. */
  unsubscribe?: string;
}

/** The addresses at which one reader leaves the list. */
export const leavingAddresses = (addresses: readonly string[], recipient: string): string[] =>
  addresses.map((address) => address.replaceAll('{recipient}', encodeURIComponent(recipient)));

/** What the readers get: only what is printed, without scores or reasons. */
export function issueEmail(issue: Issue, about: IssueMail): { subject: string; html: string; text: string } {
  return {
    subject: subjectLine(issueTitle(about.newsletter, issue)),
    html: issueMarkup(issue, about),
    text: issueText(issue, about),
  };
}

function issueMarkup(issue: Issue, about: IssueMail): string {
  const articles = printedArticles(issue);
  const outages = printedOutages(issue);
  return frameMail({
    title: issueTitle(about.newsletter, issue),
    kicker: weekName(issue),
    preview: `${contentsOf(articles.length, outages.length)} this week.`,
    body: html`${issue.intro && mailWords(issue.intro)}
${sponsorBox(issue)}
${articles.length > 0 && mailHeading('Articles')}
${articles.map((article) => mailArticle(article, { summary: longest.summary }))}
${outages.length > 0 && mailHeading('Outages')}
${outages.map((outage) => mailOutage(outage, { facts: spanOf(outage, about.timeZone), ongoing: ongoingInPrint, quote: longest.quote }))}
<p class="muted rule" ${mailStyle.foot}>Updated: ${stampOf(issue, about.timeZone)}<br>${about.newsletter} · <a class="link" href="${about.url}" target="_blank" rel="noopener" ${mailStyle.link}>Read this issue on the web</a>${about.unsubscribe && html` · <a class="link" href="${about.unsubscribe}" target="_blank" rel="noopener" ${mailStyle.link}>Unsubscribe</a>`}</p>`,
  });
}

function sponsorBox({ sponsor }: Issue): Markup | undefined {
  if (!sponsor) return undefined;
  const label = cleanText(sponsor.label, longest.name);
  return html`<div class="quote" style="margin:24px 0 0;padding:12px 16px;border:1px solid #d5ddd9;border-radius:8px">
<p class="muted" ${mailStyle.small}>${mailLink(sponsor.url, label)}</p>
${mailWords(sponsor.text)}
</div>`;
}

/** The printed issue as plain text, lines of at most 76 characters except addresses. */
export function issueText(issue: Issue, about: IssueMail): string {
  const articles = printedArticles(issue).map((article) =>
    [
      paragraph(titleOf(article)),
      safeLink(article.url),
      paragraph(bylineOf(article)),
      article.comment && `\n${markdownText(article.comment)}\n`,
      quoteLines(printedSummary(article)),
      followUpOf(article) && paragraph(followUpOf(article)),
      article.disclosure && paragraph(cleanText(article.disclosure, longest.quote)),
    ]
      .filter(Boolean)
      .join('\n')
      .trimEnd(),
  );
  const outages = printedOutages(issue).map((outage) => outageText(outage, about));
  return [
    underline(issueTitle(about.newsletter, issue), '='),
    issue.intro && markdownText(issue.intro),
    issue.sponsor && sponsorText(issue.sponsor),
    articles.length > 0 && sectionText('Articles', articles),
    outages.length > 0 && sectionText('Outages', outages),
    `-- \nUpdated: ${stampOf(issue, about.timeZone)}\n${about.newsletter} on the web: ${about.url}${about.unsubscribe ? `\nUnsubscribe: ${about.unsubscribe}` : ''}`,
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

const sponsorText = ({ label, text, url }: Sponsor): string =>
  [`[${cleanText(label, longest.name)}]`, markdownText(text), safeLink(url)].filter(Boolean).join('\n');

function outageText(outage: Outage, about: IssueMail): string {
  const also = alsoAffected(outage);
  const span = spanOf(outage, about.timeZone);
  return [
    paragraph(`* ${serviceOf(outage)}: ${titleOf(outage)}`, '  ', ''),
    span && paragraph(`${isOngoing(outage) ? `${ongoingInPrint}. ` : ''}${span}`, '  '),
    safeLink(outage.url) && `  ${safeLink(outage.url)}`,
    outage.comment && markdownText(outage.comment, '  '),
    quoteLines(cleanText(outage.quote ?? '', longest.quote), '  '),
    also && paragraph(also, '  '),
    ...(outage.notes ?? []).map((note) => paragraph(`- ${cleanText(note, longest.quote)}`, '    ', '  ')),
  ]
    .filter(Boolean)
    .join('\n');
}
