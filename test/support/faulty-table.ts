import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { Table } from '../../lambdas/adapters/table';
import { createTable, startStore } from '../../lib/local/store';
import { readItems } from '../../lib/rehearsal/read-items';
import { useTestAccount } from './store';
import { putStoredItems } from './stored-items';

/**
 * What goes wrong at one call to the table: the process dies before it or just after it was done, and with it whatever
 * else it was about, until it is healed; or DynamoDB throttles it, or does it and loses the answer, and the SDK asks again; or it leaves half of a batch unread.
 */
export const faults = ['dies before', 'dies after', 'throttled', 'answer lost', 'does half a batch'] as const;
export type Fault = (typeof faults)[number];

export class Killed extends Error {}

export interface FaultyTable {
  url: string;
  name: string;
  table: Table;
  /** Puts these items into it, beside the calls that are counted. */
  fill(items: readonly Record<string, unknown>[]): Promise<void>;
  /** Names of the SDK's commands sent so far, in order. */
  calls: string[];
  /** Lets the k-th call from now on (from 1) go wrong. */
  failAt(call: number, fault: Fault): void;
  heal(): void;
  /** How often the armed fault has struck. */
  struck(): number;
  items(): Promise<Record<string, unknown>[]>;
}

/** One embedded DynamoDB with as many tables as asked for, each behind a client that can be made to fail. */
export async function openFaultyStore(): Promise<{ open(): Promise<FaultyTable>; stop(): Promise<void> }> {
  const account = useTestAccount();
  const store = await startStore();
  const clients: DynamoDBClient[] = [];
  return {
    async open() {
      const client = new DynamoDBClient({ endpoint: store.url, ...account });
      const name = `table-${clients.push(client)}`;
      await createTable(store.url, name);
      const { calls, failAt, heal, struck } = makeFaulty(client);
      return {
        url: store.url,
        name,
        table: new Table(name, client),
        fill: (items) => putStoredItems(store.url, name, items),
        calls,
        failAt,
        heal,
        struck,
        items: () => readItems(name, store.url),
      };
    },
    async stop() {
      for (const client of clients) client.destroy();
      await store.stop();
    },
  };
}

/** The same for the tests of a file, gone after them. */
export function useFaultyStore(): { open(): Promise<FaultyTable> } {
  let store: Awaited<ReturnType<typeof openFaultyStore>>;
  beforeAll(async () => {
    store = await openFaultyStore();
  });
  afterAll(() => store.stop());
  return { open: () => store.open() };
}

/** Goes through the cases a few at a time, for one alone mostly waits. Throws what the first that failed threw. */
export async function tryAll<Case>(cases: readonly Case[], tryOne: (given: Case) => Promise<void>): Promise<void> {
  const left = [...cases];
  const go = async () => {
    for (let given = left.shift(); given !== undefined; given = left.shift()) await tryOne(given);
  };
  await Promise.all([go(), go(), go(), go()]);
}

function makeFaulty(client: DynamoDBClient) {
  const calls: string[] = [];
  let armed: { fault: Fault; left: number } | undefined;
  let striking: Fault | undefined;
  let struck = 0;
  let dead = false;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (dead) throw new Killed('dead');
      calls.push(String(context['commandName']));
      if (armed) armed.left--;
      const fault = armed?.left === 0 ? armed.fault : undefined;
      if (fault) struck++;
      dead = fault === 'dies before' || fault === 'dies after';
      if (fault === 'dies before') throw new Killed(fault);
      if (fault === 'does half a batch') return halveBatch(args, next);
      striking = fault;
      try {
        return await next(args);
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: a process that dies takes its answers and errors with it.
        if (fault === 'dies after') throw new Killed(fault);
      }
    },
    { step: 'initialize', name: 'faults of the process' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const fault = striking;
      striking = undefined;
      if (fault === 'throttled') throw spellError('ProvisionedThroughputExceededException', 400);
      const answer = await next(args);
      if (fault === 'answer lost') throw spellError('InternalServerError', 500);
      return answer;
    },
    // Inside the SDK's retries, which are the same step with a high priority.
    { step: 'finalizeRequest', priority: 'low', name: 'faults of DynamoDB' },
  );
  return {
    calls,
    failAt(call: number, fault: Fault) {
      armed = { fault, left: call };
      struck = 0;
    },
    heal() {
      armed = undefined;
      dead = false;
    },
    struck: () => struck,
  };
}

const spellError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $fault: 'server', $metadata: { httpStatusCode } });

interface BatchInput {
  RequestItems?: Record<string, { Keys: unknown[] }>;
}

/** Answers half of the keys of a batch read, and calls the rest unprocessed; anything else is done as asked. */
async function halveBatch<Args extends { input: object }, Answer extends { output: object }>(
  args: Args,
  next: (args: Args) => Promise<Answer>,
): Promise<Answer> {
  const { RequestItems } = args.input as BatchInput;
  if (!RequestItems) return next(args);
  const [[name, { Keys, ...options }] = ['', { Keys: [] }]] = Object.entries(RequestItems);
  const half = Math.floor(Keys.length / 2);
  if (half === 0) return next(args);
  const asked = { ...args.input, RequestItems: { [name]: { ...options, Keys: Keys.slice(0, half) } } };
  const answer = await next({ ...args, input: asked });
  const rest = { [name]: { ...options, Keys: Keys.slice(half) } };
  return { ...answer, output: { ...answer.output, UnprocessedKeys: rest } };
}
