import { outageFingerprint } from '../domain/fingerprint';
import type { Incident } from '../domain/incident';
import { groupIncidents } from '../domain/incident/group';
import type { Outage } from '../domain/issue';
import type { CandidateStore, IncidentStore } from '../domain/ports';
import { weeksBetween } from '../domain/week';

const shown = 10;
/** What a nine-minute blip of a noisy page comes to stays below; an hour that is usual for its page stays above. */
const leastSignificance = 0.35;

/** The outages of a period worth a line each, weightiest first: one line for one outage, whoever reported it, none printed before. */
export async function pickOutages(
  world: { incidents: Pick<IncidentStore, 'ofWeeks'>; candidates: Pick<CandidateStore, 'printed'> },
  from: string,
  now: string,
): Promise<{ chosen: Outage[]; leftOut: number }> {
  const found = await world.incidents.ofWeeks(weeksBetween(from, now));
  const inPeriod = found.filter(({ startedAt }) => startedAt >= from && startedAt <= now);
  const printed = await world.candidates.printed(inPeriod.map(({ key }) => outageFingerprint(key)));
  const unprinted = inPeriod.filter(({ key }) => !printed.has(outageFingerprint(key)));
  const groups = groupIncidents(unprinted);
  const underAnother = new Set(groups.map(({ key }) => key));
  const services = new Map(unprinted.map(({ key, service }) => [key, service]));
  const affectedBy = (leader: string) =>
    groups.filter(({ group }) => group === leader).map(({ key }) => services.get(key) as string);
  const leaders = unprinted.filter(({ key }) => !underAnother.has(key));
  const worthy = leaders
    .filter(({ key, significance }) => significance >= leastSignificance || affectedBy(key).length > 0)
    .sort((a, b) => b.significance - a.significance || a.startedAt.localeCompare(b.startedAt))
    .slice(0, shown);
  return {
    chosen: worthy.map((incident) => outageFrom(incident, affectedBy(incident.key))),
    leftOut: leaders.length - worthy.length,
  };
}

const outageFrom = (incident: Incident, alsoAffected: string[]): Outage => ({
  id: incident.key,
  service: incident.service,
  title: incident.title,
  url: incident.url,
  startedAt: incident.startedAt,
  ...(incident.endedAt && { endedAt: incident.endedAt }),
  ...(incident.quote && { quote: incident.quote }),
  impact: incident.impact,
  updates: incident.updates,
  significance: incident.significance,
  alsoAffected,
  decision: 'undecided',
});
