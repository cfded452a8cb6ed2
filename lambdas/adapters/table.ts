import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { itemVersion, type Key, table } from '../contract/table';

export type Item = Record<string, unknown>;
export type ListedItem = Key & { listOrder: string; card?: unknown };

/** `lately` may miss what was written in the last second, and costs half as much: for what nobody decides on at once. */
export type Freshness = 'latest' | 'lately';

export interface Change {
  set?: Item;
  add?: Item;
  remove?: readonly string[];
}

/** The one way to the table: gets, conditional puts and keyed queries; there is no scan here. */
export class Table {
  private readonly client: DynamoDBDocumentClient;

  constructor(
    private readonly name: string,
    client = new DynamoDBClient({}),
  ) {
    this.client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  async get(key: Key, freshness: Freshness = 'latest'): Promise<Item | undefined> {
    const ConsistentRead = freshness === 'latest';
    const answer = await this.client.send(new GetCommand({ TableName: this.name, Key: key, ConsistentRead }));
    return answer.Item;
  }

  async getMany(keys: readonly Key[], freshness: Freshness = 'latest'): Promise<Item[]> {
    const ConsistentRead = freshness === 'latest';
    const items: Item[] = [];
    for (let from = 0; from < keys.length; from += 100) {
      let wanted: Record<string, unknown>[] = keys.slice(from, from + 100) as unknown as Record<string, unknown>[];
      for (let attempt = 0; wanted.length > 0; attempt++) {
        if (attempt > 8) throw new Error(`DynamoDB left ${wanted.length} keys unread after ${attempt} tries.`);
        if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** attempt));
        const answer = await this.client.send(
          new BatchGetCommand({ RequestItems: { [this.name]: { Keys: wanted, ConsistentRead } } }),
        );
        items.push(...(answer.Responses?.[this.name] ?? []));
        wanted = answer.UnprocessedKeys?.[this.name]?.Keys ?? [];
      }
    }
    return items;
  }

  /** Puts an item; with a condition, says false instead of writing when it does not hold. */
  async put(item: Key & Item, condition?: { expression: string; values?: Item }): Promise<boolean> {
    return this.unlessRefused(
      new PutCommand({
        TableName: this.name,
        Item: { ...item, v: itemVersion },
        ...(condition && { ConditionExpression: condition.expression }),
        ...(condition?.values && { ExpressionAttributeValues: condition.values }),
      }),
    );
  }

  putNew(item: Key & Item): Promise<boolean> {
    return this.put(item, { expression: 'attribute_not_exists(pk)' });
  }

  /** Puts the next revision of an item; false, and nothing is written, when the one that was read (0: none) is no longer there. */
  putRevision(item: Key & Item, readRevision: number): Promise<boolean> {
    if (readRevision === 0) return this.putNew(item);
    return this.put(item, { expression: 'revision = :read', values: { ':read': readRevision } });
  }

  /** Changes an item that exists and meets the condition, and returns it as it now is; undefined when it does not. */
  async update(
    key: Key,
    change: Change,
    condition: { equal?: Item; unequal?: Item; absent?: readonly string[] } = {},
  ): Promise<Item | undefined> {
    const words = new Placeholders();
    const clauses = [
      clause(
        'SET',
        Object.entries(change.set ?? {}).map(([name, value]) => `${words.name(name)} = ${words.value(value)}`),
      ),
      clause(
        'ADD',
        Object.entries(change.add ?? {}).map(([name, value]) => `${words.name(name)} ${words.value(value)}`),
      ),
      clause(
        'REMOVE',
        (change.remove ?? []).map((name) => words.name(name)),
      ),
    ];
    const conditions = [
      'attribute_exists(pk)',
      ...Object.entries(condition.equal ?? {}).map(([name, value]) => `${words.name(name)} = ${words.value(value)}`),
      ...Object.entries(condition.unequal ?? {}).map(([name, value]) => `${words.name(name)} <> ${words.value(value)}`),
      ...(condition.absent ?? []).map((name) => `attribute_not_exists(${words.name(name)})`),
    ];
    try {
      const answer = await this.client.send(
        new UpdateCommand({
          TableName: this.name,
          Key: key,
          UpdateExpression: clauses.join(' ').trim(),
          ConditionExpression: conditions.join(' AND '),
          ReturnValues: 'ALL_NEW',
          ...words.used(),
        }),
      );
      return answer.Attributes;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** One page of a list in its order. */
  async page(
    listKey: string,
    options: { descending?: boolean; upTo?: string; limit?: number; after?: Item },
  ): Promise<{ items: ListedItem[]; next?: Item }> {
    const { index } = table;
    const answer = await this.client.send(
      new QueryCommand({
        TableName: this.name,
        IndexName: index.name,
        KeyConditionExpression: `${index.partitionKey} = :list${options.upTo === undefined ? '' : ` AND ${index.sortKey} <= :upTo`}`,
        ExpressionAttributeValues: { ':list': listKey, ...(options.upTo !== undefined && { ':upTo': options.upTo }) },
        ScanIndexForward: !options.descending,
        ...(options.limit !== undefined && { Limit: options.limit }),
        ...(options.after && { ExclusiveStartKey: options.after }),
      }),
    );
    const items = (answer.Items ?? []) as unknown as ListedItem[];
    return answer.LastEvaluatedKey ? { items, next: answer.LastEvaluatedKey } : { items };
  }

  /** Every item of a list, page by page. */
  async all(listKey: string, upTo?: string): Promise<ListedItem[]> {
    const items: ListedItem[] = [];
    let after: Item | undefined;
    do {
      const page = await this.page(listKey, { ...(upTo !== undefined && { upTo }), ...(after && { after }) });
      items.push(...page.items);
      after = page.next;
    } while (after);
    return items;
  }

  private async unlessRefused(command: PutCommand): Promise<boolean> {
    try {
      await this.client.send(command);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

const clause = (verb: string, parts: string[]) => (parts.length > 0 ? `${verb} ${parts.join(', ')}` : '');

/** Names and values of an expression, out of the way of DynamoDB's 573 reserved words. */
class Placeholders {
  private readonly names: Record<string, string> = {};
  private readonly values: Item = {};

  name(attribute: string): string {
    const placeholder = `#${attribute}`;
    this.names[placeholder] = attribute;
    return placeholder;
  }

  value(value: unknown): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = value;
    return placeholder;
  }

  used(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Item } {
    return {
      ...(Object.keys(this.names).length > 0 && { ExpressionAttributeNames: this.names }),
      ...(Object.keys(this.values).length > 0 && { ExpressionAttributeValues: this.values }),
    };
  }
}

/** When an item may go, so many days after an instant: seconds since 1970, as DynamoDB wants them. */
export const expiryAfter = (instant: string, days: number): number =>
  Math.floor(Date.parse(instant) / 1000) + days * 86_400;

/** An item without what only the table needs, as the domain knows it. */
export function stripItem<T>(item: Item): T {
  const { pk, sk, listKey, listOrder, card, expiresAt, v, ...rest } = item;
  return rest as T;
}
