import type { Incident } from '../domain/incident';
import { foldReports } from '../domain/incident/fold';
import { isOutage, keysOfReport } from '../domain/incident/merge';
import type { IncidentReport } from '../domain/incident/report';
import { newHabit, significanceOf, updateHabit } from '../domain/incident/significance';
import type { IncidentStore, KnownHabit } from '../domain/ports';
import type { Source } from '../domain/source';

/** More than one document of a page lists. */
const keysKept = 600;
const endedLast = 20;

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
  const known = await world.incidents.get([...named, ...open]);
  const about = { sourceId: source.id, seenAt: now, ...(isCurrent && { isCurrent }) };
  const { changed } = foldReports([...known.values()], reports, about);
  // A batch is answered in any order; what is counted must not show it.
  const outages = changed.filter(isOutage).sort((a, b) => (a.key < b.key ? -1 : 1));
  const begun = outages.filter(({ key }) => !known.has(key));
  const after = countEnded(countBegun(before, begun), outages);
  if (after !== before) await world.incidents.saveHabit(source.id, after);
  for (const incident of outages) {
    await world.incidents.save({ ...incident, significance: significanceOf(incident, after.habit, now) });
  }
  return Math.max(0, after.incidents - source.incidents);
}

/** What began and has not ended yet, and what ended last: of that a poll cut short may have saved the count alone. */
function openOf({ begun, counted }: KnownHabit): string[] {
  const ended = new Set(counted);
  return [...begun.filter((key) => !ended.has(key)), ...counted.slice(0, endedLast)];
}

function countBegun(before: KnownHabit, incidents: readonly Incident[]): KnownHabit {
  const counted = new Set(before.begun);
  const begun = incidents.flatMap(({ key }) => (counted.has(key) ? [] : [key]));
  if (begun.length === 0) return before;
  return {
    ...before,
    begun: [...begun, ...before.begun].slice(0, keysKept),
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
