import { expect, test } from 'vitest';
import { signGrant } from '../../lambdas/domain/approval';
import { approve, type Issue } from '../../lambdas/domain/issue';
import { decide } from '../../lambdas/pipeline/decide';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { draftSettings, keys, makeDraftWorld, signingKeys } from '../support/draft-world';
import { useFaultyStore } from '../support/faulty-table';
import { makeCandidate, noLedger } from '../support/made';

const week = 7 * 24 * 3_600_000;
const sunday = (weeks: number) => new Date(Date.parse('2026-06-07T12:00:00.000Z') + weeks * week).toISOString();
const settings = { ...draftSettings, firstIssue: 76, coolingOffMinutes: 30, styleNonce: 'n' };

const store = useFaultyStore();

async function openWeeks() {
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
  return { issues, mails, press, draft: (weeks: number) => draftIssue(world, settings, sunday(weeks)) };
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

test('a week that nobody decided on is named in the mail of the next, whose number follows it', async () => {
  const weeks = await openWeeks();
  await weeks.draft(0);
  expect(await weeks.draft(1)).toEqual({ issue: 77, mail: 'sent' });
  const [first, second] = weeks.mails.map(({ text }) => text.replace(/\s+/g, ' '));
  expect(first).not.toContain('is still a draft');
  expect(second).toContain('Issue #76 is still a draft.');
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
