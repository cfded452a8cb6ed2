import { html } from 'hono/html';
import { type Issue, issueTitle, type Outage, printedArticles, printedOutages } from '../domain/issue';
import { formatStamp } from './dates';
import { cleanText } from './feed-text';
import { safeLink } from './links';
import { frameMail, mailHeading, mailStyle } from './mail-frame';
import { mailArticle, mailOutage } from './mail-items';
import { paragraph, quoteLines, sectionText, underline } from './plain-text';
import {
  alsoAffected,
  bylineOf,
  contentsOf,
  isOngoing,
  longest,
  ongoingInPrint,
  serviceOf,
  spanOf,
  subjectLine,
  titleOf,
  weekName,
} from './wording';

export interface IssueMail {
  newsletter: string;
  timeZone: string;
  /** Where the issue is read on the web. */
  url: string;
  /** Where this reader leaves the list. */
  unsubscribe?: string;
}

/** What the readers get: only what is printed, without scores or reasons. */
export function issueEmail(issue: Issue, about: IssueMail): { subject: string; html: string; text: string } {
  return {
    subject: subjectLine(issueTitle(about.newsletter, issue.number)),
    html: issueMarkup(issue, about),
    text: issueText(issue, about),
  };
}

function issueMarkup(issue: Issue, about: IssueMail): string {
  const articles = printedArticles(issue);
  const outages = printedOutages(issue);
  return frameMail({
    title: issueTitle(about.newsletter, issue.number),
    kicker: weekName(issue),
    preview: `${contentsOf(articles.length, outages.length)} this week.`,
    body: html`${articles.length > 0 && mailHeading('Articles')}
${articles.map((article) => mailArticle(article, { summary: longest.summary }))}
${outages.length > 0 && mailHeading('Outages')}
${outages.map((outage) => mailOutage(outage, { facts: spanOf(outage, about.timeZone), ongoing: ongoingInPrint, quote: longest.quote }))}
<p class="muted rule" ${mailStyle.foot}>Updated: ${updatedAt(issue, about)}<br>${about.newsletter} · <a class="link" href="${about.url}" target="_blank" rel="noopener" ${mailStyle.link}>Read this issue on the web</a>${about.unsubscribe && html` · <a class="link" href="${about.unsubscribe}" target="_blank" rel="noopener" ${mailStyle.link}>Unsubscribe</a>`}</p>`,
  });
}

/** The printed issue as plain text, lines of at most 76 characters except addresses. */
export function issueText(issue: Issue, about: IssueMail): string {
  const articles = printedArticles(issue).map((article) =>
    [
      paragraph(titleOf(article)),
      safeLink(article.url),
      paragraph(bylineOf(article)),
      quoteLines(cleanText(article.summary ?? '', longest.summary)),
      article.disclosure && paragraph(cleanText(article.disclosure, longest.quote)),
    ]
      .filter(Boolean)
      .join('\n'),
  );
  const outages = printedOutages(issue).map((outage) => outageText(outage, about));
  return [
    underline(issueTitle(about.newsletter, issue.number), '='),
    articles.length > 0 && sectionText('Articles', articles),
    outages.length > 0 && sectionText('Outages', outages),
    `-- \nUpdated: ${updatedAt(issue, about)}\n${about.newsletter} on the web: ${about.url}${about.unsubscribe ? `\nUnsubscribe: ${about.unsubscribe}` : ''}`,
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function outageText(outage: Outage, about: IssueMail): string {
  const also = alsoAffected(outage);
  const span = spanOf(outage, about.timeZone);
  return [
    paragraph(`* ${serviceOf(outage)}: ${titleOf(outage)}`, '  ', ''),
    span && paragraph(`${isOngoing(outage) ? `${ongoingInPrint}. ` : ''}${span}`, '  '),
    safeLink(outage.url) && `  ${safeLink(outage.url)}`,
    quoteLines(cleanText(outage.quote ?? '', longest.quote), '  '),
    also && paragraph(also, '  '),
  ]
    .filter(Boolean)
    .join('\n');
}

const updatedAt = (issue: Issue, about: IssueMail) => formatStamp(issue.publishedAt ?? issue.updatedAt, about.timeZone);
