import type { Incident } from '../incident';
import { blamesName, namedRoles, ownsUp } from './blame';
import { providerOfService, providersIn, regionsIn } from './providers';

const MINUTE = 60_000;
/** A provider's page is often later than its customers': how much earlier than the cause an effect may begin. */
const EARLY = 60 * MINUTE;
/** How long after the cause ended an effect may still begin. */
const LATE = 45 * MINUTE;
const LONGEST_OPEN = 24 * 60 * MINUTE;
const UNKNOWN_LENGTH = 6 * 60 * MINUTE;
/** Names too ordinary to be looked for in other people's sentences. */
const ORDINARY =
  /^(status|service|services|api|cloud|network|platform|support|web|app|data|global|system|systems|unknown service|production)$/i;

/** One incident put under the one that led to it, and why, in words for a person. */
export interface Grouped {
  key: string;
  group: string;
  reason: string;
}

interface Suspect {
  incident: Incident;
  sentences: string[];
  regions: string[];
  names: string[];
  provider: string | undefined;
  from: number;
  to: number;
}

/**
 * Finds incidents of different pages that are one outage. In this order, each only while they overlap in time and do
 * not name different regions: one that says another page's service caused its trouble goes under that page's incident;
 * one in the very region of a provider's incident, without a cause of its own, goes under that; and two or more that
 * blame the same provider, which has no incident of its own here, go under the earliest. Never two of one page, never
 * on a mere mention. The result does not depend on the order given.
 */
export function groupIncidents(incidents: readonly Incident[]): Grouped[] {
  const suspects = [...incidents]
    .sort((a, b) => (a.startedAt === b.startedAt ? (a.key < b.key ? -1 : 1) : a.startedAt < b.startedAt ? -1 : 1))
    .map(suspectOf);
  const causes = new Map<string, { cause: Suspect; reason: string }>();
  for (const suspect of suspects) {
    const found = causeOf(suspect, suspects);
    if (found !== undefined) causes.set(suspect.incident.key, found);
  }
  const grouped = new Map<string, Grouped>();
  for (const [key, { reason }] of causes) {
    const root = rootOf(key, causes, suspects);
    if (root !== key) grouped.set(key, { key, group: root, reason });
  }
  const leaders = new Set([...grouped.values()].map((entry) => entry.group));
  for (const entry of withoutCause(
    suspects.filter((suspect) => !grouped.has(suspect.incident.key) && !leaders.has(suspect.incident.key)),
  ))
    grouped.set(entry.key, entry);
  return [...grouped.values()];
}

function suspectOf(incident: Incident): Suspect {
  const sentences = [
    ...new Set([incident.title, ...(incident.blames ?? []), ...(incident.quote === undefined ? [] : [incident.quote])]),
  ];
  const from = Date.parse(incident.startedAt);
  const open =
    incident.endedAt === undefined
      ? LONGEST_OPEN
      : incident.endedAt === incident.startedAt
        ? UNKNOWN_LENGTH
        : Date.parse(incident.endedAt) - from;
  const bare = incident.service.replace(/\s*\([^)]*\)/g, '').trim();
  const names = [...new Set([incident.service, bare])].filter((name) => name.length >= 3 && !ORDINARY.test(name));
  const regions = regionsIn([...sentences, incident.service, ...incident.components].join(' \n '));
  return {
    incident,
    sentences,
    regions,
    names,
    provider: providerOfService(incident.service)?.name,
    from,
    to: from + Math.max(0, open),
  };
}

function causeOf(effect: Suspect, suspects: readonly Suspect[]): { cause: Suspect; reason: string } | undefined {
  let best: { cause: Suspect; reason: string; rank: number } | undefined;
  for (const cause of suspects) {
    if (!mayCause(cause, effect)) continue;
    const shared = effect.regions.find((region) => cause.regions.includes(region));
    const name = nameBlamed(effect, cause);
    const byRegion =
      name === undefined &&
      shared !== undefined &&
      cause.provider !== undefined &&
      isHeavy(cause.incident) &&
      startsWithin(cause, effect) &&
      !ownsUp(effect.sentences.join('\n'));
    if (name === undefined && !byRegion) continue;
    const reason =
      name === undefined
        ? `in ${shared} while ${cause.incident.service} was failing there`
        : `puts it down to ${name}${shared === undefined ? '' : ` in ${shared}`}`;
    const rank =
      (name === undefined ? 0 : 4) +
      (shared === undefined ? 0 : 2) +
      (isHeavy(cause.incident) ? 1 : 0) -
      Math.min(0.9, Math.abs(cause.from - effect.from) / (48 * 60 * MINUTE));
    if (best === undefined || rank > best.rank) best = { cause, reason, rank };
  }
  return best;
}

function mayCause(cause: Suspect, effect: Suspect): boolean {
  if (cause === effect || isSamePage(cause, effect)) return false;
  const conflicting =
    cause.regions.length > 0 &&
    effect.regions.length > 0 &&
    !effect.regions.some((region) => cause.regions.includes(region));
  return !conflicting && effect.from >= cause.from - EARLY && effect.from <= cause.to + LATE;
}

function isSamePage(a: Suspect, b: Suspect): boolean {
  return (
    a.incident.sourceId === b.incident.sourceId ||
    a.incident.service === b.incident.service ||
    (a.provider !== undefined && a.provider === b.provider)
  );
}

function nameBlamed(effect: Suspect, cause: Suspect): string | undefined {
  for (const sentence of effect.sentences) {
    const direct = cause.names.find((name) => blamesName(sentence, name));
    if (direct !== undefined) return direct;
    const provider = providersIn(sentence).find(({ name }) => name === cause.provider);
    const written = provider?.words.exec(sentence)?.[0];
    if (written !== undefined && blamesName(sentence, written)) return provider!.name;
    if (cause.names.some((name) => namedRoles(sentence).includes(name.toLowerCase()))) return cause.incident.service;
  }
  return undefined;
}

function startsWithin(cause: Suspect, effect: Suspect): boolean {
  return effect.from >= cause.from - 20 * MINUTE && effect.from <= cause.to;
}

function isHeavy(incident: Incident): boolean {
  return incident.impact === 'major' || incident.impact === 'critical';
}

function rootOf(key: string, causes: ReadonlyMap<string, { cause: Suspect }>, suspects: readonly Suspect[]): string {
  const path: string[] = [];
  let at = key;
  while (!path.includes(at)) {
    path.push(at);
    const next = causes.get(at);
    if (next === undefined) return at;
    at = next.cause.incident.key;
  }
  const ring = new Set(path.slice(path.indexOf(at)));
  return suspects.find((suspect) => ring.has(suspect.incident.key))!.incident.key;
}

/** Those that blame one provider whose own incident is not here, or fail in one region at one time, under the earliest of them. */
function withoutCause(suspects: readonly Suspect[]): Grouped[] {
  const grouped: Grouped[] = [];
  const leaders: { suspect: Suspect; blamed: string[] }[] = [];
  for (const suspect of suspects) {
    const blamed = providersBlamed(suspect);
    const leader = leaders.find(
      (other) =>
        !isSamePage(other.suspect, suspect) &&
        overlap(other.suspect, suspect) &&
        other.blamed.some((name) => blamed.includes(name)),
    );
    if (leader === undefined) {
      leaders.push({ suspect, blamed });
      continue;
    }
    const name = leader.blamed.find((one) => blamed.includes(one))!;
    grouped.push({
      key: suspect.incident.key,
      group: leader.suspect.incident.key,
      reason: `both put it down to ${name}`,
    });
  }
  return grouped;
}

function providersBlamed(suspect: Suspect): string[] {
  const names = suspect.sentences.flatMap((sentence) => [
    ...providersIn(sentence)
      .filter(({ words }) => blamesName(sentence, words.exec(sentence)?.[0] ?? ''))
      .map(({ name }) => name),
    ...namedRoles(sentence),
  ]);
  return [...new Set(names)].filter((name) => name !== suspect.provider);
}

function overlap(a: Suspect, b: Suspect): boolean {
  const conflicting =
    a.regions.length > 0 && b.regions.length > 0 && !a.regions.some((region) => b.regions.includes(region));
  return !conflicting && b.from <= a.to + LATE && a.from <= b.to + LATE && Math.abs(a.from - b.from) <= UNKNOWN_LENGTH;
}
