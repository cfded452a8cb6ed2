import { type Article, type Issue, issueTitle, type Outage } from '../../domain/issue';
import { formatDay } from '../dates';
import { cleanText } from '../foreign-text';
import { safeLink } from '../links';
import { paragraph, quoteLines, sectionText, underline } from '../plain-text';
import {
  alsoAffected,
  bylineOf,
  draftIntro,
  isOngoing,
  leftOutLines,
  longest,
  moreOnDesk,
  outageFacts,
  reasonsOf,
  serviceOf,
  stillUndecided,
  titleOf,
  troubles,
  weekName,
  whyNoArticles,
  whyNoOutages,
} from '../wording';
import { type Cut, shownOf } from './size';

interface About {
  newsletter: string;
  timeZone: string;
  deskLink: string;
  undecided?: number | undefined;
}

/** The draft mail for those who read plain text: the same contents in the same order, lines of at most 76 characters except addresses. */
export function draftText(issue: Issue, about: About, cut: Cut): string {
  return [
    underline(issueTitle(about.newsletter, issue), '='),
    `Draft, ${weekName(issue)}`,
    paragraph(`${draftIntro(issue, about.timeZone)} Nothing goes out until you approve it.`),
    about.undecided !== undefined && paragraph(stillUndecided(about.undecided)),
    `Review issue #${issue.number}:\n${about.deskLink}`,
    articles(issue, about, cut),
    outages(issue, about, cut),
    runnersUp(issue.runnersUp, cut),
    leftOut(issue),
    `-- \n${paragraph(`Sent to you as the editor of ${about.newsletter}. Opening a link in this mail only shows; it changes nothing.`)}`,
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function articles(issue: Issue, about: About, cut: Cut): string {
  const { shown, more } = shownOf(issue.articles, cut.articles);
  if (shown.length === 0) return sectionText('Articles', [paragraph(whyNoArticles(issue.leftOut))]);
  const entries = shown.map((article, index) => articleText(article, `${index + 1}. `, about, cut));
  return sectionText('Articles', [...entries, moreOnDesk(more, 'article')]);
}

function articleText(article: Article, number: string, about: About, cut: Cut): string {
  const day = formatDay(article.publishedAt, about.timeZone);
  const reasons = reasonsOf(article);
  return [
    paragraph(`${number}${titleOf(article)}`, '   ', ''),
    paragraph(bylineOf(article) + (day && ` · ${day}`), '   '),
    indented(safeLink(article.url)),
    reasons && paragraph(`Why: ${reasons}`, '   '),
    cut.summary > 0 && quoteLines(cleanText(article.summary ?? '', cut.summary), '   '),
    article.disclosure && paragraph(cleanText(article.disclosure, longest.quote), '   '),
  ]
    .filter(Boolean)
    .join('\n');
}

function outages(issue: Issue, about: About, cut: Cut): string {
  const { shown, more } = shownOf(issue.outages, cut.outages);
  if (shown.length === 0) return sectionText('Outages', [paragraph(whyNoOutages(issue.leftOut))]);
  return sectionText('Outages', [...shown.map((outage) => outageText(outage, about, cut)), moreOnDesk(more, 'outage')]);
}

function outageText(outage: Outage, about: About, cut: Cut): string {
  const also = alsoAffected(outage);
  const facts = outageFacts(outage, about.timeZone);
  return [
    paragraph(`* ${serviceOf(outage)}: ${titleOf(outage)}`, '  ', ''),
    facts && paragraph(`${isOngoing(outage) ? 'ONGOING. ' : ''}${facts}`, '  '),
    ...(outage.notes ?? []).map((note) => paragraph(`- ${cleanText(note, longest.quote)}`, '    ', '  ')),
    indented(safeLink(outage.url), '  '),
    cut.quote > 0 && quoteLines(cleanText(outage.quote ?? '', cut.quote), '  '),
    also && paragraph(also, '  '),
  ]
    .filter(Boolean)
    .join('\n');
}

function runnersUp(all: Article[], cut: Cut): string {
  if (all.length === 0) return '';
  const { shown, more } = shownOf(all, cut.runnersUp);
  const lines = shown.map((article) =>
    [paragraph(`- ${titleOf(article, 120)} (${bylineOf(article)})`, '  ', ''), indented(safeLink(article.url), '  ')]
      .filter(Boolean)
      .join('\n'),
  );
  return sectionText('Runners-up', [lines.join('\n'), moreOnDesk(more, 'runner-up', 'runners-up')]);
}

function leftOut(issue: Issue): string {
  const lines = leftOutLines(issue.leftOut).map((line) => paragraph(`- ${line}`, '  ', ''));
  const sources = troubles(issue.leftOut).map(({ label, entries, more }) =>
    [
      `- ${label}:`,
      ...entries.map(({ source, reason }) => paragraph(`- ${source}: ${reason}`, '    ', '  ')),
      ...(more > 0 ? [`  - and ${more} more`] : []),
    ].join('\n'),
  );
  const all = [...lines, ...sources];
  return sectionText('Left out', [all.length > 0 ? all.join('\n') : '- Nothing: this is all that came in.']);
}

const indented = (line: string | undefined, by = '   ') => line && by + line;
