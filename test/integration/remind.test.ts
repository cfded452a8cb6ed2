import { describe, expect, test } from 'vitest';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { signGrant } from '../../lambdas/domain/approval';
import { approve, type Issue, pullBack } from '../../lambdas/domain/issue';
import type { Mail, Mailer, ParkedSend, SendResult } from '../../lambdas/domain/ports';
import { decide } from '../../lambdas/pipeline/decide';
import { askForLink } from '../../lambdas/pipeline/knock';
import { remindEditors } from '../../lambdas/pipeline/remind';
import { keys, signingKeys } from '../support/draft-world';
import { faults, Killed, useFaultyStore } from '../support/faulty-table';
import { makeIssue, noLedger } from '../support/made';
import { minutesPast, noon } from '../support/moments';

const settings = {
  newsletter: 'Steady State',
  editor: 'editor@example.com',
  secondEditor: 'second@example.com',
  reminderHours: [16, 3],
  fallbackHours: 2,
  deskUrl: 'https://desk.example',
  timeZone: 'Etc/UTC',
};

const store = useFaultyStore();

async function openDesk(about: Partial<Issue> = {}) {
  const faulty = await store.open();
  const issues = createIssueStore(faulty.table);
  const mails: Mail[] = [];
  let next: SendResult = { state: 'sent', messageId: 'm' };
  const mailer: Mailer = {
    async send(mail) {
      mails.push(mail);
      return next;
    },
  };
  await issues.create(makeIssue(7, about));
  return {
    faulty,
    issues,
    mails,
    answer: (result: SendResult) => {
      next = result;
    },
    run: (minutes: number, other = settings) =>
      remindEditors({ issues, mailer, signingKeys }, other, minutesPast(minutes)),
    async approve(minutes: number, coolingOff: number) {
      const draft = (await issues.get(7)) as Issue;
      await issues.save(approve(draft, draft.revision, minutesPast(minutes), coolingOff), draft.revision);
    },
  };
}

describe('an approval that cools off', () => {
  test('is mailed to the editor once, with the time it goes out and a link to the desk', async () => {
    const desk = await openDesk();
    await desk.approve(10, 30);
    await Promise.all([desk.run(11), desk.run(11), desk.run(12)]);
    await desk.run(13);
    expect(desk.mails).toHaveLength(1);
    const [mail] = desk.mails;
    expect(mail?.to).toBe('editor@example.com');
    expect(mail?.subject).toBe('Steady State Issue #7 — goes out Sun, Jun 7, 12:40 pm UTC');
    expect(mail?.text).toMatch(/https:\/\/desk\.example\/open\/7\?key=v1\./);
    expect(mail?.text).toContain('pull it back');
    expect(mail?.text.match(/https?:/g)).toHaveLength(1);
  });

  test('is mailed again when it was pulled back and approved again, and not when it goes out at once', async () => {
    const desk = await openDesk();
    await desk.approve(10, 30);
    await desk.run(11);
    const approved = (await desk.issues.get(7)) as Issue;
    await desk.issues.save(pullBack(approved, approved.revision, minutesPast(12)), approved.revision);
    await desk.approve(13, 30);
    await desk.run(14);
    expect(desk.mails).toHaveLength(2);
    const other = await openDesk();
    await other.approve(10, 0);
    await other.run(11);
    expect(other.mails).toEqual([]);
  });
});

describe('a draft that is due', () => {
  /** Looks every half hour until long after it was due; the hours at which a mail went, and whose. */
  const watch = async (desk: Awaited<ReturnType<typeof openDesk>>, from = 0, other = settings) => {
    const went: [number, string, string][] = [];
    for (let minute = from; minute <= 34 * 60; minute += 30) {
      const before = desk.mails.length;
      await desk.run(minute, other);
      for (const { to, subject } of desk.mails.slice(before))
        went.push([minute / 60, to, subject.replace('Steady State Issue #7 — ', '')]);
    }
    return went;
  };

  const plain = (mail: Mail | undefined) => mail?.text.replace(/\s+/g, ' ');

  test('brings each reminder before its hour, and after it one call to the second editor', async () => {
    const desk = await openDesk({ dueAt: minutesPast(24 * 60) });
    expect(await watch(desk)).toEqual([
      [8, settings.editor, 'due Mon, Jun 8, 12:00 pm UTC, and not approved'],
      [21, settings.editor, 'due Mon, Jun 8, 12:00 pm UTC, and not approved'],
      [26, settings.secondEditor, 'can you take over this draft?'],
    ]);
    expect(plain(desk.mails[0])).toContain(
      'to go out in 16 h, Mon, Jun 8, 12:00 pm UTC. Nobody has touched the draft yet.',
    );
    expect(plain(desk.mails[2])).toContain('was to go out Mon, Jun 8, 12:00 pm UTC, and it is not approved.');
    const earlier = await openDesk();
    expect(
      (await watch(earlier)).map(([hour]) => hour),
      'a draft of an earlier version is due after a day',
    ).toEqual([8, 21, 26]);
  });

  test('waits while somebody is at it, and says when it was touched', async () => {
    const touched = await openDesk({ dueAt: minutesPast(24 * 60), updatedAt: minutesPast(7.5 * 60), revision: 4 });
    expect((await watch(touched)).map(([hour]) => hour)).toEqual([8.5, 21, 26]);
    expect(plain(touched.mails[0])).toContain('last touched 1 h ago');
    const late = await openDesk({ dueAt: minutesPast(24 * 60), updatedAt: minutesPast(27 * 60), revision: 4 });
    expect((await watch(late, 25 * 60)).map(([hour]) => hour)).toEqual([28]);
  });

  test('brings no reminder that is older than the draft, none when told so, none once it is approved or a newer one is there', async () => {
    const lateDraft = await openDesk({ dueAt: minutesPast(10 * 60) });
    expect((await watch(lateDraft)).map(([hour]) => hour)).toEqual([7, 12]);
    const silent = await openDesk({ dueAt: minutesPast(24 * 60) });
    expect(await watch(silent, 7 * 60, { ...settings, reminderHours: [0], secondEditor: '' })).toEqual([]);
    const approved = await openDesk({ dueAt: minutesPast(24 * 60) });
    await approved.approve(10, 0);
    expect(await watch(approved, 30)).toEqual([]);
    const old = await openDesk({ dueAt: minutesPast(24 * 60) });
    await old.issues.create(
      makeIssue(8, { createdAt: minutesPast(480), updatedAt: minutesPast(480), dueAt: minutesPast(9e5) }),
    );
    expect(await watch(old)).toEqual([]);
  });

  test('is reminded of again by the next run when SES refuses, and not when the end is unclear', async () => {
    const refused = await openDesk();
    refused.answer({ state: 'refused', reason: 'Throttling' });
    await refused.run(481);
    refused.answer({ state: 'sent', messageId: 'm' });
    await refused.run(482);
    await refused.run(483);
    expect(refused.mails).toHaveLength(2);
    const unclear = await openDesk();
    unclear.answer({ state: 'unclear', reason: 'reset' });
    for (const minute of [481, 482, 483]) await unclear.run(minute);
    expect(unclear.mails).toHaveLength(1);
  });
});

describe('a run cut short at any call to the table, and done again', () => {
  test('mails each editor at most once, and leaves only what it had claimed to a person', {
    timeout: 120_000,
  }, async () => {
    const open = async () => {
      const desk = await openDesk();
      await askForLink(desk.issues, minutesPast(8 * 60));
      await desk.issues.claimSend(7, 'draft', settings.editor, noon);
      await desk.issues.recordSend(7, 'draft', settings.editor, { state: 'unclear', reason: 'reset' });
      const [parked] = await desk.issues.unsettledSends(7);
      await desk.issues.releaseSend(7, parked as ParkedSend);
      return desk;
    };
    const clean = await open();
    const before = clean.faulty.calls.length;
    await clean.run(8 * 60 + 1);
    const calls = clean.faulty.calls.length - before;
    const wanted = clean.mails.map(({ subject }) => subject).sort();
    expect(wanted).toHaveLength(3);
    let injected = 0;
    let parked = 0;
    for (const fault of faults.filter((name) => name !== 'does half a batch')) {
      for (let call = 1; call <= calls; call++) {
        const desk = await open();
        desk.faulty.failAt(call, fault);
        await desk.run(8 * 60 + 1).catch((error) => {
          if (!(error instanceof Killed)) throw error;
        });
        expect(desk.faulty.struck()).toBe(1);
        desk.faulty.heal();
        for (const minute of [2, 3, 4]) await desk.run(8 * 60 + minute);
        const subjects = desk.mails.map(({ subject }) => subject);
        expect(new Set(subjects).size, `${fault} at call ${call}`).toBe(subjects.length);
        parked += wanted.length - subjects.length;
        injected++;
      }
    }
    // A death just after a claim: that mail is not sent, because nobody could know.
    expect(parked).toBe(3);
    console.log(`remind: ${calls} calls, ${injected} faults injected, ${parked} left to a person, 0 twice`);
  });
});

describe('a new link', () => {
  test('goes to the editor alone, once in half an hour, however many ask', async () => {
    const desk = await openDesk();
    await Promise.all([...Array(50).keys()].map(() => askForLink(desk.issues, minutesPast(1))));
    for (const minute of [2, 3, 31]) await desk.run(minute);
    await askForLink(desk.issues, minutesPast(20));
    await desk.run(32);
    expect(desk.mails.map(({ to }) => to)).toEqual(['editor@example.com']);
    await askForLink(desk.issues, minutesPast(40));
    await desk.run(41);
    expect(desk.mails).toHaveLength(2);
    expect(desk.mails[1]?.text).toMatch(/\/open\/7\?key=v1\./);
    const kinds = desk.mails.map(({ about }) => about?.kind);
    expect(new Set(kinds).size).toBe(2);
    for (const kind of kinds) expect(kind, 'SES takes it as a tag').toMatch(/^link-[A-Za-z0-9_.@-]{1,200}$/);
  });

  test('is asked for in vain when there is no issue, and nothing breaks', async () => {
    const { table } = await store.open();
    const issues = createIssueStore(table);
    await askForLink(issues, noon);
    const mailer: Mailer = { send: () => Promise.reject(new Error('nobody to mail')) };
    expect(await remindEditors({ issues, mailer, signingKeys }, settings, minutesPast(1))).toEqual([]);
  });
});

describe('a parked draft mail', () => {
  const session = 's';
  const expiresAt = minutesPast(600);
  const act = signGrant({ purpose: 'act', issue: 7, session, expiresAt }, keys);
  const form = signGrant({ purpose: 'form', issue: 7, session, revision: 1, expiresAt }, keys);
  const about = {
    newsletter: 'Steady State',
    deskUrl: 'https://desk.example',
    timeZone: 'Etc/UTC',
    coolingOffMinutes: 0,
    styleNonce: 'n',
  };

  test('is sent again by a person’s word only, once a word', async () => {
    const desk = await openDesk();
    expect(await desk.issues.claimSend(7, 'draft', settings.editor, noon)).toBe('go');
    await desk.issues.recordSend(7, 'draft', settings.editor, { state: 'unclear', reason: 'reset' });
    for (const minute of [1, 2]) await desk.run(minute);
    expect(desk.mails).toEqual([]);
    const [parked] = await desk.issues.unsettledSends(7);
    expect(parked).toEqual({ kind: 'draft', recipient: settings.editor, state: 'unclear', at: noon, note: 'reset' });
    const press = () =>
      decide(
        { issues: desk.issues, ...noLedger, signingKeys },
        about,
        { issue: 7, action: 'resend', act, form: { form, ...parked } },
        minutesPast(5),
      );
    expect(await press()).toEqual({ kind: 'done', location: '/desk/7' });
    await expect(press()).rejects.toThrow('no longer as the page showed it');
    for (const minute of [6, 7]) await desk.run(minute);
    expect(desk.mails.map(({ subject }) => subject)).toEqual([
      'Steady State Issue #7 — draft: 2 articles and 1 outage',
    ]);
    expect(await desk.issues.unsettledSends(7)).toEqual([]);
  });

  test('of what is no longer a draft is not sent, whenever that changed', async () => {
    const desk = await openDesk();
    await desk.issues.claimSend(7, 'draft', settings.editor, noon);
    await desk.issues.recordSend(7, 'draft', settings.editor, { state: 'unclear', reason: 'reset' });
    const [parked] = await desk.issues.unsettledSends(7);
    await desk.issues.releaseSend(7, parked as ParkedSend);
    await desk.approve(1, 0);
    await desk.run(2);
    expect(desk.mails).toEqual([]);
    expect(await desk.issues.releasedSends()).toEqual([]);
    const [again] = await desk.issues.unsettledSends(7);
    const press = decide(
      { issues: desk.issues, ...noLedger, signingKeys },
      about,
      { issue: 7, action: 'resend', act, form: { form, ...(again as object) } },
      minutesPast(5),
    );
    await expect(press).rejects.toThrow('no longer');
  });

  test('that may still be on its way cannot be released', async () => {
    const desk = await openDesk();
    await desk.issues.claimSend(7, 'draft', settings.editor, noon);
    await desk.issues.claimSend(7, 'draft', settings.editor, noon);
    const [parked] = await desk.issues.unsettledSends(7);
    const press = (minutes: number) =>
      decide(
        { issues: desk.issues, ...noLedger, signingKeys },
        about,
        { issue: 7, action: 'resend', act, form: { form, ...(parked as object) } },
        minutesPast(minutes),
      );
    await expect(press(9)).rejects.toThrow('no longer');
    expect(await press(11)).toMatchObject({ kind: 'done' });
  });
});
