import type { ParsedFeed } from '../entry';
import { reportOfEntry } from './feed-entry';
import type { JsonObject } from './json-shape';
import { defined, namesOf, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, safeLink } from './plain-text';
import type { IncidentReport, ReportedUpdate, StatusDocument } from './report';
import { bareTitle, impactOf, isMaintenanceTitle, stageOf, stageOfTitle } from './wording';

const SITE = 'https://slack-status.com/';

/** Whether the feed is Slack's, by its title or address. */
export function looksLikeSlackFeed(feed: ParsedFeed): boolean {
  return (
    /^slack (system )?status\b/i.test(feed.title.trim()) ||
    /\/\/(www\.)?(slack-status\.com|status\.slack\.com)/.test(feed.site ?? '')
  );
}

/** Slack's RSS: one item an incident, titles "Incident: …", "Notice: …", "Outage: …" or "Maintenance: …"; over once it is listed as resolved in the text. */
export function reportsFromSlackFeed(feed: ParsedFeed): IncidentReport[] {
  return feed.entries.map((entry) => {
    const report = reportOfEntry(entry, 'Slack');
    const kind = /^(incident|notice|outage|maintenance)\s*:/i.exec(entry.title)?.[1]?.toLowerCase();
    const over =
      stageOfTitle(entry.title) === 'resolved' ||
      /\b(resolved|(has been|now) (fixed|restored)|back to normal|no longer (seeing|experiencing))\b/i.test(
        report.updates.map((update) => update.text).join(' '),
      );
    const updates =
      report.updates.length === 1 && over ? [{ ...report.updates[0]!, stage: 'resolved' as const }] : report.updates;
    return defined<IncidentReport>({
      ...report,
      title: bareTitle(entry.title),
      impact: impactOf(kind),
      updates,
      maintenance: report.maintenance || kind === 'maintenance',
    });
  });
}

/**
 * Slack's status API: v2.0.0 current (`{ status, active_incidents: [] }`), v1 current (one incident at the top) and
 * history (an array), each incident `{ id, date_created, date_updated, title, type, status, url, services, notes }`.
 */
export function reportsFromSlackJson(document: unknown): StatusDocument | undefined {
  const root = objectOf(document);
  const inList = Array.isArray(document) ? objectsOf(document) : objectsOf(root['active_incidents']);
  const isOne = 'notes' in root && 'date_created' in root;
  if (inList.length === 0 && !isOne) {
    return Array.isArray(root['active_incidents'])
      ? { title: 'Slack', site: SITE, format: 'slack', reports: [], isCurrent: true }
      : undefined;
  }
  const incidents = isOne ? [root] : inList;
  if (!incidents.every((incident) => 'date_created' in incident && ('notes' in incident || 'services' in incident)))
    return undefined;
  const current = 'active_incidents' in root ? { isCurrent: true as const } : {};
  return { title: 'Slack', site: SITE, format: 'slack', reports: incidents.map(readIncident), ...current };
}

function readIncident(incident: JsonObject): IncidentReport {
  const status = textOf(incident['status']);
  const over = /^(resolved|completed|cancelled|ok)$/i.test(status);
  const title = textOf(incident['title']);
  const notes = objectsOf(incident['notes']).map((note) =>
    defined<ReportedUpdate>({
      at: readMoment(note['date_created']),
      stage: 'update',
      text: plainLines(textOf(note['body'])),
    }),
  );
  const newest = [...notes].sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : -1))[0];
  if (newest !== undefined) newest.stage = over ? 'resolved' : (stageOf(status) ?? 'investigating');
  const updatedAt = readMoment(incident['date_updated']);
  return defined<IncidentReport>({
    id: textOf(incident['id']) || textOf(incident['url']),
    service: 'Slack',
    title,
    url: safeLink(incident['url']),
    startedAt: readMoment(incident['date_created']),
    resolvedAt: over ? (newest?.at ?? updatedAt) : undefined,
    updatedAt,
    impact: impactOf(incident['type']),
    components: namesOf(incident['services']),
    updates: notes,
    maintenance: textOf(incident['type']) === 'maintenance' || isMaintenanceTitle(title),
  });
}
