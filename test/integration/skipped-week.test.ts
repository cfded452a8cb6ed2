import { expect, test } from 'vitest';
import { signGrant } from '../../lambdas/domain/approval';
import { approve, type Issue } from '../../lambdas/domain/issue';
import type { Mail } from '../../lambdas/domain/ports';
import { decide } from '../../lambdas/pipeline/decide';
import { type DraftSettings, draftIssue } from '../../lambdas/pipeline/draft';
import { draftSettings, keys, makeDraftWorld, signingKeys } from '../support/draft-world';
import { useFaultyStore } from '../support/faulty-table';
import { makeCandidate, noLedger } from '../support/made';

const week = 7 * 24 * 3_600_000;
const sunday = (weeks: number) => new Date(Date.parse('2026-06-07T12:00:00.000Z') + weeks * week).toISOString();
const settings = { ...draftSettings, firstIssue: 76, coolingOffMinutes: 30, styleNonce: 'n' };

const store = useFaultyStore();

const textOf = (mail: Mail | undefined) => mail?.text.replace(/\s+/g, ' ');

async function openWeeks(about: Partial<DraftSettings> = {}) {
  const { table } = await store.open();
  const { world, mails } = makeDraftWorld(table);
  const { issues, candidates } = world;
  await candidates.tell(makeCandidate('one', { firstSeenAt: sunday(-1) }), undefined);
  const press = (
    action: 'reject' | 'approve' | 'opening' | 'pull-back',
    revision: number,
    fields: Record<string, string>,
    weeks: number,
  ) => {
    const grant = { issue: 76, session: 's', expiresAt: sunday(9) };
    const act = signGrant({ purpose: 'act', ...grant }, keys);
    const form = signGrant({ purpose: 'form', ...grant, revision }, keys);
    return decide(
      { issues, ...noLedger, signingKeys },
      settings,
      { issue: 76, action, act, form: { form, ...fields } },
      sunday(weeks),
    );
  };
  return {
    issues,
    mails,
    press,
    draft: (weeks: number) => draftIssue(world, { ...settings, ...about }, sunday(weeks)),
  };
}

test('a skipped week keeps its reason, and its number goes to the next week, whose revision goes on', async () => {
  const weeks = await openWeeks();
  expect(await weeks.draft(0)).toEqual({ issue: 76, mail: 'sent' });
  await weeks.press('reject', 1, { because: 'holiday', skipped: 'yes' }, 0);
  const skipped = (await weeks.issues.get(76)) as Issue;
  expect(skipped).toMatchObject({ state: 'rejected', skipped: true, rejectedBecause: 'holiday', revision: 2 });
  expect(await weeks.draft(0), 'not in the same week').toEqual({ issue: 76, mail: 'none' });

  const runs = await Promise.all([weeks.draft(1), weeks.draft(1), weeks.draft(1)]);
  expect(runs.map(({ issue }) => issue)).toEqual([76, 76, 76]);
  expect(await weeks.draft(1)).toEqual({ issue: 76, mail: 'sent' });
  expect(weeks.mails, 'one draft mail a week').toHaveLength(2);
  const again = (await weeks.issues.get(76)) as Issue;
  expect(again).toMatchObject({ state: 'draft', week: '2026-W24', revision: 3, drawnAgain: 1 });
  expect(again).not.toHaveProperty('rejectedBecause');
  expect(again.articles.concat(again.runnersUp).map(({ id }) => id)).toContain('one');

  for (const revision of [1, 2]) {
    const stale = await weeks.press('approve', revision, { word: 'publish', read: 'on' }, 1);
    expect(stale.kind, `a form of revision ${revision}`).toBe('refused');
  }
  expect((await weeks.issues.get(76))?.state).toBe('draft');
});

test('the next week has the number of a draft that nobody decided on, and its mail says so', async () => {
  const weeks = await openWeeks();
  await weeks.draft(0);
  await weeks.press('opening', 1, { intro: 'An hour’s work.' }, 0);
  const runs = await Promise.all([weeks.draft(1), weeks.draft(1), weeks.draft(1)]);
  expect(runs.map(({ issue }) => issue)).toEqual([76, 76, 76]);
  expect(weeks.mails, 'one draft mail a week').toHaveLength(2);
  expect(textOf(weeks.mails[1])).toContain('Week 23 of 2026 ended without an issue, so this one is #76;');
  const again = { state: 'draft', week: '2026-W24', forgotten: '2026-W23', revision: 3, intro: 'An hour’s work.' };
  expect(await weeks.issues.get(76)).toMatchObject(again);
  for (const revision of [1, 2]) {
    const stale = await weeks.press('approve', revision, { word: 'publish', read: 'on' }, 1);
    expect(stale.kind, `a form of revision ${revision}`).toBe('refused');
  }
});

test('a draft that somebody is at when the next is drawn up stays, and is named in the mail of that, whose number follows it', async () => {
  const weeks = await openWeeks();
  await weeks.draft(0);
  await weeks.press('opening', 1, { intro: 'At last.' }, 6.9 / 7);
  const draft = await weeks.issues.get(76);
  expect(await weeks.draft(1)).toEqual({ issue: 77, mail: 'sent' });
  expect(await weeks.issues.get(76)).toEqual(draft);
  const [first, second] = weeks.mails.map(textOf);
  expect(first).not.toContain('is still a draft');
  expect(second).toContain('Issue #76 is still a draft.');
});

test('a draft that is not due yet when the next is drawn up stays', async () => {
  const weeks = await openWeeks({ due: { weekday: 0, hour: 11, timeZone: 'Etc/UTC' } });
  await weeks.draft(0);
  expect(await weeks.draft(1)).toEqual({ issue: 77, mail: 'sent' });
});

test('a draft that is taken up again while the next is being drawn up stays, and that one has the next number', async () => {
  const weeks = await openWeeks();
  await weeks.draft(0);
  await weeks.press('reject', 1, { skipped: 'yes' }, 0);
  const { save } = weeks.issues;
  weeks.issues.save = async (issue, revision) => {
    weeks.issues.save = save;
    if (issue.week === '2026-W24') await weeks.press('pull-back', 2, {}, 1);
    return save(issue, revision);
  };
  expect(await weeks.draft(1)).toEqual({ issue: 77, mail: 'sent' });
  expect(await weeks.draft(1), 'run again').toEqual({ issue: 77, mail: 'sent' });
  expect(await weeks.issues.get(76)).toMatchObject({ state: 'draft', week: '2026-W23' });
});

test('a week that was skipped by mistake is taken up again with every word, until the next draft has its number', async () => {
  const weeks = await openWeeks();
  await weeks.draft(0);
  await weeks.press('opening', 1, { intro: 'An hour’s work.' }, 0);
  const draft = (await weeks.issues.get(76)) as Issue;
  for (let press = 0; press < 2; press++)
    expect((await weeks.press('reject', 2, { because: 'slipped', skipped: 'yes' }, 0.1)).kind).toBe('done');
  expect(await weeks.issues.get(76)).toMatchObject({ state: 'rejected', revision: 3 });
  for (let press = 0; press < 2; press++) expect((await weeks.press('pull-back', 3, {}, 0.1)).kind).toBe('done');
  expect(await weeks.issues.get(76)).toEqual({ ...draft, revision: 4, updatedAt: sunday(0.1) });

  await weeks.press('reject', 4, { because: '' }, 0);
  await weeks.draft(1);
  const next = await weeks.issues.get(76);
  await expect(weeks.press('pull-back', 5, {}, 1)).rejects.toThrow('Issue #76 is still a draft');
  expect(await weeks.issues.get(76)).toEqual(next);
});

test('a rejected number is used again and again until it is published, and the next one follows it', async () => {
  const weeks = await openWeeks();
  for (let number = 0; number < 3; number++) {
    expect(await weeks.draft(number)).toEqual({ issue: 76, mail: 'sent' });
    const draft = (await weeks.issues.get(76)) as Issue;
    await weeks.press('reject', draft.revision, { because: '' }, number);
    expect(await weeks.issues.get(76)).not.toHaveProperty('skipped');
  }
  await weeks.draft(3);
  const draft = (await weeks.issues.get(76)) as Issue;
  expect(draft).toMatchObject({ drawnAgain: 3, revision: 7 });
  await weeks.issues.save(approve(draft, draft.revision, sunday(3), 0), draft.revision);
  expect(await weeks.draft(4)).toEqual({ issue: 77, mail: 'sent' });
  expect(weeks.mails).toHaveLength(5);
});
