import type { ParsedFeed } from '../entry';
import { markupOf, reportOfEntry, serviceOfFeed } from './feed-entry';
import type { JsonObject } from './json-shape';
import { defined, namesOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, plainName, safeLink } from './plain-text';
import type { IncidentReport, PageAbout, ReportedUpdate, StatusDocument } from './report';
import { impactOf, isMaintenanceTitle, stageOf, stageOfTitle } from './wording';

/** Products that only the Workspace dashboard lists. */
const WORKSPACE =
  /^(Gmail|Google (Calendar|Chat|Docs|Drive|Forms|Meet|Sheets|Slides|Sites|Tasks|Voice|Vault|Groups|Keep)|Admin Console)$/;
const SITE = 'https://status.cloud.google.com/';
/** Google's write-up is the last of an incident's messages; the preliminary one before it is none. */
const REPORT = /^\W*incident report\b/i;

/**
 * Google's incidents.json (Cloud, Workspace and others): an array of `{ id, number, begin, end, modified, external_desc,
 * updates: [{ when, created, text, status }], status_impact, severity, service_name, affected_products, uri }`.
 * Text is Markdown. `status_impact` says how bad it was at worst; AVAILABLE messages say it is over.
 */
export function reportsFromGoogleJson(document: unknown, about: PageAbout): StatusDocument | undefined {
  const incidents = objectsOf(document);
  const like = incidents.filter((incident) => 'external_desc' in incident || 'most_recent_update' in incident);
  if (like.length === 0 || like.length * 2 < incidents.length) return undefined;
  const site = safeLink('/', about.url) || SITE;
  const isWorkspace =
    /google\.com\/appsstatus/.test(about.url) ||
    incidents.some((incident) => WORKSPACE.test(textOf(incident['service_name'])));
  const house = isWorkspace ? 'Google Workspace' : 'Google Cloud';
  const title = about.sourceTitle ?? house;
  return {
    title,
    site,
    format: 'google-cloud',
    reports: incidents.map((incident) => readIncident(incident, site, house)),
  };
}

/** Google's Atom feeds: one entry a message, all of an incident's entries linking to incidents/ID. */
export function reportsFromGoogleFeed(feed: ParsedFeed, about: PageAbout): IncidentReport[] {
  const service = serviceOfFeed(feed, about);
  return feed.entries.map((entry) => {
    const report = reportOfEntry(entry, service);
    const id = /\/(?:incidents?|summary)\/([A-Za-z0-9_-]{6,40})/.exec(entry.url)?.[1];
    const stage = stageOfTitle(entry.title) ?? 'update';
    const updates = report.updates.length === 1 ? [{ ...report.updates[0]!, stage }] : report.updates;
    return { ...report, updates, ...(id === undefined ? {} : { id }) };
  });
}

/** Whether the feed is Google's, by its ids or address. */
export function looksLikeGoogleFeed(feed: ParsedFeed): boolean {
  return (
    /(^|\.)status\.(cloud|search)\.google\.com|google\.com\/appsstatus/.test(
      `${hostOf(feed.site)} ${feed.site ?? ''}`,
    ) ||
    (feed.entries.length > 0 &&
      feed.entries.every(
        (entry) => /^tag:[a-z.]*google\.com,/.test(entry.id ?? '') && /incident/i.test(entry.url + markupOf(entry)),
      ))
  );
}

function readIncident(incident: JsonObject, site: string, house: string): IncidentReport {
  const updates = objectsOf(incident['updates']).map(readUpdate);
  const end = readMoment(incident['end']);
  const lines = markdownText(textOf(incident['external_desc'])).split('\n');
  // Workspace writes a label above the title.
  const title = plainName(
    lines.find((line) => line.trim() !== '' && !/^\s*(title|summary|description)\s*:?\s*$/i.test(line)),
    300,
  );
  const products = namesOf(incident['affected_products']);
  const name = textOf(incident['service_name']);
  const many = name === '' || /^multiple/i.test(name);
  const places = [
    ...objectsOf(incident['updates']).flatMap((update) => namesOf(update['affected_locations'])),
    ...namesOf(incident['currently_affected_locations']),
    ...namesOf(incident['previously_affected_locations']),
  ];
  return defined<IncidentReport>({
    id: textOf(incident['id']) || textOf(incident['number']),
    service: many ? house : name,
    title: title || `${house} incident`,
    url: safeLink(textOf(incident['uri']), site),
    startedAt: readMoment(incident['begin']) ?? readMoment(incident['created']),
    resolvedAt: end,
    updatedAt: readMoment(incident['modified']),
    impact: gradeOf(incident),
    components: [...products, ...places],
    updates,
    isWhole: updates.length > 1 ? true : undefined,
    maintenance: isMaintenanceTitle(title),
    postmortem: writeUpIn(updates, safeLink(textOf(incident['uri']), site)),
  });
}

function writeUpIn(updates: readonly ReportedUpdate[], url: string): IncidentReport['postmortem'] {
  const written = updates.find(({ stage }) => stage === 'postmortem');
  return written === undefined || url === ''
    ? undefined
    : { url, ...(written.at !== undefined && { at: written.at }), text: written.text };
}

function readUpdate(update: JsonObject): ReportedUpdate {
  const text = markdownText(textOf(update['text']));
  const status = textOf(update['status']);
  if (REPORT.test(text))
    return defined<ReportedUpdate>({
      at: readMoment(update['when']) ?? readMoment(update['created']),
      stage: 'postmortem',
      text,
    });
  const stage = status === 'AVAILABLE' ? 'resolved' : status === '' ? undefined : (stageOf(status) ?? 'update');
  return defined<ReportedUpdate>({ at: readMoment(update['when']) ?? readMoment(update['created']), stage, text });
}

function gradeOf(incident: JsonObject): IncidentReport['impact'] {
  const said = impactOf(incident['status_impact']);
  const severity = textOf(incident['severity']);
  if (said === undefined) return impactOf(severity === 'high' ? 'major' : severity);
  return said === 'critical' && severity !== 'high' && severity !== '' ? 'major' : said;
}

function markdownText(text: string): string {
  return plainLines(text.replaceAll('\n', '<br>'))
    .replace(/^#{1,6}\s+/gm, '')
    .replaceAll('**', '')
    .replace(/\[([^\]]{1,200})\]\(([^)]{1,500})\)/g, '$1');
}

function hostOf(site: string | undefined): string {
  try {
    return new URL(site ?? '').hostname;
  } catch {
    return '';
  }
}
