import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scoreCandidate } from '../../../../lambdas/domain/score/score-candidate';
import { readShippedModel } from '../../../../lambdas/domain/score/shipped-model';
import { readSnapshot } from '../../../../lambdas/domain/snapshot';
import { discountedGain } from '../../../../lib/tools/bench/ranking-measures';

interface Link {
  title: string;
  url: string;
}

const shipped = await readShippedModel(() => {});

/** How other lists dress a title. */
const dressings: Record<string, (title: string, place: number) => string> = {
  'all capitals': (title) => title.toUpperCase(),
  'no capitals': (title) => title.toLowerCase(),
  'the name of a blog': (title) => `${title} - Company Blog`,
  'the name of an engineering blog': (title) => `${title} — Acme Engineering Blog`,
  'the name of a site': (title) => `${title} | Site`,
  'an emoji': (title) => `🔥 ${title}`,
  'quotation marks': (title) => `“${title}”`,
  'straight quotation marks': (title) => `"${title}"`,
  'a tag': (title) => `[video] ${title}`,
  'the year': (title) => `${title} [2024]`,
  'a number': (title, place) => `${place}. ${title}`,
  'the author': (title) => `${title} (Jane Doe)`,
  'the length': (title) => `${title} (5 minute read)`,
  'a sponsor’s label': (title) => `Sponsored: ${title}`,
  'wide letters': (title) => title.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
};

const logOdds = (link: Link) => {
  const { score } = scoreCandidate(shipped, link);
  return Math.log(score / (1 - score));
};

/** Every second link as it is, the others dressed: a list of two styles. */
function scoreDressed(links: readonly Link[], dress: (title: string, place: number) => string): number[] {
  return links.map((link, place) =>
    logOdds(place % 2 === 0 ? link : { ...link, title: dress(link.title, 1 + (place % 30)) }),
  );
}

/** Rank correlation (Spearman, 1904) of two scorings of the same links. */
function correlation(left: readonly number[], right: readonly number[]): number {
  const [ranksLeft, ranksRight] = [left, right].map((scores) => {
    const ranks = new Map([...scores.keys()].sort((a, b) => scores[a]! - scores[b]!).map((link, rank) => [link, rank]));
    return [...scores.keys()].map((link) => ranks.get(link)!);
  }) as [number[], number[]];
  const apart = ranksLeft.reduce((sum, rank, link) => sum + (rank - ranksRight[link]!) ** 2, 0);
  return 1 - (6 * apart) / (left.length * (left.length ** 2 - 1));
}

const samples = join(import.meta.dirname, '../../../../lib/local/samples');
const about = { url: 'https://a.example/feed', now: '2026-06-07T12:00:00Z' };

describe('the order of candidates', async () => {
  const files = readdirSync(samples).filter((file) => /\.(?:xml|atom|rdf)$/.test(file) && !file.includes('status'));
  // One of the samples is a page that calls itself a feed.
  const snapshots = await Promise.all(
    files.map((file) => readSnapshot(readFileSync(join(samples, file)), about).catch(() => undefined)),
  );
  const links = snapshots.flatMap((snapshot) => snapshot?.entries ?? []).map(({ title, url = '' }) => ({ title, url }));
  const plain = links.map(logOdds);

  it.each(Object.entries(dressings))('does not hang on %s', (_, dress) => {
    expect(links.length).toBeGreaterThan(50);
    const dressed = scoreDressed(links, dress);
    expect(correlation(plain, dressed)).toBeGreaterThan(0.98);
    const shift = dressed.reduce((sum, score, link) => sum + score - plain[link]!, 0) / (links.length / 2);
    expect(Math.abs(shift)).toBeLessThan(0.3);
  });

  it('does hang on what a title says', () => {
    const dressed = scoreDressed(links, (title) => `${title} after the outage`);
    expect(correlation(plain, dressed)).toBeLessThan(0.95);
  });
});

const weeksFile = '../shared/data/ranking/tuning-weeks.jsonl';
const isThere = existsSync(weeksFile);
if (!isThere) console.warn(`NOT TESTED: other lists' styles on real candidates, because ${weeksFile} is not there.`);

describe.runIf(isThere)('the picks of an editor', () => {
  let gain: (dress: (title: string, place: number) => string) => number;
  let plain: number;
  beforeAll(() => {
    const lines = readFileSync(weeksFile, 'utf8').trim().split('\n');
    const pools = lines.filter((_, at) => at % 16 === 0).map((line) => linksOf(JSON.parse(line)));
    gain = (dress) => pools.reduce((sum, links) => sum + gainOf(links, scoreDressed(links, dress)), 0) / pools.length;
    plain = gain((title) => title);
  });

  it.each(Object.entries(dressings))('are found as well under %s', (_, dress) => {
    expect(plain).toBeGreaterThan(0.5);
    expect(plain - gain(dress)).toBeLessThanOrEqual(0.02);
  });
});

type PooledLink = Link & { hit: boolean };

const linksOf = ({ picked, passedOver }: { picked: Link[]; passedOver: Link[] }): PooledLink[] => [
  ...passedOver.map((link) => ({ ...link, hit: false })),
  ...picked.map((link) => ({ ...link, hit: true })),
];

function gainOf(links: readonly PooledLink[], scores: readonly number[]): number {
  const order = [...links.keys()].sort((left, right) => scores[right]! - scores[left]!);
  return discountedGain(
    order.map((at) => links[at]!.hit),
    30,
  );
}
