import type { Incident } from '../domain/incident';
import { foldReports } from '../domain/incident/fold';
import { isOutage, keysOfReport } from '../domain/incident/merge';
import type { IncidentReport } from '../domain/incident/report';
import { newHabit, significanceOf, updateHabit } from '../domain/incident/significance';
import type { IncidentStore, KnownHabit } from '../domain/ports';
import type { Source } from '../domain/source';

const countedKept = 400;

/** Folds a status page's reports into its incidents; writes only those that visibly changed. Says how many were new. */
export async function takeReports(
  world: { incidents: IncidentStore },
  source: Source,
  reports: readonly IncidentReport[],
  now: string,
): Promise<number> {
  const known = await world.incidents.get(reports.flatMap((report) => keysOfReport(report, source.id)));
  const { changed } = foldReports([...known.values()], reports, { sourceId: source.id, seenAt: now });
  const outages = changed.filter(isOutage);
  if (outages.length === 0) return 0;
  const before = (await world.incidents.habit(source.id)) ?? { habit: newHabit(now), counted: [] };
  const after = countEnded(before, outages);
  for (const incident of outages) {
    await world.incidents.save({ ...incident, significance: significanceOf(incident, after.habit, now) });
  }
  // Last, and by key: a poll cut short before this counts the same incidents again, and each of them once.
  if (after !== before) await world.incidents.saveHabit(source.id, after);
  return outages.filter(({ key }) => !known.has(key)).length;
}

function countEnded(before: KnownHabit, outages: readonly Incident[]): KnownHabit {
  const counted = new Set(before.counted);
  const ended = outages.filter(({ key, endedAt }) => endedAt !== undefined && !counted.has(key));
  if (ended.length === 0) return before;
  return {
    habit: ended.reduce(updateHabit, before.habit),
    counted: [...ended.map(({ key }) => key), ...before.counted].slice(0, countedKept),
  };
}
