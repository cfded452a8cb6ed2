import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createCandidateStore } from '../../../lambdas/adapters/candidates';
import { createIncidentStore } from '../../../lambdas/adapters/incidents';
import { createIssueStore } from '../../../lambdas/adapters/issues';
import { createLearnedStore } from '../../../lambdas/adapters/learned';
import { createReceiptStore } from '../../../lambdas/adapters/receipts';
import { createSourceStore } from '../../../lambdas/adapters/sources';
import { Table } from '../../../lambdas/adapters/table';
import { createTallyStore } from '../../../lambdas/adapters/tallies';
import { readShippedModel } from '../../../lambdas/domain/score/shipped-model';

/** Signs nothing but the bench. */
export const signingKeys = async () => [{ id: 'k', secret: 'a secret that signs nothing but the bench' }];

export interface Meter {
  reads: number;
  writes: number;
}

const isRead = (command: string) => /^(Get|BatchGet|Query)/.test(command);

/** A table whose every call says what it consumed, in DynamoDB's own units. */
export async function meterTable(url: string, name: string) {
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1' });
  const meter: Meter = { reads: 0, writes: 0 };
  const listed = new Map<string, string>();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ConsumedCapacity } = answer.output as unknown as { ConsumedCapacity?: Capacity | Capacity[] };
      const units = [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
      const command = String(context['commandName']);
      // The emulator counts neither writes to the index nor the few bytes that an item has in it.
      if (command.startsWith('Query')) meter.reads += readUnits(answer.output as { Items?: Fields[] });
      else if (isRead(command)) meter.reads += units;
      else meter.writes += units + indexUnits(args.input as WriteInput, listed);
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
      receipts: createReceiptStore(table),
      tallies: createTallyStore(table),
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

type Fields = Record<string, unknown>;

interface WriteInput {
  Item?: Fields;
  UpdateExpression?: string;
}

/** Eventually consistent, half a unit for every 4 KB begun. */
function readUnits({ Items = [] }: { Items?: Fields[] }): number {
  const bytes = Items.reduce((sum, item) => sum + bytesOf(item), 0);
  return Math.max(1, Math.ceil(bytes / 4096)) / 2;
}

/** As DynamoDB counts: names and texts by their bytes, three for a map, one more for each of its values. */
const bytesOf = (fields: Fields): number =>
  Object.entries(fields).reduce((sum, [name, value]) => {
    const inner =
      typeof value === 'object' && value !== null ? 3 + bytesOf(value as Fields) : Buffer.byteLength(String(value));
    return sum + Buffer.byteLength(name) + inner + 1;
  }, 0);

/** A new entry of the index is one unit, one with another key two, one that only carries something else one, and the same entry none. */
function indexUnits({ Item, UpdateExpression = '' }: WriteInput, listed: Map<string, string>): number {
  if (!Item) return UpdateExpression.includes('#listKey') ? 1 : 0;
  const { pk, sk, listKey, listOrder, card } = Item;
  const [id, place, carried] = [`${pk} ${sk}`, JSON.stringify([listKey, listOrder]), JSON.stringify(card)];
  const before = listed.get(id);
  if (listKey === undefined) return 0;
  listed.set(id, `${place} ${carried}`);
  if (before === undefined) return 1;
  if (!before.startsWith(`${place} `)) return 2;
  return before === `${place} ${carried}` ? 0 : 1;
}

interface Capacity {
  CapacityUnits?: number;
}

export type Metered = Awaited<ReturnType<typeof meterTable>>;
