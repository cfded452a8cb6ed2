import { html } from 'hono/html';
import type { Act, Change, Issue } from '../../domain/issue';
import { undoable } from '../../domain/issue/history';
import { formatClock } from '../dates';
import { cleanText } from '../foreign-text';
import type { Markup } from '../markup';

const verbs: Record<Act, string> = {
  kept: 'Kept',
  dropped: 'Dropped',
  later: 'Put off for later:',
  undecided: 'Took back the decision on',
  moved: 'Moved',
  edited: 'Edited',
  added: 'Added',
  section: 'Moved to the other section:',
  opening: 'Wrote the opening',
  silenced: 'Never again the source of',
  updated: 'Put into the text what became of the outages',
  undone: 'Undid the last change',
};

const longestTitle = 60;

/** "Dropped “A title”", "Undid (dropped “A title”)" */
export function changeText({ act, title, undid, again }: Omit<Change, 'revision' | 'at'>): string {
  if (act === 'undone' && undid !== undefined) {
    const [first = '', ...rest] = changeText({ act: undid, ...(title !== undefined && { title }) });
    return `${again ? 'Did again' : 'Undid'} (${first.toLowerCase()}${rest.join('')})`;
  }
  const about = cleanText(title ?? '', longestTitle);
  return about === '' || act === 'undone' ? verbs[act] : `${verbs[act]} “${about}”`;
}

/** What was saved last, at what time, and the way back. */
export function savedLine(issue: Issue, about: { timeZone: string; formToken: string }): Markup {
  const last = issue.changes?.at(-1);
  const current = last?.revision === issue.revision ? last : undefined;
  const saved = current
    ? `Saved ${formatClock(current.at, about.timeZone)}: ${changeText(current)}`
    : last === undefined
      ? 'No change yet; each is saved at once'
      : `Revision ${issue.revision}, nothing to undo`;
  const undo = current?.act === 'undone' && !current.again ? 'Redo' : 'Undo';
  return html`<div class="saved"><span id="saved" role="status"><bdi>${saved}</bdi></span>${
    undoable(issue) &&
    html`<form method="post" action="/desk/${issue.number}/undo"><input type="hidden" name="form" value="${about.formToken}"><button type="submit" id="undo">${undo}</button></form>`
  }</div>
`;
}
