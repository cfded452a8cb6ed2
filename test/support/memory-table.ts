import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Change, type Item, type ListedItem, Table } from '../../lambdas/adapters/table';
import type { Key } from '../../lambdas/contract/table';

const nameOf = ({ pk, sk }: Key) => `${pk}\n${sk}`;
const placeOf = (item: ListedItem) => `${item.listOrder}\n${nameOf(item)}`;
const isDefined = ([, value]: [string, unknown]) => value !== undefined;

/** As the SDK is told to store it: without what is undefined. */
function marshal(value: unknown): unknown {
  if (value instanceof Set) return new Set(value);
  if (Array.isArray(value)) return value.map(marshal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(isDefined)
      .map(([name, held]) => [name, marshal(held)]),
  );
}

/** The table without its emulator, for histories of thousands of steps: what the adapters ask of it, but for requests for a link. */
export class MemoryTable extends Table {
  private readonly held = new Map<string, Item>();

  constructor() {
    super('memory', new DynamoDBClient({ region: 'us-east-1' }));
  }

  /** Every item, by its key. */
  items(): Item[] {
    return [...this.held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => structuredClone(item));
  }

  override async get(key: Key): Promise<Item | undefined> {
    return structuredClone(this.held.get(nameOf(key)));
  }

  override async getMany(keys: readonly Key[]): Promise<Item[]> {
    const found = keys.map((key) => this.held.get(nameOf(key)));
    return structuredClone(found.filter((item) => item !== undefined));
  }

  override async put(item: Key & Item, condition?: { expression: string; values?: Item }): Promise<boolean> {
    const before = this.held.get(nameOf(item));
    switch (condition?.expression) {
      case undefined:
        break;
      case 'attribute_not_exists(pk)':
        if (before) return false;
        break;
      case 'nextPollAt = :read':
      case 'revision = :read':
        if (before?.[condition.expression.split(' ')[0] as string] !== condition.values?.[':read']) return false;
        break;
      default:
        throw new Error(`A condition that is not known here: ${condition?.expression}`);
    }
    this.held.set(nameOf(item), marshal({ ...item, v: 1 }) as Item);
    return true;
  }

  override async update(
    key: Key,
    { set = {}, add = {}, remove = [] }: Change,
    { equal = {}, unequal = {}, absent = [] }: { equal?: Item; unequal?: Item; absent?: readonly string[] } = {},
  ): Promise<Item | undefined> {
    const before = this.held.get(nameOf(key));
    const isMet =
      before !== undefined &&
      Object.entries(equal).every(([name, value]) => before[name] === value) &&
      Object.entries(unequal).every(([name, value]) => before[name] !== value) &&
      absent.every((name) => before[name] === undefined);
    if (!isMet) return undefined;
    const after = { ...before, ...(marshal(set) as Item) };
    for (const [name, more] of Object.entries(add))
      after[name] = new Set([...((after[name] as Set<unknown> | undefined) ?? []), ...(more as Set<unknown>)]);
    for (const name of remove) delete after[name];
    this.held.set(nameOf(key), after);
    return structuredClone(after);
  }

  override async page(
    listKey: string,
    { upTo, descending, limit, after }: { upTo?: string; descending?: boolean; limit?: number; after?: Item },
  ): Promise<{ items: ListedItem[]; next?: Item }> {
    const listed = [...this.held.values()] as unknown as (ListedItem & { listKey?: string })[];
    const all = listed
      .filter((item) => item.listKey === listKey && (upTo === undefined || item.listOrder <= upTo))
      .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
      .map(({ pk, sk, listOrder, card }) => ({ pk, sk, listOrder, card }));
    if (descending) all.reverse();
    const from = after ? all.findIndex((item) => nameOf(item) === nameOf(after as unknown as Key)) + 1 : 0;
    const items = all.slice(from, limit === undefined ? undefined : from + limit);
    const last = items.at(-1);
    const next = last && from + items.length < all.length ? { pk: last.pk, sk: last.sk } : undefined;
    return structuredClone({ items, ...(next && { next }) });
  }
}
