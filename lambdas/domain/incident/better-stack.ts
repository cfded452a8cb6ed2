import type { ParsedFeed } from '../entry';
import { atLeastHalf, markupOf, reportOfEntry, serviceOfFeed } from './feed-entry';
import type { JsonObject } from './json-shape';
import { defined, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, safeLink } from './plain-text';
import { openAgain } from './reopened';
import type { IncidentReport, PageAbout, ReportedUpdate, StatusDocument } from './report';
import { impactOf, isMaintenanceTitle, serviceOfPage, stageOfTitle } from './wording';

/** Whether the feed links to Better Stack's /incident/NUMBER pages with a fragment a message, or is hosted there. */
export function looksLikeBetterStackFeed(feed: ParsedFeed): boolean {
  if (/\.(betteruptime|betterstack)\.com/.test(feed.site ?? '')) return true;
  return atLeastHalf(feed.entries, (entry) =>
    [entry.id ?? '', entry.url].some((name) => name.includes('#') && /\/(incident|maintenance)\/\d+#/.test(name)),
  );
}

/** Better Stack's RSS: one item a message, guid …/incident/NUMBER#HASH; the number is the incident, the path says maintenance. */
export function reportsFromBetterStackFeed(feed: ParsedFeed, about: PageAbout): IncidentReport[] {
  const service = serviceOfFeed(feed, about);
  return feed.entries.map((entry) => {
    const report = reportOfEntry(entry, service);
    const place = /\/((?:incident|maintenance)s?)\/(\d+)/.exec(`${entry.url} ${entry.id ?? ''}`);
    const text = report.updates.map((update) => update.text).join(' ');
    const only = report.updates.length === 1 ? report.updates[0]! : undefined;
    const over =
      stageOfTitle(entry.title) === 'resolved' ||
      /\b(resolved|recovered|is (now )?(up|operational) again|restored)\b/i.test(`${entry.title} ${text}`);
    const updates =
      only === undefined || only.stage !== undefined
        ? report.updates
        : [{ ...only, stage: over ? ('resolved' as const) : ('update' as const) }];
    return {
      ...report,
      id: place === null ? report.id : `${place[1]}/${place[2]}`,
      url: entry.url.replace(/#.*$/, ''),
      updates,
      maintenance:
        report.maintenance ||
        /maintenance/.test(place?.[1] ?? '') ||
        /scheduled maintenance/i.test(markupOf(entry).slice(0, 200)),
    };
  });
}

/** Better Stack's index.json (JSON:API): status_report items with starts_at and ends_at, status_update items with their messages. */
export function reportsFromBetterStackJson(document: unknown, about: PageAbout): StatusDocument | undefined {
  const root = objectOf(document);
  const data = objectOf(root['data']);
  if (textOf(data['type']) !== 'status_page') return undefined;
  const page = objectOf(data['attributes']);
  const host =
    textOf(page['custom_domain']) ||
    (textOf(page['subdomain']) === '' ? '' : `${textOf(page['subdomain'])}.betteruptime.com`);
  const site = safeLink(host === '' ? '' : `https://${host}/`);
  const service = textOf(page['company_name']) || serviceOfPage(about.sourceTitle, site || about.url);
  const included = objectsOf(root['included']);
  const names = new Map(
    included
      .filter((item) => item['type'] === 'status_page_resource')
      .map((item) => [textOf(item['id']), textOf(objectOf(item['attributes'])['public_name'])]),
  );
  const updates = new Map(
    included.filter((item) => item['type'] === 'status_update').map((item) => [textOf(item['id']), item]),
  );
  const reports = included
    .filter((item) => item['type'] === 'status_report')
    .map((item) => readReport(item, service, site, names, updates));
  return defined<StatusDocument>({ title: service, site: site || undefined, format: 'better-stack', reports });
}

function readReport(
  item: JsonObject,
  service: string,
  site: string,
  names: ReadonlyMap<string, string>,
  updates: ReadonlyMap<string, JsonObject>,
): IncidentReport {
  const facts = objectOf(item['attributes']);
  const id = textOf(item['id']);
  const own = objectsOf(objectOf(objectOf(item['relationships'])['status_updates'])['data']).map((link) =>
    updates.get(textOf(link['id'])),
  );
  const messages = openAgain(
    own.filter((update) => update !== undefined).map((update) => readUpdate(objectOf(update['attributes']))),
  );
  const last = messages
    .flatMap(({ at }) => at ?? [])
    .sort()
    .at(-1);
  // A report that is over may have no end of its own: its last message stands in.
  const end = readMoment(facts['ends_at']) ?? (facts['aggregate_state'] === 'resolved' ? last : undefined);
  const affected = objectsOf(facts['affected_resources']);
  const worst = (['critical', 'major', 'minor'] as const).find((impact) =>
    affected.some((resource) => impactOf(resource['status']) === impact),
  );
  const title = textOf(facts['title']);
  return defined<IncidentReport>({
    id: `incident/${id}`,
    service,
    title,
    url: site === '' ? '' : safeLink(`/incident/${encodeURIComponent(id)}`, site),
    startedAt: readMoment(facts['starts_at']),
    resolvedAt: end,
    impact: worst ?? impactOf(facts['aggregate_state']),
    components: affected
      .map((resource) => names.get(textOf(resource['status_page_resource_id'])) ?? '')
      .filter(Boolean),
    updates: messages,
    maintenance: textOf(facts['report_type']) === 'maintenance' || isMaintenanceTitle(title),
  });
}

function readUpdate(facts: JsonObject): ReportedUpdate {
  const states = objectsOf(facts['affected_resources']).map((resource) => textOf(resource['status']));
  const over = states.length > 0 && states.every((state) => /^(resolved|operational)$/.test(state));
  return defined<ReportedUpdate>({
    at: readMoment(facts['published_at']),
    stage: over ? 'resolved' : 'update',
    text: plainLines(textOf(facts['message'])),
  });
}
