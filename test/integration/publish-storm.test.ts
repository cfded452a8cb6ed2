import { SESClient } from '@aws-sdk/client-ses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createLearnedStore } from '../../lambdas/adapters/learned';
import { createMailer } from '../../lambdas/adapters/mail';
import { createReceiptStore } from '../../lambdas/adapters/receipts';
import { lists } from '../../lambdas/contract/table';
import { approve, type Issue } from '../../lambdas/domain/issue';
import { canBeReleased } from '../../lambdas/domain/issue/parked';
import type { Pace } from '../../lambdas/domain/ports';
import { publishDue } from '../../lambdas/pipeline/publish';
import { type FakeSes, type SesMood, sesMoods, startFakeSes } from '../support/fake-ses';
import { faults, Killed, useFaultyStore } from '../support/faulty-table';
import { makeIssue } from '../support/made';
import { minutesPast, noon } from '../support/moments';
import { createDice } from '../support/simulated-web';

/** How many publications; every one differs. */
const storms = Number(process.env['PUBLISH_STORMS'] ?? 2);
const readers = Number(process.env['PUBLISH_READERS'] ?? 24);

const stormEnds = 70;
const calmEnds = 200;

const store = useFaultyStore();
let ses: FakeSes;
let client: SESClient;
beforeAll(async () => {
  ses = await startFakeSes();
  client = new SESClient({
    endpoint: ses.url,
    maxAttempts: 1,
    requestHandler: { requestTimeout: 60, throwOnRequestTimeout: true },
  });
});
afterAll(async () => {
  client.destroy();
  await ses.stop();
});

/** Most mails are sent at once. */
const moods: SesMood[] = ['sends', 'sends', ...sesMoods];
const tableFaults = faults.filter((fault) => fault !== 'does half a batch');

/** What a publication went through, and what became of every mail. */
interface Ends {
  sent: number;
  parked: number;
  refused: number;
  deaths: number;
  released: number;
}

async function publishInAStorm(seed: number): Promise<Ends> {
  const roll = createDice(seed);
  const chance = (share: number) => roll() < share;
  const one = <T>(of: readonly T[]): T => of[Math.floor(roll() * of.length)] as T;
  const faulty = await store.open();
  const issues = createIssueStore(faulty.table);
  const receipts = createReceiptStore(faulty.table);
  const recipients = Array.from({ length: readers }, (_, index) => `reader-${index}@example.com`);
  const settings = {
    newsletter: 'Steady State',
    recipients,
    deskUrl: 'https://desk.example',
    timeZone: 'Etc/UTC',
    unsubscribe: [],
  };
  await issues.create(makeIssue(7));
  await issues.save(approve((await issues.get(7)) as Issue, 1, noon, 0), 1);
  const sender = { sender: 'digest@example.com', senderName: 'Steady State', configurationSet: 'c' };
  const mailer = createMailer(sender, client);
  const world = { issues, candidates: createCandidateStore(faulty.table), learned: createLearnedStore(faulty.table) };
  const releases = new Map<string, number>();
  const ends: Ends = { sent: 0, parked: 0, refused: 0, deaths: 0, released: 0 };
  ses.accepted.splice(0);
  ses.requests.splice(0);

  /** SES says of some mails that it took them, once and again, whatever became of its answer. */
  const reported = new Set<string>();
  const report = async () => {
    for (const recipient of ses.accepted.filter(() => chance(0.3))) {
      await receipts.note(7, { kind: 'issue', recipient }, { kind: 'accepted', at: noon });
      reported.add(recipient);
    }
  };
  /** The editor looks at the desk and has some of what is parked sent again. */
  const decide = async (now: string) => {
    const issue = (await issues.get(7)) as Issue;
    for (const seen of await issues.unsettledSends(7))
      if (canBeReleased(seen, issue, now) && chance(0.3) && (await issues.releaseSend(7, seen))) {
        releases.set(seen.recipient, (releases.get(seen.recipient) ?? 0) + 1);
        ends.released++;
      }
  };
  const run = async (now: string, turns: number) => {
    let left = turns;
    const pace: Pace = { turn: async () => left-- > 0, leave: async () => {} };
    await publishDue({ ...world, mailer, pace }, settings, now).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
      ends.deaths++;
    });
  };

  for (let minutes = 0; minutes < stormEnds; minutes += 5) {
    const now = minutesPast(minutes);
    const turns = chance(0.3) ? Math.ceil(roll() * readers) : Number.POSITIVE_INFINITY;
    ses.setMood(() => one(moods));
    if (chance(0.7)) faulty.failAt(1 + Math.floor(roll() * readers * 2), one(tableFaults));
    // Now and then the schedule fires twice.
    const runs = [run(now, turns), ...(chance(0.3) ? [run(now, turns)] : [])];
    if (chance(0.5)) await new Promise((resolve) => setTimeout(resolve, 30)).then(report).catch(() => {});
    await Promise.all(runs);
    faulty.heal();
    if (chance(0.3)) await decide(now);
  }
  ses.setMood('sends');
  for (let minutes = stormEnds; minutes <= calmEnds; minutes += 10)
    await run(minutesPast(minutes), Number.POSITIVE_INFINITY);

  const stored = await faulty.items();
  const records = stored.filter(({ sk }) => String(sk).startsWith('SEND#issue#'));
  expect((await issues.get(7))?.state, `storm ${seed}`).toBe('published');
  for (const recipient of recipients) {
    const about = `storm ${seed}: the mail to ${recipient}`;
    const record = records.find(({ sk }) => sk === `SEND#issue#${recipient}`);
    const taken = ses.accepted.filter((to) => to === recipient).length;
    expect(taken, `${about} went out once for each time somebody said so`).toBeLessThanOrEqual(
      1 + (releases.get(recipient) ?? 0),
    );
    if (record?.['state'] === 'sent') {
      expect(taken, about).toBeGreaterThan(0);
      expect(record['listKey'], `${about} is settled`).toBeUndefined();
      ends.sent++;
      continue;
    }
    expect(reported, `${about} is known to have gone out`).not.toContain(recipient);
    expect(record, `${about} is neither sent nor on the desk`).toMatchObject({ listKey: lists.unsettled(7) });
    if (record?.['state'] === 'refused') {
      expect(taken, `${about} was certainly not taken`).toBeLessThanOrEqual(releases.get(recipient) ?? 0);
      ends.refused++;
    } else ends.parked++;
  }
  return ends;
}

describe('a publication in which anything goes wrong at any moment, and is taken up again', () => {
  test('ends every mail: sent once, or on the desk as refused or in doubt; and sends none again but by a person’s word', {
    timeout: 20_000 + storms * readers * 1000,
  }, async () => {
    const sum: Ends = { sent: 0, parked: 0, refused: 0, deaths: 0, released: 0 };
    for (let seed = 1; seed <= storms; seed++) {
      const ends = await publishInAStorm(seed);
      for (const name of Object.keys(sum) as (keyof Ends)[]) sum[name] += ends[name];
    }
    console.log(
      `${storms} storms, ${storms * readers} mails: ${sum.sent} sent, ${sum.parked} in doubt and ${sum.refused} refused on the desk, 0 without an end; ${sum.deaths} deaths, ${sum.released} released by a person`,
    );
    expect(sum.deaths).toBeGreaterThan(0);
    expect(sum.sent).toBeGreaterThan(0);
  });
});
