import { html } from 'hono/html';
import { type Issue, type IssueCard, isOut, issueTitle, printedArticles, printedOutages } from '../domain/issue';
import { formatDate, stampOf } from './dates';
import { framePage } from './frame';
import { issueContents } from './issue-contents';
import type { Markup } from './markup';
import { contentsOf } from './wording';

export interface Archive {
  newsletter: string;
  timeZone: string;
  /** The page's own address. */
  url: string;
  styleNonce: string;
}

/** A published issue as the web page that stays. */
export function archivePage(issue: Issue, about: Archive): string {
  const title = issueTitle(about.newsletter, issue);
  const contents = contentsOf(printedArticles(issue).length, printedOutages(issue).length);
  return framePage({
    title,
    styleNonce: about.styleNonce,
    head: cardOf(about, { title, description: `${contents}.`, type: 'article' }),
    body: html`${masthead(about)}
<main class="issue">
<h1>${title}</h1>
${issueContents(issue, about.timeZone)}
<p class="updated">Updated: ${stampOf(issue, about.timeZone)} · <a href="/issues/${issue.number}/text">Plain text</a> · <a href="/issues/${issue.number}/markdown">Markdown</a></p>
</main>
${footer(about)}`,
  });
}

/** All published issues, newest first. Cards of issues that are not published are left out. */
export function archiveIndex(cards: IssueCard[], about: Archive): string {
  const published = cards.filter(isOut).sort((a, b) => b.number - a.number);
  return framePage({
    title: `${about.newsletter}: all issues`,
    styleNonce: about.styleNonce,
    head: cardOf(about, { title: about.newsletter, description: 'All issues.', type: 'website' }),
    body: html`${masthead(about)}
<main class="issue">
<h1>All issues</h1>
${
  published.length === 0
    ? html`<p>No issue has been published yet.</p>`
    : html`<ol class="index" reversed>
${published.map(
  (
    card,
  ) => html`<li value="${card.number}"><a href="/issues/${card.number}">Issue #${card.number}</a> <span class="date">${formatDate(card.publishedAt, about.timeZone)}</span></li>
`,
)}</ol>`
}
</main>
${footer(about)}`,
  });
}

const masthead = ({ newsletter }: Archive): Markup =>
  html`<header class="masthead"><a href="/issues">${newsletter}</a></header>`;

const footer = ({ newsletter }: Archive): Markup =>
  html`<footer class="foot"><a href="/issues">All issues of ${newsletter}</a> · <a href="/feed.xml">RSS</a> · <a href="/feed.atom">Atom</a> · <a href="/feed.json">JSON Feed</a></footer>`;

function cardOf({ newsletter, url }: Archive, card: { title: string; description: string; type: string }): Markup {
  return html`<meta name="description" content="${card.description}">
<meta property="og:site_name" content="${newsletter}">
<meta property="og:title" content="${card.title}">
<meta property="og:description" content="${card.description}">
<meta property="og:type" content="${card.type}">
<meta property="og:url" content="${url}">
<meta name="twitter:card" content="summary">
<link rel="canonical" href="${url}">
<link rel="alternate" type="application/rss+xml" title="${newsletter}" href="/feed.xml">
<link rel="alternate" type="application/atom+xml" title="${newsletter}" href="/feed.atom">
<link rel="alternate" type="application/feed+json" title="${newsletter}" href="/feed.json">`;
}
