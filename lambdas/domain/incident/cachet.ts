import type { ParsedFeed } from '../entry';
import type { Stage } from '../incident';
import { atLeastHalf, reportOfEntry, serviceOfFeed } from './feed-entry';
import type { JsonObject } from './json-shape';
import { defined, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, safeLink } from './plain-text';
import type { IncidentReport, PageAbout, ReportedUpdate, StatusDocument } from './report';
import { impactOf, isMaintenanceTitle, serviceOfPage, stageOf } from './wording';

const STAGES = new Map<string, Stage>([
  ['0', 'scheduled'],
  ['1', 'investigating'],
  ['2', 'identified'],
  ['3', 'monitoring'],
  ['4', 'resolved'],
]);
const COMPONENT = new Map<string, IncidentReport['impact']>([
  ['2', 'minor'],
  ['3', 'major'],
  ['4', 'critical'],
]);

/** Whether the entries link to Cachet's /incidents/NUMBER pages. */
export function looksLikeCachetFeed(feed: ParsedFeed): boolean {
  return atLeastHalf(
    feed.entries,
    (entry) => /\/incidents\/\d{1,9}$/.test(entry.url) || /\/incidents\/\d{1,9}$/.test(entry.id ?? ''),
  );
}

/** Cachet's Atom and RSS: one entry an incident, its newest message as text, its stage (where given) in the title or text. */
export function reportsFromCachetFeed(feed: ParsedFeed, about: PageAbout): IncidentReport[] {
  const service = serviceOfFeed(feed, about);
  return feed.entries.map((entry) => {
    const report = reportOfEntry(entry, service);
    const only = report.updates.length === 1 ? report.updates[0]! : undefined;
    const over =
      only !== undefined &&
      only.stage === undefined &&
      /\b(resolved|(has been|is now|was) (fixed|restored|solved)|back (to normal|online))\b/i.test(only.text);
    return over ? { ...report, updates: [{ ...only, stage: 'resolved' as const }] } : report;
  });
}

/**
 * Cachet's /api/v1/incidents (`{ meta, data: [{ id, name, status: 0…4, message, occurred_at, created_at, updated_at,
 * permalink, component, updates, latest_status, is_resolved }] }`) and the later JSON:API form with the same fields under `attributes`.
 */
export function reportsFromCachetJson(document: unknown, about: PageAbout): StatusDocument | undefined {
  const root = objectOf(document);
  const data = objectsOf(root['data']).map((item) => ({ ...item, ...objectOf(item['attributes']) }) as JsonObject);
  const like = data.filter(
    (item) => 'status' in item && 'name' in item && ('message' in item || 'human_status' in item),
  );
  if (like.length < data.length || !Array.isArray(root['data']) || (data.length === 0 && !('meta' in root)))
    return undefined;
  const service = serviceOfPage(about.sourceTitle, safeLink(data[0]?.['permalink']) || about.url);
  const site = safeLink('/', safeLink(data[0]?.['permalink']) || about.url);
  const reports = data.map((item) => readIncident(item, service));
  return defined<StatusDocument>({ title: service, site: site || undefined, format: 'cachet', reports });
}

function readIncident(item: JsonObject, service: string): IncidentReport {
  const created =
    readMoment(item['occurred_at']) ??
    momentOf(item['occurred']) ??
    readMoment(item['created_at']) ??
    momentOf(item['created']);
  const updatedAt = readMoment(item['updated_at']) ?? momentOf(item['updated']);
  // `status` is the first message's; what came of it since is in `latest_status`, and 2.4 says so again.
  const first = stageIn(item['status']) ?? stageOf(item['human_status']);
  const stage = item['is_resolved'] === true ? 'resolved' : (stageIn(item['latest_status']) ?? first);
  const later = objectsOf(item['updates']).map((update) =>
    defined<ReportedUpdate>({
      at: readMoment(update['created_at']),
      stage: stageIn(update['status']),
      text: plainLines(textOf(update['message'])),
    }),
  );
  const opening = later.length === 0 ? stage : 'investigating';
  const firstAt = later.length === 0 && stage === 'resolved' ? (updatedAt ?? created) : created;
  const component = objectOf(item['component']);
  const title = textOf(item['name']);
  return defined<IncidentReport>({
    id: textOf(item['id']) || textOf(item['permalink']),
    service,
    title,
    url: safeLink(item['permalink']),
    startedAt: created,
    updatedAt,
    impact: COMPONENT.get(textOf(component['status'])) ?? impactOf(item['impact']),
    components: [textOf(component['name']), ...namesOf(item['components'])].filter(Boolean),
    updates: [
      defined<ReportedUpdate>({ at: firstAt, stage: opening, text: plainLines(textOf(item['message'])) || title }),
      ...later,
    ],
    maintenance: first === 'scheduled' || readMoment(item['scheduled_at']) !== undefined || isMaintenanceTitle(title),
  });
}

function stageIn(value: unknown): Stage | undefined {
  const inner = objectOf(value);
  const code = 'value' in inner ? textOf(inner['value']) : textOf(value);
  return STAGES.get(code) ?? stageOf(textOf(inner['human']) || value);
}

function momentOf(value: unknown): string | undefined {
  return readMoment(objectOf(value)['string']);
}
