import type { JsonObject } from './json-shape';
import { defined, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, safeLink } from './plain-text';
import type { IncidentReport, PageAbout, ReportedUpdate, StatusDocument } from './report';
import { isMaintenanceTitle, serviceOfPage, stageOf } from './wording';

const GRADE: [RegExp, IncidentReport['impact']][] = [
  [/^SEV[01]$/i, 'critical'],
  [/^SEV2$/i, 'major'],
  [/^SEV[3-5]$/i, 'minor'],
];

/**
 * FireHydrant's payload.json: `{ config: { companyName, title }, conditions, components, incidents: [{ id, title, severitySlug,
 * timestamps: { started, resolved }, componentConditions, timeline: [{ occurredAt, details: { note, milestoneUpdate } }] }] }`.
 * A message's stage stands in front of its text in bold, or is a milestone of its own; pages that moved there date every
 * `time` by the move, and `occurredAt` by what happened.
 */
export function reportsFromFireHydrantJson(document: unknown, about: PageAbout): StatusDocument | undefined {
  const root = objectOf(document);
  if (!('config' in root && 'conditions' in root && Array.isArray(root['incidents']))) return undefined;
  const config = objectOf(root['config']);
  const site = safeLink('/', about.url);
  const service = serviceOfPage(
    textOf(config['companyName']) || textOf(config['title']) || about.sourceTitle,
    about.url,
  );
  const reports = objectsOf(root['incidents']).map((incident) => readIncident(incident, service, site));
  return defined<StatusDocument>({ title: service, site: site || undefined, format: 'outage-list', reports });
}

function readIncident(incident: JsonObject, service: string, site: string): IncidentReport {
  const times = objectOf(incident['timestamps']);
  const severity = textOf(incident['severitySlug']);
  const title = textOf(incident['title']);
  return defined<IncidentReport>({
    id: textOf(incident['id']) || title,
    service,
    title,
    url: site,
    startedAt: readMoment(times['started']) ?? readMoment(times['detected']),
    resolvedAt: readMoment(times['resolved']),
    impact: GRADE.find(([pattern]) => pattern.test(severity))?.[1],
    components: [
      ...new Set([...namesOf(incident['components']), ...Object.keys(objectOf(incident['componentConditions']))]),
    ],
    updates: objectsOf(incident['timeline']).flatMap(readMessage),
    maintenance: /^maintenance$/i.test(severity) || isMaintenanceTitle(title),
  });
}

/** A note; or none, for an entry that only moves a milestone, which the timestamps say as well. */
function readMessage(entry: JsonObject): ReportedUpdate[] {
  const details = objectOf(entry['details']);
  const note = textOf(details['note']) || textOf(objectOf(details['note'])['note']);
  if (note.trim() === '') return [];
  const [, word, rest] =
    /^\W*([A-Za-z]{4,20})\W{1,6}\s[-–—]\s([\s\S]+)$/.exec(note) ??
    /^\W*([A-Za-z]{4,20}) [-–—] ([\s\S]+)$/.exec(note) ??
    [];
  const stage = stageOf(word);
  return [
    defined<ReportedUpdate>({
      at: readMoment(entry['occurredAt']) ?? readMoment(entry['time']),
      stage: stage ?? 'update',
      text: plainLines((stage === undefined ? note : rest!).replaceAll('\n', '<br>').replaceAll('**', '')),
    }),
  ];
}
