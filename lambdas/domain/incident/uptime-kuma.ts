import type { JsonObject } from './json-shape';
import { defined, objectOf, objectsOf, textOf } from './json-shape';
import { readMoment } from './moment';
import { plainLines, safeLink } from './plain-text';
import type { IncidentReport, PageAbout, StatusDocument } from './report';
import { isMaintenanceTitle, serviceOfPage } from './wording';

const GRADE: Record<string, IncidentReport['impact']> = {
  info: 'none',
  primary: 'minor',
  warning: 'minor',
  danger: 'major',
};

/**
 * Uptime Kuma's status-page API: `{ config: { title, slug }, incident | incidents: [{ id, title, content, style, createdDate,
 * lastUpdatedDate, pin }], publicGroupList, maintenanceList }`. A note is pinned while it goes on; what is in
 * the colours of news (light, dark) is announced, not an incident.
 */
export function reportsFromUptimeKumaJson(document: unknown, about: PageAbout): StatusDocument | undefined {
  const root = objectOf(document);
  const config = objectOf(root['config']);
  if (!('publicGroupList' in root) || !('slug' in config)) return undefined;
  const service = serviceOfPage(textOf(config['title']) || about.sourceTitle, about.url);
  const site = safeLink(`/status/${encodeURIComponent(textOf(config['slug']))}`, about.url);
  const notes = Array.isArray(root['incidents']) ? objectsOf(root['incidents']) : [objectOf(root['incident'])];
  const reports = notes.filter((note) => textOf(note['title']) !== '').map((note) => readNote(note, service, site));
  return defined<StatusDocument>({ title: service, site: site || undefined, format: 'outage-list', reports });
}

function readNote(note: JsonObject, service: string, site: string): IncidentReport {
  const title = textOf(note['title']);
  const text = plainLines(textOf(note['content']));
  const at = readMoment(note['createdDate']);
  const over = note['pin'] === false || note['pin'] === 0 || note['active'] === false;
  const updatedAt = readMoment(note['lastUpdatedDate']);
  return defined<IncidentReport>({
    id: textOf(note['id']) || title,
    service,
    title,
    url: site,
    startedAt: at,
    resolvedAt: over ? (updatedAt ?? at) : undefined,
    updatedAt,
    impact: GRADE[textOf(note['style'])],
    components: [],
    updates: [defined<IncidentReport['updates'][number]>({ at, stage: 'investigating' as const, text })],
    maintenance: isMaintenanceTitle(title) || /^(light|dark)$/.test(textOf(note['style'])),
  });
}
