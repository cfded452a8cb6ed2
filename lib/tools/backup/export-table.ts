import { open, rename, rm } from 'node:fs/promises';
import { type AttributeValue, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type BackupFooter, type BackupHeader, type StoredItem, startDigest, writeLine } from './format';

/** Reads the whole table, page by page. Only a backup scans: the lambdas' roles forbid it. */
export async function* scanTable(client: DynamoDBClient, TableName: string): AsyncGenerator<StoredItem> {
  for await (const page of paginateScan({ client }, { TableName, ConsistentRead: true }))
    for (const item of page.Items ?? []) yield spell(item);
}

/** Writes every item to `file`, which is there only once it is whole; returns how many there were. */
export async function exportTable(
  client: DynamoDBClient,
  tableName: string,
  file: string,
  now: string,
  progress: (items: number) => void,
): Promise<number> {
  const partial = `${file}.partial`;
  const handle = await open(partial, 'w', 0o600);
  try {
    const digest = startDigest();
    let items = 0;
    const header: BackupHeader = { export: 'sre-digest', format: 1, table: tableName, exportedAt: now };
    await handle.write(`${JSON.stringify(header)}\n`);
    for await (const item of scanTable(client, tableName)) {
      const line = `${writeLine(item)}\n`;
      digest.update(line);
      await handle.write(line);
      items++;
      progress(items);
    }
    const footer: BackupFooter = { end: 'sre-digest', items, sha256: digest.digest('hex') };
    await handle.write(`${JSON.stringify(footer)}\n`);
    await handle.sync();
    await handle.close();
    await rename(partial, file);
    return items;
  } catch (error) {
    await handle.close();
    await rm(partial, { force: true });
    throw error;
  }
}

/** An item as JSON can hold it: what is binary as base64, as DynamoDB's own interface spells it. */
function spell(item: Record<string, AttributeValue>): StoredItem {
  return JSON.parse(
    JSON.stringify(item, (_, value: unknown) => {
      const bytes = value as { type?: unknown; data?: number[] } | null;
      if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
      return bytes?.type === 'Buffer' ? Buffer.from(bytes.data ?? []).toString('base64') : value;
    }),
  ) as StoredItem;
}
