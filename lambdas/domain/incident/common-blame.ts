import { blamesName, namedRoles } from './blame';
import { providersIn } from './providers';
import { type Grouped, isSamePage, overlap, type Suspect } from './suspect';

/** A name, and whether a sentence puts the trouble down to whoever bears it. */
interface Blamed {
  name: string;
  isIn(sentence: string): boolean;
}

/**
 * Incidents that blame one provider whose own incident is not here, under the earliest of them. A name counts when it is
 * a known provider's, or when one of them calls its bearer a provider ("our SMS provider Sinch").
 */
export function groupByCommonBlame(suspects: readonly Suspect[]): Grouped[] {
  const parties = partiesIn(suspects);
  const grouped: Grouped[] = [];
  const leaders: { suspect: Suspect; blamed: string[] }[] = [];
  for (const suspect of suspects) {
    const blamed = parties
      .filter(({ name, isIn }) => name !== suspect.provider && suspect.sentences.some(isIn))
      .map(({ name }) => name);
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

function partiesIn(suspects: readonly Suspect[]): Blamed[] {
  const parties = new Map<string, Blamed>();
  for (const sentence of suspects.flatMap(({ sentences }) => sentences)) {
    for (const { name, words } of providersIn(sentence))
      parties.set(name, { name, isIn: (other) => blamesName(other, words.exec(other)?.[0] ?? '\n') });
    for (const name of namedRoles(sentence)) {
      const known = providersIn(name)[0]?.name ?? name;
      if (!parties.has(known))
        parties.set(known, { name, isIn: (other) => namedRoles(other).includes(name) || blamesName(other, name) });
    }
  }
  return [...parties.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
