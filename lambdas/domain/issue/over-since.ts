import type { Incident } from '../incident';
import { type Issue, type Outage, printedOutages } from '../issue';
import { outageFrom } from './outage-from';

/**
 * The outages that an issue printed while they went on, and that are over now: each once, as a line that says so. `issues`: what was printed,
 * newest first. An outage that a later issue holds has been told; unless it was put off there.
 */
export function overSince(issues: readonly Issue[], incidents: ReadonlyMap<string, Incident>): Outage[] {
  const told = new Set<string>();
  const over: Outage[] = [];
  for (const issue of issues) {
    for (const { id, startedAt, endedAt } of printedOutages(issue)) {
      const incident = incidents.get(id);
      if (told.has(id) || !startedAt || endedAt || !incident?.endedAt) continue;
      const followsUp = { issue: issue.number };
      const notes = [`Still going on when issue #${issue.number} was written`];
      over.push({ ...outageFrom(incident, []), notes, followsUp });
    }
    for (const { id, decision } of issue.outages) if (decision !== 'later') told.add(id);
  }
  return over;
}
