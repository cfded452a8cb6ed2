import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteItemCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDoorStore } from '../../lambdas/adapters/door';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { Table } from '../../lambdas/adapters/table';
import { createToldStore } from '../../lambdas/adapters/told';
import { newSource, type Source } from '../../lambdas/domain/source';
import { createTable } from '../../lib/local/store';
import { openLocalHost } from '../../lib/rehearsal/local-host';
import { readItems } from '../../lib/rehearsal/read-items';
import type { WeekHost } from '../../lib/rehearsal/week-host';
import { weekSteps } from '../../lib/rehearsal/week-steps';
import { runExport, runRestore } from '../../lib/tools/backup/command';
import { findDynamoDbs } from '../support/dynamodb';

const now = '2026-06-07T13:00:00.000Z';
const tableName = 'sre-digest';
const afterPublication = weekSteps.findIndex(({ does }) => does.startsWith('answers a second approval'));

let folder: string;
let file: string;
let host: WeekHost;
let storeUrl: string;
let said: string;
let exported: Record<string, unknown>[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sre-digest-restore-'));
  file = join(folder, 'week.jsonl');
  host = await openLocalHost();
  storeUrl = process.env['AWS_ENDPOINT_URL_DYNAMODB'] as string;
});
afterAll(async () => {
  await host.stop();
  await rm(folder, { recursive: true });
});
afterEach(() => vi.restoreAllMocks());

/** Runs a command, and keeps what it says to a person. */
async function listen(run: () => Promise<number>): Promise<number> {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  return run();
}
const exportTo = (out: string) => listen(() => runExport(['--table', tableName, '--out', out], now));
const restoreFrom = (from: string, table = tableName, ...more: string[]) =>
  listen(() => runRestore(['--from', from, '--table', table, ...more]));

async function loseTheTable(): Promise<void> {
  const client = new DynamoDBClient({ endpoint: storeUrl });
  await client.send(new DeleteTableCommand({ TableName: tableName }));
  await waitUntilTableNotExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.2 }, { TableName: tableName });
  client.destroy();
  await createTable(storeUrl, tableName);
}

describe.sequential('a table that is lost after a week was published', () => {
  test('is exported whole, and never over a file that is there', async () => {
    for (const { play } of weekSteps.slice(0, afterPublication)) await play(host);
    expect(await exportTo(file)).toBe(0);
    exported = await host.items();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(exported.length + 2);
    expect(said).toContain(`${lines.length - 2} items`);
    expect(await exportTo(file)).toBe(2);
    expect(said).toContain('--out: expected a file that is not there yet');
  });

  test('is not restored over an issue that is another: nothing is written, and the message names it', async () => {
    await loseTheTable();
    const lines = (await readFile(file, 'utf8')).split('\n');
    const other = (lines.find((line) => line.includes('"sk":{"S":"ISSUE"}')) as string).replace(
      /"v":\{"N":"1"\}/,
      '"v":{"N":"1"},"stray":{"S":"x"}',
    );
    const client = new DynamoDBClient({ endpoint: storeUrl });
    await client.send(new PutItemCommand({ TableName: tableName, Item: JSON.parse(other) }));
    expect(await restoreFrom(file)).toBe(2);
    expect(said).toMatch(/nobody has decided anything yet, but sre-digest holds 1 item\(s\).*such as ISSUE#000076/);
    expect(await host.items()).toHaveLength(1);
    client.destroy();
    await loseTheTable();
  });

  test.each<[string, (lines: string[]) => string[], RegExp]>([
    ['is cut short', (lines) => lines.slice(0, -5), /cut short/],
    ['lost a line in the middle', (lines) => lines.toSpliced(4, 1), /the file was changed/],
    ['was edited', (lines) => lines.with(4, (lines[4] as string).replace(/"S":"/, '"S":"x')), /the file was changed/],
    ['has a line that is not JSON', (lines) => lines.with(3, '{"pk":'), /line 4 is not JSON/],
    ['has an item without a key', (lines) => lines.with(3, '{"v":{"N":"1"}}'), /line 4 has no key/],
    [
      'has a value DynamoDB does not know',
      (lines) => lines.with(3, '{"pk":{"X":"1"}}'),
      /line 4 has no DynamoDB value/,
    ],
    [
      'is of a version to come',
      (lines) => lines.with(3, (lines[3] as string).replace('"v":{"N":"1"}', '"v":{"N":"2"}')),
      /line 4 is an item of version 2/,
    ],
    ['repeats a key', (lines) => lines.toSpliced(4, 0, lines[3] as string), /line 5 has the key of an earlier line/],
    ['is of another format', (lines) => lines.with(0, '{"export":"sre-digest","format":2}'), /format 2/],
    ['is no export', () => ['{"title":"a link"}'], /line 1 .* is not the first line/],
    ['is empty', () => [''], /is empty/],
  ])('is not restored from a file that %s, and nothing is written', async (_, spoil, says) => {
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const bad = join(folder, 'bad.jsonl');
    await writeFile(bad, `${spoil(lines).join('\n')}\n`);
    expect(await restoreFrom(bad)).toBe(2);
    expect(said).toMatch(says);
    expect(await host.items()).toEqual([]);
  });

  test('is restored into a stack that has polled its catalogue by itself, which then knows everything it knew before', async () => {
    const stored = new Map(exported.map((item) => [`${item['pk']} ${item['sk']}`, item]));
    const client = new DynamoDBClient({ endpoint: storeUrl });
    const sources = createSourceStore(new Table(tableName, client));
    const before = [...stored.values()].filter(({ sk }) => sk === 'SOURCE') as unknown as Source[];
    expect(before.length).toBeGreaterThan(5);
    // A moment before, for the queue still knows the polls of this one.
    const deployed = new Date(Date.parse(host.sunday) - 60_000).toISOString();
    for (const { id, url, kind, title } of before) await sources.add(newSource(id, { url, kind, title }, deployed));
    const stranger = newSource(
      'stranger',
      { url: 'https://new.example/feed', kind: 'blog', title: 'New' },
      '2027-01-01',
    );
    await sources.add(stranger);
    // Somebody tried its door, or asked for a link there, as anybody can, and the operator was told of something.
    const table = new Table(tableName, client);
    const refusals = [{ from: '203.0.113.9', at: deployed }];
    const { revision } = await createDoorStore(table).read();
    expect(await createDoorStore(table).save({ refusals, told: [] }, revision)).toBe(true);
    expect(
      (await host.ask('/link', { method: 'POST', headers: { origin: host.deskUrl }, body: new URLSearchParams() }))
        .status,
    ).toBe(200);
    await createToldStore(table).keep({ key: 'error poll', count: 1, seenAt: deployed });
    expect(await host.pollWeek()).toBe(before.length);
    expect((await host.items()).length).toBeGreaterThan(4 * before.length);
    expect(await restoreFrom(file)).toBe(0);
    for (const item of await host.items()) {
      const key = `${item['pk']} ${item['sk']}`;
      if (stored.has(key)) expect(item).toEqual(stored.get(key));
      stored.delete(key);
    }
    expect([...stored.keys()]).toEqual([]);
    expect((await sources.get('stranger'))?.title).toBe('New');
    expect(await host.pollWeek()).toBe(0);
    client.destroy();
    await loseTheTable();
  });

  test('is restored to the last attribute, once however often the command runs, and the week goes on', async () => {
    expect(await restoreFrom(file)).toBe(0);
    const restored = await host.items();
    expect(await restoreFrom(file)).toBe(0);
    expect(said).toMatch(/^0 of \d+ items were written to sre-digest; \d+ were there already/);
    expect(await host.items()).toEqual(restored);
    const again = join(folder, 'again.jsonl');
    await exportTo(again);
    const sorted = async (name: string) => (await readFile(name, 'utf8')).trimEnd().split('\n').slice(1, -1).sort();
    expect(await sorted(again)).toEqual(await sorted(file));
    for (const { play } of weekSteps.slice(afterPublication)) await play(host);
  });

  test('is put right again in place: the file’s items take the place of what was damaged, and what came since stays', async () => {
    const client = new DynamoDBClient({ endpoint: storeUrl });
    const put = (line: string) => client.send(new PutItemCommand({ TableName: tableName, Item: JSON.parse(line) }));
    const good = join(folder, 'good.jsonl');
    expect(await exportTo(good)).toBe(0);
    const before = await host.items();
    const lines = (await readFile(good, 'utf8')).trimEnd().split('\n').slice(1, -1);
    const damaged = lines.filter((line) => /"sk":\{"S":"(ISSUE|SOURCE|LEARNED)/.test(line));
    expect(damaged.length).toBeGreaterThan(5);
    for (const line of damaged) await put(line.replace('"v":{"N":"1"}', '"broken":{"BOOL":true},"v":{"N":"1"}'));
    await put('{"pk":{"S":"ISSUE#000099"},"sk":{"S":"SEND#issue#ann@readers.org"},"v":{"N":"1"}}');
    // A mail of which more is known by now than when the file was written: by its older record it would go out again.
    const mail = lines.find((line) => line.includes('"sk":{"S":"SEND#')) as string;
    const known = mail.replace('"v":{"N":"1"}', '"deliveredAt":{"S":"2026-06-07T14:00:00.000Z"},"v":{"N":"1"}');
    await put(known);
    expect(await restoreFrom(good)).toBe(2);
    expect(said).toContain('add --replace');
    expect(await restoreFrom(good, tableName, '--replace')).toBe(0);
    expect(said).toMatch(new RegExp(`^${damaged.length} of ${lines.length} items`));
    const after = await host.items();
    const { pk, sk } = JSON.parse(mail);
    const isThatMail = (item: Record<string, unknown>) => item['pk'] === pk.S && item['sk'] === sk.S;
    expect(after.find(isThatMail)?.['deliveredAt']).toBe('2026-06-07T14:00:00.000Z');
    const others = (items: Record<string, unknown>[]) => items.filter((item) => !isThatMail(item));
    expect(others(after).filter(({ pk }) => pk !== 'ISSUE#000099')).toEqual(others(before));
    expect(after).toHaveLength(before.length + 1);
    client.destroy();
  });

  test.each(['approved', 'publishing'])(
    'is not restored from a file in which an issue is %s, for readers may have it: only when told that it may go out',
    async (state) => {
      const client = new DynamoDBClient({ endpoint: storeUrl });
      const line = (await readFile(file, 'utf8')).split('\n').find((line) => line.includes('"sk":{"S":"ISSUE"}'));
      const issue = (line as string).replaceAll('"state":{"S":"published"}', `"state":{"S":"${state}"}`);
      expect(issue).not.toBe(line);
      const name = `leaving-${state}`;
      await createTable(storeUrl, name);
      await client.send(new PutItemCommand({ TableName: name, Item: JSON.parse(issue) }));
      const leaving = join(folder, `${name}.jsonl`);
      expect(await listen(() => runExport(['--table', name, '--out', leaving], now))).toBe(0);
      const empty = `empty-${state}`;
      await createTable(storeUrl, empty);
      expect(await restoreFrom(leaving, empty)).toBe(2);
      expect(said).toMatch(/issue #76 is approved in this export.*add --publish/);
      expect(await readItems(empty, storeUrl)).toEqual([]);
      expect(await restoreFrom(leaving, empty, '--publish')).toBe(0);
      expect(await readItems(empty, storeUrl)).toHaveLength(1);
      client.destroy();
    },
  );

  test.each(findDynamoDbs())(
    'is restored into a table on %s as well, and completed there when half of it is gone',
    async (_, start) => {
      const service = await start();
      const name = `restored-${Date.now()}`;
      await createTable(service.url, name);
      vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', service.url);
      try {
        expect(await restoreFrom(file, name)).toBe(0);
        const items = await readItems(name, service.url);
        expect(items).toHaveLength((await readFile(file, 'utf8')).trimEnd().split('\n').length - 2);
        const client = new DynamoDBClient({ endpoint: service.url });
        for (const { pk, sk } of items.slice(0, 20))
          await client.send(
            new DeleteItemCommand({ TableName: name, Key: { pk: { S: String(pk) }, sk: { S: String(sk) } } }),
          );
        client.destroy();
        expect(await restoreFrom(file, name)).toBe(0);
        expect(said).toMatch(/^20 of /);
        expect(await readItems(name, service.url)).toEqual(items);
      } finally {
        vi.unstubAllEnvs();
        await service.stop();
      }
    },
  );
});
