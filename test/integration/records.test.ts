import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createDoorStore } from '../../lambdas/adapters/door';
import { createIncidentStore } from '../../lambdas/adapters/incidents';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createLearnedStore } from '../../lambdas/adapters/learned';
import { createReceiptStore } from '../../lambdas/adapters/receipts';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { createTallyStore } from '../../lambdas/adapters/tallies';
import { createToldStore } from '../../lambdas/adapters/told';
import { keys } from '../../lambdas/contract/table';
import { learn } from '../../lambdas/domain/score/learn';
import { totalsOf } from '../../lambdas/domain/score/learned';
import { newSource } from '../../lambdas/domain/source';
import { titleBuckets } from '../../lambdas/domain/story/fingerprint';
import type { Service } from '../../lib/local/service';
import { findDynamoDbs } from '../support/dynamodb';
import { makeCandidate, makeIncident } from '../support/made';
import { learnTooMuch, makeLesson } from '../support/made-lessons';
import { openTestTable } from '../support/store';

const now = '2026-06-07T12:00:00.000Z';
const later = '2026-06-07T13:00:00.000Z';

describe.each(findDynamoDbs())('on %s', (_, start) => {
  let service: Service;
  let opened: Awaited<ReturnType<typeof openTestTable>>;
  beforeAll(async () => {
    service = await start();
    opened = await openTestTable(async () => ({ url: service.url, stop: async () => {} }));
  });
  afterAll(async () => {
    await opened.stop();
    await service.stop();
  });

  test('what the operator was told is the last that was kept of each finding, whatever its words', async () => {
    const told = createToldStore(opened.table);
    const key = `sourcesSilent ${'Zuverlässigkeit 🚒#'.repeat(200)}`;
    expect(await told.read(key)).toBeUndefined();
    await told.keep({ key, count: 2, seenAt: now });
    await told.keep({ key, count: 1, seenAt: later });
    await told.keep({ key: `${key}.`, count: 7, seenAt: now });
    expect(await told.read(key)).toEqual({ key, count: 1, seenAt: later });
  });

  test('who tried the door is remembered as it was entered, and of two who enter at once one must read again', async () => {
    const door = createDoorStore(opened.table);
    expect(await door.read()).toEqual({ book: { refusals: [], told: [] }, revision: 0 });
    const refusals = Array.from({ length: 299 }, (_, index) => ({ from: `2001:db8:0:${index}::/64`, at: now }));
    const book = { refusals, told: [{ from: '203.0.113.9', at: later }], manyAt: later };
    const saved = await Promise.all([door.save(book, 0), door.save({ refusals: [], told: [] }, 0)]);
    expect(saved.filter(Boolean)).toHaveLength(1);
    const { revision } = await door.read();
    expect(await door.save(book, revision)).toBe(true);
    expect(await door.save({ refusals: [], told: [] }, revision)).toBe(false);
    expect(await door.read()).toEqual({ book, revision: revision + 1 });
    const item = await opened.table.get(keys.door());
    expect(item?.['expiresAt']).toBe(Date.parse(later) / 1000 + 2 * 86_400);
    console.info(`the fullest book of the door: ${JSON.stringify(item).length} characters`);
  });

  describe('the record of a mail', () => {
    test('is listed under its issue once its end is unclear or refused, and no longer when it is settled', async () => {
      const issues = createIssueStore(opened.table);
      const [parked, refused] = ['a#odd@example.com', 'b@example.com'];
      for (const [recipient, state] of [
        [parked, 'unclear'],
        [refused, 'refused'],
      ] as const) {
        expect(await issues.claimSend(11, 'issue', recipient, now)).toBe('go');
        await issues.recordSend(11, 'issue', recipient, { state, reason: `It was ${state}.` });
      }
      expect(await issues.unsettledSends(11)).toEqual([
        { kind: 'issue', recipient: parked, state: 'unclear', at: now, note: 'It was unclear.' },
        { kind: 'issue', recipient: refused, state: 'refused', at: now, note: 'It was refused.' },
      ]);
      await issues.recordSend(11, 'issue', parked, { state: 'sent', messageId: 'm' });
      expect((await issues.unsettledSends(11)).map(({ recipient }) => recipient)).toEqual([refused]);
      expect(await issues.unsettledSends(12)).toEqual([]);
    });

    test('is released by a person who saw it as it is, and then taken up once', async () => {
      const issues = createIssueStore(opened.table);
      await issues.claimSend(13, 'issue', 'a#odd@example.com', now);
      expect(await issues.claimSend(13, 'issue', 'a#odd@example.com', later)).toBe('unclear');
      const [seen] = await issues.unsettledSends(13);
      expect(seen).toMatchObject({ state: 'claimed', at: now });
      if (!seen) return;
      expect(await issues.releaseSend(13, { ...seen, at: later })).toBe(false);
      expect(await issues.releaseSend(13, seen)).toBe(true);
      expect(await issues.releaseSend(13, seen)).toBe(false);
      expect(await issues.releasedSends()).toEqual([{ number: 13, kind: 'issue', recipient: 'a#odd@example.com' }]);
      const claims = await Promise.all([1, 2, 3].map(() => issues.claimSend(13, 'issue', 'a#odd@example.com', later)));
      expect(claims.filter((answer) => answer === 'go')).toHaveLength(1);
      expect(await issues.releasedSends()).toEqual([]);
      // Whoever took it up may die at once, and no run comes back to the mails of an issue that is out.
      expect(await issues.unsettledSends(13)).toEqual([{ ...seen, at: later }]);
    });

    test('that has one recipient is listed from its claim on, for nobody may come back to it', async () => {
      const issues = createIssueStore(opened.table);
      await issues.claimSend(15, 'draft', 'editor@example.com', now);
      await issues.claimSend(15, 'issue', 'reader@example.com', now);
      expect(await issues.unsettledSends(15)).toMatchObject([{ kind: 'draft', state: 'claimed' }]);
      await issues.recordSend(15, 'draft', 'editor@example.com', { state: 'sent', messageId: 'm' });
      expect(await issues.unsettledSends(15)).toEqual([]);
    });

    test('stays sent when SES reports that before its answer is given up', async () => {
      const issues = createIssueStore(opened.table);
      const mail = { kind: 'issue', recipient: 'a@example.com' };
      await issues.claimSend(16, mail.kind, mail.recipient, now);
      await createReceiptStore(opened.table).note(16, mail, { kind: 'accepted', at: later });
      await issues.recordSend(16, mail.kind, mail.recipient, { state: 'unclear', reason: 'TimeoutError' });
      expect(await issues.unsettledSends(16)).toEqual([]);
      expect(await issues.claimSend(16, mail.kind, mail.recipient, later)).toBe('sent');
    });

    test('takes what SES reports, and is settled by it; a mail nobody sent has none', async () => {
      const issues = createIssueStore(opened.table);
      const receipts = createReceiptStore(opened.table);
      const mail = (recipient: string) => ({ kind: 'issue', recipient });
      for (const recipient of ['a@example.com', 'b@example.com']) {
        await issues.claimSend(14, 'issue', recipient, now);
        await issues.recordSend(14, 'issue', recipient, { state: 'unclear', reason: 'reset' });
      }
      expect(await receipts.note(14, mail('nobody@example.com'), { kind: 'delivered', at: later })).toBe(false);
      for (let repeat = 0; repeat < 2; repeat++)
        expect(await receipts.note(14, mail('a@example.com'), { kind: 'delivered', at: later })).toBe(true);
      await receipts.note(14, mail('b@example.com'), { kind: 'returned', at: later, reason: 'No such box.' });
      const asked = ['a@example.com', 'b@example.com', 'nobody@example.com'].map(mail);
      const records = await receipts.read(14, asked);
      expect(records.sort((a, b) => a.recipient.localeCompare(b.recipient))).toEqual([
        { ...mail('a@example.com'), state: 'sent', at: now, deliveredAt: later },
        { ...mail('b@example.com'), state: 'unclear', at: now, returned: 'No such box.' },
      ]);
      expect((await issues.unsettledSends(14)).map(({ recipient }) => recipient)).toEqual(['b@example.com']);
      expect(await issues.claimSend(14, 'issue', 'a@example.com', later)).toBe('sent');
    });

    test('says why it is late, also when it arrives in the end', async () => {
      const issues = createIssueStore(opened.table);
      const receipts = createReceiptStore(opened.table);
      const mail = { kind: 'draft', recipient: 'a@example.com' };
      await issues.claimSend(17, mail.kind, mail.recipient, now);
      await receipts.note(17, mail, { kind: 'delayed', at: later, reason: 'delayed MailboxFull' });
      const late = { ...mail, state: 'claimed', at: now, delayed: 'delayed MailboxFull' };
      expect(await receipts.read(17, [mail])).toEqual([late]);
      await receipts.note(17, mail, { kind: 'delivered', at: later });
      expect(await receipts.read(17, [mail])).toEqual([{ ...late, state: 'sent', deliveredAt: later }]);
    });

    test('is asked for by link once in a while, whoever asks', async () => {
      const issues = createIssueStore(opened.table);
      const asked = await Promise.all([1, 2, 3].map(() => issues.askForLink(now, '2026-06-07T11:00:00.000Z')));
      expect(asked.filter(Boolean)).toHaveLength(1);
      expect(await issues.askForLink(later, '2026-06-07T12:30:00.000Z')).toBe(true);
      expect(await issues.linkAskedAt()).toBe(later);
    });
  });

  test('a day is tallied once, and days without a tally are left out', async () => {
    const tallies = createTallyStore(opened.table);
    const tally = { day: '2026-06-07', at: now, brought: 12, fellSilent: ['A blog'] };
    await tallies.keep(tally);
    await tallies.keep({ ...tally, brought: 99 });
    expect(await tallies.read(['2026-06-06', '2026-06-07'])).toMatchObject([tally]);
    expect(await tallies.read([])).toEqual([]);
  });

  describe('the learned layer', () => {
    test('loses none of the decisions made at once, and keeps names of every kind', async () => {
      const learned = createLearnedStore(opened.table);
      const words = ['__proto__', '故障', 'constructor', ''];
      await Promise.all(
        [...Array(4).keys()].map((n) =>
          learned.change((before) => learn(before, [makeLesson({ issue: 1, item: `${n}`, words })])),
        ),
      );
      expect(totalsOf(await learned.get()).all).toMatchObject({ seen: 4, kept: 4 });
      expect(totalsOf(await learned.get()).words.get('__proto__')?.kept).toBe(4);
    });

    test('fits one item, whatever it was taught', async () => {
      const learned = createLearnedStore(opened.table);
      const full = learnTooMuch();
      await learned.change(() => full);
      expect(await learned.get()).toEqual(full);
    });
  });

  test('titles that were printed are found by their buckets, with the first issue that printed them', async () => {
    const candidates = createCandidateStore(opened.table);
    const title = 'How we lost a region and found it again';
    await candidates.markPrintedTitle(title, 7);
    await candidates.markPrintedTitle(title, 8);
    const buckets = titleBuckets(title);
    expect(buckets.length).toBeGreaterThan(0);
    const found = await candidates.printedTitles([...buckets, ...buckets, 'no such bucket']);
    expect([...found.keys()].sort()).toEqual([...buckets].sort());
    expect([...found.values()]).toEqual(buckets.map(() => ({ title, issue: 7 })));
  });

  test('a candidate is found by its id, and what was taken off the list as well', async () => {
    const candidates = createCandidateStore(opened.table);
    await candidates.tell(makeCandidate('by-id', { sourceId: 'one' }), undefined);
    await candidates.unlist(['by-id', 'by-id']);
    expect(await candidates.get('by-id')).toMatchObject({ title: 'Title of by-id', toldBy: ['one'] });
    expect(await candidates.get('nothing')).toBeUndefined();
    expect((await candidates.best(100)).map(({ id }) => id)).not.toContain('by-id');
  });

  test('a page’s habit comes back as it was saved, and an incident that is told anew is one', async () => {
    const incidents = createIncidentStore(opened.table);
    expect(await incidents.habit('page')).toBeUndefined();
    const habit = { habit: { updates: [1, 2], minutes: [30] }, counted: ['i1'], begun: ['i1'], incidents: 1 } as never;
    await incidents.saveHabit('page', habit);
    expect(await incidents.habit('page')).toEqual(habit);
    await incidents.save(makeIncident('i1'));
    await incidents.save(makeIncident('i1', { title: 'Told anew', startedAt: '2026-05-29T09:00:00.000Z' }));
    expect(await incidents.ofWeeks(['2026-W23'])).toEqual([]);
    expect((await incidents.ofWeeks(['2026-W22', '2026-W23'])).map((incident) => incident.title)).toEqual([
      'Told anew',
    ]);
    expect(await incidents.ofWeeks([])).toEqual([]);
  });

  test('more sources than one batch holds are all listed, whatever their state', async () => {
    const sources = createSourceStore(opened.table);
    const make = (n: number) =>
      newSource(`s${n}`, { url: `https://h${n}.example/feed`, kind: 'blog', title: `s${n}` }, now);
    const many = [...Array(130).keys()].map(make);
    await Promise.all(many.map((source) => sources.add(source)));
    expect((await sources.list()).map(({ id }) => id).sort()).toEqual(many.map(({ id }) => id).sort());
    expect((await sources.due(now)).length).toBe(130);
  });

  test('an item over 400 KB is refused whole: what was there before stays', async () => {
    const sources = createSourceStore(opened.table);
    const memory = { entries: [{ key: 'small' }] };
    await sources.saveSeen('big', memory);
    await expect(sources.saveSeen('big', { entries: [{ key: 'x'.repeat(420_000) }] })).rejects.toThrow(/size/i);
    expect(await sources.seen('big')).toEqual(memory);
  });
});
