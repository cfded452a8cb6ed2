import type { JsonObject } from './json-shape';
import { defined, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, safeLink } from './plain-text';
import { openAgain } from './reopened';
import type { IncidentReport, ReportedUpdate, StatusDocument } from './report';
import { isMaintenanceTitle, stageOf } from './wording';

const SITE = 'https://status.heroku.com/';

/**
 * Heroku's API v4: current-status (`{ status: [{ system, status }], incidents, scheduled }`) and incidents (an array),
 * each `{ id, title, state, created_at, updated_at, full_url, systems, updates: [{ contents, update_type, created_at }] }`.
 * `state` says whether it is over; `resolved` and the lists it stands in do not. What is scheduled is never an incident.
 */
export function reportsFromHerokuJson(document: unknown): StatusDocument | undefined {
  const root = objectOf(document);
  const isCurrent = Array.isArray(root['status']) && 'incidents' in root && 'scheduled' in root;
  const listed = Array.isArray(document) ? objectsOf(document) : objectsOf(root['incidents']);
  const isHistory =
    Array.isArray(document) &&
    listed.length > 0 &&
    listed.every((incident) => 'state' in incident && 'full_url' in incident && 'updates' in incident);
  if (!isCurrent && !isHistory) return undefined;
  const planned = objectsOf(root['scheduled']).map((item) => ({ ...readIncident(item), maintenance: true }));
  const reports = [...listed.map(readIncident), ...planned];
  return { title: 'Heroku', site: SITE, format: 'outage-list', reports, ...(isCurrent && { isCurrent }) };
}

function readIncident(incident: JsonObject): IncidentReport {
  const over = /^(resolved|closed|completed)$/i.test(textOf(incident['state']));
  const messages = objectsOf(incident['updates']).map((update) => ({
    kind: textOf(update['update_type']),
    update: defined<ReportedUpdate>({
      at: readMoment(update['created_at']),
      stage: stageOf(update['update_type']) ?? 'update',
      text: plainLines(textOf(update['contents'])),
    }),
  }));
  const said = messages.map(({ update }) => update);
  const updates = over ? said : openAgain(said);
  const last = updates
    .flatMap(({ at }) => at ?? [])
    .sort()
    .at(-1);
  const title = textOf(incident['title']);
  return defined<IncidentReport>({
    id: textOf(incident['id']) || textOf(incident['full_url']),
    service: 'Heroku',
    title,
    url: safeLink(incident['full_url']),
    startedAt: readMoment(incident['created_at']),
    resolvedAt: over ? (last ?? readMoment(incident['updated_at'])) : undefined,
    updatedAt: readMoment(incident['updated_at']),
    components: namesOf(incident['systems']),
    updates,
    isWhole: updates.length > 0 ? true : undefined,
    maintenance:
      isMaintenanceTitle(title) || (messages.length > 0 && messages.every(({ kind }) => kind === 'scheduled')),
  });
}
