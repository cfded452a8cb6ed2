import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { newSource } from '../../lambdas/domain/source';
import { handler } from '../../lambdas/poll';
import { FEED } from '../../lib/tools/bench/hostile-answers';
import { spellAnswer, startRawServer } from '../../lib/tools/bench/raw-server';
import { openTestTable } from '../support/store';

const due = '2026-06-07T12:00:00.000Z';
let opened: Awaited<ReturnType<typeof openTestTable>>;
let server: Awaited<ReturnType<typeof startRawServer>>;

beforeAll(async () => {
  opened = await openTestTable();
  server = await startRawServer((socket) => socket.write(spellAnswer('200 OK', [], FEED)));
  Object.assign(process.env, {
    TABLE_NAME: opened.name,
    CONTACT: 'https://digest.example',
    ALLOWED_HOSTS: server.host,
    HOST_PAUSE_MS: '0',
    QUEUE_URL: 'http://127.0.0.1:1/queue',
    AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_DYNAMODB: opened.url,
  });
});
afterAll(async () => {
  await server.stop();
  await opened.stop();
});

const record = (id: string, group: string) => ({
  messageId: `message-${id}`,
  attributes: { MessageGroupId: group },
  body: JSON.stringify({ sourceId: id, dueAt: due }),
});

test('a poll that runs out of time begins no new source after four fifths of it, and gives the rest back', async () => {
  const sources = createSourceStore(opened.table);
  const ids = ['first', 'second', 'third', 'fourth'];
  for (const id of ids) await sources.add(newSource(id, { url: `${server.url}?${id}`, kind: 'blog', title: id }, due));
  const event = { Records: ids.map((id) => record(id, 'one host')) } as unknown as SQSEvent;
  const left = [100_000, 99_000, 21_000, 19_000];
  const context = { getRemainingTimeInMillis: () => (left.length > 1 ? (left.shift() as number) : 19_000) };
  const { batchItemFailures } = await handler(event, context);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['message-third', 'message-fourth']);
  const polls = await Promise.all(ids.map(async (id) => (await sources.get(id))?.polls));
  expect(polls).toEqual([1, 1, 0, 0]);

  const again = { Records: ids.slice(2).map((id) => record(id, 'one host')) } as unknown as SQSEvent;
  expect(await handler(again, { getRemainingTimeInMillis: () => 100_000 })).toEqual({ batchItemFailures: [] });
  expect((await sources.get('fourth'))?.polls).toBe(1);
});
