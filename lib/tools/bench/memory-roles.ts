import { setTimeout as wait } from 'node:timers/promises';
import { createFetcher } from '../../../lambdas/adapters/http-fetch';
import { readSnapshot } from '../../../lambdas/domain/snapshot';
import { FEED, SCENARIOS, squeezeBombs } from './hostile-answers';
import { spellAnswer, startRawServer } from './raw-server';

/** A program that plays one part in the bench of memory: `node FILE server` or `node FILE poller URL…`, its answer sent to the parent. */
export interface Served {
  calm: string;
  scenarios: { name: string; url: string }[];
  bodies: { name: string; url: string }[];
}

export interface MemoryFigures {
  idleMegabytes: number;
  /** The most above idle, while or after each was read. */
  peaks: { name: string; megabytes: number }[];
}

const mebibyte = 1_048_576;
const largest = 5 * mebibyte;
/** How the middle of a hostile entry goes on, up to 5 MiB. */
const pieces: readonly [name: string, piece: string][] = [
  ['escaped <', '&lt;'],
  ['escaped tags', '&lt;h '],
  ['numeric references', '&#x41;'],
  ['unknown entities', '&lol;'],
  ['open scripts', '<![CDATA[<script>]]>'],
  ['brackets', '<'],
  ['unclosed tags', '<a>'],
  ['closed tags', '<b></b>'],
  ['attributes', '<p a="1" b="2" c="3">'],
  ['CDATA ends', ']]'],
  ['unclosed CDATA', '<![CDATA[x</title></item><item><title>'],
  ['unclosed items', '<item><title>a'],
  ['whole items', '<item><title>a</title><link>https://a.example/1</link></item>'],
  ['comments', '<!-- <item> -->'],
  ['wide text', 'é漢😀 '],
];

/** Thirty bodies of 5 MiB: each kind as it is, and cut off inside an entry. */
function makeBodies(): { name: string; body: Buffer }[] {
  return pieces.flatMap(([name, piece]) => {
    const head = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>t</title><description>';
    const tail = '</description></item></channel></rss>';
    const room = largest - Buffer.byteLength(head + tail);
    const middle = piece.repeat(Math.floor(room / Buffer.byteLength(piece)));
    return [
      { name, body: Buffer.from(head + middle + tail) },
      { name: `${name}, cut off`, body: Buffer.from(head + middle) },
    ];
  });
}

async function serve(): Promise<Served> {
  await squeezeBombs();
  const calm = await startRawServer((socket) => socket.end(spellAnswer('200 OK', [], FEED)));
  const scenarios = await Promise.all(
    SCENARIOS.map(async ({ name, answer }) => ({ name, url: (await startRawServer(answer)).url })),
  );
  const bodies = await Promise.all(
    makeBodies().map(async ({ name, body }) => ({
      name,
      url: (await startRawServer((socket) => socket.end(spellAnswer('200 OK', [], body)))).url,
    })),
  );
  return { calm: calm.url, scenarios, bodies };
}

async function poll({ calm, scenarios, bodies }: Served): Promise<MemoryFigures> {
  const hosts = [calm, ...[...scenarios, ...bodies].map(({ url }) => url)].map((url) => new URL(url).host);
  const fetcher = createFetcher({ userAgent: 'sre-digest bench', allowed: hosts, deadlineMs: 800 });
  const patient = createFetcher({ userAgent: 'sre-digest bench', allowed: hosts });
  const read = async (url: string, from = patient) => {
    const answer = await from.fetch({ url });
    if (answer.kind !== 'fetched') return;
    await readSnapshot(answer.body, { url, now: '2026-06-07T12:00:00Z' }).catch(() => {});
  };
  for (let round = 0; round < 20; round++) await read(calm);
  await wait(200);
  const idle = process.memoryUsage.rss();
  let most = 0;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 2);
  const peaks: MemoryFigures['peaks'] = [];
  const watch = async (name: string, work: () => Promise<void>) => {
    most = 0;
    await work();
    most = Math.max(most, process.memoryUsage.rss());
    peaks.push({ name, megabytes: Math.round((most - idle) / mebibyte) });
  };
  for (const { name, url } of scenarios) await watch(name, () => read(url, fetcher));
  for (const { name, url } of bodies) await watch(`5 MiB of ${name}`, () => read(url));
  clearInterval(sampling);
  fetcher.close();
  patient.close();
  return { idleMegabytes: Math.round(idle / mebibyte), peaks };
}

const [role, served = '{}'] = process.argv.slice(2);
if (process.send)
  void (role === 'server' ? serve() : poll(JSON.parse(served) as Served)).then((answer) => process.send?.(answer));
