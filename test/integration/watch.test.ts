import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createReceiptStore } from '../../lambdas/adapters/receipts';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { createTallyStore } from '../../lambdas/adapters/tallies';
import type { MailEvent } from '../../lambdas/contract/messages';
import type { Issue } from '../../lambdas/domain/issue';
import type { SendResult } from '../../lambdas/domain/ports';
import { newSource, type Source } from '../../lambdas/domain/source';
import { watchWeek } from '../../lambdas/pipeline/watch';
import { readMailEvent } from '../../lambdas/runtime/mail-event';
import { makeIssue } from '../support/made';
import { minutesPast, noon } from '../support/moments';
import { openTestTable } from '../support/store';

const editor = 'lee@newsroom.org';
const settings = {
  editor,
  draftDue: { weekday: 0, hour: 12, timeZone: 'Etc/UTC' },
};
const daysPast = (days: number, since = noon) => minutesPast(days * 1440, since);
const good = {
  draftsMissing: 0,
  issuesLate: 0,
  mailsUnclear: 0,
  mailsUndelivered: 0,
  candidatesDown: 0,
  sourcesSilent: 0,
  fellSilent: [],
};

let opened: Awaited<ReturnType<typeof openTestTable>> | undefined;
const stop = async () => {
  await opened?.stop();
  opened = undefined;
};
afterAll(stop);

let world: ReturnType<typeof openWorld>;
beforeEach(async () => {
  await stop();
  opened = await openTestTable();
  world = openWorld(opened.table);
});

function openWorld(table: NonNullable<typeof opened>['table']) {
  return {
    issues: createIssueStore(table),
    receipts: createReceiptStore(table),
    sources: createSourceStore(table),
    tallies: createTallyStore(table),
  };
}

const watch = (now: string) => watchWeek(world, settings, now);
const draftOf = (number: number, week: string, about: Partial<Issue> = {}) =>
  world.issues.create(makeIssue(number, { week, ...about }));
async function mail(number: number, kind: string, recipient: string, at: string, result?: SendResult) {
  await world.issues.claimSend(number, kind, recipient, at);
  if (result) await world.issues.recordSend(number, kind, recipient, result);
}
const sent: SendResult = { state: 'sent', messageId: 'm' };
const event = (
  eventType: string,
  recipient: string,
  time: string,
  about: Partial<MailEvent['detail']> = {},
): MailEvent => ({
  time,
  detail: { eventType, mail: { destination: [recipient], tags: { issue: ['76'], kind: ['draft'] } }, ...about },
});
const hear = async (heard: MailEvent) => {
  const report = readMailEvent(heard);
  return report !== undefined && (await world.receipts.note(report.issue, report.mail, report.receipt));
};

describe('a draft that does not come', () => {
  test('is missed a quarter of an hour after its time, and until it is there', async () => {
    await draftOf(75, '2026-W22', { state: 'published' });
    expect(await watch(minutesPast(14))).toEqual(good);
    expect(await watch(minutesPast(15))).toEqual({ ...good, draftsMissing: 1 });
    expect(await watch(daysPast(6))).toMatchObject({ draftsMissing: 1 });
    await draftOf(76, '2026-W23');
    expect(await watch(daysPast(6))).toEqual(good);
  });

  test('is not missed by a newsletter deployed since, and is by one that was there before', async () => {
    expect(await watch(minutesPast(60))).toEqual(good);
    expect(await watch(daysPast(6.5))).toEqual(good);
    expect(await watch(minutesPast(15, daysPast(7)))).toMatchObject({ draftsMissing: 1 });
  });

  test('is not missed in a week that the editor rejected or skipped', async () => {
    await draftOf(76, '2026-W23', { state: 'rejected' });
    expect(await watch(minutesPast(60))).toEqual(good);
  });
});

describe('an approved issue', () => {
  test('is late an hour after it was to go out, whether nobody began or nobody finished', async () => {
    await draftOf(76, '2026-W23', { state: 'approved', publishAt: noon });
    expect(await watch(minutesPast(60))).toEqual(good);
    expect(await watch(minutesPast(61))).toEqual({ ...good, issuesLate: 1 });
    await world.issues.save(makeIssue(76, { state: 'publishing', publishAt: noon, revision: 2 }), 1);
    expect(await watch(minutesPast(61))).toEqual({ ...good, issuesLate: 1 });
  });
});

describe('a mail', () => {
  beforeEach(() => draftOf(76, '2026-W23'));

  test('is well when SES reports its delivery within 15 minutes', async () => {
    await mail(76, 'draft', editor, noon, sent);
    expect(await watch(minutesPast(15))).toEqual(good);
    expect(await watch(minutesPast(16))).toEqual({ ...good, mailsUndelivered: 1 });
    expect(await hear(event('Send', editor, minutesPast(0.1)))).toBe(true);
    expect(await watch(minutesPast(16))).toEqual({ ...good, mailsUndelivered: 1 });
    expect(await hear(event('Delivery', editor, minutesPast(0.2)))).toBe(true);
    expect(await watch(minutesPast(16))).toEqual(good);
  });

  test.each([
    ['Bounce', { bounce: { bounceType: 'Permanent', bounceSubType: 'General' } }, 'bounced Permanent General'],
    ['Reject', { reject: { reason: 'Bad content' } }, 'rejected Bad content'],
    ['Complaint', { complaint: { complaintFeedbackType: 'abuse' } }, 'complaint abuse'],
  ])('that ends in a %s is undelivered at once, with the reason in its record', async (type, about, reason) => {
    await mail(76, 'draft', editor, noon, sent);
    await hear(event('Delivery', editor, minutesPast(0.2)));
    await hear(event(type, editor, minutesPast(1), about));
    expect(await watch(minutesPast(2))).toEqual({ ...good, mailsUndelivered: 1 });
    const [record] = await world.receipts.read(76, [{ kind: 'draft', recipient: editor }]);
    expect(record?.returned).toBe(reason);
    expect(await watch(daysPast(1.01))).toMatchObject({ mailsUndelivered: 0 });
  });

  test('that nobody knows the end of is unclear after 15 minutes, killed or unanswered', async () => {
    await mail(76, 'draft', editor, noon);
    // The lambda is tried again by itself, and finds a claim that was never brought to an end.
    expect(await world.issues.claimSend(76, 'draft', editor, minutesPast(1))).toBe('unclear');
    expect(await watch(minutesPast(15))).toEqual(good);
    expect(await watch(minutesPast(16))).toEqual({ ...good, mailsUnclear: 1 });
    await world.issues.recordSend(76, 'draft', editor, { state: 'unclear', reason: 'TimeoutError' });
    expect(await watch(daysPast(3))).toMatchObject({ mailsUnclear: 1 });
  });

  test('that looked unclear is not any more when SES reports that it has it, and is never sent again', async () => {
    await mail(76, 'draft', editor, noon, { state: 'unclear', reason: 'TimeoutError' });
    await hear(event('Delivery', editor, minutesPast(1)));
    expect(await watch(minutesPast(60))).toEqual(good);
    expect(await world.issues.claimSend(76, 'draft', editor, minutesPast(60))).toBe('sent');
  });

  test('has done its work once the editor has acted on the draft', async () => {
    await mail(76, 'draft', editor, noon, { state: 'unclear', reason: 'TimeoutError' });
    await world.issues.save(makeIssue(76, { state: 'rejected', revision: 2 }), 1);
    expect(await watch(daysPast(3))).toEqual(good);
  });

  test('to a reader that nobody knows the end of is unclear', async () => {
    await world.issues.save(makeIssue(76, { state: 'published', revision: 2 }), 1);
    await mail(76, 'issue', 'ann@readers.org', noon, sent);
    await mail(76, 'issue', 'bob@readers.org', noon, { state: 'unclear', reason: 'TimeoutError' });
    expect(await watch(minutesPast(16))).toEqual({ ...good, mailsUnclear: 1 });
  });

  test('of a number drawn up again is watched like the first', async () => {
    await world.issues.save(makeIssue(76, { drawnAgain: 1, revision: 2 }), 1);
    await mail(76, 'draft-1', editor, noon, sent);
    expect(await watch(minutesPast(16))).toEqual({ ...good, mailsUndelivered: 1 });
  });

  test('that a person released is not sent again once SES reports that the first try arrived', async () => {
    await mail(76, 'draft', editor, noon, { state: 'unclear', reason: 'TimeoutError' });
    const [parked] = await world.issues.unsettledSends(76);
    expect(parked && (await world.issues.releaseSend(76, parked))).toBe(true);
    await hear(event('Delivery', editor, minutesPast(20)));
    expect(await world.issues.releasedSends()).toEqual([]);
    expect(await world.issues.claimSend(76, 'draft', editor, minutesPast(21))).toBe('sent');
  });

  test('is known however its events come: late, twice, in any order, of a kind or a mail we do not know', async () => {
    await mail(76, 'draft', editor, noon, sent);
    for (const type of ['DeliveryDelay', 'Delivery', 'Send', 'Delivery', 'DeliveryDelay'])
      expect(await hear(event(type, editor, minutesPast(2)))).toBe(true);
    expect(await watch(minutesPast(60))).toEqual(good);
    expect(await hear(event('Open', editor, minutesPast(2)))).toBe(false);
    expect(await hear(event('Delivery', 'stranger@readers.org', minutesPast(2)))).toBe(false);
    const untagged = event('Delivery', editor, minutesPast(2));
    expect(await hear({ ...untagged, detail: { ...untagged.detail, mail: { destination: [editor] } } })).toBe(false);
    const forged = { destination: [editor], tags: { issue: ['76#'], kind: ['draft'] } };
    expect(await hear({ ...untagged, detail: { ...untagged.detail, mail: forged } })).toBe(false);
  });
});

describe('the sources, once a day', () => {
  const source = (id: string, about: Partial<Source> = {}): Source => ({
    ...newSource(id, { url: `https://${id}.example/feed`, kind: 'blog', title: `The ${id} blog` }, noon),
    ...about,
  });
  const weekly = { gapMinutes: 7 * 1440, lastNewAt: noon };

  test('fall silent after three times their habit, are named on that day, and not again', async () => {
    await world.sources.add(source('weekly', { habit: weekly }));
    await world.sources.add(source('daily', { habit: { gapMinutes: 1440, lastNewAt: daysPast(7) } }));
    await world.sources.add(source('status', { kind: 'status', habit: weekly }));
    await world.sources.add(source('unknown'));
    await world.sources.add(source('retired', { state: 'retired', habit: weekly }));
    const named: string[] = [];
    for (let day = 1; day <= 40; day++) {
      const { fellSilent, sourcesSilent } = await watch(daysPast(day + 0.01));
      expect(sourcesSilent).toBe(fellSilent.length);
      if (day !== 21) named.push(...fellSilent);
      else expect(fellSilent.toSorted()).toEqual(['The daily blog', 'The weekly blog']);
    }
    expect(named).toEqual([]);
  });

  test('are looked at once a day, and what was found stays said until the next', async () => {
    await world.sources.add(source('weekly', { habit: weekly }));
    let looks = 0;
    const sources = {
      list() {
        looks++;
        return world.sources.list();
      },
    };
    const counting = { ...world, sources };
    const said: number[] = [];
    for (let quarter = 0; quarter < 96; quarter++)
      said.push(
        (await watchWeek(counting, settings, minutesPast(quarter * 15, '2026-06-28T00:00:00.000Z'))).sourcesSilent,
      );
    expect(looks).toBe(1);
    expect(new Set(said)).toEqual(new Set([0]));
    for (let quarter = 0; quarter < 96; quarter++)
      said.push(
        (await watchWeek(counting, settings, minutesPast(quarter * 15, '2026-06-29T00:00:00.000Z'))).sourcesSilent,
      );
    expect(looks).toBe(2);
    expect(said.slice(96)).toEqual(Array.from({ length: 96 }, () => 1));
  });

  /** The days, from 0, on which a life of so many candidates a day is called down. */
  const play = async (rates: readonly number[]) => {
    let brought = 0;
    const down: number[] = [];
    for (const [day, rate] of rates.entries()) {
      brought += rate;
      const sources = { list: async () => [source('one', { brought })] };
      const now = daysPast(day, '2026-03-01T06:00:00.000Z');
      if ((await watchWeek({ ...world, sources }, settings, now)).candidatesDown > 0) down.push(day);
    }
    return down;
  };
  const days = (count: number, rate: number) => Array.from({ length: count }, () => rate);

  test('are down when seven days brought fewer than half of a usual week, and no longer once that is usual', async () => {
    const down = await play([...days(28, 20), ...days(42, 8)]);
    // With six days of eight in it a week has 68 of the usual 140.
    expect(down[0]).toBe(33);
    expect(down.at(-1)).toBeLessThan(56);
  });

  test('are not down while young, steady over weekends, or few', async () => {
    expect(await play([...days(10, 20), ...days(3, 0)])).toEqual([]);
    expect(await play(Array.from({ length: 50 }, (_, day) => (day % 7 < 5 ? 30 : 2)))).toEqual([]);
    await stop();
    opened = await openTestTable();
    world = openWorld(opened.table);
    expect(await play([...days(28, 1), ...days(14, 0)])).toEqual([]);
  });
});
