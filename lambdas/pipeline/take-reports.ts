import type { Incident } from '../domain/incident';
import { foldReports } from '../domain/incident/fold';
import { isOutage, keysOfReport, mergeReports } from '../domain/incident/merge';
import type { IncidentReport } from '../domain/incident/report';
import { newHabit, significanceOf, updateHabit } from '../domain/incident/significance';
import type { IncidentStore, KnownHabit } from '../domain/ports';
import type { Source } from '../domain/source';

/** More than one document of a page lists. */
const keysKept = 600;
const endedLast = 20;
/** More than most pages show, and one batch. */
const begunLast = 100;

/**
 * Folds a status page's reports into its incidents, and ends those that a page of what is going on no longer lists;
 * writes only those that visibly changed. Says how many the source has not counted yet. The page's habit is saved first and counts by key:
 * a poll cut short after that still finds its
 * incidents changed, weighs them by the same habit, and counts none of them again.
 */
export async function takeReports(
  world: { incidents: IncidentStore },
  source: Source,
  { reports, isCurrent }: { reports: readonly IncidentReport[]; isCurrent?: true },
  now: string,
): Promise<number> {
  const before = (await world.incidents.habit(source.id)) ?? {
    habit: newHabit(now),
    counted: [],
    begun: [],
    incidents: source.incidents,
  };
  const named = reports.flatMap((report) => keysOfReport(report, source.id));
  const open = isCurrent ? openOf(before) : [];
  const found = await world.incidents.get([...named, ...open]);
  const isNew = reports.some((report) => isUnknown(report, source, found, now));
  const known = isNew ? new Map([...found, ...(await world.incidents.get(lastBegun(before, reports, found)))]) : found;
  const about = { sourceId: source.id, seenAt: now, ...(isCurrent && { isCurrent }) };
  const { changed } = foldReports([...known.values()], reports, about);
  // A batch is answered in any order; what is counted must not show it.
  const outages = changed.filter(isOutage).sort(newestFirst);
  const begun = outages.filter(({ key }) => !known.has(key));
  const after = countEnded(countBegun(before, begun, [...known.values()]), outages);
  if (after !== before) await world.incidents.saveHabit(source.id, after);
  for (const incident of outages) {
    await world.incidents.save({ ...incident, significance: significanceOf(incident, after.habit, now) });
  }
  return Math.max(0, after.incidents - source.incidents);
}

/** Whether it is an outage that is stored under none of its names. */
const isUnknown = (report: IncidentReport, { id }: Source, found: ReadonlyMap<string, Incident>, seenAt: string) =>
  !keysOfReport(report, id).some((key) => found.has(key)) &&
  isOutage(mergeReports(undefined, report, { sourceId: id, seenAt }));

/**
 * It may be an old one all the same, under a name that it did not have then: the page numbers anew, writes in another
 * format, or does not show the message any more by which it was known first.
 */
const lastBegun = ({ begun }: KnownHabit, reports: readonly unknown[], found: ReadonlyMap<string, Incident>) =>
  begun.slice(0, Math.max(begunLast, reports.length)).filter((key) => !found.has(key));

const newestFirst = (a: Incident, b: Incident) => b.startedAt.localeCompare(a.startedAt) || (a.key < b.key ? -1 : 1);

/** What began and has not ended yet, and what ended last: of that a poll cut short may have saved the count alone. */
function openOf({ begun, counted }: KnownHabit): string[] {
  const ended = new Set(counted);
  return [...begun.filter((key) => !ended.has(key)), ...counted.slice(0, endedLast)];
}

/** What began last comes first: a page may show for the first time now what it had long before. */
function countBegun(before: KnownHabit, incidents: readonly Incident[], known: readonly Incident[]): KnownHabit {
  const counted = new Set(before.begun);
  const begun = incidents.filter(({ key }) => !counted.has(key));
  if (begun.length === 0) return before;
  const dated = [...begun, ...known.filter(({ key }) => counted.has(key))].sort(newestFirst).map(({ key }) => key);
  return {
    ...before,
    begun: [...new Set([...dated, ...before.begun])].slice(0, keysKept),
    incidents: before.incidents + begun.length,
  };
}

function countEnded(before: KnownHabit, outages: readonly Incident[]): KnownHabit {
  const counted = new Set(before.counted);
  const ended = outages.filter(({ key, endedAt }) => endedAt !== undefined && !counted.has(key));
  if (ended.length === 0) return before;
  return {
    ...before,
    habit: ended.reduce(updateHabit, before.habit),
    counted: [...ended.map(({ key }) => key), ...before.counted].slice(0, keysKept),
  };
}
