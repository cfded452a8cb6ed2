import type { Incident } from '../incident';
import type { Grouped } from '../incident/suspect';
import type { Outage } from '../issue';

const reasonsShown = 3;

/** An incident as an outage of a draft, not decided on, with the names and keys of what was put down to it. */
export function outageFrom(incident: Incident, affected: readonly { incident: Incident; reason: string }[]): Outage {
  const because = groupedBecause(affected);
  return {
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
    alsoAffected: [...new Set(affected.map(({ incident: { service } }) => service))],
    ...(because && { groupedBecause: because }),
    ...(affected.length > 0 && { folded: affected.map(({ incident: { key } }) => key) }),
    decision: 'undecided',
  };
}

/** The keys of the incidents that one line of a draft tells of: its own, and those of what was put under it. */
export const keysOf = ({ id, folded = [] }: { id: string; folded?: readonly string[] }): string[] => [id, ...folded];

/** The incidents that were put under another one, by the key of that one, earliest first. */
export function affectedByLeader(
  incidents: readonly Incident[],
  groups: readonly Grouped[],
): Map<string, { incident: Incident; reason: string }[]> {
  const byKey = new Map(incidents.map((incident) => [incident.key, incident]));
  const affected = new Map<string, { incident: Incident; reason: string }[]>();
  for (const { key, group, reason } of groups) {
    const incident = byKey.get(key);
    if (incident) affected.set(group, [...(affected.get(group) ?? []), { incident, reason }]);
  }
  for (const list of affected.values())
    list.sort(
      (a, b) => a.incident.startedAt.localeCompare(b.incident.startedAt) || (a.incident.key < b.incident.key ? -1 : 1),
    );
  return affected;
}

/** "Wrenfield and Lampwick put it down to AWS in us-east-1; Rooksby: in …; and 4 more"; empty when nothing was grouped. */
function groupedBecause(affected: readonly { incident: Incident; reason: string }[]): string {
  const shown = affected.slice(0, reasonsShown);
  const said = [...new Set(shown.map(({ reason }) => reason))].map((reason) => {
    const services = [
      ...new Set(shown.filter((each) => each.reason === reason).map(({ incident }) => incident.service)),
    ];
    const verb = services.length > 1 ? reason.replace(/^puts\b/, 'put') : reason;
    const names = [services.slice(0, -1).join(', '), ...services.slice(-1)].filter(Boolean).join(' and ');
    return `${names}${/^(puts?|both)\b/.test(verb) ? '' : ':'} ${verb}`;
  });
  const more = affected.length - shown.length;
  return [...said, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
