import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Item, Table } from '../../../lambdas/adapters/table';
import type { Key } from '../../../lambdas/contract/table';

/** Calls and units of DynamoDB since they were last set to nothing. */
export interface Counted {
  reads: number;
  writes: number;
  readUnits: number;
  writeUnits: number;
}

const nothing = (): Counted => ({ reads: 0, writes: 0, readUnits: 0, writeUnits: 0 });
const sizeOf = (item: Item | undefined) => JSON.stringify(item ?? {}).length;
/** Strongly consistent: one unit for each 4 KB. */
const readUnits = (item: Item | undefined) => Math.max(1, Math.ceil(sizeOf(item) / 4_096));

/**
 * A table in memory, for millions of calls: gets, batches and puts as the adapters make them, each counted in DynamoDB's
 * units (sizes as JSON, which is a little more). Conditions are not looked at, and lists cannot be asked for.
 */
export class CountedTable extends Table {
  readonly items = new Map<string, Item>();
  private counted = nothing();

  constructor() {
    super('counted', new DynamoDBClient({ region: 'us-east-1' }));
  }

  override async get(key: Key): Promise<Item | undefined> {
    const item = this.items.get(nameOf(key));
    this.counted.reads += 1;
    this.counted.readUnits += readUnits(item);
    return item;
  }

  override async getMany(keys: readonly Key[]): Promise<Item[]> {
    const found = keys.map((key) => this.items.get(nameOf(key)));
    this.counted.reads += Math.ceil(keys.length / 100);
    this.counted.readUnits += found.reduce((sum, item) => sum + readUnits(item), 0);
    return found.filter((item) => item !== undefined);
  }

  override async put(item: Key & Item): Promise<boolean> {
    const before = this.items.get(nameOf(item));
    this.items.set(nameOf(item), item);
    this.counted.writes += 1;
    this.counted.writeUnits += Math.ceil(sizeOf(item) / 1_024) + indexUnits(before, item);
    return true;
  }

  /** What was counted since this was last asked. */
  take(): Counted {
    const counted = this.counted;
    this.counted = nothing();
    return counted;
  }
}

const nameOf = ({ pk, sk }: Key) => `${pk}\n${sk}`;

/** An entry of the index that is new costs one unit, one that moves two, one whose card changes one. */
function indexUnits(before: Item | undefined, after: Item): number {
  if (after['listKey'] === undefined) return 0;
  if (before === undefined) return 1;
  if (before['listKey'] !== after['listKey'] || before['listOrder'] !== after['listOrder']) return 2;
  return JSON.stringify(before['card']) === JSON.stringify(after['card']) ? 0 : 1;
}
