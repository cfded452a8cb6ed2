import type { Incident } from '../incident';
import { factsOfReport, shareUpdate, shortId } from './facts';
import { permalinkOf } from './identity';
import { incidentKey, isChanged, isOutage, type MergeAbout, mergeReports, noteListing } from './merge';
import type { IncidentReport } from './report';
import { hasSlots } from './slots';
import { isAllClear, titleCore } from './wording';

const DAY = 86_400_000;

/** A page's incidents after a snapshot, scheduled work included (see isOutage), and those that visibly changed. */
export interface Folded {
  incidents: Incident[];
  changed: Incident[];
}

/**
 * Folds the reports of one snapshot of one page into the incidents known of that page. An incident is found again by
 * any id or permalink it was ever seen under. Two ids are one incident when title, start minute and a message agree, or
 * the title and every message.
 * One id is two incidents when title and permalink differ, no message is shared and they began over a day apart.
 * Reports that only say that all is well are left out. Nothing known is ever dropped, however short the history shown;
 * where the page lists only what goes on (`isCurrent`), an open incident that it does not list any more has ended.
 */
export function foldReports(
  known: readonly Incident[],
  reports: readonly IncidentReport[],
  about: MergeAbout & { isCurrent?: true },
): Folded {
  const incidents = new Map(known.map((incident) => [incident.key, incident]));
  const keysOfId = new Map<string, Set<string>>();
  const keysOfTitle = new Map<string, Set<string>>();
  for (const incident of known) index(incident, keysOfId, keysOfTitle);
  const before = new Map(incidents);
  const listed = new Set<string>();
  const ofId = new Map<string, IncidentReport[]>();
  for (const report of reports) {
    const same = ofId.get(report.id);
    if (same) same.push(report);
    else ofId.set(report.id, [report]);
  }
  for (const report of reports) {
    if (isAllClear(report.title) && report.updates.length <= 1) continue;
    const found =
      findNamed(report, about, incidents, keysOfId) ??
      firstOf(ofId.get(report.id) ?? [], (one) => {
        const titled = findTitled(one, about, incidents, keysOfTitle);
        return titled !== undefined && (one === report || !isAnother(titled, report, about)) ? titled : undefined;
      });
    const taken = found === undefined && incidents.has(incidentKey(about.sourceId, report.id));
    const key = taken
      ? incidentKey(about.sourceId, `${report.id}\n${report.url}\n${titleCore(report.title)}`)
      : undefined;
    const previous = found ?? (key === undefined ? undefined : incidents.get(key));
    const merged = mergeReports(previous, report, { ...about, ...(key === undefined ? {} : { key }) });
    listed.add(merged.key);
    const ended = about.isCurrent && endIn(report, about.seenAt);
    incidents.set(merged.key, about.isCurrent ? noteListing(merged, !ended, about.seenAt, ended || undefined) : merged);
    index(merged, keysOfId, keysOfTitle);
  }
  if (about.isCurrent)
    for (const incident of known.filter(isOutage))
      if (!listed.has(incident.key)) incidents.set(incident.key, noteListing(incident, false, about.seenAt));
  const all = [...incidents.values()];
  return { incidents: all, changed: all.filter((incident) => isChanged(before.get(incident.key), incident)) };
}

/** When it ended, if the report says that it has: by its end, or its newest message. One that was reopened has older ones that said so. */
function endIn(report: IncidentReport, seenAt: string): string | undefined {
  const { end, ends } = factsOfReport(report, seenAt);
  const newest = report.updates.reduce<string>((last, { at = '' }) => (at > last ? at : last), '');
  return end?.at ?? ends.find((at) => at === newest);
}

function firstOf<T, R>(list: readonly T[], of: (item: T) => R | undefined): R | undefined {
  for (const item of list) {
    const found = of(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findNamed(
  report: IncidentReport,
  about: MergeAbout,
  incidents: ReadonlyMap<string, Incident>,
  keysOfId: ReadonlyMap<string, Set<string>>,
): Incident | undefined {
  const link = permalinkOf(report.url);
  const byLink =
    link !== undefined && report.aliases?.includes(link) === true ? keysOfId.get(shortId(link)) : undefined;
  const names = [report.id, ...(report.aliases ?? [])].map((name) => keysOfId.get(shortId(name)));
  for (const keys of [byLink, ...names])
    for (const key of keys ?? []) {
      const candidate = incidents.get(key)!;
      if (keys === byLink || !isAnother(candidate, report, about)) return candidate;
    }
  return undefined;
}

function findTitled(
  report: IncidentReport,
  about: MergeAbout,
  incidents: ReadonlyMap<string, Incident>,
  keysOfTitle: ReadonlyMap<string, Set<string>>,
): Incident | undefined {
  const keys = keysOfTitle.get(titleCore(report.title));
  if (keys === undefined) return undefined;
  const fresh = factsOfReport(report, about.seenAt);
  return firstOf([...keys], (key) => {
    const candidate = incidents.get(key)!;
    if (candidate.facts === undefined) return undefined;
    const sameStart = fresh.start !== undefined && candidate.startedAt.slice(0, 16) === fresh.start.slice(0, 16);
    const { slots } = candidate.facts;
    return (sameStart && shareUpdate(candidate.facts, fresh)) || hasSlots(slots, fresh.slots) ? candidate : undefined;
  });
}

function isAnother(candidate: Incident, report: IncidentReport, about: MergeAbout): boolean {
  if (candidate.facts === undefined || titleCore(candidate.title) === titleCore(report.title)) return false;
  if (permalinkOf(candidate.url) === permalinkOf(report.url)) return false;
  const fresh = factsOfReport(report, about.seenAt);
  if (fresh.start === undefined || shareUpdate(candidate.facts, fresh)) return false;
  return Math.abs(Date.parse(candidate.startedAt) - Date.parse(fresh.start)) > DAY;
}

function index(incident: Incident, keysOfId: Map<string, Set<string>>, keysOfTitle: Map<string, Set<string>>): void {
  for (const id of incident.facts?.ids ?? [shortId(incident.key)])
    keysOfId.set(id, (keysOfId.get(id) ?? new Set()).add(incident.key));
  const title = titleCore(incident.title);
  keysOfTitle.set(title, (keysOfTitle.get(title) ?? new Set()).add(incident.key));
}
