import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import RssParser from 'rss-parser';
import { readSnapshot } from '../../../lambdas/domain/snapshot';

/** A program that reads every feed of a folder: `node FILE ours|plain FOLDER`, its answer sent to the parent. */
export interface ReadingFigures {
  feeds: number;
  megabytes: number;
  /** Megabytes a second: in a process that has read nothing yet, and once it is warm. */
  cold: number;
  warm: number;
}

const warmPasses = 3;

async function measure(folder: string, read: (body: Buffer) => Promise<unknown>): Promise<ReadingFigures> {
  const files = readdirSync(folder).filter((file) => /\.(?:xml|atom|rdf|rss)/.test(file));
  const bodies = files.map((file) => readFileSync(join(folder, file)));
  const megabytes = bodies.reduce((sum, { length }) => sum + length, 0) / 1e6;
  const pass = async () => {
    const began = performance.now();
    for (const body of bodies) await read(body).catch(() => {});
    return megabytes / ((performance.now() - began) / 1000);
  };
  const cold = await pass();
  let warm = 0;
  for (let again = 0; again < warmPasses; again++) warm = Math.max(warm, await pass());
  return { feeds: bodies.length, megabytes, cold, warm };
}

const [role, folder = ''] = process.argv.slice(2);
const about = { url: 'https://a.example/feed', now: '2026-06-07T12:00:00Z' };
const parser = new RssParser();
const readers = {
  ours: (body: Buffer) => readSnapshot(body, about),
  plain: (body: Buffer) => parser.parseString(body.toString()),
};
if (process.send) void measure(folder, readers[role as keyof typeof readers]).then((answer) => process.send?.(answer));
