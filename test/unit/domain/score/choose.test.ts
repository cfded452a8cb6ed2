import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../lambdas/domain/candidate';
import { vendorOf } from '../../../../lambdas/domain/link/vendor';
import { chooseArticles, withoutRetired } from '../../../../lambdas/domain/score/choose';

const now = '2026-06-01T00:00:00Z';
const daysAgo = (days: number): string => new Date(Date.parse(now) - days * 86_400_000).toISOString();

const candidate = (id: string, host: string, score: number, days = 1): Candidate => ({
  id,
  title: id,
  url: `https://${host}/${id}`,
  sourceTitle: host,
  sourceId: host,
  toldBy: [host],
  firstSeenAt: daysAgo(days),
  score,
  reasons: [],
});

const candidates = fc
  .array(
    fc.record({
      host: fc.constantFrom('www.a.example', 'blog.b.example', ...[...'abcdefghij'].map((name) => `${name}.example`)),
      // Few scores and few days: many are worth the same.
      score: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0.3, 0.5)),
      days: fc.oneof(fc.integer({ min: -5, max: 120 }), fc.constantFrom(1, 2)),
    }),
    { maxLength: 60, size: 'max' },
  )
  .map((list) => list.map(({ host, score, days }, index) => candidate(`c${index}`, host, score, days)));

const hostOf = (url: string): string => new URL(url).host.replace(/^www\./, '');

function mostOfOneHost(articles: Candidate[]): number {
  const hosts = articles.map(({ url }) => hostOf(url));
  return Math.max(0, ...hosts.map((host) => hosts.filter((other) => other === host).length));
}

describe('chooseArticles', () => {
  it('puts every candidate into exactly one list', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        const { chosen, runnersUp, leftOut } = chooseArticles(list, { now });
        const ids = [...chosen, ...runnersUp, ...leftOut].map(({ id }) => id);
        expect(ids.sort()).toEqual(list.map(({ id }) => id).sort());
      }),
    );
  });

  it('never prints more than ten, nor more than two of a host unless told so, and is quiet with fewer', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 4 }), (list, perVendor) => {
        const { chosen, runnersUp, quiet } = chooseArticles(list, { now, perVendor });
        expect(chosen.length).toBeLessThanOrEqual(10);
        if (runnersUp.length > 0) expect(chosen).toHaveLength(10);
        expect(quiet).toBe(chosen.length < 10);
        expect(mostOfOneHost([...chosen, ...runnersUp])).toBeLessThanOrEqual(perVendor);
        expect(mostOfOneHost(chooseArticles(list, { now }).chosen)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('does not depend on the order in which candidates come', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        expect(chooseArticles([...list].reverse(), { now }).chosen).toEqual(chooseArticles(list, { now }).chosen);
      }),
    );
  });

  it('prints nothing below the minimum, nothing dead and nothing from the future', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        for (const { score, firstSeenAt } of chooseArticles(list, { now }).chosen) {
          expect(score).toBeGreaterThanOrEqual(0.05);
          expect(firstSeenAt <= now && firstSeenAt >= daysAgo(90)).toBe(true);
        }
      }),
    );
  });

  it('prefers a strong one of three weeks ago to weak new ones', () => {
    const { chosen } = chooseArticles(
      [candidate('new', 'a.example', 0.2, 0), candidate('strong', 'b.example', 0.7, 21)],
      { now },
    );
    expect(chosen.map(({ id }) => id)).toEqual(['strong', 'new']);
  });

  it('says that a week is quiet instead of filling it', () => {
    const quiet = chooseArticles([candidate('one', 'a.example', 0.5), candidate('weak', 'b.example', 0.01)], { now });
    expect(quiet.chosen.map(({ id }) => id)).toEqual(['one']);
    expect(quiet.leftOut).toEqual([{ id: 'weak', why: 'score too low' }]);
    expect(quiet.quiet).toBe(true);
  });

  it('says why a candidate was left out', () => {
    const flood = ['x', 'y', 'z'].map((id, index) => candidate(id, 'a.example', 0.9 - index / 10));
    expect(chooseArticles([...flood, candidate('old', 'b.example', 0.9, 91)], { now }).leftOut).toEqual([
      { id: 'z', why: 'enough from this vendor' },
      { id: 'old', why: 'too old' },
    ]);
  });

  it('counts the hosts of one vendor together, and the authors of a shared host apart', () => {
    const choose = (hosts: string[]) => {
      const list = hosts.map((host, index) => ({
        ...candidate(`c${index}`, host, 0.9 - index / 10),
        vendor: vendorOf(`https://${host}/`),
      }));
      return chooseArticles(list, { now }).chosen.map(({ url }) => new URL(url).host);
    };
    expect(choose(['blog.vendor.co.uk', 'vendor.co.uk', 'status.vendor.co.uk', 'other.co.uk'])).toEqual([
      'blog.vendor.co.uk',
      'vendor.co.uk',
      'other.co.uk',
    ]);
    for (const shared of ['github.io', 'substack.com', 'wordpress.com'])
      expect(choose(['ann', 'bob', 'cy'].map((name) => `${name}.${shared}`))).toHaveLength(3);
    expect(choose(['medium.com', 'medium.com', 'www.medium.com'])).toHaveLength(2);
  });

  it('marks the sponsor and the employer, subdomains included, and nobody else', () => {
    const list = [candidate('own', 'blog.employer.example', 0.9), candidate('free', 'notemployer.example', 0.8)];
    const { disclosures } = chooseArticles(list, {
      now,
      disclosures: { 'employer.example': 'Full disclosure: my employer.' },
    });
    expect(disclosures).toEqual([{ id: 'own', line: 'Full disclosure: my employer.' }]);
  });
});

describe('withoutRetired', () => {
  const ids = ['s1', 's2', 's3', 's4'];
  const told = fc
    .array(
      fc.record({
        speaker: fc.constantFrom(...ids),
        others: fc.subarray(ids),
        atHome: fc.boolean(),
        score: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 30, size: 'max' },
    )
    .map((list) =>
      list.map(({ speaker, others, atHome, score }, index) => ({
        ...candidate(`c${index}`, 'a.example', score),
        sourceId: speaker,
        toldBy: [...new Set([speaker, ...others])].sort(),
        ...(atHome && { atHome: true as const }),
      })),
    );
  const retired = fc.subarray(ids).map((some) => new Set(some));

  it('lets no retired source speak, nor count, and keeps what is told without it', () => {
    fc.assert(
      fc.property(told, retired, (list, gone) => {
        const left = new Map(withoutRetired(list, gone).map((each) => [each.id, each]));
        for (const each of left.values())
          expect([each.sourceId, ...each.toldBy].filter((id) => gone.has(id))).toEqual([]);
        for (const each of list) {
          const wanted = each.toldBy.filter((id) => !gone.has(id));
          const stays = !gone.has(each.sourceId) || (!each.atHome && wanted.length > 0);
          expect(left.has(each.id)).toBe(stays);
          if (stays) expect(left.get(each.id)?.toldBy).toEqual(wanted);
        }
      }),
    );
  });

  it('changes nothing while every source is wanted, whatever was retired before', () => {
    fc.assert(fc.property(told, (list) => void expect(withoutRetired(list, new Set(['other']))).toEqual(list)));
  });

  it('leaves what is chosen of the other sources as it was', () => {
    fc.assert(
      fc.property(told, retired, (list, gone) => {
        const choose = (from: readonly Candidate[]) => {
          const { chosen, runnersUp } = chooseArticles(from, { now, perVendor: 100 });
          return [...chosen, ...runnersUp];
        };
        const alone = list.map((each) => ({ ...each, toldBy: [each.sourceId] }));
        const before = choose(alone).filter(({ sourceId }) => !gone.has(sourceId));
        const after = choose(withoutRetired(alone, gone));
        expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
      }),
    );
  });
});
