import type { Incident } from '../domain/incident';
import { groupIncidents } from '../domain/incident/group';
import { foldServices } from '../domain/incident/same-service';
import { significanceOf } from '../domain/incident/significance';
import { withoutTwins } from '../domain/incident/twins';
import { after, day } from '../domain/instant';
import type { Outage } from '../domain/issue';
import { affectedByLeader, keysOf, outageFrom } from '../domain/issue/outage-from';
import type { CandidateStore, IncidentStore } from '../domain/ports';
import { outageFingerprint } from '../domain/story/fingerprint';
import { weeksBetween } from '../domain/week';
import { outageNotes } from '../pages/outage-notes';

const shown = 10;
/** What a nine-minute blip of a noisy page comes to stays below; an hour that is usual for its page stays above. */
const leastSignificance = 0.35;

export interface OutagePeriod {
  /** ISO 8601 UTC, both included. */
  from: string;
  now: string;
  /** For the days in the notes. */
  timeZone: string;
  /** Keys of incidents that an editor has decided on. */
  decided: ReadonlySet<string>;
  /** Lines that an earlier draft left to this one, whenever their incidents were. */
  left: readonly Pick<Outage, 'id' | 'folded'>[];
}

/** How long before the period something may have begun that was still small, or not known, when the last draft was drawn up. */
const lookedBackDays = 7;
/** How long after its beginning a page tells of an outage for the first time, at most. */
const tellingDays = 2;

/**
 * The outages of a period worth a line each, weightiest first: one line for one outage, whoever reported it, none
 * printed before. A service's lesser outages of the same week are notes under its weightiest.
 */
export async function pickOutages(
  world: { incidents: Pick<IncidentStore, 'get' | 'ofWeeks' | 'habit'>; candidates: Pick<CandidateStore, 'printed'> },
  { from, now, timeZone, decided, left }: OutagePeriod,
): Promise<{ chosen: Outage[]; leftOut: number }> {
  const [listed, again] = await Promise.all([
    world.incidents.ofWeeks(weeksBetween(daysBefore(from, lookedBackDays), now)),
    world.incidents.get(left.flatMap(keysOf)),
  ]);
  const { incidents, others } = withoutTwins(
    [...listed.filter(({ key }) => !again.has(key)), ...again.values()],
    new Set(left.map(({ id }) => id)),
  );
  const keysOfOne = ({ key }: Incident) => [key, ...(others.get(key) ?? [])];
  const news = new Set(listed.filter((one) => one.startedAt <= now && isNews(one, from)).map(({ key }) => key));
  const inPeriod = incidents.filter((incident) => {
    const keys = keysOfOne(incident);
    return (
      (keys.every((key) => news.has(key)) || keys.some((key) => again.has(key))) &&
      !keys.some((key) => decided.has(key))
    );
  });
  const printed = await world.candidates.printed(inPeriod.flatMap(keysOfOne).map(outageFingerprint));
  const unprinted = await weighNow(
    world.incidents,
    inPeriod.filter((incident) => !keysOfOne(incident).some((key) => printed.has(outageFingerprint(key)))),
    now,
  );
  const groups = groupIncidents(unprinted);
  const underAnother = new Set(groups.map(({ key }) => key));
  const affected = affectedByLeader(unprinted, groups);
  const leaders = unprinted.filter(({ key }) => !underAnother.has(key));
  const worthy = leaders.filter(({ key, significance }) => significance >= leastSignificance || affected.has(key));
  const lines = foldServices(worthy);
  const outages = lines.slice(0, shown).map(({ incident, more }) => {
    const line = [incident, ...more];
    const outage = outageFrom(
      incident,
      line.flatMap(({ key }) => affected.get(key) ?? []),
    );
    const notes = outageNotes(incident, more, timeZone);
    const under = [...(outage.folded ?? []), ...more.map(({ key }) => key)];
    const folded = [...under, ...[incident.key, ...under].flatMap((key) => others.get(key) ?? [])];
    return { ...outage, ...(notes.length > 0 && { notes }), ...(folded.length > 0 && { folded }) };
  });
  const untold = lines.slice(shown).reduce((sum, { more }) => sum + 1 + more.length, 0);
  return { chosen: outages, leftOut: leaders.length - worthy.length + untold };
}

/** The incidents with what goes on weighed anew: it was when its page last said something, and has lasted since. Reads each such page's habit. */
async function weighNow(
  incidents: Pick<IncidentStore, 'habit'>,
  all: readonly Incident[],
  now: string,
): Promise<Incident[]> {
  const pages = [...new Set(all.filter(({ endedAt }) => endedAt === undefined).map(({ sourceId }) => sourceId))];
  const habits = new Map(await Promise.all(pages.map(async (page) => [page, await incidents.habit(page)] as const)));
  return all.map((incident) => {
    const known = incident.endedAt === undefined ? habits.get(incident.sourceId) : undefined;
    if (!known) return incident;
    return { ...incident, significance: Math.max(incident.significance, significanceOf(incident, known.habit, now)) };
  });
}

/** It was not over before the period, or nobody had told of it yet. */
function isNews({ startedAt, endedAt, facts }: Incident, from: string): boolean {
  if (startedAt < daysBefore(from, lookedBackDays)) return false;
  if (endedAt === undefined || endedAt >= from) return true;
  return startedAt >= daysBefore(from, tellingDays) && facts !== undefined && facts.firstSeen >= from;
}

const daysBefore = (instant: string, days: number) => after(instant, -days * day);
