import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scoreCandidate } from '../../../lambdas/domain/score/score-candidate';
import { readShippedModel } from '../../../lambdas/domain/score/shipped-model';
import { readSnapshot } from '../../../lambdas/domain/snapshot';
import { groupStories } from '../../../lambdas/domain/story';
import { askProgram, bundleProgram } from './child';
import { type BenchPart, median } from './part';
import type { ReadingFigures } from './reading-roles';

const samples = join('lib', 'local', 'samples');
const now = '2026-06-07T12:00:00Z';
const seconds = 3;
const realFeeds = join('..', 'shared', 'data', 'feeds');
const processes = 3;

/** How fast feeds are read and links are ranked, on one core. */
export const readingPart: BenchPart = {
  name: 'reading',
  async measure({ tell }) {
    tell('reading: every feed, by a process that has read none yet, three times …');
    const files = readdirSync(samples).filter((file) => /\.(xml|atom|rdf|rss)$/.test(file));
    const bodies = files.map((file) => readFileSync(join(samples, file)));
    const real = existsSync(realFeeds) ? realFeeds : samples;
    if (real === samples) tell(`reading: there is no ${realFeeds}, so the samples are read, which are few and small`);
    const [ours, plain] = [await readAll('ours', real), await readAll('plain', real)];
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
          ['feeds read, dated, keyed and cleaned: the first time in a process', spellRate(ours.cold)],
          ['the same, warm', spellRate(ours.warm)],
          ['the same feeds through rss-parser alone: the first time', spellRate(plain.cold)],
          ['the same, warm', spellRate(plain.warm)],
          ['links ranked, with reasons', Math.round(scored)],
          ['new entries ranked and grouped into stories, a thousand at a time', Math.round(grouped)],
        ],
        note: `${ours.feeds} ${real === samples ? 'sample' : 'real'} feeds, ${ours.megabytes.toFixed(1)} MB, each side in processes of its own, bundled as the lambdas are; medians of ${processes}. ${links.length} links, ${seconds} s each.`,
      },
    ];
  },
};

const spellRate = (megabytes: number) => `${megabytes.toFixed(1)} MB`;

async function readAll(role: 'ours' | 'plain', folder: string): Promise<ReadingFigures> {
  const program = bundleProgram('reading-roles');
  try {
    const runs: ReadingFigures[] = [];
    for (let run = 0; run < processes; run++) {
      const reader = await askProgram<ReadingFigures>(program.file, [role, folder]);
      runs.push(reader.answer);
      await reader.end();
    }
    const [first] = runs as [ReadingFigures];
    return { ...first, cold: median(runs.map(({ cold }) => cold)), warm: median(runs.map(({ warm }) => warm)) };
  } finally {
    program.remove();
  }
}

function count(work: () => number): number {
  work();
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < seconds * 1000) done += work();
  return done / ((performance.now() - began) / 1000);
}
