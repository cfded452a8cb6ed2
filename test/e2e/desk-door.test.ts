import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDeskLink, Visitor } from '../../lib/local/editor';
import { openMailbox } from '../../lib/local/mailbox';
import { type Newsroom, openNewsroom } from '../../lib/local/newsroom';
import { sampleWeek } from '../../lib/local/sample-week';
import { readItems } from '../../lib/rehearsal/read-items';

// From the request that is refused to the mail that says so: the gateway's log, the real lambda, the embedded table and SNS.

const sunday = sampleWeek.now;
let newsroom: Newsroom;
let link: string;
beforeAll(async () => {
  newsroom = await openNewsroom(sampleWeek);
  const mailbox = await openMailbox(newsroom.inbox);
  await newsroom.draftIssue();
  link = findDeskLink(await mailbox.texts()) as string;
});
afterAll(() => newsroom.stop());

/** Asks as somebody at another address of this machine: all of 127.0.0.0/8 is. */
const ask = (localAddress: string, path: string) =>
  new Promise<number>((resolve, reject) => {
    const asked = request(newsroom.deskUrl.replace('localhost', '127.0.0.1') + path, { localAddress }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('error', reject).end();
  });

const heard: string[] = [];
const hear = async () => {
  heard.push(...(await newsroom.operatorMails()).map(({ subject }) => subject));
  return heard.length;
};

describe('the desk’s door, over HTTP', () => {
  test('the laptop’s SES reports the draft’s delivery, so that an hour later the desk has nothing to say of it', async () => {
    newsroom.setClock('2026-06-07T13:00:00.000Z');
    expect(await new Visitor().open(link)).not.toContain('id="undelivered"');
    const [record] = (await readItems(newsroom.tableName, newsroom.storeUrl)).filter(({ sk }) =>
      String(sk).startsWith('SEND#draft#'),
    );
    expect(record).toMatchObject({ state: 'sent', deliveredAt: sunday });
  });

  test('the operator is mailed of an address at its twentieth bad token, of nobody with fewer, and not of the archive', async () => {
    const forged = (index: number) => `/open/76?key=v1.${'A'.repeat(60)}.k1.${index}`;
    for (let index = 0; index < 19; index++) expect(await ask('127.0.0.2', forged(index))).toBe(404);
    for (let index = 0; index < 30; index++) expect(await ask('127.0.0.3', `/issues/9${index}`)).toBe(404);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await hear()).toBe(0);
    expect(await ask('127.0.0.2', '/desk/76')).toBe(404);
    await expect.poll(hear, { timeout: 10_000 }).toBe(1);
    for (let index = 0; index < 60; index++) await ask('127.0.0.2', forged(index));
    for (let index = 0; index < 20; index++) await ask('127.0.0.4', forged(index));
    await expect.poll(hear, { timeout: 10_000 }).toBe(2);
    expect(heard).toEqual(
      ['127.0.0.2', '127.0.0.4'].map(
        (from) => `sre-digest: ${from} tried the desk 20 times within an hour without a good link`,
      ),
    );
  });
});
