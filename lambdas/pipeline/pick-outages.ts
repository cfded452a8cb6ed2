import { groupIncidents } from '../domain/incident/group';
import { foldServices } from '../domain/incident/same-service';
import type { Outage } from '../domain/issue';
import { affectedByLeader, outageFrom } from '../domain/issue/outage-from';
import type { CandidateStore, IncidentStore } from '../domain/ports';
import { outageFingerprint } from '../domain/story/fingerprint';
import { weeksBetween } from '../domain/week';
import { outageNotes } from '../pages/outage-notes';

const shown = 10;
/** What a nine-minute blip of a noisy page comes to stays below; an hour that is usual for its page stays above. */
const leastSignificance = 0.35;

export interface OutagePeriod {
  /** ISO 8601 UTC, both included. */
  from: string;
  now: string;
  /** For the days in the notes. */
  timeZone: string;
}

/**
 * The outages of a period worth a line each, weightiest first: one line for one outage, whoever reported it, none
 * printed before. A service's lesser outages of the same week are notes under its weightiest.
 */
export async function pickOutages(
  world: { incidents: Pick<IncidentStore, 'ofWeeks'>; candidates: Pick<CandidateStore, 'printed'> },
  { from, now, timeZone }: OutagePeriod,
): Promise<{ chosen: Outage[]; leftOut: number }> {
  const found = await world.incidents.ofWeeks(weeksBetween(from, now));
  const inPeriod = found.filter(({ startedAt }) => startedAt >= from && startedAt <= now);
  const printed = await world.candidates.printed(inPeriod.map(({ key }) => outageFingerprint(key)));
  const unprinted = inPeriod.filter(({ key }) => !printed.has(outageFingerprint(key)));
  const groups = groupIncidents(unprinted);
  const underAnother = new Set(groups.map(({ key }) => key));
  const affected = affectedByLeader(unprinted, groups);
  const leaders = unprinted.filter(({ key }) => !underAnother.has(key));
  const worthy = leaders.filter(({ key, significance }) => significance >= leastSignificance || affected.has(key));
  const lines = foldServices(worthy);
  const outages = lines.slice(0, shown).map(({ incident, more }) => {
    const line = [incident, ...more];
    const outage = outageFrom(
      incident,
      line.flatMap(({ key }) => affected.get(key) ?? []),
    );
    const notes = outageNotes(incident, more, timeZone);
    const folded = [...(outage.folded ?? []), ...more.map(({ key }) => key)];
    return { ...outage, ...(notes.length > 0 && { notes }), ...(folded.length > 0 && { folded }) };
  });
  const untold = lines.slice(shown).reduce((sum, { more }) => sum + 1 + more.length, 0);
  return { chosen: outages, leftOut: leaders.length - worthy.length + untold };
}
