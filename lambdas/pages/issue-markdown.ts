import {
  type Article,
  type Issue,
  issueTitle,
  type Outage,
  printedArticles,
  printedOutages,
  type Sponsor,
} from '../domain/issue';
import { stampOf } from './dates';
import { cleanText } from './foreign-text';
import { safeLink } from './links';
import { markdownSource } from './markdown';
import { bylineOf, followUpOf, longest, printedNotes, printedSummary, serviceOf, titleOf } from './wording';

/** What means something anywhere in a line; a bare `&` and `#` do not. */
const SPECIAL = /[\\`*_[\]<|~@$]|&(?=#?\w+;)/g;
const AT_START = /^(?:[-+=#>]|\d+(?=[.)]))/;
const BARE_ADDRESS = /(:)(?=\/\/)|(?<=www)(\.)/gi;

/** The printed issue in CommonMark, to paste into any mail service. Text from feeds stays text. */
export function issueMarkdown(issue: Issue, about: { newsletter: string; timeZone: string; url: string }): string {
  const articles = printedArticles(issue).map(articleMarkdown);
  const outages = printedOutages(issue).map((outage) => outageMarkdown(outage, about.timeZone));
  return [
    `# ${escapeMarkdown(issueTitle(about.newsletter, issue))}`,
    issue.intro && markdownSource(issue.intro, escapeMarkdown),
    issue.sponsor && sponsorMarkdown(issue.sponsor),
    articles.length > 0 && ['## Articles', ...articles].join('\n\n'),
    outages.length > 0 && ['## Outages', outages.join('\n')].join('\n\n'),
    `Updated: ${stampOf(issue, about.timeZone)}`,
    `<${about.url}>`,
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

/** Makes one line of text mean itself in CommonMark and GitHub's dialect: nothing in it becomes emphasis, a link, markup or a list. */
export const escapeMarkdown = (line: string) =>
  line
    .replace(SPECIAL, '\\$&')
    .replace(BARE_ADDRESS, '\\$&')
    .replace(AT_START, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));

function articleMarkdown(article: Article): string {
  const summary = printedSummary(article);
  const followUp = followUpOf(article);
  return [
    `### ${linked(titleOf(article), article.url)}`,
    article.comment && markdownSource(article.comment, escapeMarkdown),
    summary && `> ${escapeMarkdown(summary)}`,
    `*${escapeMarkdown(bylineOf(article))}*`,
    followUp && escapeMarkdown(followUp),
    article.disclosure && escapeMarkdown(cleanText(article.disclosure, longest.quote)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const sponsorMarkdown = ({ label, text, url }: Sponsor): string =>
  `**${linked(cleanText(label, longest.name), url)}**\n\n${markdownSource(text, escapeMarkdown)}`;

function outageMarkdown(outage: Outage, timeZone: string): string {
  const quote = cleanText(outage.quote ?? '', longest.quote);
  return [
    `- ${linked(serviceOf(outage), outage.url)}: ${escapeMarkdown(titleOf(outage))}`,
    ...printedNotes(outage, timeZone).map((note) => `  - ${escapeMarkdown(note)}`),
    ...(outage.comment ? ['', markdownSource(outage.comment, escapeMarkdown, '  '), ''] : []),
    ...(quote ? ['', `  > ${escapeMarkdown(quote)}`, ''] : []),
  ].join('\n');
}

function linked(text: string, url: string): string {
  const href = safeLink(url);
  if (!href) return escapeMarkdown(text);
  // As entities: marked, and whoever uses it, takes a backslash before a bracket in a link's text away and reads the rest again.
  const words = escapeMarkdown(text).replace(/\\([[\]])/g, (_, bracket) => (bracket === '[' ? '&#91;' : '&#93;'));
  return `[${words}](<${href.replace(/\\/g, '%5C').replace(/&(?=#?\w+;)/g, '&amp;')}>)`;
}
