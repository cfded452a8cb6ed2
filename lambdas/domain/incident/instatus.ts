import type { ParsedFeed } from '../entry';
import { atLeastHalf, markupOf, reportOfEntry, serviceOfFeed } from './feed-entry';
import type { JsonObject } from './json-shape';
import { defined, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, safeLink } from './plain-text';
import type { IncidentReport, PageAbout, ReportedUpdate, StatusDocument } from './report';
import { impactOf, isMaintenanceTitle, serviceOfPage, stageOf } from './wording';

/** Whether the entries carry Instatus's "Type", "Duration" or "Affected Components" fields. */
export function looksLikeInstatusFeed(feed: ParsedFeed): boolean {
  return atLeastHalf(feed.entries, (entry) =>
    /<strong>\s*(Type|Duration|Affected Components)\s*:?\s*<\/strong>/i.test(markupOf(entry).slice(0, 2_000)),
  );
}

/** Instatus's Atom and RSS: the fields Type, Duration and Affected Components, then messages as Statuspage writes them, with a zone such as GMT+0. */
export function reportsFromInstatusFeed(feed: ParsedFeed, about: PageAbout): IncidentReport[] {
  const service = serviceOfFeed(feed, about);
  return feed.entries.map((entry) => reportOfEntry(entry, service));
}

/**
 * Instatus's summary.json (`{ page, activeIncidents, activeMaintenances }`) and its incidents lists
 * (`[{ id, name, started, resolved, status, impact, updates: [{ message, started, status }], components }]`). Checkly's
 * pages say `startedAt`, `severity` and `affectedServices`. `page.status` may say UP while an incident is open.
 */
export function reportsFromInstatusJson(document: unknown, about: PageAbout): StatusDocument | undefined {
  const root = objectOf(document);
  const page = objectOf(root['page']);
  const isSummary =
    'page' in root &&
    ('activeIncidents' in root ||
      'activeMaintenances' in root ||
      /^(UP|HASISSUES|UNDERMAINTENANCE|ALLUNDERMAINTENANCE)$/.test(textOf(page['status'])));
  const listed = Array.isArray(document) ? objectsOf(document) : objectsOf(root['incidents']);
  const isList = listed.length > 0 && listed.every((incident) => 'started' in incident && 'impact' in incident);
  if (!isSummary && !isList) return undefined;
  const site = safeLink(page['url']);
  const service = serviceOfPage(textOf(page['name']) || about.sourceTitle, site || about.url);
  const reports = [...objectsOf(root['activeIncidents']), ...(isList ? listed : [])].map((incident) =>
    readIncident(incident, service, site),
  );
  const planned = objectsOf(root['activeMaintenances']).map((item) => ({
    ...readIncident(item, service, site),
    maintenance: true,
  }));
  return defined<StatusDocument>({
    title: textOf(page['name']) || service,
    site: site || undefined,
    format: 'instatus',
    reports: [...reports, ...planned],
    isCurrent: isList ? undefined : true,
  });
}

function readIncident(incident: JsonObject, service: string, site: string): IncidentReport {
  const id = textOf(incident['id']);
  const url =
    safeLink(incident['url']) ||
    (site === '' || id === '' ? '' : safeLink(`/incident/${encodeURIComponent(id)}`, site));
  const title = textOf(incident['name']) || textOf(objectOf(incident['name'])['default']);
  const updates = objectsOf(incident['updates']).map((update) =>
    defined<ReportedUpdate>({
      at: readMoment(update['started']) ?? readMoment(update['createdAt']),
      stage: stageOf(update['status']),
      text: plainLines(textOf(update['message']) || textOf(objectOf(update['message'])['default'])),
    }),
  );
  const startedAt =
    readMoment(incident['started']) ?? readMoment(incident['start']) ?? readMoment(incident['startedAt']);
  const status = stageOf(incident['status']);
  const updatedAt = readMoment(incident['updatedAt']);
  if (updates.length === 0)
    updates.push(
      defined<ReportedUpdate>({ at: status === 'resolved' ? updatedAt : startedAt, stage: status, text: title }),
    );
  return defined<IncidentReport>({
    id: id || url,
    service,
    title,
    url,
    startedAt,
    resolvedAt: readMoment(incident['resolved']),
    updatedAt,
    impact: impactOf(incident['impact']) ?? impactOf(incident['severity']),
    components: [...namesOf(incident['components']), ...namesOf(incident['affectedServices'])],
    updates,
    isWhole: updates.length > 1 ? true : undefined,
    maintenance: isMaintenanceTitle(title) || /maintenance/i.test(textOf(incident['impact'])),
  });
}
