import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newSource, type Source } from '../../lambdas/domain/source';
import { startQueue } from '../../lib/local/queue';
import { commandNow, makeData, runCommand, withLedger } from '../support/commands';
import { useTestAccount } from '../support/store';

useTestAccount();

const proposing = (id: string, to: string): Source => ({
  ...newSource(id, { url: `https://${id}.example/feed`, kind: 'blog', title: id }, commandNow),
  etag: '"old"',
  entries: 12,
  movedTo: { url: to, times: 3, proposed: true },
});

describe('npm run sources -- accept and decline', () => {
  let data: string;
  beforeAll(async () => {
    data = await makeData(mkdtempSync(join(tmpdir(), 'sre-digest-moves-')));
    await withLedger(data, async (sources) => {
      await sources.add(proposing('mover', 'https://new-owner.example/feed'));
      await sources.add(proposing('stayer', 'https://elsewhere.example/feed'));
      await sources.add(proposing('late', 'http://www.stayer.example/feed/'));
    });
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));
  const held = (id: string) => withLedger(data, (sources) => sources.get(id));

  test('accept follows the move that is proposed, and has nothing to do the second time', async () => {
    const { code, out } = await runCommand('sources', ['accept', 'https://mover.example/feed', '--data', data]);
    expect(code).toBe(0);
    expect(out).toBe(
      'moved  mover  https://new-owner.example/feed  (polled there next; entries it brought before stay known)\n',
    );
    expect(await held('mover')).toMatchObject({ url: 'https://new-owner.example/feed', entries: 12 });
    expect(await held('mover')).not.toHaveProperty('etag');
    const again = await runCommand('sources', ['accept', 'mover', '--data', data]);
    expect([again.code, again.out]).toEqual([0, 'proposes no move  mover  https://new-owner.example/feed\n']);
  });

  test('decline stays, and says what is not proposed again', async () => {
    const { code, out } = await runCommand('sources', ['decline', 'stayer', '--data', data]);
    expect([code, out]).toEqual([
      0,
      'stays  stayer  https://stayer.example/feed  (https://elsewhere.example/feed is not proposed again)\n',
    ]);
    expect((await held('stayer'))?.movedTo).toMatchObject({ declined: true });
  });

  test('accept refuses to move where another source is already, by name, and changes nothing', async () => {
    const before = await held('late');
    const { code, out } = await runCommand('sources', ['accept', 'late', '--data', data]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^late: the ledger holds its new address already as stayer, .*"retire late" leaves that one\.\n$/,
    );
    expect(await held('late')).toEqual(before);
  });

  test('both refuse a source that nobody knows', async () => {
    for (const verb of ['accept', 'decline']) {
      const { code, out, err } = await runCommand('sources', [verb, 'nobody', '--data', data]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toBe(
        `${verb}: expected a source's id or address, but the ledger has no "nobody"; "list" shows them all.\n`,
      );
    }
  });
});

describe('npm run redrive', () => {
  let queue: Awaited<ReturnType<typeof startQueue>>;
  let client: SQSClient;
  let deadUrl: string;
  beforeAll(async () => {
    queue = await startQueue(30);
    client = new SQSClient({ endpoint: queue.url, useQueueUrlAsEndpoint: false });
    deadUrl = (await client.send(new GetQueueUrlCommand({ QueueName: 'polls-dead.fifo' }))).QueueUrl as string;
  });
  afterAll(async () => {
    client.destroy();
    await queue.stop();
  });
  const redrive = (...args: string[]) =>
    runCommand('redrive', args, { AWS_ENDPOINT_URL_SQS: queue.url, AWS_REGION: 'us-east-1' });
  /** Takes what is in a queue, one message after the other, as their group is handed out. */
  const takeAll = async (QueueUrl: string) => {
    const bodies: (string | undefined)[] = [];
    for (;;) {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
      if (Messages.length === 0) return bodies;
      for (const { Body, ReceiptHandle } of Messages) {
        bodies.push(Body);
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  };

  test('moves what was given up back into the poll queue in its order, says how many, and then finds nothing', async () => {
    const sent = Array.from({ length: 7 }, (_, index) => JSON.stringify({ sourceId: `s${index}` }));
    for (const MessageBody of sent)
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadUrl,
          MessageBody,
          MessageGroupId: 'blog.example',
          MessageDeduplicationId: MessageBody,
        }),
      );
    const moved = await redrive('--queue', queue.queueUrl);
    expect([moved.code, moved.out, moved.err]).toEqual([0, 'moved 7\n', '']);
    expect(await takeAll(queue.queueUrl)).toEqual(sent);
    expect(await takeAll(deadUrl)).toEqual([]);
    expect((await redrive('--queue', queue.queueUrl)).out).toBe('moved 0\n');
  });

  test.each([
    ['which queue', () => [], 2, /which queue\? Give --queue URL, or set QUEUE_URL/],
    ['what it does not know', () => ['--fast'], 2, /--fast/],
    ['a queue without a dead-letter queue', () => ['--queue', deadUrl], 1, /has no dead-letter queue/],
    [
      'a queue that is not there',
      () => ['--queue', queue.queueUrl.replace('polls', 'no-such')],
      1,
      /the queue could not be used: .*queue does not exist/,
    ],
  ])('says in one line when it cannot: %s', async (_, args, expected, message) => {
    const { code, out, err } = await redrive(...args());
    expect([code, out]).toEqual([expected, '']);
    expect(err.trim().split('\n')).toEqual([expect.stringMatching(message)]);
  });
});
