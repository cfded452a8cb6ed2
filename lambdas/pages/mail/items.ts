import { html } from 'hono/html';
import type { Article, Outage } from '../../domain/issue';
import { cleanText, isolateText } from '../foreign-text';
import { safeLink } from '../links';
import { markdownMarkup } from '../markdown';
import type { Markup } from '../markup';
import {
  alsoAffected,
  bylineOf,
  dot,
  followUpOf,
  isOngoing,
  longest,
  printedSummary,
  serviceOf,
  titleOf,
} from '../wording';
import { mailDress, mailStyle } from './frame';

/** Foreign text as a link to its own address, or as plain text when the address is not absolute http(s). */
export function mailLink(url: string, text: string): Markup {
  const href = safeLink(url);
  const words = html`<bdi>${text}</bdi>`;
  return href
    ? html`<a class="link" href="${href}" target="_blank" rel="noopener noreferrer" ${mailStyle.link}>${words}</a>`
    : words;
}

/** The editor's Markdown in a mail. */
export const mailWords = (source: string): Markup => html`<div dir="auto">${markdownMarkup(source, mailDress)}</div>`;

/** An article in a mail: linked title, byline, and what the caller adds between byline and quotation. */
export function mailArticle(article: Article, details: { day?: string; reasons?: string; summary: number }): Markup {
  const summary = details.summary > 0 ? printedSummary(article, details.summary) : '';
  const followUp = followUpOf(article);
  return html`<h3 ${mailStyle.title}>${mailLink(article.url, titleOf(article))}</h3>
<p class="muted" ${mailStyle.small}><bdi>${bylineOf(article)}</bdi>${details.day && html`${dot}<span style="white-space:nowrap">${details.day}</span>`}</p>
${details.reasons && html`<p class="muted" ${mailStyle.small}><strong>Why</strong> ${details.reasons}</p>`}
${article.comment && mailWords(article.comment)}
${summary && html`<blockquote class="quote" ${mailStyle.quote}><bdi>${summary}</bdi></blockquote>`}
${followUp && html`<p class="muted" ${mailStyle.small}><bdi>${followUp}</bdi></p>`}
${article.disclosure && html`<p class="muted" ${mailStyle.small}>${isolateText(article.disclosure, longest.quote)}</p>`}
`;
}

/** An outage in a mail: linked service, title, when and for how long, the provider's own words, who else was affected. */
export function mailOutage(outage: Outage, details: { facts: string; ongoing: string; quote: number }): Markup {
  const quote = details.quote > 0 ? cleanText(outage.quote ?? '', details.quote) : '';
  const also = alsoAffected(outage);
  return html`<h3 ${mailStyle.title}>${mailLink(outage.url, serviceOf(outage))}</h3>
<p style="margin:0"><bdi>${titleOf(outage)}</bdi></p>
${details.facts && html`<p class="muted" ${mailStyle.small}>${isOngoing(outage) && html`<strong>${details.ongoing}.</strong> `}${details.facts}</p>`}
${outage.comment && mailWords(outage.comment)}
${quote && html`<blockquote class="quote" ${mailStyle.quote}><bdi>${quote}</bdi></blockquote>`}
${also && html`<p class="muted" ${mailStyle.small}>${also}</p>`}
${outage.notes && html`<ul class="muted" ${mailStyle.notes}>${outage.notes.map((note) => html`<li>${isolateText(note, longest.quote)}</li>`)}</ul>`}
`;
}
