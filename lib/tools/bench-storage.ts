import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createIncidentStore } from '../../lambdas/adapters/incidents';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createLearnedStore } from '../../lambdas/adapters/learned';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { Table } from '../../lambdas/adapters/table';
import { type SigningKey, signGrant } from '../../lambdas/domain/approval';
import type { FetchAnswer } from '../../lambdas/domain/fetch-answer';
import { readShippedModel } from '../../lambdas/domain/score/shipped-model';
import { newSource } from '../../lambdas/domain/source';
import { openDesk, showDesk } from '../../lambdas/pipeline/desk';
import { dispatchDue } from '../../lambdas/pipeline/dispatch';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { everyIssue } from '../../lambdas/pipeline/knock';
import { pollSource } from '../../lambdas/pipeline/poll';
import { billTable } from './bench-bill';
import type { BenchPart, BenchTable } from './bench-part';

const now = '2026-06-07T12:00:00.000Z';
const nextWeek = '2026-06-14T12:00:00.000Z';
const histories = [1_000, 10_000, 100_000];
const sideBySide = 32;
const settings = {
  newsletter: 'Bench',
  editor: 'editor@example.com',
  deskUrl: 'https://desk.example',
  timeZone: 'Etc/UTC',
  firstIssue: 1,
  coolingOffMinutes: 0,
};
const signingKeys = async () => [{ id: 'k', secret: 'a secret that signs nothing but the bench' }];

interface Meter {
  reads: number;
  writes: number;
}

const isRead = (command: string) => /^(Get|BatchGet|Query)/.test(command);

/** A table whose every call says what it consumed, in DynamoDB's own units. */
export async function meterTable(url: string, name: string) {
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1' });
  const meter: Meter = { reads: 0, writes: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ConsumedCapacity } = answer.output as unknown as { ConsumedCapacity?: Capacity | Capacity[] };
      const units = [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
      const command = String(context['commandName']);
      // The emulator counts neither the index nor the least that a query costs.
      if (isRead(command)) meter.reads += command.startsWith('Query') ? Math.max(units, 0.5) : units;
      else meter.writes += units + indexUnits(args.input as WriteInput);
      return answer;
    },
    { step: 'initialize', name: 'meter' },
  );
  const table = new Table(name, client);
  return {
    world: {
      sources: createSourceStore(table),
      candidates: createCandidateStore(table),
      incidents: createIncidentStore(table),
      learned: createLearnedStore(table),
      issues: createIssueStore(table),
      mailer: { send: async () => ({ state: 'sent' as const, messageId: 'm' }) },
      signingKeys,
      model: await readShippedModel((line) => process.stderr.write(`${line}\n`)),
    },
    /** What the work consumed and how many milliseconds it took. */
    async measure<T>(work: () => Promise<T>): Promise<Meter & { milliseconds: number; result: T }> {
      Object.assign(meter, { reads: 0, writes: 0 });
      const began = performance.now();
      const result = await work();
      return { ...meter, milliseconds: performance.now() - began, result };
    },
    close: () => client.destroy(),
  };
}

interface WriteInput {
  Item?: Record<string, unknown>;
  ConditionExpression?: string;
  UpdateExpression?: string;
}

/** A new entry of the index is one unit; one that moves is deleted and put again; one that is taken out is one. */
function indexUnits({ Item, ConditionExpression = '', UpdateExpression = '' }: WriteInput): number {
  if (Item) return Item['listKey'] === undefined ? 0 : ConditionExpression.includes('attribute_not_exists') ? 1 : 2;
  return UpdateExpression.includes('#listKey') ? 1 : 0;
}

interface Capacity {
  CapacityUnits?: number;
}

type Metered = Awaited<ReturnType<typeof meterTable>>;

/** Capacity of each stage, counted by the emulator in DynamoDB's units. */
export interface StageUnits {
  stage: string;
  reads: number;
  writes: number;
}

const spellItem = (n: number) =>
  `<item><title>How we run service ${n} and what went wrong</title><link>https://blog.example/${n}</link><guid>g${n}</guid><pubDate>Fri, 05 Jun 2026 10:00:00 GMT</pubDate><description>${'What we changed after the incident. '.repeat(12)}</description></item>`;
const spellFeed = (from: number, to: number) =>
  `<rss version="2.0"><channel><title>Blog</title><link>https://blog.example</link>${Array.from({ length: to - from }, (_, index) => spellItem(to - 1 - index)).join('')}</channel></rss>`;
const fetched = (feed: string): FetchAnswer => ({
  kind: 'fetched',
  status: 200,
  body: Buffer.from(feed),
  wireBytes: feed.length,
  finalUrl: 'https://blog.example/feed',
  etag: '"e"',
});

/** What dispatch, polls, a draft and the desk consume of DynamoDB. */
export async function countUnits({ world, measure }: Metered): Promise<StageUnits[]> {
  const stages: StageUnits[] = [];
  const note = async (stage: string, work: () => Promise<unknown>) => {
    const { reads, writes } = await measure(work);
    stages.push({ stage, reads, writes });
  };
  const queue = { send: async () => {} };
  await world.sources.add(newSource('s', { url: 'https://blog.example/feed', kind: 'blog', title: 'Blog' }, now));
  const poll = (answer: FetchAnswer) => async () => {
    const due = (await world.sources.get('s'))?.nextPollAt as string;
    return () => pollSource({ ...world, fetcher: { fetch: async () => answer } }, 's', due);
  };
  const answers: [string, FetchAnswer][] = [
    ['poll, first, 15 entries', fetched(spellFeed(0, 15))],
    ['poll, unchanged', { kind: 'unchanged', finalUrl: 'https://blog.example/feed' }],
    ['poll, one new entry of 15', fetched(spellFeed(1, 16))],
  ];
  for (const [stage, answer] of answers) await note(stage, await poll(answer)());
  await note('dispatch, nothing due', () => dispatchDue({ ...world, queue }, '2020-01-01T00:00:00Z'));
  return stages;
}

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
      note: 'ReturnConsumedCapacity of dynalite for the table; for the index, which it does not count, a unit for every entry put, moved or taken out, and half a unit at least for a query.',
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
      billTable(consumed),
    ];
  },
};

/** The mark of a browser that gave the word before: it sees the desk at once. */
const knownBrowser = (keys: readonly SigningKey[]) =>
  signGrant({ purpose: 'known', issue: everyIssue, expiresAt: '2026-07-01T00:00:00.000Z' }, keys);

async function openKey(): Promise<string> {
  return signGrant({ purpose: 'open', issue: 1, expiresAt: '2026-07-01T00:00:00.000Z' }, await signingKeys());
}
