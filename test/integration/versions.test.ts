import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { approve } from '../../lambdas/domain/issue';
import { archivePage } from '../../lambdas/pages/archive';
import { deskPage } from '../../lambdas/pages/desk';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { pollSource } from '../../lambdas/pipeline/poll';
import { scanTable } from '../../lib/tools/backup/export-table';
import { restoreTable } from '../../lib/tools/backup/restore-table';
import { keepMails, signingKeys } from '../support/draft-world';
import { createFakeFetcher } from '../support/fake-fetcher';
import { addSources, makePollWorld } from '../support/poll-world';
import { openTestTable, useTestAccount } from '../support/store';

const folder = join(import.meta.dirname, '../fixtures/stored');
const sunday = '2026-06-07T12:00:00.000Z';
const nextSunday = '2026-06-14T12:00:00.000Z';
const web = { newsletter: 'Steady State', deskUrl: 'https://desk.example', timeZone: 'Etc/UTC' };

type Spelt = Record<string, Record<string, unknown>>;
const readFixture = (name: string): Spelt[] =>
  readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line) as Spelt);
const kindOf = (item: Spelt) => String(item['sk']?.['S']).split('#')[0] as string;

/** Items as the version of 23 November 2026 wrote them, and the same without every field that a version before it did not write. */
const fixtures = ['2026-11-23.jsonl', 'older.jsonl'];

describe.each(fixtures)('what an earlier version stored (%s)', (name) => {
  let opened: Awaited<ReturnType<typeof openTestTable>>;
  let client: DynamoDBClient;
  beforeAll(async () => {
    opened = await openTestTable();
    client = new DynamoDBClient({ endpoint: opened.url, ...useTestAccount() });
    await restoreTable(client, join(folder, name), opened.name, () => {});
  });
  afterAll(async () => {
    client.destroy();
    await opened.stop();
  });
  const openWorld = () =>
    makePollWorld(
      opened.table,
      createFakeFetcher(() => ({ kind: 'gone', status: 410, reason: 'Gone.' })),
    );

  test('is read by every store', async () => {
    const world = openWorld();
    const kinds = readFixture(name).map(kindOf);
    const count = (kind: string) => kinds.filter((found) => found === kind).length;
    expect(await world.sources.list()).toHaveLength(count('SOURCE'));
    expect(await world.candidates.best(1000)).toHaveLength(count('CANDIDATE'));
    const incidents = await world.incidents.ofWeeks(['2026-W19', '2026-W20', '2026-W21', '2026-W22', '2026-W23']);
    expect(incidents.length).toBeGreaterThan(10);
    for (const { id } of await world.sources.list()) {
      expect(Array.isArray((await world.sources.seen(id)).entries)).toBe(true);
      await world.incidents.habit(id);
    }
    expect(await createIssueStore(opened.table).get(76)).toMatchObject({ number: 76, state: 'draft' });
  });

  test('is shown on the desk and in the archive', async () => {
    const issue = (await createIssueStore(opened.table).get(76))!;
    const desk = deskPage(issue, {
      ...web,
      updates: new Map(),
      advice: [],
      coolingOffMinutes: 0,
      formToken: 'f',
      styleNonce: 'n',
    });
    expect(desk).toContain(issue.articles[0]?.title.slice(0, 12));
    const page = archivePage(
      { ...issue, state: 'published', publishedAt: sunday },
      { ...web, url: 'https://desk.example/issues/76', styleNonce: 'n' },
    );
    expect(page).toContain('76');
  });

  test('is polled on, approved and drafted from', async () => {
    const world = openWorld();
    const issues = createIssueStore(opened.table);
    const before = await world.sources.list();
    const due = before.filter(({ nextPollAt }) => nextPollAt < nextSunday);
    expect(due.length).toBeGreaterThan(10);
    for (const { id } of due) expect(await pollSource(world, id, nextSunday)).toMatchObject({ kind: 'gone' });
    const issue = (await issues.get(76))!;
    await issues.save(approve(issue, issue.revision, sunday, 0), issue.revision);
    const { mails, mailer } = keepMails();
    const drafted = await draftIssue(
      {
        ...world,
        issues,
        mailer,
        signingKeys,
      },
      { ...web, editor: 'editor@example.com', firstIssue: 1 },
      nextSunday,
    );
    expect(drafted).toEqual({ issue: 77, mail: 'sent' });
    expect(mails).toHaveLength(1);
  });
});

describe('what today’s version stores', () => {
  /** What every item of a kind had, with its DynamoDB type: what a reader of that version may rely on. */
  const promised = (items: Spelt[]) => {
    const kinds = new Map<string, Map<string, string>>();
    for (const item of items) {
      const types = new Map(Object.entries(item).map(([field, value]) => [field, Object.keys(value)[0] as string]));
      const known = kinds.get(kindOf(item));
      kinds.set(kindOf(item), known ? new Map([...known].filter(([field, type]) => types.get(field) === type)) : types);
    }
    return kinds;
  };

  /** A poll of a blog and of a status page, and a draft, by the code as it is now. */
  const writeToday = async (): Promise<Spelt[]> => {
    const opened = await openTestTable();
    const client = new DynamoDBClient({ endpoint: opened.url, ...useTestAccount() });
    const samples = join(import.meta.dirname, '../../lib/local/samples');
    const world = makePollWorld(
      opened.table,
      createFakeFetcher(({ url }) => readFileSync(join(samples, url.slice(url.lastIndexOf('/') + 1)))),
    );
    await addSources(
      world,
      [
        { id: 'blog', url: 'https://tech.halyard.example/halyard-tech.xml' },
        { id: 'status', url: 'https://status.northlight.example/northlight-status.atom', kind: 'status' },
      ],
      sunday,
    );
    for (const id of ['blog', 'status']) expect(await pollSource(world, id, sunday)).toMatchObject({ kind: 'fetched' });
    await draftIssue(
      {
        ...world,
        issues: createIssueStore(opened.table),
        mailer: { send: async () => ({ state: 'sent', messageId: 'm' }) },
        signingKeys,
      },
      { ...web, editor: 'editor@example.com', firstIssue: 1 },
      sunday,
    );
    const items: Spelt[] = [];
    for await (const item of scanTable(client, opened.name)) items.push(item);
    client.destroy();
    await opened.stop();
    return items;
  };

  test('has every field, of the same type, that the older version’s reader relies on', async () => {
    const older = promised(readFixture('older.jsonl'));
    const today = promised(await writeToday());
    expect([...older.keys()].sort()).toEqual([...today.keys()].sort());
    for (const [kind, fields] of older)
      for (const [field, type] of fields) expect(today.get(kind)?.get(field), `${kind}.${field}`).toBe(type);
  });
});
