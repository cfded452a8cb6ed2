import { askProgram, bundleProgram } from './child';
import { type BenchPart, median } from './part';
import { makeFeed } from './polling-feeds';
import type { PassFigures, Role } from './polling-roles';

const sources = 2000;
const rounds = 3;
const roles: readonly Role[] = ['plain', 'ours', 'careful', 'bare'];
const names: Readonly<Record<Role, string>> = {
  server: 'server',
  plain: 'plain',
  ours: 'sre-digest',
  careful: 'plain with ETags',
  bare: 'requests alone, nothing read',
};

export interface PollingFigures {
  sources: number;
  rows: ({ who: string; pass: string } & PassFigures)[];
  /** How many times the plain loop's requests a second ours makes. */
  ratio: { first: number; unchanged: number };
}

let polled: PollingFigures | undefined;

/**
 * 2,000 loopback sources, a first pass and one in which nothing changed: our fetcher and reader beside a plain fetch loop with
 * rss-parser, each in a process of its own, in turn, several times.
 */
export const pollingPart: BenchPart = {
  name: 'polling',
  async measure({ tell }) {
    polled = await benchPolling(tell);
    const bytes = Array.from({ length: 10 }, (_, source) => makeFeed(source).body.length);
    const mean = Math.round(bytes.reduce((sum, size) => sum + size, 0) / bytes.length / 1000);
    return [
      {
        title: 'Polling 2,000 loopback sources, fifty at once',
        columns: ['who and which pass', 'requests a second', 'CPU µs each', 'peak MB'],
        rows: polled.rows.map((row) => [
          `${row.who}, ${row.pass}`,
          row.requestsPerSecond,
          row.cpuMicroseconds,
          row.peakMegabytes,
        ]),
        chart: { file: 'bench-polling.svg', column: 1 },
        note:
          `Ours against plain: ${polled.ratio.first} × in the first pass, ${polled.ratio.unchanged} × when nothing changed. ` +
          `Feeds as large as real ones (2 to 155 KB, ${mean} on average; 1 to 54 entries), half of them escaped, half in CDATA. Plain: the built-in fetch and ` +
          `rss-parser's parseString in a loop, which reads everything again; with ETags, it asks as we do. Requests alone: Node's client without ETags, ` +
          `which takes the bodies and reads none of them; no poll can cost less. All are bundled as the lambdas are, and poll fifty hosts at once: ` +
          `one request at a time to each host is our fetcher's manner, a second between them the dispatcher's, and no host is asked oftener here than ` +
          `there are connections to it. The table is left out on all sides. Medians of ${rounds} runs.`,
      },
    ];
  },
  figures: () => polled,
};

async function benchPolling(tell: (line: string) => void): Promise<PollingFigures> {
  const program = bundleProgram('polling-roles');
  const server = await askProgram<string[]>(program.file, ['server', String(sources)]);
  const runs = new Map<Role, PassFigures[][]>(roles.map((role) => [role, []]));
  try {
    for (let round = 1; round <= rounds; round++) {
      tell(`polling: ${sources} loopback sources, run ${round} of ${rounds} …`);
      for (const role of roles) {
        const poller = await askProgram<PassFigures[]>(program.file, [role, String(sources), ...server.answer]);
        runs.get(role)?.push(poller.answer);
        await poller.end();
      }
    }
  } finally {
    await server.end();
    program.remove();
  }
  const rows = roles.flatMap((role) =>
    ['first', 'unchanged'].map((pass, index) => {
      const own = (runs.get(role) ?? []).flatMap((run) => run[index] ?? []);
      const middle = (figure: keyof PassFigures) => median(own.map((run) => run[figure]));
      return {
        who: names[role],
        pass,
        requestsPerSecond: middle('requestsPerSecond'),
        cpuMicroseconds: middle('cpuMicroseconds'),
        peakMegabytes: middle('peakMegabytes'),
      };
    }),
  );
  return { sources, rows, ratio: { first: ratioIn(rows, 'first'), unchanged: ratioIn(rows, 'unchanged') } };
}

function ratioIn(rows: PollingFigures['rows'], pass: string): number {
  const of = (role: Role) => rows.find((row) => row.who === names[role] && row.pass === pass)?.requestsPerSecond ?? 0;
  return Math.round((of('ours') / of('plain')) * 100) / 100;
}
