import { setTimeout as wait } from 'node:timers/promises';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { redrive } from '../../lambdas/adapters/dead-letters';
import { createDeliveries } from '../../lambdas/adapters/deliveries';
import { createMailer } from '../../lambdas/adapters/mail';
import { createOperator } from '../../lambdas/adapters/operator';
import { readMessage } from '../../lambdas/adapters/poll-message';
import { createPollQueue } from '../../lambdas/adapters/queue';
import { createSigningKeys, makeSigningKey } from '../../lambdas/adapters/signing-keys';
import type { PollMessage } from '../../lambdas/contract/messages';
import { signGrant, verifyGrant } from '../../lambdas/domain/approval';
import { RefusedError } from '../../lambdas/domain/errors';
import { findServices } from '../support/services';
import { useTestAccount } from '../support/store';

const now = '2026-06-07T12:00:00.000Z';
const account = useTestAccount();

describe.each(findServices())('on %s', (_, services) => {
  describe('the poll queue', () => {
    const open = async (visibilitySeconds = 120) => {
      const { url, queueUrl, stop } = await services.openQueue(visibilitySeconds);
      const client = new SQSClient({ endpoint: url, useQueueUrlAsEndpoint: false, ...account });
      onTestFinished(async () => {
        client.destroy();
        await stop();
      });
      const receive = async () => {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: 10,
            MessageSystemAttributeNames: ['All'],
            WaitTimeSeconds: 0,
          }),
        );
        return Messages;
      };
      const remove = ({ ReceiptHandle }: Message) =>
        client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      return { url, queueUrl, client, receive, remove, queue: createPollQueue(queueUrl, client) };
    };
    const idOf = ({ Body }: Message) => (JSON.parse(Body ?? '') as PollMessage).sourceId;
    const source = (id: string, host: string) => ({ id, host, dueAt: now });

    test('brings every source once, each host in its order, and none of a host while one of it is being polled', async () => {
      const { queue, receive, remove } = await open();
      const sources = [...Array(35).keys()].map((n) => source(`s${n}`, `host-${n % 3}.example`));
      await queue.send(sources);
      const brought: string[] = [];
      for (let held = await receive(); held.length > 0; held = await receive()) {
        const groups = new Set(held.map(({ Attributes }) => Attributes?.MessageGroupId));
        const next = await receive();
        for (const { Attributes } of next) expect(groups.has(Attributes?.MessageGroupId)).toBe(false);
        for (const message of [...held, ...next]) {
          brought.push(idOf(message));
          await remove(message);
        }
      }
      expect(brought).toHaveLength(35);
      for (const host of [0, 1, 2]) {
        const ofHost = (id: string) => Number(id.slice(1)) % 3 === host;
        expect(brought.filter(ofHost)).toEqual(sources.map(({ id }) => id).filter(ofHost));
      }
    });

    test('knows a source it was sent already, and takes it again when it is due anew', async () => {
      const { queue, receive, remove } = await open();
      const [one, other] = [source('s1', 'a.example'), source('s2', '::1 "Host", 例え.example')];
      await queue.send([one, other]);
      await queue.send([one, other]);
      const first = await receive();
      expect(first.map(idOf).sort()).toEqual(['s1', 's2']);
      for (const message of first) await remove(message);
      await queue.send([one]);
      expect(await receive()).toEqual([]);
      await queue.send([{ ...one, dueAt: '2026-06-07T13:00:00.000Z' }]);
      expect((await receive()).map(idOf)).toEqual(['s1']);
    });

    test('brings back what was not done, gives it up after three tries, and takes it back when redriven', async () => {
      const { queue, queueUrl, client, receive, remove } = await open(1);
      await queue.send([source('s1', 'a.example'), source('s2', 'b.example')]);
      for (let attempt = 1; attempt <= 3; attempt++) {
        const messages = await receive();
        expect(messages.map(idOf).sort(), `try ${attempt}`).toEqual(['s1', 's2']);
        await wait(1100);
      }
      expect(await receive()).toEqual([]);
      expect(await redrive(queueUrl, client)).toBe(2);
      const again = await receive();
      expect(again.map(idOf).sort()).toEqual(['s1', 's2']);
      for (const message of again) await remove(message);
      expect(await redrive(queueUrl, client)).toBe(0);
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
      );
      expect(Number(Attributes?.['ApproximateNumberOfMessages'])).toBe(0);
      expect(Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'])).toBe(0);
    });

    test('delivers again at once what it is asked to, although it would wait long, and says what it refuses', async () => {
      const { url, queue, queueUrl, receive } = await open(1080);
      const there = { region: 'us-east-1', credentials: account.credentials };
      const deliveries = createDeliveries(queueUrl, { ...there, endpoint: url });
      await queue.send([source('s1', 'a.example'), source('s2', 'b.example')]);
      const held = await receive();
      expect([held.length, await receive()]).toEqual([2, []]);
      const [one] = held as [Message];
      expect(await deliveries.bringBack([one.ReceiptHandle as string], 0)).toBeUndefined();
      expect((await receive()).map(idOf)).toEqual([idOf(one)]);
      expect(await deliveries.bringBack(['no receipt'], 0)).toMatch(/\w/);
      const nobody = createDeliveries(queueUrl, { ...there, endpoint: 'http://127.0.0.1:1' });
      expect(await nobody.bringBack(['a receipt'], 0)).toMatch(/ECONNREFUSED/);
    });

    test('puts a poll that is handed on into the line of its next host, once however often, with what it takes along', async () => {
      const { url, queue, queueUrl, receive, remove } = await open(1080);
      const there = { region: 'us-east-1', credentials: account.credentials };
      const deliveries = createDeliveries(queueUrl, { ...there, endpoint: url });
      const onward = { to: 'https://b.example/例え', asked: [], permanent: true, spentMilliseconds: 7 };
      await queue.send([source('s1', 'a.example'), source('s2', 'b.example')]);
      const [first, other] = (await receive()) as [Message, Message];
      for (const number of [1, 1, 2]) await deliveries.handOn(source('s1', 'b.example'), { number, onward });
      expect(await receive()).toEqual([]);
      await deliveries.bringBack([other.ReceiptHandle as string], 0);
      const inLine: Message[] = [];
      for (let held = await receive(); held.length > 0; held = await receive()) {
        inLine.push(...held);
        for (const message of held) await remove(message);
      }
      const call = { dueAt: now, host: 'b.example' };
      expect(inLine.map(({ Body = '' }) => readMessage(Body))).toEqual([
        { sourceId: 's2', call },
        { sourceId: 's1', call: { ...call, leg: { number: 1, onward } } },
        { sourceId: 's1', call: { ...call, leg: { number: 2, onward } } },
      ]);
      expect(idOf(first)).toBe('s1');
      const nobody = createDeliveries(`${queueUrl}-else`, { ...there, endpoint: url });
      await expect(nobody.handOn(source('s1', 'b.example'), { number: 1, onward })).rejects.toThrow(/b\.example.*400/);
    });

    test('that has no dead-letter queue is not redriven, in words', async () => {
      const { client } = await open();
      const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: `plain-${Date.now()}` }));
      await expect(redrive(QueueUrl as string, client)).rejects.toThrow(RefusedError);
    });
  });

  describe('the mailer', () => {
    const sender = 'digest@contract.example';
    const open = async () => {
      const { url, taken, stop } = await services.openMail(sender);
      const client = new SESClient({ endpoint: url, maxAttempts: 1, ...account });
      onTestFinished(async () => {
        client.destroy();
        await stop();
      });
      const settings = { sender, senderName: 'Steady “State”, Inc.', configurationSet: 'contract' };
      return { mailer: createMailer(settings, client), taken };
    };
    const mail = { to: 'ada@readers.example', subject: 's', html: '<p>h</p>', text: 't' };

    /** A mail's lines end in CRLF on their way (RFC 5322, 2.3). */
    const unwired = (body = '') => body.replaceAll('\r\n', '\n').trimEnd();

    test('hands over a mail once, to its recipient, with both bodies letter by letter', async () => {
      const { mailer, taken } = await open();
      const words = 'Zuverlässigkeit — 故障 🚒 = "quoted" . \n.\nFrom here on';
      const sent = await mailer.send({
        ...mail,
        subject: words.split(' \n')[0] as string,
        text: words,
        html: `<p>${words}</p>`,
      });
      expect(sent).toMatchObject({ state: 'sent', messageId: expect.stringMatching(/./) });
      const [found, ...others] = await taken();
      expect(others).toEqual([]);
      expect(found).toMatchObject({ to: [mail.to], subject: words.split(' \n')[0] });
      expect(found?.from).toContain(sender);
      expect(unwired(found?.text)).toBe(words);
      expect(unwired(found?.html)).toBe(`<p>${words}</p>`);
    });

    test('hands over an issue as long as issues get, whole', async () => {
      const { mailer, taken } = await open();
      const html = `<ul>${[...Array(6000).keys()].map((n) => `<li>Outage ${n} of the säme region</li>`).join('\n')}</ul>`;
      expect(await mailer.send({ ...mail, html })).toMatchObject({ state: 'sent' });
      expect(unwired((await taken())[0]?.html)).toBe(html);
    });

    test('makes one line of a subject with line breaks, and adds nobody', async () => {
      const { mailer, taken } = await open();
      await mailer.send({ ...mail, subject: 'Outage\r\nBcc: eve@evil.example\r\n\r\n<p>body' });
      expect((await taken())[0]).toMatchObject({ to: [mail.to], subject: 'Outage Bcc: eve@evil.example <p>body' });
    });

    test('names every mail by an id of its own, of which SES’s events tell', async () => {
      const { mailer, taken } = await open();
      const sent = [await mailer.send(mail), await mailer.send({ ...mail, about: { issue: 7, kind: 'issue' } })];
      expect(new Set(sent.map((result) => (result.state === 'sent' ? result.messageId : ''))).size).toBe(2);
      expect(await taken()).toHaveLength(2);
    });
  });

  describe('the operator', () => {
    test('is told by the topic of the alarms, letter by letter', async () => {
      const { url, topic, heard, stop } = await services.openTopic();
      const client = new SNSClient({ endpoint: url, ...account });
      onTestFinished(async () => {
        client.destroy();
        await stop();
      });
      const mail = {
        subject: 'sre-digest: a source fell silent (and 1 more)',
        text: 'Zuverlässigkeit — 故障 "quoted"\n.\n',
      };
      await createOperator(topic, client).tell(mail);
      expect(await heard()).toEqual([mail]);
      await expect(createOperator(`${topic}-of-nobody`, client).tell(mail)).rejects.toThrow();
    });
  });

  describe('the signing keys', () => {
    const key = (id: string) => ({ id, secret: id.repeat(24) });
    const open = async (value?: object) => {
      const secret = await services.openSecret(value);
      const own = { endpoint: secret.url, ...account };
      let time = 0;
      onTestFinished(async () => {
        await secret.stop();
      });
      const pass = (seconds: number) => {
        time += seconds * 1000;
      };
      return { secret, own, pass, keys: createSigningKeys(secret.name, own, () => time) };
    };
    const grant = { purpose: 'open', issue: 76 } as const;

    test('are made once, in their shape, and never made again: not after a rotation, not by two at once', async () => {
      const { secret, own, keys, pass } = await open();
      const made = await Promise.all([0, 1, 2, 3].map(() => makeSigningKey(secret.name, own)));
      expect(made.toSorted()).toEqual(['kept', 'kept', 'kept', 'made']);
      const first = await keys();
      expect(first).toEqual([{ id: 'k1', secret: expect.stringMatching(/^[\w-]{64}$/) }]);
      await secret.put({ ...key('k2'), previous: first[0] });
      expect(await makeSigningKey(secret.name, own)).toBe('kept');
      pass(301);
      expect((await keys()).map(({ id }) => id)).toEqual(['k2', 'k1']);
    });

    test('are the parameter’s, the newer first, and links signed before a rotation go on working', async () => {
      const { secret, keys, pass } = await open(key('k1'));
      const mailed = signGrant({ ...grant, expiresAt: '2026-06-28T12:00:00.000Z' }, await keys());
      await secret.put({ ...key('k2'), previous: key('k1') });
      pass(301);
      expect((await keys()).map(({ id }) => id)).toEqual(['k2', 'k1']);
      expect(verifyGrant(mailed, { ...grant, now }, await keys([mailed]))).toBeDefined();
      await secret.put(key('k3'));
      pass(301);
      expect(verifyGrant(mailed, { ...grant, now }, await keys([mailed]))).toBeUndefined();
    });

    test('are not there when the parameter is another one, and the error names it and who makes it', async () => {
      const { own } = await open(key('k1'));
      await expect(createSigningKeys('no-such-key', own)()).rejects.toThrow(
        'There is no parameter no-such-key: invoke the lambda "locksmith", which makes it.',
      );
    });

    test('are refused when the parameter has not their shape', async () => {
      const { keys } = await open({ id: 'k1', secret: 'short' });
      await expect(keys()).rejects.toThrow('must be {"id", "secret"} with a secret of at least 32 characters');
    });
  });
});
