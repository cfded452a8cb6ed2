import type { JsonObject } from './json-shape';
import { defined, isListing, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, safeLink } from './plain-text';
import type { IncidentReport, PageAbout, ReportedUpdate, StatusDocument } from './report';
import { impactOf, isMaintenanceTitle, serviceOfPage, stageOf } from './wording';

/**
 * Statuspage's /api/v2/incidents.json (also unresolved.json, summary.json and scheduled-maintenances.json, and the
 * pages that imitate it): `{ page: { name, url }, incidents: [{ id, name, status, impact, created_at, started_at,
 * resolved_at, shortlink, components, incident_updates: [{ status, body, display_at }], postmortem_body }] }`.
 */
export function reportsFromStatuspageJson(document: unknown, about: PageAbout): StatusDocument | undefined {
  const root = objectOf(document);
  const page = objectOf(root['page']);
  if (!isListing(root['incidents']) && !isListing(root['scheduled_maintenances'])) return undefined;
  const incidents = objectsOf(root['incidents']);
  const like = incidents.filter((incident) => Array.isArray(incident['incident_updates']) || 'impact' in incident);
  if (textOf(page['name']) === '' && like.length === 0) return undefined;
  const site = safeLink(page['url']);
  const service = serviceOfPage(textOf(page['name']) || about.sourceTitle, site || about.url);
  const planned = objectsOf(root['scheduled_maintenances']).map((item) => ({
    ...readIncident(item, service, site),
    maintenance: true,
  }));
  return defined<StatusDocument>({
    title: textOf(page['name']) || service,
    site: site || undefined,
    format: 'statuspage',
    reports: [...incidents.map((incident) => readIncident(incident, service, site)), ...planned],
    isCurrent: 'components' in root || /\/unresolved\.json\b/.test(about.url) ? true : undefined,
  });
}

function readIncident(incident: JsonObject, service: string, site: string): IncidentReport {
  const id = textOf(incident['id']);
  const link = site === '' || id === '' ? '' : safeLink(`/incidents/${encodeURIComponent(id)}`, site);
  const url = link || safeLink(incident['shortlink']) || safeLink(incident['url']);
  const updates = objectsOf(incident['incident_updates']).map(readUpdate);
  const title = textOf(incident['name']);
  const postmortem = textOf(incident['postmortem_body']);
  const written =
    readMoment(incident['postmortem_published_at']) ?? updates.find((update) => update.stage === 'postmortem')?.at;
  const status = stageOf(incident['status']);
  const updatedAt = readMoment(incident['updated_at']);
  if (updates.length === 0 && status !== undefined)
    updates.push(defined<ReportedUpdate>({ at: updatedAt, stage: status, text: title }));
  const touched = objectsOf(incident['incident_updates']).flatMap((update) => namesOf(update['affected_components']));
  return defined<IncidentReport>({
    id: id || url,
    service,
    title,
    url,
    startedAt: readMoment(incident['started_at']) ?? readMoment(incident['created_at']),
    resolvedAt: readMoment(incident['resolved_at']),
    updatedAt,
    impact: impactOf(incident['impact_override']) ?? impactOf(incident['impact']),
    components: [...namesOf(incident['components']), ...touched],
    updates,
    isWhole: updates.length > 1 ? true : undefined,
    maintenance: incident['impact'] === 'maintenance' || isMaintenanceTitle(title),
    postmortem:
      postmortem === '' && written === undefined
        ? undefined
        : defined<NonNullable<IncidentReport['postmortem']>>({
            url,
            at: written,
            text: plainLines(postmortem) || undefined,
          }),
  });
}

function readUpdate(update: JsonObject): ReportedUpdate {
  return defined<ReportedUpdate>({
    at: readMoment(update['display_at']) ?? readMoment(update['created_at']),
    stage: stageOf(update['status']),
    text: plainLines(textOf(update['body'])),
  });
}
