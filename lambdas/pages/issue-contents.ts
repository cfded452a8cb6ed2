import { html } from 'hono/html';
import { type Article, type Issue, type Outage, printedArticles, printedOutages } from '../domain/issue';
import { cleanText, isolateText } from './foreign-text';
import { safeLink } from './links';
import { markdownMarkup } from './markdown';
import type { Markup } from './markup';
import { bylineOf, followUpOf, longest, printedNotes, printedSummary, serviceOf, titleOf } from './wording';

/** The printed articles and outages of an issue as headings, lists and quotations: for the archive and, as it is, for the feeds. */
export function issueContents(issue: Issue, timeZone: string): Markup {
  const articles = printedArticles(issue);
  const outages = printedOutages(issue);
  return html`${
    issue.intro &&
    html`<div class="words" dir="auto">${words(issue.intro)}</div>
`
  }${sponsorBox(issue)}${
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

/** The editor's Markdown where readers see it. */
const words = (source: string) => markdownMarkup(source, { a: { rel: 'noreferrer' } });

function sponsorBox({ sponsor }: Issue): Markup | undefined {
  if (!sponsor) return undefined;
  const label = cleanText(sponsor.label, longest.name);
  return html`<aside class="sponsor" dir="auto">
<p class="byline">${sponsor.url ? outsideLink(sponsor.url, label) : isolateText(label, longest.name)}</p>
${words(sponsor.text)}
</aside>
`;
}

function article(each: Article): Markup {
  const summary = printedSummary(each);
  const followUp = followUpOf(each);
  return html`<article>
<h3>${outsideLink(each.url, titleOf(each))}</h3>
${
  each.comment &&
  html`<div class="words" dir="auto">${words(each.comment)}</div>
`
}${
  summary &&
  html`<blockquote><p><bdi>${summary}</bdi></p></blockquote>
`
}<p class="byline"><bdi>${bylineOf(each)}</bdi></p>
${
  followUp &&
  html`<p class="byline"><bdi>${followUp}</bdi></p>
`
}${
  each.disclosure &&
  html`<p class="byline">${isolateText(each.disclosure, longest.quote)}</p>
`
}</article>
`;
}

function outage(each: Outage, timeZone: string): Markup {
  const quote = cleanText(each.quote ?? '', longest.quote);
  const notes = printedNotes(each, timeZone);
  return html`<li>${outsideLink(each.url, serviceOf(each))}: <bdi>${titleOf(each)}</bdi>
${
  notes.length > 0 &&
  html`<ul>${notes.map((note) => html`<li><bdi>${note}</bdi></li>`)}</ul>
`
}${
  each.comment &&
  html`<div class="words" dir="auto">${words(each.comment)}</div>
`
}${
  quote &&
  html`<blockquote><p><bdi>${quote}</bdi></p></blockquote>
`
}</li>
`;
}
