import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createMailer } from '../../lambdas/adapters/mail';
import type { Issue } from '../../lambdas/domain/issue';
import { writeOpening } from '../../lambdas/domain/issue/edits';
import type { Mailer } from '../../lambdas/domain/ports';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { keepMails, draftSettings as settings, signingKeys } from '../support/draft-world';
import { createFakeFetcher } from '../support/fake-fetcher';
import { type FakeSes, type SesMood, startFakeSes } from '../support/fake-ses';
import { type Fault, type FaultyTable, faults, Killed, tryAll, useFaultyStore } from '../support/faulty-table';
import { makeCandidate, makeIncident } from '../support/made';
import { makePollWorld } from '../support/poll-world';

const now = '2026-06-07T12:00:00.000Z';

const store = useFaultyStore();
let ses: FakeSes;
beforeAll(async () => {
  ses = await startFakeSes();
  process.env['AWS_ENDPOINT_URL_SES'] = ses.url;
});
afterAll(async () => {
  await ses.stop();
});

const nothing = () => createFakeFetcher(() => '');

/** What a week brought, stored once and put into the table of every case. */
let brought: Record<string, unknown>[] | undefined;
async function bring() {
  const faulty = await store.open();
  const world = makePollWorld(faulty.table, nothing());
  for (let n = 0; n < 6; n++)
    await world.candidates.tell(makeCandidate(`c${n}`, { score: n / 20, sourceId: `s${n}` }), `t${n}`);
  await world.incidents.save(makeIncident('i1'));
  return faulty.items();
}

async function openWeek(mailer?: Mailer) {
  brought ??= await bring();
  const faulty = await store.open();
  await faulty.fill(brought);
  const { mails, mailer: counting } = keepMails();
  const issues = createIssueStore(faulty.table);
  return {
    faulty,
    mails,
    issues,
    world: { ...makePollWorld(faulty.table, nothing()), issues, mailer: mailer ?? counting, signingKeys },
  };
}

type Week = Awaited<ReturnType<typeof openWeek>>;

const run = async ({ world }: Week) => {
  try {
    return (await draftIssue(world, settings, now)).mail;
  } catch (error) {
    return error instanceof Killed ? 'killed' : 'failed';
  }
};

/** What is stored, but for the mark by which an unfinished claim knows itself. */
const stored = async (faulty: FaultyTable) =>
  (await faulty.items()).map(({ claimedBy: _, ...item }) => item).filter(({ sk }) => !String(sk).startsWith('SEND#'));

describe('a draft cut short at any call to the table, and done again', () => {
  test('is the draft of the undisturbed run, mailed once or left to a person', { timeout: 240_000 }, async () => {
    const clean = await openWeek();
    const before = clean.faulty.calls.length;
    expect(await run(clean)).toBe('sent');
    const calls = clean.faulty.calls.slice(before);
    const expected = await stored(clean.faulty);
    const ends = { mailed: 0, parked: 0 };
    let injected = 0;
    const inject = async (fault: Fault, call: number) => {
      const week = await openWeek();
      week.faulty.failAt(call, fault);
      const first = await run(week);
      expect(week.faulty.struck()).toBe(1);
      week.faulty.heal();
      const again = [await run(week), await run(week)];
      const name = `${fault} at call ${call}, ${calls[call - 1]}: ${[first, ...again]}, ${week.mails.length} mails`;
      expect(week.mails.length, name).toBeLessThanOrEqual(1);
      expect(await stored(week.faulty), name).toEqual(expected);
      // Either it went out and is known to have, or the run says loudly that nobody knows.
      if (again[1] === 'unclear') ends.parked++;
      else ends.mailed++;
      expect(again[1] === 'unclear' || (again[1] === 'sent' && week.mails.length === 1), name).toBe(true);
      injected++;
    };
    const cases = faults.flatMap((fault) => calls.map((name, index) => ({ fault, name, call: index + 1 })));
    await tryAll(cases, async ({ fault, name, call }) => {
      if (fault !== 'does half a batch' || name === 'BatchGetItemCommand') await inject(fault, call);
    });
    // Only a death between the claim and the record of what became of it is left to a person.
    expect(ends.parked).toBe(2);
    console.log(
      `draft: ${calls.length} calls, ${injected} faults injected, ${ends.mailed} mailed once, ${ends.parked} parked (alarm MailLost), 0 twice (none in time: alarm WeekLate)`,
    );
  });

  test('is mailed after a run that could not sign the link: nothing was claimed by then', async () => {
    const week = await openWeek();
    const blind = { ...week.world, signingKeys: () => Promise.reject(new Error('No secret today.')) };
    await expect(draftIssue(blind, settings, now)).rejects.toThrow('No secret today.');
    expect(await run(week)).toBe('sent');
    expect(week.mails).toHaveLength(1);
  });

  test('is parked when the run dies while sending, before or after the mail left', async () => {
    for (const left of [0, 1]) {
      const week = await openWeek();
      const dying: Mailer = {
        async send(mail) {
          if (left) await week.world.mailer.send(mail);
          throw new Killed('while sending');
        },
      };
      await expect(draftIssue({ ...week.world, mailer: dying }, settings, now)).rejects.toThrow(Killed);
      expect([await run(week), await run(week)]).toEqual(['unclear', 'unclear']);
      expect(week.mails).toHaveLength(left);
    }
  });
});

describe('a hundred drafts at once', () => {
  test('are one draft and one mail', { timeout: 120_000 }, async () => {
    const week = await openWeek();
    const runs = await Promise.all([...Array(100).keys()].map(() => draftIssue(week.world, settings, now)));
    expect(new Set(runs.map(({ issue }) => issue))).toEqual(new Set([7]));
    expect(runs.filter(({ mail }) => mail === 'sent').length).toBeGreaterThanOrEqual(1);
    expect(week.mails).toHaveLength(1);
    const items = await week.faulty.items();
    expect(items.filter(({ sk }) => sk === 'ISSUE')).toHaveLength(1);
    expect(items.filter(({ sk }) => sk === 'WEEK')).toHaveLength(1);
    console.log(`100 drafts at once: 1 draft, ${week.mails.length} mail`);
  });
});

describe('SES in every mood, through the mailer that is deployed', () => {
  const sender = { sender: 'digest@example.com', senderName: 'Steady State', configurationSet: 'c' };
  const ends: [SesMood, 'again' | 'parked'][] = [
    ['throttles', 'again'],
    ['throttles with 429', 'again'],
    ['rejects', 'again'],
    ['fails', 'parked'],
    ['is away', 'parked'],
    ['accepted, then reset', 'parked'],
    ['hangs', 'parked'],
  ];
  for (const [mood, end] of ends) {
    test(`${mood}: one request, then ${end === 'again' ? 'tried again and sent' : 'parked'}`, {
      timeout: 60_000,
    }, async () => {
      const week = await openWeek(createMailer(sender));
      const [requests, accepted] = [ses.requests.length, ses.accepted.length];
      ses.setMood(mood);
      expect(await run(week)).toBe(end === 'again' ? 'failed' : 'unclear');
      expect(ses.requests.length - requests).toBe(1);
      if (end === 'again') {
        expect(await run(week)).toBe('failed');
        expect(ses.requests.length - requests).toBe(2);
      }
      ses.setMood('sends');
      const after = [await run(week), await run(week)];
      expect(after).toEqual(end === 'again' ? ['sent', 'sent'] : ['unclear', 'unclear']);
      expect(ses.requests.length - requests).toBe(end === 'again' ? 3 : 1);
      expect(ses.accepted.length - accepted).toBeLessThanOrEqual(1);
      console.log(
        `SES ${mood}: ${ses.requests.length - requests} requests, ${ses.accepted.length - accepted} taken, 0 twice (${end === 'again' ? 'alarm LambdaErrors, then RunsLost' : 'alarm MailLost'})`,
      );
    });
  }
});

test('a draft that takes a forgotten one’s number, cut short at any call to the table, has that number and its words when it is done again', {
  timeout: 120_000,
}, async () => {
  const next = '2026-06-14T12:00:00.000Z';
  for (const fault of ['dies before', 'dies after'] as const)
    for (let call = 1; ; call++) {
      const { faulty, world, issues, mails } = await openWeek();
      await draftIssue(world, settings, now);
      const forgotten = (await issues.get(7)) as Issue;
      const written = { intro: 'Mine.', sponsor: { label: '', text: '', url: '' } };
      await issues.save(writeOpening(forgotten, 1, written, now), 1);
      faulty.failAt(call, fault);
      const cut = await draftIssue(world, settings, next).catch(() => undefined);
      faulty.heal();
      if (cut && faulty.struck() === 0) break;
      const where = `${fault} call ${call}`;
      expect((await draftIssue(world, settings, next)).issue, where).toBe(7);
      const drawn = (await issues.get(7)) as Issue;
      expect(drawn, where).toMatchObject({
        week: '2026-W24',
        forgotten: forgotten.week,
        drawnAgain: 1,
        intro: 'Mine.',
      });
      expect(await issues.get(8), where).toBeUndefined();
      expect(mails.length, where).toBeLessThanOrEqual(2);
    }
});

describe('a draft that is tried again after midnight', () => {
  test('belongs to the week its schedule stood for, with the links and the candidates of now', async () => {
    const { world, mails, issues } = await openWeek();
    const monday = '2026-06-08T00:40:00.000Z';
    expect(await draftIssue(world, settings, monday, '2026-06-07T23:00:00Z')).toEqual({ issue: 7, mail: 'sent' });
    expect(await issues.get(7)).toMatchObject({ week: '2026-W23', createdAt: monday });
    expect(mails[0]?.about).toEqual({ issue: 7, kind: 'draft' });
    await draftIssue(world, settings, '2026-06-14T23:00:01.000Z', '2026-06-14T23:00:00Z');
    expect((await issues.latest(1))[0]?.week).toBe('2026-W24');
  });

  test('is refused before anything is claimed when its time is none', async () => {
    const { world, faulty } = await openWeek();
    const before = await faulty.items();
    await expect(draftIssue(world, settings, now, 'next sunday')).rejects.toThrow(
      'time: expected an instant such as 2026-06-07T12:00:00Z, got "next sunday".',
    );
    expect(await faulty.items()).toEqual(before);
  });
});
