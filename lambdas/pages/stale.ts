import { html } from 'hono/html';
import { type Issue, issueTitle } from '../domain/issue';
import { changesSince } from '../domain/issue/history';
import { longestOpening, longestWords, textLabels } from '../domain/issue/words';
import { formatClock } from './dates';
import { changeText } from './desk/history';
import { framePage } from './frame';
import type { Markup } from './markup';
import { countOf, titleOf } from './wording';

/** What a page that showed an earlier revision wanted. */
export interface Wanted {
  shown: number;
  /** Why it was refused, when not for the revision. */
  refused?: string;
  /**
   * The form as it was sent, to be sent again by a person who has read the difference; without a token when that makes no sense any more,
   * and what was written is only given back.
   */
  again?: { action: string; fields: Record<string, string>; formToken?: string };
}

/** What a person wrote and must not lose, and must not write over somebody else's words unseen. */
const written = new Set([...Object.keys(longestWords), ...Object.keys(longestOpening)]);

/**
 * Shown instead of doing what was asked when the draft changed after the page was read, or the desk was opened anew since: what changed,
 * what it is now, and the two ways on.
 */
export function stalePage(
  wanted: Wanted,
  issue: Issue,
  about: { newsletter: string; timeZone: string; styleNonce: string },
): string {
  const items = [...issue.articles, ...issue.outages];
  const by = (decision: string) => items.filter((item) => item.decision === decision);
  const since = changesSince(issue, wanted.shown);
  const says = saying(wanted, issue);
  return framePage({
    title: `${says.title}: ${issueTitle(about.newsletter, issue)}`,
    styleNonce: about.styleNonce,
    look: 'desk',
    body: html`<main class="message">
<h1>${says.title}</h1>
<p>${says.text}</p>
<p>Nothing you pressed was stored.</p>
${
  since.length > 0 &&
  html`<h2>What changed since</h2>
<ul>${since.map((change) => html`<li>${formatClock(change.at, about.timeZone)}: <bdi>${changeText(change)}</bdi></li>`)}</ul>
`
}${yours(wanted, issue)}<p><a class="own" href="/desk/${issue.number}">Read revision ${issue.revision} on the desk</a></p>
<details><summary>The draft as it is now</summary>
${listed('dropped', by('dropped'))}
${listed('put off', by('later'))}
${listed('kept', by('kept'))}
${listed('undecided', by('undecided'))}
</details>
</main>`,
  });
}

function saying({ shown, refused }: Wanted, { revision }: Issue): { title: string; text: string } {
  if (refused !== undefined) return { title: 'That did not work', text: refused };
  if (shown === revision)
    return {
      title: 'The desk was opened anew',
      text: `Somebody opened the desk anew after this page. The draft is still at revision ${revision}.`,
    };
  return {
    title: 'The draft changed meanwhile',
    text: `This page showed revision ${shown}; the draft is at revision ${revision}.`,
  };
}

function yours({ again, shown, refused }: Wanted, issue: Issue): Markup | undefined {
  if (!again) return undefined;
  const { fields, formToken } = again;
  const item = [...issue.articles, ...issue.outages, ...issue.runnersUp].find(({ id }) => id === fields['item']);
  const byHand = again.action.endsWith('/add');
  const texts = Object.entries(fields).flatMap(([name, value]) =>
    written.has(name) ? (text(name, value, byHand ? undefined : storedText(name, item, issue)) ?? []) : [],
  );
  if (formToken === undefined)
    return texts.length === 0
      ? undefined
      : html`<h2>What you wrote</h2>
<p class="hint">It has no place to be saved in now. Here it is, to be copied.</p>
${texts}`;
  const wish = wishOf(again.action, fields);
  return html`<h2>What you wanted</h2>
${item ? html`<p><strong>${wish}:</strong> <bdi>${titleOf(item)}</bdi></p>` : html`<p><strong>${wish}</strong></p>`}
<form method="post" action="${again.action}" ${shown === issue.revision && 'data-unchanged'}>
<input type="hidden" name="form" value="${formToken}">
${Object.entries(fields).map(([name, value]) => !written.has(name) && html`<input type="hidden" name="${name}" value="${value}">`)}
${texts}
<p><button type="submit" class="main">${refused === undefined ? 'Do it all the same' : 'Try again'}</button></p>
</form>
`;
}

/** What was pressed, in the words of its button. */
function wishOf(action: string, { decision, to, act, item }: Record<string, string>): string {
  if (action.endsWith('/opening')) return 'Write the opening';
  if (action.endsWith('/undo')) return 'Undo';
  if (action.endsWith('/outages')) return 'Put it into the text';
  if (action.endsWith('/add')) return item === undefined ? 'Add a link' : 'Add';
  if (decision !== undefined) return decisions[decision] ?? 'Decide';
  if (to !== undefined) return 'Move';
  if (act === 'never') return 'Never this source';
  if (act === 'section') return 'Move to the other section';
  return 'Write';
}

const decisions: Record<string, string> = {
  kept: 'Keep',
  dropped: 'Drop',
  later: 'Later',
  undecided: 'Take the decision back',
};

/** Nothing for a text that is stored as it is. */
function text(name: string, yours: string, stored: string | undefined): Markup | undefined {
  if (yours.replace(/\r\n?/g, '\n').trim() === (stored ?? '').trim()) return undefined;
  return html`<p><label for="yours-${name}">${textLabels[name as keyof typeof textLabels]}</label><textarea id="yours-${name}" name="${name}" rows="${yours.length > 80 ? 5 : 2}">\n${yours}</textarea></p>
${
  stored !== undefined &&
  html`<p>Stored now:</p>
<blockquote><p class="verbatim"><bdi>${stored || '(empty)'}</bdi></p></blockquote>
`
}`;
}

function storedText(name: string, item: object | undefined, issue: Issue): string {
  if (name === 'intro') return issue.intro ?? '';
  if (name === 'text' || name === 'label' || name === 'url') return issue.sponsor?.[name] ?? '';
  const value = (item as Record<string, unknown> | undefined)?.[name];
  return Array.isArray(value) ? value.join('\n') : String(value ?? '');
}

function listed(decision: string, items: { title: string; service?: string }[]): Markup | undefined {
  if (items.length === 0) return undefined;
  return html`<h2>${countOf(items.length, 'item')} ${decision}</h2>
<ul>${items.map((item) => html`<li>${item.service !== undefined && html`<bdi>${titleOf({ title: item.service }, 80)}</bdi>: `}<bdi>${titleOf(item)}</bdi></li>`)}</ul>`;
}
