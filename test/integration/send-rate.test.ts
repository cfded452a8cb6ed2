import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createLearnedStore } from '../../lambdas/adapters/learned';
import { createMailer } from '../../lambdas/adapters/mail';
import { createPace } from '../../lambdas/adapters/pace';
import { signGrant } from '../../lambdas/domain/approval';
import { approve, type Issue } from '../../lambdas/domain/issue';
import type { Mail, Mailer, SendResult } from '../../lambdas/domain/ports';
import { decide } from '../../lambdas/pipeline/decide';
import { publishDue } from '../../lambdas/pipeline/publish';
import { keys, signingKeys } from '../support/draft-world';
import { type FakeSes, startFakeSes } from '../support/fake-ses';
import { useFaultyStore } from '../support/faulty-table';
import { makeIssue, noLedger } from '../support/made';

const noon = '2026-06-07T12:00:00.000Z';
const at = (milliseconds: number) => new Date(Date.parse(noon) + milliseconds).toISOString();
const settings = {
  newsletter: 'Steady State',
  deskUrl: 'https://desk.example',
  timeZone: 'Etc/UTC',
  unsubscribe: ['https://lists.example/leave?who={recipient}', 'mailto:leave@lists.example'],
};

const store = useFaultyStore();
let ses: FakeSes;
beforeAll(async () => {
  ses = await startFakeSes();
  process.env['AWS_ENDPOINT_URL_SES'] = ses.url;
});
afterAll(async () => {
  await ses.stop();
});

async function openApproved() {
  const { table } = await store.open();
  const issues = createIssueStore(table);
  const draft = makeIssue(7);
  await issues.create(draft);
  await issues.save(approve(draft, 1, noon, 0), 1);
  return { issues, candidates: createCandidateStore(table), learned: createLearnedStore(table) };
}

/** Time that passes only when somebody sleeps or a mail is sent. */
function virtualTime() {
  let time = 0;
  return {
    now: () => time,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    async sleep(milliseconds: number) {
      time += milliseconds;
    },
  };
}

const mostInAnySecond = (times: number[]) =>
  Math.max(...times.map((from, index) => times.slice(index).filter((time) => time < from + 1000).length));

test('two thousand recipients get one mail each, no second has more than the rate, and a run that ends in the middle is taken up', {
  timeout: 240_000,
}, async () => {
  const perSecond = 14;
  const recipients = Array.from({ length: 2000 }, (_, index) => `reader-${index}@example.com`);
  const world = await openApproved();
  const deployed = createMailer({ sender: 'digest@example.com', senderName: 'Steady State', configurationSet: 'c' });
  const clock = virtualTime();
  const times: number[] = [];
  let underway = 0;
  let mostUnderway = 0;
  const mailer: Mailer = {
    async send(mail) {
      times.push(clock.now());
      clock.pass(times.length % 7);
      mostUnderway = Math.max(mostUnderway, ++underway);
      // As far away as SES is.
      await new Promise((resolve) => setTimeout(resolve, 60));
      const result = await deployed.send(mail);
      underway--;
      return result;
    },
  };
  let runs = 0;
  while ((await world.issues.get(7))?.state !== 'published') {
    const start = clock.now();
    const pace = createPace({ perSecond, milliseconds: 60_000 }, clock);
    const [published] = await publishDue({ ...world, mailer, pace }, { ...settings, recipients }, at(clock.now()));
    runs++;
    expect(await world.issues.unsettledSends(7)).toEqual([]);
    expect(published).toMatchObject({ unclear: 0, refused: 0 });
    if (published?.left) expect(published.sent + published.sentBefore + published.left).toBe(recipients.length);
    expect(clock.now() - start).toBeLessThanOrEqual(61_000);
    clock.pass(1000);
    expect(runs).toBeLessThan(10);
  }
  expect([...ses.accepted].sort()).toEqual([...recipients].sort());
  const peak = mostInAnySecond(times);
  expect(peak).toBeLessThanOrEqual(perSecond);
  expect(runs).toBeGreaterThan(1);
  expect(mostUnderway, 'no mail waits for the answer to another').toBeGreaterThan(10);
  console.log(
    `${recipients.length} recipients at ${perSecond}/s: ${runs} runs of a minute, at most ${peak} in any second, ${ses.accepted.length} mails, ${mostUnderway} underway at once, ${(clock.now() / 1000).toFixed(0)} virtual seconds`,
  );
});

describe('the pace', () => {
  test('never has more turns in a second than allowed, however the caller dawdles', async () => {
    const clock = virtualTime();
    const pace = createPace({ perSecond: 5, milliseconds: 1e9 }, clock);
    const times: number[] = [];
    for (let turn = 0; turn < 500; turn++) {
      await pace.turn();
      times.push(clock.now());
      if (turn % 50 === 0) clock.pass(3000);
      if (turn % 3 === 0) clock.pass(150);
    }
    expect(mostInAnySecond(times)).toBeLessThanOrEqual(5);
  });

  test('holds on the machine’s clock', async () => {
    const pace = createPace({ perSecond: 200, milliseconds: 1e6 });
    const times: number[] = [];
    for (let turn = 0; turn < 40; turn++) {
      await pace.turn();
      times.push(performance.now());
    }
    expect((times.at(-1) as number) - (times[0] as number)).toBeGreaterThanOrEqual(39 * 5 - 5);
  });
});

test('a refused or lost mail holds up nobody, is shown, and goes again by a person’s word only, to that recipient only', async () => {
  const world = await openApproved();
  const recipients = ['ada@example.com', 'grace@example.com', 'edsger@example.com'];
  const mails: Mail[] = [];
  let ends: Record<string, SendResult> = { 'grace@example.com': { state: 'unclear', reason: 'reset' } };
  const mailer: Mailer = {
    async send(mail) {
      mails.push(mail);
      return ends[mail.to] ?? { state: 'sent', messageId: 'm' };
    },
  };
  const run = (minutes: number) =>
    publishDue(
      { ...world, mailer, pace: { turn: async () => true, leave: async () => {} } },
      { ...settings, recipients },
      at(minutes * 60_000),
    );
  for (const minutes of [0, 5, 10, 15, 20]) await run(minutes);
  expect(mails.map(({ to }) => to)).toEqual(recipients);
  expect((await world.issues.get(7))?.state).toBe('published');
  const [parked, ...more] = await world.issues.unsettledSends(7);
  expect(more).toEqual([]);
  expect(parked).toMatchObject({ kind: 'issue', recipient: 'grace@example.com', state: 'unclear', note: 'reset' });

  const expiresAt = at(1e7);
  const act = signGrant({ purpose: 'act', issue: 7, session: 's', expiresAt }, keys);
  const form = signGrant({ purpose: 'form', issue: 7, session: 's', revision: 1, expiresAt }, keys);
  const about = {
    newsletter: 'S',
    deskUrl: 'https://desk.example',
    timeZone: 'Etc/UTC',
    coolingOffMinutes: 0,
    styleNonce: 'n',
  };
  const press = (fields: Record<string, string>) =>
    decide(
      { issues: world.issues, ...noLedger, signingKeys },
      about,
      { issue: 7, action: 'resend', act, form: { form, ...fields } },
      at(25 * 60_000),
    );
  const seen = { ...(parked as unknown as Record<string, string>) };
  await expect(press({ ...seen, recipient: 'ada@example.com' })).rejects.toThrow('no longer');
  await expect(press({ ...seen, state: 'refused' })).rejects.toThrow('no longer');
  // One press for what SES refused releases nothing that may have arrived.
  await press({ all: 'refused' });
  expect(await world.issues.releasedSends()).toEqual([]);
  const before = (await world.issues.get(7)) as Issue;
  const presses = await Promise.allSettled([press(seen), press(seen), press(seen)]);
  expect(presses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  ends = {};
  for (const minutes of [30, 35]) await run(minutes);
  expect(mails.map(({ to }) => to)).toEqual([...recipients, 'grace@example.com']);
  expect(await world.issues.unsettledSends(7)).toEqual([]);
  expect(await world.issues.get(7)).toEqual(before);
});

test('what SES refused for an hour goes out together, by one press, and what is in doubt does not', async () => {
  const world = await openApproved();
  const recipients = Array.from({ length: 12 }, (_, index) => `reader-${index}@example.com`);
  const inDoubt = recipients[3] as string;
  const mails: string[] = [];
  let isQuotaUsedUp = true;
  const mailer: Mailer = {
    async send({ to }) {
      if (!isQuotaUsedUp) mails.push(to);
      if (to === inDoubt) return { state: 'unclear', reason: 'reset' };
      return isQuotaUsedUp ? { state: 'refused', reason: 'Quota exceeded' } : { state: 'sent', messageId: 'm' };
    },
  };
  const pace = { turn: async () => true, leave: async () => {} };
  const run = (minutes: number) =>
    publishDue({ ...world, mailer, pace }, { ...settings, recipients }, at(minutes * 60_000));
  for (const minutes of [0, 30, 65]) await run(minutes);
  expect((await world.issues.get(7))?.state).toBe('published');
  expect(await world.issues.unsettledSends(7)).toHaveLength(recipients.length);
  isQuotaUsedUp = false;
  await run(70);
  expect(mails, 'nothing by itself').toEqual([]);

  const expiresAt = at(1e8);
  const act = signGrant({ purpose: 'act', issue: 7, session: 's', expiresAt }, keys);
  const form = signGrant({ purpose: 'form', issue: 7, session: 's', revision: 1, expiresAt }, keys);
  const about = { ...settings, coolingOffMinutes: 0, styleNonce: 'n' };
  await decide(
    { issues: world.issues, ...noLedger, signingKeys },
    about,
    { issue: 7, action: 'resend', act, form: { form, all: 'refused' } },
    at(75 * 60_000),
  );
  await run(80);
  await run(85);
  expect([...mails].sort()).toEqual(recipients.filter((to) => to !== inDoubt).sort());
  expect(await world.issues.unsettledSends(7)).toMatchObject([{ recipient: inDoubt, state: 'unclear' }]);
});
