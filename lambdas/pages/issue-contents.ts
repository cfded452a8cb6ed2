import { html } from 'hono/html';
import { type Article, type Issue, type Outage, printedArticles, printedOutages } from '../domain/issue';
import { cleanText, isolateText } from './feed-text';
import { safeLink } from './links';
import type { Markup } from './markup';
import { alsoAffected, bylineOf, isOngoing, longest, ongoingInPrint, serviceOf, spanOf, titleOf } from './wording';

/** The printed articles and outages of an issue as headings, lists and quotations: for the archive and, as it is, for the feeds. */
export function issueContents(issue: Issue, timeZone: string): Markup {
  const articles = printedArticles(issue);
  const outages = printedOutages(issue);
  return html`${
    articles.length > 0 &&
    html`<section>
<h2>Articles</h2>
${articles.map(article)}</section>
`
  }${
    outages.length > 0 &&
    html`<section>
<h2>Outages</h2>
<ul class="outages">
${outages.map((each) => outage(each, timeZone))}</ul>
</section>
`
  }`;
}

/** Foreign text as a link to its own address that tells that address nothing of ours; plain text when the address is not absolute http(s). */
export function outsideLink(url: string, text: string, newTab = false): Markup {
  const href = safeLink(url);
  const words = html`<bdi>${text}</bdi>`;
  if (!href) return words;
  return newTab
    ? html`<a href="${href}" target="_blank" rel="noopener noreferrer">${words}</a>`
    : html`<a href="${href}" rel="noreferrer">${words}</a>`;
}

function article(each: Article): Markup {
  const summary = cleanText(each.summary ?? '', longest.summary);
  return html`<article>
<h3>${outsideLink(each.url, titleOf(each))}</h3>
${
  summary &&
  html`<blockquote><p><bdi>${summary}</bdi></p></blockquote>
`
}<p class="byline"><bdi>${bylineOf(each)}</bdi></p>
${
  each.disclosure &&
  html`<p class="byline">${isolateText(each.disclosure, longest.quote)}</p>
`
}</article>
`;
}

function outage(each: Outage, timeZone: string): Markup {
  const quote = cleanText(each.quote ?? '', longest.quote);
  const notes = [isOngoing(each) && ongoingInPrint, spanOf(each, timeZone), alsoAffected(each)].filter(Boolean);
  return html`<li>${outsideLink(each.url, serviceOf(each))}: <bdi>${titleOf(each)}</bdi>
${
  notes.length > 0 &&
  html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>
`
}${
  quote &&
  html`<blockquote><p><bdi>${quote}</bdi></p></blockquote>
`
}</li>
`;
}
