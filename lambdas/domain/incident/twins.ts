import type { Incident } from '../incident';
import { day, minute } from '../instant';
import { permalinkOf } from './identity';
import { titleCore } from './wording';

/** Formats of one page differ by what they take for the beginning: the first message, or what the page says. */
const BEGUN_TOGETHER = 15 * minute;

/**
 * The incidents without those that another source tells too: a page that is polled in two formats, or two pages of one company. Two are
 * one when they have a link, and began within a day; or service and title, and began within a quarter of an hour. One that is `known` to
 * the editor stays, then the one that is over, and else that of the same source each time; `others` has the keys of the rest under its
 * key. Any order gives the same.
 */
export function withoutTwins(
  incidents: readonly Incident[],
  known: ReadonlySet<string> = new Set(),
): { incidents: Incident[]; others: Map<string, string[]> } {
  const kept: Incident[] = [];
  const others = new Map<string, string[]>();
  const byName = new Map<string, Incident[]>();
  const isKnown = ({ key }: Incident) => known.has(key);
  for (const incident of [...incidents].sort((a, b) => +isKnown(b) - +isKnown(a) || betterFirst(a, b))) {
    const names = namesOf(incident);
    const twin = names.flatMap((name) => byName.get(name) ?? []).find((one) => areTwins(one, incident));
    if (twin) others.set(twin.key, [...(others.get(twin.key) ?? []), incident.key]);
    else {
      kept.push(incident);
      for (const name of names) byName.set(name, [...(byName.get(name) ?? []), incident]);
    }
  }
  return { incidents: kept, others };
}

function namesOf({ service, title, url }: Incident): string[] {
  const link = permalinkOf(url);
  return [`${service.toLowerCase()}\n${titleCore(title)}`, ...(link === undefined ? [] : [link])];
}

function areTwins(a: Incident, b: Incident): boolean {
  if (a.sourceId === b.sourceId) return false;
  const apart = Math.abs(Date.parse(a.startedAt) - Date.parse(b.startedAt));
  if (apart <= BEGUN_TOGETHER || apart > day) return apart <= BEGUN_TOGETHER;
  const link = permalinkOf(a.url);
  return link !== undefined && link === permalinkOf(b.url);
}

const betterFirst = (a: Incident, b: Incident) =>
  Number(a.endedAt === undefined) - Number(b.endedAt === undefined) ||
  (a.sourceId < b.sourceId ? -1 : a.sourceId > b.sourceId ? 1 : a.key < b.key ? -1 : 1);
