import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Key, keys, lists, shards, table } from '../../lambdas/contract/table';

type Item = Record<string, unknown>;

/** What a source's record says, as the table keeps it. */
export interface LedgerLine {
  url: string;
  title: string;
  kind: string;
  state: string;
  lastOutcome?: string;
  lastReason?: string;
  polls: number;
  entries: number;
  brought: number;
  joined: number;
  incidents: number;
}

/** Reads the store from outside, by the contract's keys: what happened, for the summary and for the terminal. */
export function openLedger(endpoint: string, tableName: string) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint }));
  const get = async (key: Key) =>
    (await client.send(new GetCommand({ TableName: tableName, Key: key }))).Item as Item | undefined;
  const list = async (listKey: string, options: { limit?: number; descending?: boolean } = {}): Promise<Item[]> => {
    const items: Item[] = [];
    let after: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: table.index.name,
          KeyConditionExpression: `${table.index.partitionKey} = :list`,
          ExpressionAttributeValues: { ':list': listKey },
          ScanIndexForward: !options.descending,
          ...(options.limit !== undefined && { Limit: options.limit }),
          ...(after && { ExclusiveStartKey: after }),
        }),
      );
      items.push(...(page.Items ?? []));
      after = options.limit === undefined ? page.LastEvaluatedKey : undefined;
    } while (after);
    return items;
  };
  return {
    async sources(): Promise<LedgerLine[]> {
      const cards = (await Promise.all(Array.from({ length: shards }, (_, shard) => list(lists.due(shard))))).flat();
      const items = await Promise.all(cards.map(({ pk, sk }) => get({ pk, sk } as Key)));
      return (items as unknown as LedgerLine[]).sort((a, b) => a.url.localeCompare(b.url));
    },
    issue: (number: number) => get(keys.issue(number)),
    close: () => client.destroy(),
  };
}

export type Ledger = ReturnType<typeof openLedger>;
