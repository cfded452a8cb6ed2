import { html } from 'hono/html';
import { type Issue, printedArticles, printedOutages } from '../../domain/issue';
import { longestReason } from '../../domain/issue/words';
import { formatDuration, formatMoment } from '../dates';
import { cleanText } from '../foreign-text';
import type { Markup } from '../markup';
import { contentsOf, longest } from '../wording';

/** What must be typed to approve: a scanner that presses buttons and fills fields does not know it. */
export const approvalWord = 'publish';

/** What the last step needs to know. */
export interface Ending {
  timeZone: string;
  formToken: string;
  coolingOffMinutes: number;
}

/** The issue as a whole: what can be done with it in its state, and what was done. */
export function endingOf(issue: Issue, about: Ending): Markup {
  if (issue.state === 'draft') return html`${approveForm(issue, about)}${rejectForm(issue, about)}`;
  if (issue.state === 'approved') return pullBackForm(issue, about);
  if (issue.state === 'rejected') return rejected(issue, about);
  return published(issue, about);
}

/** What approves a draft: a tick and a word. */
export function approveForm(issue: Issue, about: Ending): Markup {
  const articles = printedArticles(issue).length;
  const outages = printedOutages(issue).length;
  if (articles + outages === 0) {
    return html`<section class="ending" id="approve">
<h2>Approve</h2>
<p>Nothing in this draft would be printed. Keep or add something, or skip the week.</p>
</section>
`;
  }
  return html`<section class="ending" id="approve">
<h2>Approve</h2>
<p><strong>${contentsOf(articles, outages)}</strong> will be printed. What is undecided is printed too. ${goesOut(about.coolingOffMinutes)}</p>
<form method="post" action="/desk/${issue.number}/approve" autocomplete="off">
<input type="hidden" name="form" value="${about.formToken}">
<p class="tick"><input type="checkbox" id="read" name="read" value="yes" required><label for="read">I have read revision ${issue.revision}</label></p>
<p><label for="publish-word">Type <strong>${approvalWord}</strong> to confirm</label>
<input type="text" id="publish-word" name="word" required autocapitalize="none" spellcheck="false" maxlength="20"></p>
<p><button type="submit" class="main">Approve issue #${issue.number}</button></p>
</form>
</section>
`;
}

function rejectForm(issue: Issue, about: Ending): Markup {
  return html`<section class="ending quiet" id="reject">
<h2>No issue this week</h2>
<p>Nothing goes out, and what you dropped is not offered again. You can take this one up again until a later draft has its number.</p>
<form method="post" action="/desk/${issue.number}/reject" autocomplete="off">
<input type="hidden" name="form" value="${about.formToken}">
<p><label for="because">Why (optional)</label>
<input type="text" id="because" name="because" maxlength="${longestReason}"></p>
<p><button type="submit" name="skipped" value="yes" aria-describedby="if-skipped">Skip this week</button></p>
<p class="note" id="if-skipped">What you kept, added or wrote is in the next draft.</p>
<p><button type="submit" aria-describedby="if-rejected">Reject the draft</button></p>
<p class="note" id="if-rejected">The next draft starts afresh.</p>
</form>
</section>
`;
}

function pullBackForm(issue: Issue, about: Ending): Markup {
  return html`<section class="ending" id="approve">
<h2>Approved</h2>
<p>Revision ${issue.approvedRevision ?? issue.revision} was approved ${formatMoment(issue.approvedAt, about.timeZone)}. It goes out ${
    about.coolingOffMinutes === 0
      ? 'within minutes; until it does'
      : html`<strong>${formatMoment(issue.publishAt, about.timeZone)}</strong>. Until then`
  } it can be pulled back.</p>
<form method="post" action="/desk/${issue.number}/pull-back">
<input type="hidden" name="form" value="${about.formToken}">
<p><button type="submit">Pull back issue #${issue.number}</button></p>
</form>
</section>
`;
}

function rejected(issue: Issue, about: Ending): Markup {
  const because = cleanText(issue.rejectedBecause ?? '', longest.quote);
  return html`<section class="ending" id="approve">
<h2>${issue.skipped ? 'Skipped' : 'Rejected'}</h2>
<p>This ${issue.skipped ? 'week was skipped' : 'draft was rejected'} ${formatMoment(issue.rejectedAt, about.timeZone)}${because ? html`: <q>${because}</q>` : '.'} Nothing of it is lost: you can take it up again until a later draft has its number.</p>
<form method="post" action="/desk/${issue.number}/pull-back">
<input type="hidden" name="form" value="${about.formToken}">
<p><button type="submit">Take up issue #${issue.number} again</button></p>
</form>
</section>
`;
}

function published(issue: Issue, about: Ending): Markup {
  const approved = formatMoment(issue.approvedAt, about.timeZone);
  return html`<section class="ending" id="approve">
<h2>${issue.state === 'published' ? 'Published' : 'Going out now'}</h2>
<p>${approved && `Approved ${approved}. `}${issue.state === 'published' ? html`Published ${formatMoment(issue.publishedAt, about.timeZone)}: <a class="own" href="/issues/${issue.number}">read issue #${issue.number}</a>.` : 'The mails are being sent; this can no longer be stopped.'}</p>
</section>
`;
}

function goesOut(coolingOffMinutes: number): string {
  if (coolingOffMinutes === 0) return 'It goes out within minutes, with hardly time to pull it back.';
  return `It goes out ${formatDuration(coolingOffMinutes)} later; until then you can pull it back.`;
}
