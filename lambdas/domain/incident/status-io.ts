import type { Stage } from '../incident';
import type { JsonObject } from './json-shape';
import { defined, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, safeLink } from './plain-text';
import type { IncidentReport, PageAbout, ReportedUpdate, StatusDocument } from './report';
import { isMaintenanceTitle, serviceOfPage } from './wording';

const STATE: Record<string, Stage> = {
  '100': 'investigating',
  '200': 'identified',
  '300': 'monitoring',
  '400': 'resolved',
};
const GRADE: Record<string, IncidentReport['impact']> = {
  '100': 'none',
  '300': 'minor',
  '400': 'major',
  '500': 'critical',
  '600': 'major',
};

/**
 * Status.io's public API: `{ result: { status_overall, status, incidents, maintenance: { active, upcoming } } }`, each incident
 * `{ _id, name, datetime_open, components_affected, containers_affected, messages: [{ details, state, status, datetime }] }`.
 * `state` is the stage (100 investigating … 400 resolved), `status` the severity (300 degraded … 500 down).
 */
export function reportsFromStatusIoJson(document: unknown, about: PageAbout): StatusDocument | undefined {
  const result = objectOf(objectOf(document)['result']);
  if (!('status_overall' in result)) return undefined;
  const service = serviceOfPage(about.sourceTitle, about.url);
  const site = safeLink('/', about.url);
  const planned = objectOf(result['maintenance']);
  const reports = [
    ...objectsOf(result['incidents']).map((incident) => readIncident(incident, service, site)),
    ...[...objectsOf(planned['active']), ...objectsOf(planned['upcoming'])].map((item) => ({
      ...readIncident(item, service, site),
      maintenance: true,
    })),
  ];
  return defined<StatusDocument>({
    title: service,
    site: site || undefined,
    format: 'outage-list',
    reports,
    isCurrent: true,
  });
}

function readIncident(incident: JsonObject, service: string, site: string): IncidentReport {
  const messages = objectsOf(incident['messages']);
  const updates = messages.map((message) =>
    defined<ReportedUpdate>({
      at: readMoment(message['datetime']),
      stage: STATE[textOf(message['state'])] ?? 'update',
      text: plainLines(textOf(message['details'])),
    }),
  );
  const worst = messages.map((message) => textOf(message['status'])).sort();
  const title = textOf(incident['name']);
  return defined<IncidentReport>({
    id: textOf(incident['_id']) || title,
    service,
    title,
    url: safeLink(incident['url']) || site,
    startedAt: readMoment(incident['datetime_open']),
    impact: GRADE[worst.at(-1) ?? ''],
    components: [...namesOf(incident['components_affected']), ...namesOf(incident['containers_affected'])],
    updates,
    isWhole: updates.length > 0 ? true : undefined,
    maintenance: isMaintenanceTitle(title) || worst.at(-1) === '200',
  });
}
