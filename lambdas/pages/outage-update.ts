import { html } from 'hono/html';
import type { Outage } from '../domain/issue';
import { postMortemNote } from '../domain/issue/outage-updates';
import type { Markup } from './markup';
import { countOf, dot, isOngoing, spanOf } from './wording';

/** "Over since then: Fri, Jun 9, 2:05 pm PDT, for 2 h 40 min · 3 more updates": what became of an outage after it was copied into the draft. */
export function updateLine(before: Outage, after: Outage, timeZone: string): string {
  const more = after.updates - before.updates;
  const span = spanOf(after, timeZone);
  return [
    isOngoing(before) && !isOngoing(after) && `Over since then: ${span}`,
    !isOngoing(before) && isOngoing(after) && `Going on again: ${span}`,
    isOngoing(before) === isOngoing(after) && spanOf(before, timeZone) !== span && `Now ${span}`,
    before.impact !== after.impact && `now ${after.impact} impact`,
    more > 0 && countOf(more, 'more update'),
    before.notes?.length !== after.notes?.length && postMortemNote,
  ]
    .filter(Boolean)
    .join(dot);
}

/** Above the outages of the desk: how many have moved on, and the button that puts it into the text. Nothing when none has. */
export function updatesForm({
  number,
  updates,
  formToken,
}: {
  number: number;
  updates: number;
  formToken?: string;
}): Markup | undefined {
  if (updates === 0) return undefined;
  const moved = `${countOf(updates, 'outage has', 'outages have')} moved on since the draft was drawn up.`;
  if (!formToken)
    return html`<p class="hint">${moved} The text stays what was read.</p>
`;
  return html`<form class="decide" method="post" action="/desk/${number}/outages">
<input type="hidden" name="form" value="${formToken}"><span>${moved}</span>
<button type="submit">Put it into the text</button>
</form>
`;
}
