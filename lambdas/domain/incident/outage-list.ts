import type { Entry, ParsedFeed } from '../entry';
import { markupOf, reportOfEntry, serviceOfFeed } from './feed-entry';
import type { JsonObject } from './json-shape';
import { defined, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, plainText, safeLink } from './plain-text';
import type { IncidentReport, PageAbout, StatusDocument } from './report';
import { impactOf, isMaintenanceTitle, stageOf } from './wording';

const TROUBLE =
  /\b(outage|incident|degrad\w*|disrupt\w*|downtime|unavailab\w*|is down|are down|went down|offline|elevated|increased (error|latenc)\w*|error rates?|latency|timeouts?|delays?|delayed|failures?|failing|interrupt\w*|connectivity|maintenance|impaired|slow(ness|er)?|unable to|issues? (with|affecting|in|on|impacting)|problems? (with|affecting|in|on)|resolved|investigating|packet loss)\b/i;
const OVER =
  /\b((has|have) (now )?been (fully )?(resolved|fixed|restored)|(is|are|was|were) (now )?(resolved|fixed|restored|recovered)|fully (recovered|restored|operational)|back to normal|service restored)\b/i;

/** Whether an item of an ordinary feed speaks of an outage at all, by its title or first words. */
export function speaksOfTrouble(entry: Entry): boolean {
  return TROUBLE.test(entry.title) || TROUBLE.test(plainText(markupOf(entry)).slice(0, 300));
}

/** A plain RSS or Atom of outages, one item each: the stage from the title or the words, times from the item. Items about something else are left out. */
export function reportsFromOutageList(feed: ParsedFeed, about: PageAbout): IncidentReport[] {
  const service = serviceOfFeed(feed, about);
  return feed.entries.filter(speaksOfTrouble).map((entry) => {
    const report = reportOfEntry(entry, service);
    const only = report.updates.length === 1 ? report.updates[0]! : undefined;
    if (only === undefined || only.stage !== undefined || !OVER.test(`${entry.title}\n${only.text}`)) return report;
    return { ...report, updates: [{ ...only, stage: 'resolved' as const }] };
  });
}

/**
 * Incidents as flat records, one an object, under the field names archives commonly use. `published` of a
 * Statuspage archive is when it was resolved, and `updated` only when it was last edited: the length is then unknown,
 * so the incident starts and ends at `published` until a better report comes.
 */
export function reportsFromRecords(records: readonly unknown[], about: PageAbout): StatusDocument | undefined {
  const objects = records.map(objectOf);
  const like = objects.filter(
    (record) =>
      pick(record, ['title', 'name', 'summary']) !== '' && pick(record, ['id', 'key', 'link', 'url', 'guid']) !== '',
  );
  if (like.length === 0) return undefined;
  const reports = like.map(readRecord);
  const site = safeLink('/', reports.find((report) => report.url !== '')?.url ?? about.url);
  return defined<StatusDocument>({
    title: about.sourceTitle ?? '',
    site: site || undefined,
    format: 'outage-list',
    reports,
  });
}

function readRecord(record: JsonObject): IncidentReport {
  const title = pick(record, ['title', 'name', 'summary']);
  const published = moment(record, ['published', 'publishedAt', 'pubDate', 'date']);
  const startedAt =
    moment(record, ['startedAt', 'started_at', 'start', 'begin', 'started', 'created_at', 'createdAt']) ?? published;
  const said = moment(record, ['endedAt', 'ended_at', 'resolvedAt', 'resolved_at', 'end', 'ended', 'resolved']);
  const stage = stageOf(record['status']) ?? stageOf(record['stage']);
  const archived =
    published !== undefined && record['updated'] !== undefined && startedAt === published && stage === undefined;
  const messages =
    objectsOf(record['updates']).length > 0 ? objectsOf(record['updates']) : objectsOf(record['incident_updates']);
  const texts = [pick(record, ['text', 'description', 'message', 'body', 'quote'])]
    .filter(Boolean)
    .map((text) => ({ text: plainLines(text) }));
  return defined<IncidentReport>({
    id: pick(record, ['id', 'guid', 'key', 'link', 'url']),
    service: pick(record, ['service', 'page', 'vendor', 'source']),
    title,
    url: safeLink(pick(record, ['link', 'url', 'permalink', 'shortlink'])),
    startedAt,
    resolvedAt: said ?? (archived ? published : undefined),
    updatedAt: moment(record, ['updated', 'updatedAt', 'updated_at', 'modified']),
    impact: impactOf(record['impact']) ?? impactOf(record['severity']),
    components: namesOf(record['components']),
    updates: [
      ...texts,
      ...messages.map((message) =>
        defined<IncidentReport['updates'][number]>({
          at: moment(message, ['at', 'display_at', 'created_at', 'date', 'timestamp', 'published']),
          stage: stageOf(message['status']) ?? stageOf(message['stage']),
          text: plainLines(pick(message, ['text', 'body', 'message'])),
        }),
      ),
    ],
    updateCount: typeof record['updates'] === 'number' ? record['updates'] : undefined,
    maintenance:
      isMaintenanceTitle(title) ||
      stage === 'scheduled' ||
      record['maintenance'] === true ||
      record['type'] === 'maintenance' ||
      record['impact'] === 'maintenance',
  });
}

function pick(record: JsonObject, names: readonly string[]): string {
  return names.map((name) => (Object.hasOwn(record, name) ? textOf(record[name]) : '')).find(Boolean) ?? '';
}

function moment(record: JsonObject, names: readonly string[]): string | undefined {
  return names
    .map((name) => (Object.hasOwn(record, name) ? readMoment(record[name]) : undefined))
    .find((at) => at !== undefined);
}
