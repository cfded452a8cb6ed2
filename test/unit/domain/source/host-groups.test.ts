import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupHosts } from '../../../../lambdas/domain/source/host-groups';

const host = fc.constantFrom(...'abcdefghijkl').map((letter) => `${letter}.example`);
const pairs = fc.array(fc.tuple(host, host), { maxLength: 14 });

/** All hosts that can be reached from one, the slow way. */
function reach(from: string, links: readonly (readonly [string, string])[]): Set<string> {
  const reached = new Set([from]);
  for (let before = 0; before !== reached.size; ) {
    before = reached.size;
    for (const [one, other] of links) if (reached.has(one) || reached.has(other)) reached.add(one).add(other);
  }
  return reached;
}

test('hosts have one name exactly when redirects join them', () => {
  fc.assert(
    fc.property(pairs, host, host, (links, one, other) => {
      const nameOf = groupHosts(links);
      expect(nameOf(one) === nameOf(other)).toBe(reach(one, links).has(other));
    }),
  );
});

test('the name does not depend on the order in which the redirects are known, nor on their direction', () => {
  fc.assert(
    fc.property(pairs, host, (links, one) => {
      const turned = links.toReversed().map(([from, to]) => [to, from] as const);
      expect(groupHosts(turned)(one)).toBe(groupHosts(links)(one));
      expect(groupHosts(links)(one)).toBe([...reach(one, links)].sort()[0]);
    }),
  );
});

test('a long chain is named quickly', () => {
  const chain = [...Array(20_000).keys()].map((n) => [`h${n}.example`, `h${n + 1}.example`] as const);
  const nameOf = groupHosts(chain.toReversed());
  expect(new Set(chain.map(([one]) => nameOf(one))).size).toBe(1);
});
