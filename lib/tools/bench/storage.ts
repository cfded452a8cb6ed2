import { readFileSync } from 'node:fs';
import { type SigningKey, signGrant } from '../../../lambdas/domain/approval';
import { openDesk, showDesk } from '../../../lambdas/pipeline/desk';
import { everyIssue } from '../../../lambdas/pipeline/desk/session';
import { draftIssue } from '../../../lambdas/pipeline/draft';
import { billTables, type Sources } from './bill';
import { type Metered, meterTable, signingKeys } from './meter';
import type { BenchPart, BenchTable } from './part';
import { countUnits, now, type StageUnits, settings } from './stages';

const nextWeek = '2026-06-14T12:00:00.000Z';
const histories = [1_000, 10_000, 100_000];
const sideBySide = 32;

async function fill({ world }: Metered, from: number, to: number): Promise<void> {
  let next = from;
  const add = async () => {
    while (next < to) {
      const n = next++;
      await world.candidates.tell(
        {
          id: `c${n}`,
          title: `Incident review ${n}: what our outage of the payments database taught us`,
          url: `https://blog${n % 500}.example/${n}`,
          summary: 'What we changed after the incident, and why it took a week. '.repeat(10),
          sourceTitle: `Blog ${n % 500}`,
          sourceId: `s${n % 500}`,
          firstSeenAt: now,
          publishedAt: '2026-06-05T10:00:00.000Z',
          score: ((n * 7919) % 10_007) / 10_007,
          reasons: [],
          toldBy: [`s${n % 500}`],
        },
        undefined,
      );
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, add));
}

/** Drafts from a growing history, the desk of the last one, and the capacity of every stage. */
export const storagePart: BenchPart = {
  name: 'storage',
  async measure({ startTable, tell }) {
    const rows: (string | number)[][] = [];
    let stages: StageUnits[] = [];
    const desk: (string | number)[][] = [];
    for (const history of histories) {
      const store = await startTable('bench');
      const metered = await meterTable(store.url, 'bench');
      try {
        if (stages.length === 0) stages = await countUnits(metered);
        tell(`storage: a draft from ${history.toLocaleString('en')} candidates …`);
        await fill(metered, 0, history);
        const draft = await metered.measure(() => draftIssue(metered.world, settings, nextWeek));
        rows.push([history, Math.round(draft.milliseconds), draft.reads, draft.writes]);
        const { read } = await openDesk(
          metered.world,
          { issue: 1, key: await openKey(), session: 's', known: undefined },
          nextWeek,
        );
        const known = knownBrowser(await signingKeys());
        const page = await metered.measure(() =>
          showDesk(
            metered.world,
            settings,
            { issue: 1, read, known, styleNonce: 'n', query: {}, format: 'html' },
            nextWeek,
          ),
        );
        desk.push([history, Math.round(page.milliseconds), page.reads, Math.round(page.result.length / 1000)]);
      } finally {
        metered.close();
        await store.stop();
      }
    }
    const consumed: BenchTable = {
      title: 'What each stage consumes of DynamoDB',
      columns: ['stage', 'read units', 'write units'],
      rows: stages.map(({ stage, reads, writes }) => [stage, reads, writes]),
      note: 'ReturnConsumedCapacity of dynalite for the table. For the index, which it does not count: a unit for an entry put or changed, two for one that moves, and half a unit for every 4 KB begun that a query reads.',
    };
    return [
      {
        title: 'A draft, from a growing history',
        columns: ['candidates', 'ms', 'read units', 'write units'],
        rows,
        chart: { file: 'bench-draft.svg', column: 2 },
        note: 'On dynalite in the process. What is read does not grow with history.',
      },
      { title: 'The desk page', columns: ['candidates', 'ms', 'read units', 'KB'], rows: desk },
      consumed,
      ...billTables(consumed, countShipped()),
    ];
  },
};

/** The catalogue that ships. */
function countShipped(): Sources {
  const opml = readFileSync('sources.opml', 'utf8');
  const count = (kind: string) => opml.split(`category="${kind}"`).length - 1;
  return { blog: count('blog'), status: count('status') };
}

/** The mark of a browser that gave the word before: it sees the desk at once. */
const knownBrowser = (keys: readonly SigningKey[]) =>
  signGrant({ purpose: 'known', issue: everyIssue, expiresAt: '2026-07-01T00:00:00.000Z' }, keys);

async function openKey(): Promise<string> {
  return signGrant({ purpose: 'open', issue: 1, expiresAt: '2026-07-01T00:00:00.000Z' }, await signingKeys());
}
