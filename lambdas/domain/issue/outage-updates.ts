import type { Incident } from '../incident';
import { type Issue, mustBe, mustMatch, type Outage } from '../issue';
import { contentOf, withChange } from './history';

/** A nested line of an outage whose provider has explained it. */
export const postMortemNote = 'The provider has published its post-mortem';

/**
 * The outages of an issue whose incident has moved on since they were copied into it, as they would read now: start, end,
 * impact, number of updates, and whether there is a post-mortem. Words stay as they are, since the editor may have changed them.
 */
export function outageUpdates(
  { outages }: Pick<Issue, 'outages'>,
  incidents: ReadonlyMap<string, Incident>,
): Map<string, Outage> {
  const updates = new Map<string, Outage>();
  for (const outage of outages) {
    const incident = incidents.get(outage.id);
    const updated = incident && withFacts(outage, incident);
    if (updated && isDifferent(outage, updated)) updates.set(outage.id, updated);
  }
  return updates;
}

/**
 * Takes up what has become of the outages, as one change of the draft: the revision grows, so that an approval of the
 * text before it no longer holds, and the change is told in the history and can be undone. An issue that is approved is never changed,
 * and one of whose outages nothing is new is returned as it is. Throws WrongStateError, StaleRevisionError.
 */
export function takeUpUpdates(
  issue: Issue,
  revision: number,
  incidents: ReadonlyMap<string, Incident>,
  at: string,
): Issue {
  mustBe(issue, 'draft', 'update its outages');
  mustMatch(issue, revision);
  const updates = outageUpdates(issue, incidents);
  if (updates.size === 0) return issue;
  const outages = issue.outages.map((outage) => updates.get(outage.id) ?? outage);
  return withChange(issue, { ...contentOf(issue), outages }, { act: 'updated' }, at);
}

function withFacts({ endedAt: _, ...outage }: Outage, incident: Incident): Outage {
  const { startedAt, endedAt, impact, updates, postmortem } = incident;
  const notes = outage.notes ?? [];
  const isNew = postmortem !== undefined && !notes.includes(postMortemNote);
  return {
    ...outage,
    startedAt,
    ...(endedAt && { endedAt }),
    impact,
    updates,
    ...(isNew && { notes: [...notes, postMortemNote] }),
  };
}

const isDifferent = (before: Outage, after: Outage) =>
  before.startedAt !== after.startedAt ||
  before.endedAt !== after.endedAt ||
  before.impact !== after.impact ||
  before.updates !== after.updates ||
  before.notes?.length !== after.notes?.length;
