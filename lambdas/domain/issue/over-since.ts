import type { Incident } from '../incident';
import { type Issue, type Outage, printedOutages } from '../issue';
import { outageFrom } from './outage-from';

/** What a note on a lesser outage of the service says where it is not over. */
export const stillGoingOn = 'still going on';

/**
 * The outages that an issue printed while they went on, as lines or in the notes of one, and that are over now: each once, as a line that
 * says so. `issues`: what was printed, newest first. An outage that a later issue holds has been told; unless it was put off there.
 */
export function overSince(issues: readonly Issue[], incidents: ReadonlyMap<string, Incident>): Outage[] {
  const told = new Set<string>();
  const over: Outage[] = [];
  for (const issue of issues) {
    for (const outage of printedOutages(issue)) {
      for (const incident of wentOn(outage, issue, incidents)) {
        if (told.has(incident.key) || !incident.endedAt) continue;
        const followsUp = { issue: issue.number };
        const notes = [`Still going on when issue #${issue.number} was written`];
        over.push({ ...outageFrom(incident, []), notes, followsUp });
        told.add(incident.key);
      }
    }
    for (const { id, decision } of issue.outages) if (decision !== 'later') told.add(id);
  }
  return over;
}

/** What a line said was going on: its own incident, and of the lesser ones of its service those that had not ended when the issue was drawn up. */
function wentOn(
  { id, startedAt, endedAt, notes = [], folded = [] }: Outage,
  { createdAt }: Issue,
  incidents: ReadonlyMap<string, Incident>,
): Incident[] {
  const own = incidents.get(id);
  if (!own) return [];
  const isLesser = ({ sourceId, service, startedAt: began, endedAt: ended = createdAt }: Incident) =>
    sourceId === own.sourceId && service === own.service && began <= createdAt && ended > createdAt;
  const noted = notes.some((note) => note.includes(stillGoingOn)) ? folded : [];
  return [
    ...(startedAt && !endedAt ? [own] : []),
    ...noted.flatMap((key) => incidents.get(key) ?? []).filter(isLesser),
  ];
}
