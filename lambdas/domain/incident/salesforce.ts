import type { JsonObject } from './json-shape';
import { defined, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, plainName, safeLink } from './plain-text';
import type { IncidentReport, ReportedUpdate, StatusDocument } from './report';
import { impactOf, stageOf } from './wording';

const SITE = 'https://status.salesforce.com/';

/**
 * The Salesforce Trust API's incidents (an array): `{ id, message: { subject, rootCause, eventStatus }, serviceKeys, instanceKeys,
 * IncidentImpacts: [{ startTime, endTime, type, severity }], IncidentEvents: [{ type, message, createdAt }] }`.
 */
export function reportsFromSalesforceJson(document: unknown): StatusDocument | undefined {
  const incidents = objectsOf(document);
  if (incidents.length === 0 || !incidents.every((incident) => 'IncidentImpacts' in incident)) return undefined;
  return { title: 'Salesforce', site: SITE, format: 'outage-list', reports: incidents.map(readIncident) };
}

function readIncident(incident: JsonObject): IncidentReport {
  const message = objectOf(incident['message']);
  const impacts = objectsOf(incident['IncidentImpacts']);
  const starts = impacts.flatMap((impact) => readMoment(impact['startTime']) ?? []).sort();
  const ends = impacts.map((impact) => readMoment(impact['endTime']));
  const isOver = ends.length > 0 && ends.every((end) => end !== undefined);
  const updates = objectsOf(incident['IncidentEvents']).map((event) =>
    defined<ReportedUpdate>({
      at: readMoment(event['createdAt']),
      stage: stageOf(event['type']) ?? 'update',
      text: plainLines(textOf(event['message'])),
    }),
  );
  const instances = namesOf(incident['instanceKeys']);
  const services = namesOf(incident['serviceKeys']);
  const kind = textOf(impacts[0]?.['type']).replace(/([a-z])([A-Z])/g, '$1 $2');
  const title =
    plainName(textOf(message['subject']), 200) ||
    plainName(`${sentence(kind) || 'Incident'} ${instances.slice(0, 3).join(', ')}`, 200);
  const id = textOf(incident['id']) || textOf(incident['externalId']);
  return defined<IncidentReport>({
    id: id || title,
    service: 'Salesforce',
    title,
    url: id === '' ? SITE : safeLink(`/incidents/${encodeURIComponent(id)}`, SITE),
    startedAt: starts[0] ?? readMoment(incident['createdAt']),
    resolvedAt: isOver
      ? ends
          .flatMap((end) => end ?? [])
          .sort()
          .at(-1)
      : undefined,
    updatedAt: readMoment(incident['updatedAt']),
    impact: impacts.some((impact) => /disruption/i.test(textOf(impact['type'])))
      ? 'major'
      : impactOf(impacts[0]?.['severity']),
    components: [...services, ...instances],
    updates: [
      ...updates,
      ...[textOf(message['rootCause'])].filter(Boolean).map((text) => ({ text: plainLines(text) })),
    ],
    maintenance: false,
  });
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
