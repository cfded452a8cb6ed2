import type { Incident } from '../domain/incident';
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

const day = 86_400_000;
/** Days before a period in which an outage may have begun that went on into it, and one that its page told of only then. */
const before = { goingOn: 7, untold: 1 };

export interface OutagePeriod {
  /** ISO 8601 UTC, both included. */
  from: string;
  now: string;
  /** Keys of the outages that the draft before it offered; undefined when there was none. */
  offered?: ReadonlySet<string>;
  /** For the days in the notes. */
  timeZone: string;
}

const daysBefore = (instant: string, days: number) => new Date(Date.parse(instant) - days * day).toISOString();

/** Whether the draft before could not know what an outage of its own period came to. */
function isLate({ startedAt, endedAt, facts }: Incident, from: string): boolean {
  if (startedAt >= daysBefore(from, before.goingOn) && (endedAt === undefined || endedAt > from)) return true;
  return startedAt >= daysBefore(from, before.untold) && facts !== undefined && facts.firstSeen > from;
}

/**
 * The outages of a period worth a line each, weightiest first: one line for one outage, whoever reported it, none
 * printed before. With them those that began shortly before it and were not offered then: they went on, or nobody had told of them. A service's lesser outages of the same week are notes under its weightiest.
 */
export async function pickOutages(
  world: { incidents: Pick<IncidentStore, 'ofWeeks'>; candidates: Pick<CandidateStore, 'printed'> },
  { from, now, timeZone, offered }: OutagePeriod,
): Promise<{ chosen: Outage[]; leftOut: number }> {
  const found = await world.incidents.ofWeeks(weeksBetween(offered ? daysBefore(from, before.goingOn) : from, now));
  const inPeriod = found.filter(
    (incident) =>
      incident.startedAt <= now &&
      (incident.startedAt >= from || (offered && !offered.has(incident.key) && isLate(incident, from))),
  );
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
