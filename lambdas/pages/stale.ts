import { html } from 'hono/html';
import { type Issue, issueTitle } from '../domain/issue';
import { framePage } from './frame';
import type { Markup } from './markup';
import { countOf, titleOf } from './wording';

/** Shown instead of doing what was asked when the draft changed after the page was read: what it is now, and the way back. */
export function stalePage(shown: number, issue: Issue, about: { newsletter: string; styleNonce: string }): string {
  const items = [...issue.articles, ...issue.outages];
  const by = (decision: string) => items.filter((item) => item.decision === decision);
  return framePage({
    title: `Changed meanwhile: ${issueTitle(about.newsletter, issue.number)}`,
    styleNonce: about.styleNonce,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<main class="message">
<h1>The draft changed meanwhile</h1>
<p>This page showed revision ${shown}; the draft is at revision ${issue.revision}. Nothing you pressed was stored.</p>
<p><a class="own" href="/desk/${issue.number}">Read revision ${issue.revision} on the desk</a></p>
${listed('dropped', by('dropped'))}
${listed('kept', by('kept'))}
${listed('undecided', by('undecided'))}
</main>`,
  });
}

function listed(decision: string, items: { title: string; service?: string }[]): Markup | undefined {
  if (items.length === 0) return undefined;
  return html`<h2>${countOf(items.length, 'item')} ${decision}</h2>
<ul>${items.map((item) => html`<li>${item.service !== undefined && html`<bdi>${titleOf({ title: item.service }, 80)}</bdi>: `}<bdi>${titleOf(item)}</bdi></li>`)}</ul>`;
}
