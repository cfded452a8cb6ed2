import { html } from 'hono/html';
import { type Issue, type IssueState, issueTitle, type Outage, printedArticles, printedOutages } from '../domain/issue';
import type { Advice } from '../domain/issue/checks';
import { addSection } from './desk/add';
import { articleCard, type Cards, outageCard, runnerUpCard } from './desk/cards';
import { checksSection } from './desk/checks';
import { endingOf } from './desk/decision';
import { openingForm } from './desk/fields';
import { savedLine } from './desk/history';
import { keysHelp } from './desk/keys';
import { framePage } from './frame';
import { outsideLink } from './issue-contents';
import { markdownMarkup } from './markdown';
import type { Markup } from './markup';
import { updatesForm } from './outage-update';
import {
  countOf,
  deskIntro,
  leftOutLines,
  longest,
  titleOf,
  troubles,
  weekName,
  whyNoArticles,
  whyNoOutages,
} from './wording';

export interface Desk {
  newsletter: string;
  timeZone: string;
  styleNonce: string;
  /** Sent back with every form; binds it to this visitor and to the revision shown. */
  formToken: string;
  coolingOffMinutes: number;
  advice: readonly Advice[];
  /** Outages by id as they would read now, where that is different. */
  updates: ReadonlyMap<string, Outage>;
  /** That the draft's mail did not arrive. */
  undelivered?: Markup | undefined;
  /** Mails that a person has to decide on. */
  parked?: Markup | undefined;
}

const stateNames: Record<IssueState, string> = {
  draft: 'Draft',
  approved: 'Approved',
  publishing: 'Going out',
  published: 'Published',
  rejected: 'Rejected',
};

/** The draft as a page to decide on, item by item, with scripts or without. Every form posts; no link changes anything. */
export function deskPage(issue: Issue, about: Desk): string {
  const title = issueTitle(about.newsletter, issue);
  const draft = isDraft(issue);
  const cards: Cards = {
    issue,
    timeZone: about.timeZone,
    updates: about.updates,
    ...(draft && { formToken: about.formToken }),
  };
  return framePage({
    title: `Desk: ${title}`,
    styleNonce: about.styleNonce,
    look: 'desk',
    script: true,
    body: html`${header(issue, title, about)}
<main class="desk" id="desk">
${about.undelivered}${about.parked}${draft ? undefined : endingOf(issue, about)}<p class="intro">${weekName(issue)}${draft && `, revision ${issue.revision}`}. ${deskIntro(issue, about.timeZone)}</p>
<nav class="jump" aria-label="On this desk"><a href="/desk/${issue.number}/preview/mail">Preview</a>${draft && html` <a href="#add">Add or find</a> <a href="#checks">Checks</a>`}${draft && keysHelp()}</nav>
${opening(issue, draft ? about.formToken : undefined)}
${articles(issue, cards)}
${outages(issue, cards)}
${draft ? addSection(issue, about.formToken) : undefined}
${runnersUp(issue, cards)}
${leftOut(issue)}
${draft ? checksSection(issue, about.advice, about.formToken) : undefined}
${draft ? endingOf(issue, about) : undefined}</main>`,
  });
}

function header(issue: Issue, title: string, about: Desk): Markup {
  const kept = keptOf(printedArticles(issue).length, issue.articles.length, 'article');
  const keptOutages = keptOf(printedOutages(issue).length, issue.outages.length, 'outage');
  return html`<header class="bar" id="bar">
<div>
<h1>${title}</h1>
<p><strong>${issue.skipped ? 'Skipped' : stateNames[issue.state]}</strong> · ${kept} · ${keptOutages}</p>
${isDraft(issue) && html`<a class="own" href="#approve">Approve ↓</a>${savedLine(issue, about)}`}
</div>
</header>`;
}

function opening(issue: Issue, formToken: string | undefined): Markup | undefined {
  const { intro, sponsor } = issue;
  if (formToken === undefined && !intro && !sponsor) return undefined;
  const dress = { a: { target: '_blank', rel: 'noopener noreferrer' } };
  return html`<section class="card opening" id="opening" aria-label="Opening" tabindex="-1">
<div class="shown">${intro && html`<div class="words" dir="auto">${markdownMarkup(intro, dress)}</div>`}${
    sponsor &&
    html`<div class="sponsor"><p class="facts">${outsideLink(sponsor.url, titleOf({ title: sponsor.label }, longest.name), true)}</p>${markdownMarkup(sponsor.text, dress)}</div>`
  }</div>
${formToken !== undefined && openingForm(issue, formToken)}</section>`;
}

const isDraft = (issue: Issue) => issue.state === 'draft';

/** "8 of 10 articles" */
const keptOf = (kept: number, all: number, one: string) =>
  all === 0 ? countOf(0, one) : `${kept} of ${countOf(all, one)}`;

function articles(issue: Issue, cards: Cards): Markup {
  return html`<section id="articles">
<h2>Articles</h2>
${
  issue.articles.length === 0
    ? html`<p>${whyNoArticles(issue.leftOut)}</p>`
    : html`<p class="hint">Indented text is the source’s own.</p>
${issue.articles.map((article) => articleCard(article, cards))}`
}</section>`;
}

function outages(issue: Issue, cards: Cards): Markup {
  return html`<section id="outages">
<h2>Outages</h2>
${updatesForm({ number: issue.number, updates: cards.updates?.size ?? 0, ...(cards.formToken && { formToken: cards.formToken }) })}${issue.outages.length === 0 ? html`<p>${whyNoOutages(issue.leftOut)}</p>` : issue.outages.map((outage) => outageCard(outage, cards))}</section>`;
}

function runnersUp(issue: Issue, cards: Cards): Markup | undefined {
  if (issue.runnersUp.length === 0) return undefined;
  return html`<section id="runners-up">
<h2>Runners-up</h2>
<p class="hint">${isDraft(issue) ? 'Not printed unless you add them.' : 'Not printed.'}</p>
${issue.runnersUp.map((article) => runnerUpCard(article, cards))}</section>`;
}

function leftOut(issue: Issue): Markup {
  const lines = leftOutLines(issue.leftOut);
  const trouble = troubles(issue.leftOut, 8);
  return html`<section id="left-out">
<h2>Left out</h2>
<ul>
${lines.map(
  (line) => html`<li>${line}</li>
`,
)}${trouble.map(
  ({ label, entries, more }) => html`<li>${label}:
<ul>${entries.map(({ source, reason }) => html`<li><bdi>${source}</bdi> <span class="facts"><bdi>${reason}</bdi></span></li>`)}${more > 0 && html`<li>and ${more} more</li>`}</ul>
</li>
`,
)}${
  lines.length + trouble.length === 0 &&
  html`<li>Nothing: this is all that came in.</li>
`
}</ul>
</section>`;
}
