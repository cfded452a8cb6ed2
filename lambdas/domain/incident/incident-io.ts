import type { ParsedFeed } from '../entry';
import { atLeastHalf, markupOf, reportOfEntry, serviceOfFeed } from './feed-entry';
import type { JsonObject } from './json-shape';
import { defined, isListing, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { earlier, readMoment } from './moment';
import { plainLines, plainText, safeLink } from './plain-text';
import type { IncidentReport, PageAbout, ReportedUpdate, StatusDocument } from './report';
import { readUpdateLines } from './update-lines';
import { impactOf, isMaintenanceTitle, serviceOfPage, stageOf } from './wording';

/** Whether the entries carry incident.io's `<b>Status: …</b>` line. */
export function looksLikeIncidentIoFeed(feed: ParsedFeed): boolean {
  return atLeastHalf(feed.entries, (entry) =>
    /(?:<b>|<strong>)\s*Status:\s*[A-Za-z ]{4,30}<\/(b|strong)>/i.test(markupOf(entry).slice(0, 2_000)),
  );
}

/**
 * incident.io's Atom and RSS: one entry an incident with where it stands now: a bold "Status: Resolved", the newest
 * message, and the affected components with their state in brackets. Earlier messages are only known from earlier polls;
 * the Atom has no date of publication, but the incident's own id says when it was made.
 */
export function reportsFromIncidentIoFeed(feed: ParsedFeed, about: PageAbout): IncidentReport[] {
  const service = serviceOfFeed(feed, about);
  return feed.entries.map((entry) => {
    const at = entry.updatedAt ?? entry.publishedAt;
    const lines = readUpdateLines(markupOf(entry), at);
    if (lines.updates.length > 0) return reportOfEntry(entry, service);
    const stage = stageOf(lines.fields.get('status'));
    const worst = lines.states.map(impactOf).filter((impact) => impact !== undefined && impact !== 'none');
    const order = ['critical', 'major', 'minor'] as const;
    return defined<IncidentReport>({
      id: reportOfEntry(entry, service).id,
      service,
      title: entry.title,
      url: entry.url.replace(/([^:])\/\/+/g, '$1/'),
      startedAt: earlier(bornAt(entry.url, at), earlier(entry.publishedAt, entry.updatedAt)),
      updatedAt: entry.updatedAt,
      impact: order.find((impact) => worst.includes(impact)),
      components: lines.components,
      updates: [defined<ReportedUpdate>({ at, stage, text: lines.rest || plainText(entry.title) })],
      maintenance: /maintenance/i.test(lines.fields.get('status') ?? '') || isMaintenanceTitle(entry.title),
    });
  });
}

/**
 * incident.io's widget API (`{ page_title, page_url, ongoing_incidents, in_progress_maintenances, scheduled_maintenances }`)
 * and what its pages load themselves: `{ summary: { name, public_url, ongoing_incidents: [{ id, name, status, published_at,
 * updates: [{ message: { text_node }, published_at, to_status }], component_impacts, affected_components }] } }`.
 */
export function reportsFromIncidentIoJson(document: unknown, about: PageAbout): StatusDocument | undefined {
  const outer = objectOf(document);
  const root = isListing(outer['ongoing_incidents']) ? outer : objectOf(outer['summary']);
  if (!isListing(root['ongoing_incidents'])) return undefined;
  const page = objectOf(root['page']);
  const site = safeLink(root['page_url']) || safeLink(root['public_url']) || safeLink(page['url']);
  const title = textOf(root['page_title']) || textOf(root['name']) || textOf(page['name']) || about.sourceTitle || '';
  const service = serviceOfPage(title, site || about.url);
  const planned = [...objectsOf(root['in_progress_maintenances']), ...objectsOf(root['scheduled_maintenances'])];
  const reports = [
    ...objectsOf(root['ongoing_incidents']).map((incident) => readIncident(incident, service, site)),
    ...planned.map((item) => ({ ...readIncident(item, service, site), maintenance: true })),
  ];
  return defined<StatusDocument>({
    title: title || service,
    site: site || undefined,
    format: 'incident-io',
    reports,
    isCurrent: true,
  });
}

function readIncident(incident: JsonObject, service: string, site: string): IncidentReport {
  const messages = objectsOf(incident['updates']).map(readMessage);
  const id = textOf(incident['id']);
  const at = readMoment(incident['last_update_at']);
  const title = textOf(incident['name']);
  const status = stageOf(incident['status']);
  return defined<IncidentReport>({
    id: id || textOf(incident['url']),
    service,
    title,
    url: safeLink(incident['url']) || (site && id ? safeLink(`/incidents/${encodeURIComponent(id)}`, site) : ''),
    startedAt:
      readMoment(incident['started_at']) ??
      readMoment(incident['created_at']) ??
      readMoment(incident['published_at']) ??
      bornAt(id, at),
    updatedAt: at,
    impact: impactOf(incident['current_worst_impact']) ?? worstOf(objectsOf(incident['component_impacts'])),
    components: namesOf(incident['affected_components']),
    updates:
      messages.length > 0
        ? messages
        : [
            defined<ReportedUpdate>({
              at,
              stage: status,
              text: plainLines(textOf(incident['last_update_message'])) || title,
            }),
          ],
    maintenance: /maintenance/i.test(textOf(incident['status'])) || isMaintenanceTitle(title),
  });
}

function readMessage(update: JsonObject): ReportedUpdate {
  return defined<ReportedUpdate>({
    at: readMoment(update['published_at']),
    stage: stageOf(update['to_status']) ?? stageOf(update['status']) ?? 'update',
    text: plainLines(textOf(update['message_string']) || nodeText(objectOf(update['message'])['text_node'])),
  });
}

/** The text of a ProseMirror document, a line a block; nested no deeper than twelve. */
function nodeText(node: unknown, depth = 0): string {
  const { type, text, content } = objectOf(node);
  if (typeof text === 'string' || depth > 12) return textOf(text);
  const inner = objectsOf(content).map((child) => nodeText(child, depth + 1));
  return inner.join(/^(doc|bullet_?list|ordered_?list)$/i.test(textOf(type)) ? '<br>' : '');
}

function worstOf(impacts: readonly JsonObject[]): IncidentReport['impact'] {
  const found = impacts.map((impact) => impactOf(impact['status']));
  return (['critical', 'major', 'minor'] as const).find((impact) => found.includes(impact));
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LONGEST_WAIT = 30 * 86_400_000;

/**
 * When the ULID in an id or at the end of an address was made: its first ten characters are milliseconds in Crockford's base 32.
 * An id that is younger than what is said of it, or a month older, was given when the page moved.
 */
function bornAt(id: string, saidAt: string | undefined): string | undefined {
  const ulid = /(?:^|\/)([0-7][0-9A-HJKMNP-TV-Z]{9})[0-9A-HJKMNP-TV-Z]{16}$/.exec(id)?.[1];
  if (ulid === undefined || saidAt === undefined) return undefined;
  const born = [...ulid].reduce((time, digit) => time * 32 + CROCKFORD.indexOf(digit), 0);
  const waited = Date.parse(saidAt) - born;
  return waited >= 0 && waited <= LONGEST_WAIT ? new Date(born).toISOString() : undefined;
}
