import type { Incident } from '../incident';
import { blamesName, blamesOutright, clearsName, namedRoles, rulesOutName, speaksOfTroubleAt } from './blame';
import { groupByCommonBlame } from './common-blame';
import { providersIn, spellingsIn } from './providers';
import { regionCodesIn } from './regions';
import { type Grouped, isHeavy, isNameOf, isSamePage, LATE, MINUTE, type Suspect, suspectOf } from './suspect';

/** A provider's page is often later than its customers': how much earlier than the cause an effect may begin. */
const EARLY = 60 * MINUTE;

/**
 * Finds incidents of different pages that are one outage. In this order, each only while they overlap in time and do
 * not name different regions: one that says another page's service caused its trouble goes under that page's incident;
 * one in the very region of a provider's incident, or linking to its status page, without a cause of its own, goes under that; and two or more that
 * blame the same provider, which has no incident of its own here, go under the earliest. While a provider has a serious
 * incident, a sentence that names it in trouble is enough, unless the page owns up. Never two of one page, never on a
 * mere mention. The result does not depend on the order given.
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
  for (const entry of groupByCommonBlame(
    suspects.filter((suspect) => !grouped.has(suspect.incident.key) && !leaders.has(suspect.incident.key)),
  ))
    grouped.set(entry.key, entry);
  return [...grouped.values()];
}

function causeOf(effect: Suspect, suspects: readonly Suspect[]): { cause: Suspect; reason: string } | undefined {
  let best: { cause: Suspect; reason: string; rank: number } | undefined;
  for (const cause of suspects) {
    if (!mayCause(cause, effect) || isNamedBy(effect, cause, rulesOutName)) continue;
    const shared = effect.regions.find((region) => cause.regions.includes(region));
    const isLikely =
      isHeavy(cause.incident) && startsWithin(cause, effect) && !effect.ownsUp && !isNamedBy(effect, cause, clearsName);
    const name =
      nameBlamed(effect, cause, effect.ownsUp ? blamesOutright : blamesName) ??
      (isLikely ? nameBlamed(effect, cause, speaksOfTroubleAt) : undefined);
    const linked =
      name === undefined && cause.provider !== undefined && effect.links.includes(cause.provider) && isLikely;
    const byRegion = name === undefined && shared !== undefined && isLikely && isPlain(shared, cause, effect);
    if (name === undefined && !byRegion && !linked) continue;
    const reason =
      name !== undefined
        ? `puts it down to ${name}${shared === undefined ? '' : ` in ${shared}`}`
        : linked
          ? `puts it down to what ${cause.provider}'s status page reports`
          : `in ${shared} while ${cause.incident.service} was failing there`;
    const rank =
      (name === undefined ? 0 : 4) +
      (shared === undefined ? 0 : 2) +
      (isHeavy(cause.incident) ? 1 : 0) -
      Math.min(0.5, Math.abs(cause.from - effect.from) / (48 * 60 * MINUTE)) -
      (name === undefined ? 0 : laterInText(name, effect));
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

function nameBlamed(
  effect: Suspect,
  cause: Suspect,
  isBlamed: (sentence: string, name: string) => boolean,
): string | undefined {
  for (const sentence of effect.sentences) {
    const direct = cause.names.find((name) => isBlamed(sentence, name));
    if (direct !== undefined) return direct;
    const provider = providersIn(sentence).find(({ name }) => name === cause.provider);
    if (provider !== undefined && spellingsIn(sentence, provider.words).some((written) => isBlamed(sentence, written)))
      return provider.name;
    const roles = namedRoles(sentence);
    if (cause.names.some((name) => roles.some((role) => isNameOf(role.toLowerCase(), name))))
      return cause.incident.service;
  }
  return undefined;
}

/** Of two that are blamed, the one named first: up to 0.4 for a name far behind. */
function laterInText(name: string, effect: Suspect): number {
  return Math.min(400, Math.max(0, effect.sentences.join('\n').indexOf(name))) / 1_000;
}

/** Whether a region can only be the cause's: its code is written out, or the effect names the provider as well. */
function isPlain(region: string, cause: Suspect, effect: Suspect): boolean {
  if (cause.provider === undefined) return false;
  const text = effect.sentences.join('\n');
  return regionCodesIn(text).includes(region) || providersIn(text).some(({ name }) => name === cause.provider);
}

/** Whether any sentence of the effect says this of the cause, under any of its names. */
function isNamedBy(effect: Suspect, cause: Suspect, says: (sentence: string, name: string) => boolean): boolean {
  return effect.sentences.some((sentence) => {
    const provider = providersIn(sentence).find(({ name }) => name === cause.provider);
    const written = provider === undefined ? [] : spellingsIn(sentence, provider.words);
    return [...cause.names, ...written].some((name) => says(sentence, name));
  });
}

function startsWithin(cause: Suspect, effect: Suspect): boolean {
  return effect.from >= cause.from - 20 * MINUTE && effect.from <= cause.to;
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
