import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { makeSigningKey } from '../../lambdas/adapters/signing-keys';
import { createSourceStore } from '../../lambdas/adapters/sources';
import type { LambdaName, Variable } from '../../lambdas/contract/env';
import { approve, type Issue } from '../../lambdas/domain/issue';
import { newSource } from '../../lambdas/domain/source';
import { type FeedServer, startFeedServer } from '../../lib/local/feed-server';
import { laptopSettings } from '../../lib/local/laptop-settings';
import type { Service } from '../../lib/local/service';
import { signingKeyName, startSigningKey } from '../../lib/local/signing-key';
import { type FakeSes, startFakeSes } from '../support/fake-ses';
import { type FaultyTable, useFaultyStore } from '../support/faulty-table';
import { openLambdaProcesses } from '../support/lambda-process';
import { minutesPast, noon } from '../support/moments';
import { useTestAccount } from '../support/store';

const mostTries = 8;
const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const editor = 'editor@example.com';
const recipients = [...Array(8).keys()].map((n) => `reader-${n}@example.com`);
const polled = ['kestrel-engineering.atom', 'northlight-status.atom', 'second-pager.xml', 'saltmarsh-status.atom'];

type Items = Record<string, unknown>[];
const store = useFaultyStore();
let processes: Awaited<ReturnType<typeof openLambdaProcesses>>;
let ses: FakeSes;
let secret: Service;
let feeds: FeedServer;
beforeAll(async () => {
  [processes, ses, secret, feeds] = await Promise.all([
    openLambdaProcesses(['poll', 'draft', 'publish']),
    startFakeSes(),
    startSigningKey(),
    startFeedServer(join(import.meta.dirname, '../../lib/local/samples')),
  ]);
  await makeSigningKey(signingKeyName, { endpoint: secret.url, ...useTestAccount() });
});
afterAll(async () => {
  await processes.stop();
  for (const service of [feeds, secret, ses]) await service.stop();
});

/** The deployed handler in a process of its own, on this table, at this time. */
const runOf = (lambda: LambdaName, { url, name }: FaultyTable, now: string, event: unknown = {}) => ({
  lambda,
  event,
  environment: {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_ENDPOINT_URL_SES: ses.url,
    AWS_ENDPOINT_URL_SSM: secret.url,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    SRE_DIGEST_NOW: now,
    ...settingsFor(name),
  },
});
const settingsFor = (tableName: string): Record<Variable, string> => ({
  TABLE_NAME: tableName,
  QUEUE_URL: 'https://queue.example/polls',
  DESK_URL: 'https://desk.example',
  NEWSLETTER: 'Steady State',
  EDITOR: editor,
  SENDER: 'digest@example.com',
  RECIPIENTS: recipients.join(','),
  ...laptopSettings,
  FIRST_ISSUE: '7',
  CONFIGURATION_SET: 'c',
  SIGNING_KEY_NAME: signingKeyName,
  CONTACT: 'https://example.com',
  ALLOWED_HOSTS: new URL(feeds.url).host,
  HOST_PAUSE_MS: '0',
});

const openSources = async () => {
  const opened = await store.open();
  const sources = createSourceStore(opened.table);
  for (const file of polled) {
    const kind = file.includes('status') ? 'status' : 'blog';
    await sources.add(newSource(file, { url: feeds.addressOf(file), kind, title: file }, noon));
  }
  return opened;
};
const records = () =>
  polled.map((file) => ({
    messageId: file,
    body: JSON.stringify({ sourceId: file, dueAt: noon }),
    attributes: { MessageGroupId: file },
  }));
const openWith = async (items: Items) => {
  const opened = await store.open();
  await opened.fill(items);
  return opened;
};

/**
 * Kills in the middle of each tenth of the time that an undisturbed run takes, and hands over the table as it was left. A
 * run that had ended by then was faster than the one that was timed: its time is the time from there on, and the tenth is
 * tried again.
 */
async function killAtTenths(
  open: () => Promise<FaultyTable>,
  runOn: (opened: FaultyTable) => Parameters<typeof processes.run>[0],
  check: (opened: FaultyTable, name: string) => Promise<void>,
): Promise<{ milliseconds: number; killed: number }> {
  let milliseconds = await processes.time(runOn(await open()));
  let killed = 0;
  for (const tenth of tenths) {
    for (let tries = 0; tries < mostTries; tries++) {
      const opened = await open();
      ses.requests.splice(0);
      ses.accepted.splice(0);
      const at = (milliseconds * (tenth - 0.5)) / 10;
      const outcome = await processes.killAfter(at, runOn(opened));
      await check(opened, `killed in tenth ${tenth} of ${milliseconds.toFixed(0)} ms`);
      if (outcome === 'killed') {
        killed++;
        break;
      }
      milliseconds = Math.min(milliseconds, outcome);
    }
  }
  return { milliseconds, killed };
}

describe.sequential('a lambda killed at every tenth of its time, and started again', () => {
  let afterPoll: Items;
  let afterDraft: Items;
  let strikes = 0;

  test('poll: leaves what the undisturbed poll leaves', { timeout: 400_000 }, async () => {
    const runOn = (opened: FaultyTable) => runOf('poll', opened, noon, { Records: records() });
    const clean = await openSources();
    expect(await processes.run(runOn(clean))).toEqual({ batchItemFailures: [] });
    afterPoll = await clean.items();
    expect(afterPoll.length).toBeGreaterThan(20);
    const { milliseconds, killed } = await killAtTenths(openSources, runOn, async (opened, name) => {
      expect(await processes.run(runOn(opened)), name).toEqual({ batchItemFailures: [] });
      expect(await opened.items(), name).toEqual(afterPoll);
    });
    strikes += killed;
    console.log(
      `poll: ${polled.length} sources in ${milliseconds.toFixed(0)} ms, ${killed} of 10 kills struck, ${afterPoll.length} items, 0 differences`,
    );
  });

  test('draft: is the same draft, mailed once or left to a person', { timeout: 400_000 }, async () => {
    const runOn = (opened: FaultyTable) => runOf('draft', opened, noon);
    const withoutSends = (items: Items) => items.filter(({ sk }) => !String(sk).startsWith('SEND#'));
    const clean = await openWith(afterPoll);
    expect(await processes.run(runOn(clean))).toEqual({ issue: 7, mail: 'sent' });
    afterDraft = await clean.items();
    const ends = { sent: 0, unclear: 0 };
    const { milliseconds, killed } = await killAtTenths(
      () => openWith(afterPoll),
      runOn,
      async (opened, name) => {
        const answer = await processes.run<{ issue: number; mail: 'sent' | 'unclear' }>(runOn(opened));
        expect(answer.issue, name).toBe(7);
        expect(withoutSends(await opened.items()), name).toEqual(withoutSends(afterDraft));
        expect(ses.accepted.length, name).toBeLessThanOrEqual(1);
        expect(answer.mail === 'unclear' || ses.accepted.length === 1, name).toBe(true);
        ends[answer.mail]++;
      },
    );
    strikes += killed;
    console.log(
      `draft: ${milliseconds.toFixed(0)} ms, ${killed} of 10 kills struck, ${ends.sent} mailed once, ${ends.unclear} parked (alarm MailLost), 0 twice`,
    );
  });

  test('publish: reaches everybody at most once, and nobody is lost in silence', { timeout: 400_000 }, async () => {
    const approved = await openWith(afterDraft);
    const issues = createIssueStore(approved.table);
    const draft = (await issues.get(7)) as Issue;
    await issues.save(approve(draft, draft.revision, noon, 0), draft.revision);
    const prepared = await approved.items();
    let parked = 0;
    const { milliseconds, killed } = await killAtTenths(
      () => openWith(prepared),
      (opened) => runOf('publish', opened, noon),
      async (opened, name) => {
        let unclear = 0;
        // The schedule goes on; an hour later a send that never ended is given up, and the issue is out.
        for (const minutes of [5, 75]) {
          const answer = await processes.run<{ unclear: number }[]>(runOf('publish', opened, minutesPast(minutes)));
          unclear = Math.max(unclear, ...answer.map((published) => published.unclear));
        }
        const items = await opened.items();
        const sent = items.filter(({ sk, state }) => String(sk).startsWith('SEND#issue#') && state === 'sent');
        expect(new Set(ses.accepted).size, `${name}: mails to one reader`).toBe(ses.accepted.length);
        for (const { sk } of sent) expect(ses.accepted, name).toContain(String(sk).split('#')[2]);
        expect(unclear, `${name}: every parked reader was reported`).toBe(recipients.length - sent.length);
        expect((await createIssueStore(opened.table).get(7))?.state, name).toBe('published');
        parked += unclear;
      },
    );
    strikes += killed;
    console.log(
      `publish: ${recipients.length} readers in ${milliseconds.toFixed(0)} ms, ${killed} of 10 kills struck, ${parked} parked and reported (alarm MailLost), 0 twice, 0 lost`,
    );
  });

  test('and the kills struck while the lambdas were at work', () => {
    expect(strikes).toBe(3 * tenths.length);
  });
});
