/**
 * Names the group a host belongs to: hosts that sources lead from and to, by redirects, are in one group, directly or by way of others;
 * its name is that of its first host in alphabetical order. A host that is in no pair is a group of its own.
 */
export function groupHosts(pairs: Iterable<readonly [string, string]>): (host: string) => string {
  const nearer = new Map<string, string>();
  const nameOf = (host: string): string => {
    let name = host;
    for (let next = nearer.get(name); next !== undefined; next = nearer.get(name)) name = next;
    // The way is shortened for the next time.
    for (let step = host; step !== name; ) {
      const next = nearer.get(step) as string;
      nearer.set(step, name);
      step = next;
    }
    return name;
  };
  for (const [one, other] of pairs) {
    const names = [nameOf(one), nameOf(other)] as const;
    if (names[0] < names[1]) nearer.set(names[1], names[0]);
    else if (names[0] !== names[1]) nearer.set(names[0], names[1]);
  }
  return nameOf;
}
