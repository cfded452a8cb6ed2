import { foldReports } from '../domain/incident/fold';
import { incidentKey, isOutage } from '../domain/incident/merge';
import type { IncidentReport } from '../domain/incident/report';
import type { IncidentStore } from '../domain/ports';
import type { Source } from '../domain/source';

/** Folds a status page's reports into its incidents; writes only those that visibly changed. Says how many were new. */
export async function takeReports(world: { incidents: IncidentStore }, source: Source, reports: readonly IncidentReport[], now: string): Promise<number> {
  const names = reports.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
  const known = await world.incidents.get(names.map((name) => incidentKey(source.id, name)));
  const { changed } = foldReports([...known.values()], reports, { sourceId: source.id, seenAt: now });
  const outages = changed.filter(isOutage);
  for (const incident of outages) await world.incidents.save(incident);
  return outages.filter(({ key }) => !known.has(key)).length;
}
