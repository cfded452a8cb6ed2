import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';

/** All but who was refused at the desk's door, and what the operator was told: the log tells of that some time later, and it is no state of an issue. */
export const withoutDoor = (items: readonly Record<string, unknown>[]) =>
  items.filter(({ pk }) => !/^(DOOR|TOLD)\b/.test(String(pk)));

/** Everything in a table that is no one's real one, in one order. */
export async function readItems(tableName: string, endpoint: string): Promise<Record<string, unknown>[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'us-east-1' }));
  const items: Record<string, unknown>[] = [];
  for await (const page of paginateScan({ client }, { TableName: tableName, ConsistentRead: true }))
    items.push(...(page.Items ?? []));
  client.destroy();
  return items.sort((a, b) => `${a['pk']} ${a['sk']}`.localeCompare(`${b['pk']} ${b['sk']}`));
}
