import type { Entry, ParsedFeed } from '../entry';
import { worse } from './facts';
import { idOfEntry, markupOf } from './feed-entry';
import type { JsonObject } from './json-shape';
import { defined, objectOf, objectsOf, textOf } from './json-shape';
import { earlier, readMoment } from './moment';
import { plainLines, plainName } from './plain-text';
import type { IncidentReport, PageAbout, ReportedUpdate, StatusDocument } from './report';
import { bareTitle, isMaintenanceTitle, stageOfTitle, titleCore } from './wording';

const SITE = 'https://health.aws.amazon.com/health/status';
const HOUR = 3_600_000;
const GRADE = new Map<string, IncidentReport['impact']>([
  ['0', 'none'],
  ['1', 'minor'],
  ['2', 'major'],
  ['3', 'critical'],
]);

const isAws = (address: string) =>
  address.includes('aws') && /\/\/(status|health)\.aws\.amazon\.com\b|arn:aws:health:/.test(address);

/** Whether the feed is the AWS Health dashboard's, whole or of one service in one region. */
export function looksLikeAwsFeed(feed: ParsedFeed): boolean {
  return isAws(feed.site ?? '') || feed.entries.some(({ id, url }) => isAws(id ?? '') || isAws(url));
}

/**
 * The public RSS: one item a message, guid `…/#ec2-us-east-1_EPOCH`, titles with "Informational message:",
 * "Service is operating normally: [RESOLVED]" and the like. Messages of one service and region are one incident until
 * one says resolved or 24 hours pass in silence, under one title a week; every message's guid is an alias, so a rolled-off first one does no harm.
 */
export function reportsFromAwsFeed(feed: ParsedFeed, about: PageAbout): IncidentReport[] {
  const byPlace = new Map<string, Entry[]>();
  for (const entry of feed.entries) {
    const place = placeOf(entry) ?? plainName(feed.title || about.sourceTitle, 80);
    byPlace.set(place, [...(byPlace.get(place) ?? []), entry]);
  }
  return [...byPlace].flatMap(([place, entries]) => inRuns(entries).map((run) => reportOfRun(run, place, feed.title)));
}

/**
 * The public JSON: currentevents (an array; an event that is over stays a while with an `end_time`), historyevents (arrays by place) and
 * the older data.json (`archive`, `current`).
 */
export function reportsFromAwsJson(document: unknown): StatusDocument | undefined {
  const root = objectOf(document);
  const older = 'archive' in root ? [...objectsOf(root['archive']), ...objectsOf(root['current'])] : [];
  const byPlace = Object.values(root).every(Array.isArray)
    ? Object.entries(root).flatMap(([place, list]) => objectsOf(list).map((event) => ({ place, ...event })))
    : [];
  const events: JsonObject[] = older.length > 0 ? older : Array.isArray(document) ? objectsOf(document) : byPlace;
  const like = events.filter(
    (event) =>
      'event_log' in event || 'arn' in event || ('service_name' in event && 'summary' in event && 'date' in event),
  );
  if (like.length === 0 || like.length < events.length) return undefined;
  const current = Array.isArray(document) ? { isCurrent: true as const } : {};
  return { title: 'AWS', site: SITE, format: 'aws-health', reports: events.map(readEvent), ...current };
}

function readEvent(event: JsonObject): IncidentReport {
  const services = Object.values(objectOf(event['impacted_services'])).map((service) =>
    textOf(objectOf(service)['service_name']),
  );
  const place = textOf(event['service']) || textOf(event['place']);
  const log = openedFirst(objectsOf(event['event_log']).map(readMessage));
  const began = readMoment(event['date']);
  const title = bareTitle(plainName(textOf(event['summary'])));
  const ended = readMoment(event['end_time']);
  const resolved = ended !== undefined || stageOfTitle(textOf(event['summary'])) === 'resolved';
  const details = plainLines(textOf(event['description']));
  const last = log
    .map((message) => message.at)
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
  if (log.length === 0)
    log.push(
      defined<ReportedUpdate>({ at: began, stage: resolved ? 'resolved' : 'investigating', text: details || title }),
    );
  const levels = Object.values(objectOf(event['impacted_services'])).map(
    (service) => textOf(objectOf(service)['max']) || textOf(objectOf(service)['current']),
  );
  const level =
    [textOf(event['status']), ...levels, ...objectsOf(event['event_log']).map((message) => textOf(message['status']))]
      .sort()
      .at(-1) ?? '';
  return defined<IncidentReport>({
    id: textOf(event['arn']) || `${place}_${textOf(event['date'])}`,
    service: serviceOfPlace(place, textOf(event['service_name'])),
    title,
    url:
      textOf(event['arn']) === ''
        ? SITE
        : `https://health.aws.amazon.com/health/status?eventID=${encodeURIComponent(textOf(event['arn']))}`,
    startedAt: began,
    resolvedAt: ended ?? (resolved ? last : undefined),
    impact: GRADE.get(level),
    components: services.filter(Boolean).length > 0 ? services : [textOf(event['service_name'])].filter(Boolean),
    updates: log,
    maintenance: isMaintenanceTitle(title),
  });
}

function readMessage(message: JsonObject): ReportedUpdate {
  const stage = stageOfTitle(textOf(message['summary'])) ?? (textOf(message['status']) === '0' ? 'resolved' : 'update');
  return defined<ReportedUpdate>({
    at: readMoment(message['timestamp']),
    stage,
    text: plainLines(textOf(message['message'])),
  });
}

/** The first message opens the event, as in the feed, so that either is known again in the other. */
function openedFirst(log: readonly ReportedUpdate[]): ReportedUpdate[] {
  const first = log.reduce<string | undefined>((found, { at }) => earlier(found, at), undefined);
  return log.map((one) => (one.at === first && one.stage === 'update' ? { ...one, stage: 'investigating' } : one));
}

function inRuns(entries: readonly Entry[]): Entry[][] {
  const runs: Entry[][] = [];
  const ordered = [...entries].sort((a, b) => timeOf(a) - timeOf(b) || (idOfEntry(a) < idOfEntry(b) ? -1 : 1));
  for (const entry of ordered) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const same = last !== undefined && titleCore(last.title) === titleCore(entry.title);
    const gap = last === undefined ? 0 : timeOf(entry) - timeOf(last);
    const over = last !== undefined && stageOfTitle(last.title) === 'resolved';
    const goesOn = over
      ? same && gap < 2 * HOUR
      : gap < (same ? 168 : stageOfTitle(entry.title) === 'resolved' ? 24 : 6) * HOUR;
    if (run !== undefined && goesOn) run.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

function reportOfRun(run: readonly Entry[], place: string, feedTitle: string): IncidentReport {
  const first = run[0]!;
  const last = run.at(-1)!;
  return defined<IncidentReport>({
    id: idOfEntry(first),
    aliases: run.map(idOfEntry),
    service: serviceOfPlace(place, plainName(feedTitle).replace(/\s*service status$/i, '')),
    title: bareTitle(last.title),
    url: last.url,
    impact: run.map((entry) => impactOfMark(entry.title)).reduce(worse, undefined),
    components: [place],
    updates: run.map((entry, index) =>
      defined<ReportedUpdate>({
        at: entry.publishedAt ?? entry.updatedAt,
        stage: stageOfTitle(entry.title) ?? (isOpening(run[index - 1]) ? 'investigating' : 'update'),
        text: plainLines(markupOf(entry)),
      }),
    ),
    maintenance: isMaintenanceTitle(last.title),
  });
}

/** What follows nothing, or the word that it was over, says that it goes on. */
const isOpening = (before: Entry | undefined) => before === undefined || stageOfTitle(before.title) === 'resolved';

function impactOfMark(title: string): IncidentReport['impact'] {
  if (/^service disruption/i.test(title)) return 'critical';
  if (/^(service degradation|performance issues)/i.test(title)) return 'major';
  return /^informational message/i.test(title) ? 'minor' : undefined;
}

function placeOf(entry: Entry): string | undefined {
  return (
    /#([a-z0-9-]{2,60})_\d{9,13}/i.exec(`${entry.id ?? ''} ${entry.url}`)?.[1] ??
    /arn:aws:health:([a-z0-9-]{2,30}):/.exec(entry.id ?? '')?.[1]
  );
}

function serviceOfPlace(place: string, name: string): string {
  const region = /(?<![a-z])(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-[a-z]+)+-\d/.exec(place)?.[0];
  const plain = name.replace(/\s*\([^)]*\)/, '').trim();
  if (/^(amazon|aws) /i.test(plain) && !/^amazon web services/i.test(plain))
    return region === undefined ? plain : `${plain} (${region})`;
  const code = region === undefined ? place : place.replace(`-${region}`, '');
  const service =
    code === '' || code === region || /^(multiple|amazon)/i.test(code) ? 'AWS' : `AWS ${code.toUpperCase()}`;
  return region === undefined ? service : `${service} (${region})`;
}

function timeOf(entry: Entry): number {
  return Date.parse(entry.publishedAt ?? entry.updatedAt ?? '') || 0;
}
