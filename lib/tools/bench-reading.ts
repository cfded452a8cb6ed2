import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import RssParser from 'rss-parser';
import { scoreCandidate } from '../../lambdas/domain/score/score-candidate';
import { readShippedModel } from '../../lambdas/domain/score/shipped-model';
import { readSnapshot } from '../../lambdas/domain/snapshot';
import { groupStories } from '../../lambdas/domain/story';
import type { BenchPart } from './bench-part';

const samples = join('lib', 'local', 'samples');
const now = '2026-06-07T12:00:00Z';
const seconds = 3;

/** How fast feeds are read and links are ranked, on one core. */
export const readingPart: BenchPart = {
  name: 'reading',
  async measure({ tell }) {
    tell('reading: the sample feeds, again and again …');
    const files = readdirSync(samples).filter((file) => /\.(xml|atom|rdf|rss)$/.test(file));
    const bodies = files.map((file) => readFileSync(join(samples, file)));
    const parser = new RssParser();
    const ours = await rate(
      bodies,
      async (body) => void (await readSnapshot(body, { url: 'https://a.example/feed', now })),
    );
    const plain = await rate(bodies, async (body) => void (await parser.parseString(body.toString()).catch(() => {})));
    tell('reading: ranking …');
    const { entries } = await readSnapshot(bodies[0] as Buffer, { url: 'https://a.example/feed', now });
    const titles = await Promise.all(
      bodies.map((body) => readSnapshot(body, { url: 'https://a.example/feed', now }).catch(() => ({ entries }))),
    );
    const links = titles.flatMap((snapshot) => snapshot.entries.map(({ title, url }) => ({ title, url })));
    const model = await readShippedModel(tell);
    const scored = count(() => {
      for (const link of links) scoreCandidate(model, link);
      return links.length;
    });
    const weekly = Array.from({ length: 1000 }, (_, n) => {
      const { title, url } = links[n % links.length] as (typeof links)[number];
      return { title: `${title} of team ${n}`, url: `${url}?n=${n}`, at: now };
    });
    const grouped = count(() => {
      for (const link of weekly) scoreCandidate(model, link);
      return groupStories(weekly).flat().length;
    });
    return [
      {
        title: 'Reading feeds, and ranking links, on one core',
        columns: ['what', 'a second'],
        rows: [
          ['feeds read, dated, keyed and cleaned', `${ours.toFixed(1)} MB`],
          ['the same feeds through rss-parser alone', `${plain.toFixed(1)} MB`],
          ['links ranked, with reasons', Math.round(scored)],
          ['new entries ranked and grouped into stories, a thousand at a time', Math.round(grouped)],
        ],
        note: `${files.length} sample feeds, ${links.length} links, ${seconds} s each.`,
      },
    ];
  },
};

/** Megabytes a second. */
async function rate(bodies: readonly Buffer[], read: (body: Buffer) => Promise<void>): Promise<number> {
  for (const body of bodies) await read(body).catch(() => {});
  const began = performance.now();
  let bytes = 0;
  while (performance.now() - began < seconds * 1000) {
    for (const body of bodies) {
      await read(body).catch(() => {});
      bytes += body.length;
    }
  }
  return bytes / 1e6 / ((performance.now() - began) / 1000);
}

function count(work: () => number): number {
  work();
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < seconds * 1000) done += work();
  return done / ((performance.now() - began) / 1000);
}
