import { html } from 'hono/html';
import type { Article, Decision, Issue, Outage } from '../domain/issue';
import { formatDay } from './dates';
import { cleanText, isolateText } from './feed-text';
import { outsideLink } from './issue-contents';
import { linkHost } from './links';
import type { Markup } from './markup';
import { updateLine } from './outage-update';
import { alsoAffected, bylineOf, isOngoing, longest, outageFacts, reasonsOf, serviceOf, titleOf } from './wording';

/** What a card needs besides its item. Without a token it shows and offers nothing to press. */
export interface Cards {
  issue: Issue;
  timeZone: string;
  formToken?: string;
  /** Outages by id as they would read now, where that is different. */
  updates?: ReadonlyMap<string, Outage>;
}

/** An article of the draft with its reasons and its buttons; a dropped one keeps its place, small. */
export function articleCard(article: Article, cards: Cards): Markup {
  const summary = cleanText(article.summary ?? '', longest.summary);
  const details = html`${
    article.disclosure &&
    html`<p class="note">${isolateText(article.disclosure, longest.quote)}</p>
`
  }${
    summary &&
    html`<blockquote><p><bdi>${summary}</bdi></p></blockquote>
`
  }${reasons(article)}`;
  return html`<article class="card ${article.decision}" id="item-${article.id}">
<h3 id="title-${article.id}">${outsideLink(article.url, titleOf(article), true)}</h3>
${articleFacts(article, cards)}
${article.decision !== 'dropped' && details}${buttons(article, cards)}
</article>
`;
}

/** An outage of the draft with its buttons. */
export function outageCard(outage: Outage, cards: Cards): Markup {
  const updated = cards.updates?.get(outage.id);
  const quote = cleanText(outage.quote ?? '', longest.quote);
  const also = alsoAffected(outage);
  const details = html`${
    quote &&
    html`<blockquote><p><bdi>${quote}</bdi></p></blockquote>
`
  }${
    also &&
    html`<p class="facts">${also}</p>
`
  }`;
  return html`<article class="card ${outage.decision}" id="item-${outage.id}">
<h3 id="title-${outage.id}">${outsideLink(outage.url, serviceOf(outage), true)}</h3>
<p class="incident"><bdi>${titleOf(outage)}</bdi></p>
<p class="facts">${isOngoing(outage) && html`<strong class="ongoing">Ongoing</strong> `}${outageFacts(outage, cards.timeZone)}</p>
${
  updated &&
  html`<p class="note">${updateLine(outage, updated, cards.timeZone)}</p>
`
}${outage.decision !== 'dropped' && details}${buttons(outage, cards)}
</article>
`;
}

/** A candidate that nearly made it, with a button that puts it among the articles. */
export function runnerUpCard(article: Article, cards: Cards): Markup {
  return html`<article class="row" id="item-${article.id}">
<div><h3 id="title-${article.id}">${outsideLink(article.url, titleOf(article), true)}</h3>
${articleFacts(article, cards)}
${reasons(article)}</div>
${decisionForm(article, cards, [['kept', 'Add']])}
</article>
`;
}

function articleFacts(article: Article, { timeZone }: Cards): Markup {
  const host = linkHost(article.url);
  const day = formatDay(article.publishedAt, timeZone);
  return html`<p class="facts"><bdi>${bylineOf(article)}</bdi><br>${day && `${day} · `}${host ? html`<bdi>${host}</bdi>` : 'no link'}</p>`;
}

const reasons = (article: Article): Markup | undefined =>
  article.reasons.length === 0
    ? undefined
    : html`<p class="why"><span>Why</span> ${reasonsOf(article)}</p>
`;

function buttons(item: { id: string; decision: Decision }, cards: Cards): Markup | undefined {
  if (item.decision === 'dropped') return decisionForm(item, cards, [['undecided', 'Undo']], 'Dropped');
  if (item.decision === 'kept')
    return decisionForm(
      item,
      cards,
      [
        ['undecided', 'Undo'],
        ['dropped', 'Drop'],
      ],
      'Kept',
    );
  return decisionForm(item, cards, [
    ['kept', 'Keep'],
    ['dropped', 'Drop'],
  ]);
}

function decisionForm(
  item: { id: string },
  { issue, formToken }: Cards,
  choices: [Decision, string][],
  state?: string,
): Markup | undefined {
  const word = state && html`<span class="decided">${state}</span>`;
  if (!formToken) return state ? html`<p class="decide">${word}</p>` : undefined;
  return html`<form class="decide" method="post" action="/desk/${issue.number}/item">
<input type="hidden" name="form" value="${formToken}"><input type="hidden" name="item" value="${item.id}">
${word}${choices.map(([decision, label]) => html`<button type="submit" name="decision" value="${decision}" aria-describedby="title-${item.id}">${label}</button>`)}
</form>`;
}
