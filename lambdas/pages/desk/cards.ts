import { html } from 'hono/html';
import { type Article, type Decision, type Issue, isPrinted, type Outage } from '../../domain/issue';
import { formatDay } from '../dates';
import { cleanText, isolateText } from '../foreign-text';
import { outsideLink } from '../issue-contents';
import { linkHost } from '../links';
import { markdownMarkup } from '../markdown';
import type { Markup } from '../markup';
import { updateLine } from '../outage-update';
import {
  alsoAffected,
  bylineOf,
  dot,
  followUpOf,
  isOngoing,
  longest,
  outageFacts,
  reasonsOf,
  serviceOf,
  titleOf,
} from '../wording';
import { articleFields, outageFields } from './fields';

/** What a card needs besides its item. Without a token it shows and offers nothing to press. */
export interface Cards {
  issue: Issue;
  timeZone: string;
  formToken?: string;
  /** Outages by id as they would read now, where that is different. */
  updates?: ReadonlyMap<string, Outage>;
}

type Item = Article | Outage;

/** An article of the draft with its reasons and its buttons; a dropped one keeps its place, small. */
export function articleCard(article: Article, cards: Cards): Markup {
  const summary = article.comment ? '' : cleanText(article.summary ?? '', longest.summary);
  const details = html`${words(article.comment)}${quotation(summary)}${note(followUpOf(article))}${note(article.disclosure)}${reasons(article)}`;
  return card(article, cards, {
    head: html`<h3 id="title-${article.id}">${outsideLink(article.url, titleOf(article), true)}</h3>
${articleFacts(article, cards)}`,
    details,
    fields: () => articleFields(article),
    among: cards.issue.articles,
  });
}

/** An outage of the draft with its buttons. */
export function outageCard(outage: Outage, cards: Cards): Markup {
  const also = alsoAffected(outage);
  const updated = cards.updates?.get(outage.id);
  const details = html`${words(outage.comment)}${quotation(cleanText(outage.quote ?? '', longest.quote))}${
    outage.notes &&
    html`<ul class="facts">${outage.notes.map((each) => html`<li>${isolateText(each, longest.quote)}</li>`)}</ul>
`
  }${note(also)}`;
  return card(outage, cards, {
    head: html`<h3 id="title-${outage.id}">${outsideLink(outage.url, serviceOf(outage), true)}</h3>
<p class="incident"><bdi>${titleOf(outage)}</bdi></p>
<p class="facts">${isOngoing(outage) && html`<strong class="ongoing">Ongoing</strong> `}${outageFacts(outage, cards.timeZone)}</p>${updated && note(updateLine(outage, updated, cards.timeZone))}`,
    details,
    fields: () => outageFields(outage),
    among: cards.issue.outages,
  });
}

interface Face {
  head: Markup;
  details: Markup;
  fields: () => Markup;
  among: readonly Item[];
}

function card(item: Item, cards: Cards, { head, details, fields, among }: Face): Markup {
  const open = cards.formToken !== undefined;
  return html`<article class="card ${item.decision}" id="item-${item.id}" ${open && html`tabindex="-1" aria-labelledby="title-${item.id}"`}>
<div class="shown">${head}
${item.decision !== 'dropped' && details}</div>
${open ? cardForm(item, cards, fields(), among) : decidedWord(item)}</article>
`;
}

function cardForm(item: Item, { issue, formToken }: Cards, fields: Markup, among: readonly Item[]): Markup {
  const writing = item.decision === 'kept' && !item.comment;
  return html`<form class="decide" method="post" action="/desk/${issue.number}/item" autocomplete="off">
<input type="hidden" name="form" value="${formToken}"><input type="hidden" name="item" value="${item.id}">
${
  item.decision !== 'dropped' &&
  html`<details class="edit" id="edit-${item.id}" ${writing && 'open'}><summary>${item.comment ? 'Edit' : 'Write and edit'}</summary>
${fields}</details>
`
}<div class="row">${choices.map(([decision, label]) => choice(item, decision, label))}${moves(item, among)}</div>
</form>
`;
}

const choices: [Decision, string][] = [
  ['kept', 'Keep'],
  ['dropped', 'Drop'],
  ['later', 'Later'],
];

/** Pressed again, a choice is taken back. */
function choice({ id, decision: now }: Item, decision: Decision, label: string): Markup {
  const pressed = now === decision;
  return html`<button type="submit" name="decision" value="${pressed ? 'undecided' : decision}" aria-pressed="${pressed ? 'true' : 'false'}" aria-describedby="title-${id}" class="${decision}">${label}</button>`;
}

/** The places of its neighbours that are printed; a place is named, not a step, so that a second click is the same click. */
function moves(item: Item, among: readonly Item[]): Markup | undefined {
  if (item.decision === 'dropped' || item.decision === 'later') return undefined;
  const at = among.findIndex(({ id }) => id === item.id);
  const up = among.findLastIndex((each, index) => index < at && isPrinted(each));
  const down = among.findIndex((each, index) => index > at && isPrinted(each));
  const move = (to: number, label: string, sign: string) =>
    html`<button type="submit" class="move" name="to" value="${to}" aria-label="${label}" aria-describedby="title-${item.id}" ${to < 0 && 'disabled'}>${sign}</button>`;
  return html`<span class="moves">${move(up, 'Move up', '↑')}${move(down, 'Move down', '↓')}</span>`;
}

const decided: Record<Decision, string> = { kept: 'Kept', dropped: 'Dropped', later: 'Later', undecided: '' };
const decidedWord = ({ decision }: Item): Markup | undefined =>
  decision === 'undecided' ? undefined : html`<p class="decided">${decided[decision]}</p>`;

/** A candidate that nearly made it, with a button that puts it among the articles. */
export function runnerUpCard(article: Article, cards: Cards): Markup {
  return html`<article class="line" id="item-${article.id}" ${cards.formToken !== undefined && html`tabindex="-1"`}>
<div><h3 id="title-${article.id}">${outsideLink(article.url, titleOf(article), true)}</h3>
${articleFacts(article, cards)}
${reasons(article)}</div>
${addForm(article.id, cards)}</article>
`;
}

/** The button that adds a candidate by its id. */
export function addForm(id: string, { issue, formToken }: Cards): Markup | undefined {
  if (formToken === undefined) return undefined;
  return html`<form class="decide" method="post" action="/desk/${issue.number}/add">
<input type="hidden" name="form" value="${formToken}"><input type="hidden" name="item" value="${id}">
<button type="submit" aria-describedby="title-${id}">Add</button>
</form>
`;
}

/** Who wrote it, when, and where it leads. */
export function articleFacts(article: Article, { timeZone }: Pick<Cards, 'timeZone'>): Markup {
  const host = linkHost(article.url);
  const day = formatDay(article.publishedAt, timeZone);
  return html`<p class="facts"><bdi>${bylineOf(article)}</bdi><br>${day && `${day}${dot}`}${host ? html`<bdi>${host}</bdi>` : 'no link'}${article.byHand && `${dot}added by you`}</p>`;
}

const words = (comment: string | undefined): Markup | undefined =>
  comment
    ? html`<div class="words" dir="auto">${markdownMarkup(comment, { a: { target: '_blank', rel: 'noopener noreferrer' } })}</div>
`
    : undefined;

const quotation = (text: string): Markup | undefined =>
  text
    ? html`<blockquote><p><bdi>${text}</bdi></p></blockquote>
`
    : undefined;

const note = (text: string | undefined): Markup | undefined =>
  text
    ? html`<p class="note">${isolateText(text, longest.quote)}</p>
`
    : undefined;

const reasons = (article: Article): Markup | undefined =>
  article.reasons.length === 0
    ? undefined
    : html`<p class="why"><span>Why</span> ${reasonsOf(article)}</p>
`;
