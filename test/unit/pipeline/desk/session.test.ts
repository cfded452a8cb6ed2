import { expect, test } from 'vitest';
import { type Grant, signGrant, verifyGrant } from '../../../../lambdas/domain/approval';
import { NotFoundError } from '../../../../lambdas/domain/errors';
import { readAct, readVisit, signSession } from '../../../../lambdas/pipeline/desk/session';
import { keys } from '../../../support/draft-world';
import { makeIssue } from '../../../support/made';
import { minutesPast, noon } from '../../../support/moments';

const hours = (count: number) => minutesPast(count * 60);
const asked: (string | undefined)[][] = [];
const world = {
  issues: { get: async (number: number) => (number === 76 ? makeIssue(76, { revision: 5 }) : undefined) },
  async signingKeys(tokens: readonly (string | undefined)[] = []) {
    asked.push([...tokens]);
    return keys;
  },
};
const token = (grant: object) =>
  signGrant({ issue: 76, session: 'mine', expiresAt: hours(1), ...grant } as unknown as Grant, keys);
const act = token({ purpose: 'act' });
const approve = token({ purpose: 'approve' });
const form = token({ purpose: 'form', revision: 4 });
const press = (about: { issue?: number; action?: string; act?: string | undefined; form?: string }) =>
  readAct(world, { issue: 76, action: 'item', act, ...about, form: { form: about.form ?? form } }, noon);
const nobody = new NotFoundError('No desk for this visitor.');

test('a form of this session, on time, is the visitor’s own; of another session, or past its time, it says what was wanted and is not', async () => {
  expect(await press({})).toMatchObject({ issue: { number: 76, revision: 5 }, shown: 4, isOwn: true });
  for (const [name, other] of Object.entries({
    'of another session': token({ purpose: 'form', revision: 4, session: 'theirs' }),
    'that expires now': token({ purpose: 'form', revision: 4, expiresAt: noon }),
    'that expired long ago': token({ purpose: 'form', revision: 4, expiresAt: hours(-9e3) }),
  }))
    expect(await press({ form: other }), name).toMatchObject({ shown: 4, isOwn: false });
});

test.each<[string, Parameters<typeof press>[0]]>([
  ['no session', { act: undefined }],
  ['a session that only looks', { act: token({ purpose: 'read' }) }],
  ['a session that has just expired', { act: token({ purpose: 'act', expiresAt: noon }) }],
  ['the session of another issue', { act: token({ purpose: 'act', issue: 77 }) }],
  ['another form token as the session', { act: form }],
  ['no form token', { form: '' }],
  ['the session as the form token', { form: act }],
  ['a form of another issue', { form: token({ purpose: 'form', revision: 4, issue: 77 }) }],
  ['a browser that nobody typed a word in, and no approval', { act: approve }],
  ['such a browser’s expired session', { act: token({ purpose: 'approve', expiresAt: noon }), action: 'approve' }],
])('nothing is done with %s', async (_name, about) => {
  await expect(press(about)).rejects.toThrow(nobody);
});

test('a session and its form do nothing to an issue that is not there, and the answer names it', async () => {
  const missing = { issue: 78, act: token({ purpose: 'act', issue: 78 }) };
  await expect(press({ ...missing, form: token({ purpose: 'form', revision: 4, issue: 78 }) })).rejects.toThrow('#78');
});

test('an approval makes a browser known in which nobody typed a word, for half a year and in the same session; a known one gets nothing new', async () => {
  expect((await press({ action: 'approve' })).unlocks).toBeUndefined();
  const { unlocks, isOwn } = await press({ action: 'approve', act: approve });
  expect(isOwn).toBe(true);
  const given = unlocks?.();
  expect(given).toEqual(signSession({ issue: 76, session: 'mine' }, keys, noon));
  const allows = (what: string | undefined, purpose: Grant['purpose'], issue: number, now: string) =>
    verifyGrant(what, { purpose, issue, now }, keys) !== undefined;
  for (const purpose of ['read', 'act'] as const)
    expect([hours(11.9), hours(12)].map((now) => allows(given?.[purpose], purpose, 76, now))).toEqual([true, false]);
  const days = (count: number) => hours(24 * count);
  expect([days(179.9), days(180)].map((now) => allows(given?.known, 'known', 0, now))).toEqual([true, false]);
});

test('what a page may send next is signed for its own session and the revision it shows, for twelve hours', async () => {
  const { sign, issue } = await press({});
  const visit = await readVisit(world, { issue: 76, read: token({ purpose: 'read' }), known: undefined }, noon);
  const about = { purpose: 'form', issue: 76 } as const;
  for (const given of [sign(issue), visit.formToken]) {
    expect(verifyGrant(given, { ...about, now: hours(11.9) }, keys)).toMatchObject({ session: 'mine', revision: 5 });
    expect(verifyGrant(given, { ...about, now: hours(12) }, keys)).toBeUndefined();
  }
});

test('a visit is for who holds a session that still looks at this very issue, and tells whether a person was seen', async () => {
  const look = (read: string | undefined, known?: string, issue = 76) => readVisit(world, { issue, read, known }, noon);
  const good = token({ purpose: 'read', expiresAt: minutesPast(1) });
  const known = (about: object = {}) => token({ purpose: 'known', issue: 0, ...about });
  expect((await look(good, known())).isKnown).toBe(true);
  for (const other of [undefined, good, known({ expiresAt: noon }), known({ issue: 76 })])
    expect((await look(good, other)).isKnown).toBe(false);
  for (const bad of [undefined, '', act, form, token({ purpose: 'read', expiresAt: noon })])
    await expect(look(bad, known())).rejects.toThrow(nobody);
  await expect(look(good, known(), 77)).rejects.toThrow(nobody);
  await expect(look(token({ purpose: 'read', issue: 77 }), known(), 77), 'no such issue').rejects.toThrow(nobody);
});

test('the keys are asked for with every token at hand, so that none is refused for a rotation that was not heard of', async () => {
  asked.length = 0;
  await press({});
  await readVisit(world, { issue: 76, read: token({ purpose: 'read' }), known: 'k' }, noon);
  expect(asked).toEqual([
    [act, form],
    [token({ purpose: 'read' }), 'k'],
  ]);
});
