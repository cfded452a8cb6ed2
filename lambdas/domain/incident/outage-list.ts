import type { Entry, ParsedFeed } from '../entry';
import { markupOf, reportOfEntry, serviceOfFeed } from './feed-entry';
import { permalinkOf } from './identity';
import type { JsonObject } from './json-shape';
import { defined, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, plainText, safeLink } from './plain-text';
import type { IncidentReport, PageAbout, ReportedUpdate, StatusDocument } from './report';
import { impactOf, isMaintenanceTitle, stageOf, titleCore } from './wording';

/** What makes a feed look like a status page's. */
const TROUBLE =
  /\b(outage|incident|degrad\w*|disrupt\w*|downtime|unavailab\w*|is down|are down|went down|offline|elevated|increased (error|latenc)\w*|error rates?|latency|timeouts?|delays?|delayed|failures?|failing|interrupt\w*|connectivity|maintenance|impaired|slow(ness|er)?|unable to|issues? (with|affecting|in|on|impacting)|problems? (with|affecting|in|on)|resolved|investigating|packet loss)\b/i;
/** What more is trouble where it is a status page that speaks, in the languages most of them are written in. */
const HERE =
  /\b(unreachable|inaccessible|was down|were down|errors?|trouble|time[- ]?outs?|timing out|fail(s|ed)?|(not|n['’]t) (working|loading|responding|reachable|available)|störung\w*|ausfall|wartung\w*|panne|perturbation|incidente|caída|interrupción|falha|indisponib\w*|storing|onderhoud|guasto|disservizio)/iu;
const OVER =
  /\b((has|have) (now )?been (fully )?(resolved|fixed|restored)|(is|are|was|were) (now )?(resolved|fixed|restored|recovered)|fully (recovered|restored|operational)|back to normal|service restored|(was|were) (briefly )?(down|unavailable|unreachable|offline|inaccessible) (for|from|between)|behoben|gelöst|rétabli\w*|résolu\w*|resuelt[oa]|resolvid[oa]|opgelost|risolto)/iu;
const PLANNED_ABROAD =
  /\b(wartung\w*|geplante? |maintenance (programmée|planifiée)|mantenimiento|manutenção|onderhoud|manutenzione)/iu;
/** What a monitor reports: "Website is DOWN", "Website is UP". */
const MONITOR = /^(.{1,120}?) (?:is|are|went|came)(?: now| back)* (up|down|online|offline)(?: again)?\W*$/i;
const HOUR = 3_600_000;

/** Whether an item of an ordinary feed speaks of an outage at all, by its title or first words. */
export function speaksOfTrouble(entry: Entry): boolean {
  return TROUBLE.test(entry.title) || TROUBLE.test(plainText(markupOf(entry)).slice(0, 300));
}

/**
 * A plain RSS or Atom of outages: the stage from the title or the words, times from the item. Most have one item for each;
 * where one has an item for each message, those that share title and link, without a pause of a week (a day where there is no link)
 * and not long after the end, are one. Items about something else are left out.
 */
export function reportsFromOutageList(feed: ParsedFeed, about: PageAbout): IncidentReport[] {
  const service = serviceOfFeed(feed, about);
  const items = feed.entries.map((entry) => ({ entry, report: plainReport(entry, service) }));
  return inRuns(items)
    .filter((run) => run.some(({ entry }) => isTrouble(entry)))
    .map((run) => joinRun(run.map(({ report }) => report)));
}

/** Whether an item of a status page speaks of trouble, in any of the languages known. */
export const isTrouble = (entry: Entry): boolean =>
  speaksOfTrouble(entry) ||
  MONITOR.test(entry.title) ||
  HERE.test(`${entry.title}\n${plainText(markupOf(entry)).slice(0, 300)}`);

interface Item {
  entry: Entry;
  report: IncidentReport;
}

function plainReport(entry: Entry, service: string): IncidentReport {
  const report = reportOfEntry(entry, service);
  const maintenance = report.maintenance || PLANNED_ABROAD.test(entry.title);
  const only = report.updates.length === 1 ? report.updates[0]! : undefined;
  const moved = MONITOR.exec(entry.title)?.[2]?.toLowerCase();
  if (only === undefined || (only.stage !== undefined && moved === undefined)) return { ...report, maintenance };
  const over = moved === undefined ? OVER.test(`${entry.title}\n${only.text}`) : /^(up|online)$/.test(moved);
  const stage = over ? ('resolved' as const) : moved === undefined ? undefined : ('investigating' as const);
  return { ...report, maintenance, updates: [defined<ReportedUpdate>({ ...only, stage })] };
}

/** Items of one title and link, oldest first, cut where one outage is over and another begins. */
function inRuns(items: readonly Item[]): Item[][] {
  const open = new Map<string, Item[]>();
  const runs: Item[][] = [];
  for (const item of [...items].sort((a, b) => timeOf(a) - timeOf(b))) {
    const link = permalinkOf(item.entry.url);
    const subject = titleCore(MONITOR.exec(item.entry.title)?.[1] ?? item.entry.title);
    const name = `${link ?? ''}\n${subject}`;
    const run = item.report.updates.length === 1 ? open.get(name) : undefined;
    const last = run?.at(-1);
    const gap = last === undefined ? 0 : timeOf(item) - timeOf(last);
    const over = last?.report.updates.some(({ stage }) => stage === 'resolved') === true;
    if (run !== undefined && gap <= (over ? 2 : link === undefined ? 24 : 168) * HOUR) run.push(item);
    else {
      runs.push([item]);
      open.set(name, runs.at(-1)!);
    }
  }
  return runs;
}

function joinRun(run: readonly IncidentReport[]): IncidentReport {
  const first = run[0]!;
  if (run.length === 1) return first;
  return {
    ...run.at(-1)!,
    id: first.id,
    aliases: run.map(({ id }) => id),
    title: first.title,
    ...(first.startedAt !== undefined && { startedAt: first.startedAt }),
    components: run.flatMap(({ components }) => components),
    updates: run.flatMap(({ updates }) => updates),
    maintenance: run.some(({ maintenance }) => maintenance),
  };
}

const timeOf = ({ entry }: Item) => Date.parse(entry.publishedAt ?? entry.updatedAt ?? '') || 0;

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
