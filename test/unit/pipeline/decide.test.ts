import { expect, test } from 'vitest';
import { signGrant } from '../../../lambdas/domain/approval';
import type { Issue } from '../../../lambdas/domain/issue';
import type { SendResult } from '../../../lambdas/domain/ports';
import { newSource } from '../../../lambdas/domain/source';
import { textsFingerprint } from '../../../lambdas/domain/story/fingerprint';
import { type DeskAction, decide } from '../../../lambdas/pipeline/decide';
import { draftSettings, keys, makeDraftWorld } from '../../support/draft-world';
import { makeArticle, makeIncident, makeIssue } from '../../support/made';
import { MemoryTable } from '../../support/memory-table';
import { minutesPast, noon } from '../../support/moments';

const settings = { ...draftSettings, coolingOffMinutes: 120, styleNonce: 'n' };
const word = { read: 'yes', word: 'publish' };
type Fields = Record<string, string>;

const grant = { issue: 7, session: 's', expiresAt: minutesPast(600) };
/** Keep, pressed on the page of the first revision. */
const asked = {
  issue: 7,
  action: 'item',
  act: signGrant({ purpose: 'act', ...grant }, keys),
  form: { item: 'a1', decision: 'kept', form: signGrant({ purpose: 'form', revision: 1, ...grant }, keys) },
} as const;

async function openDesk(about: Partial<Issue> = {}) {
  const { world } = makeDraftWorld(new MemoryTable());
  await world.issues.create(makeIssue(7, about));
  const read = async () => (await world.issues.get(7)) as Issue;
  /** A press on the page of a revision, the stored one unless said; what became of it in one line. */
  async function press(action: DeskAction, form: Fields = {}, shown?: number, { session = 's', minutes = 5 } = {}) {
    const revision = shown ?? (await read()).revision;
    const token = signGrant({ purpose: 'form', ...grant, session, revision }, keys);
    const request = { ...asked, action, form: { ...form, form: token } };
    const decided = await decide(world, settings, request, minutesPast(minutes));
    if (decided.kind === 'done') return decided.location.replace('/desk/7', 'done');
    const again = /name="form" value/.test(decided.page) ? 'may be sent again' : 'may not';
    return `${decided.status}, ${again}: ${decided.page}`;
  }
  return { world, read, press };
}
const stale = (again = 'may be sent again') => expect.stringMatching(`^409, ${again}:`);
const keep = { item: 'a1', decision: 'kept' };

test('a second click on a step is answered like the first, and does nothing', async () => {
  const desk = await openDesk();
  for (const [action, form, shown] of [
    ['approve', word, 1],
    ['pull-back', {}, 2],
    ['reject', {}, 3],
  ] as const) {
    expect(await desk.press(action, form, shown)).toBe('done');
    const once = await desk.read();
    expect(await desk.press(action, form, shown), action).toBe('done');
    expect(await desk.read()).toEqual(once);
  }
});

test('what looks like a second click is none on a page of another revision, for another step, or of the draft before', async () => {
  const desk = await openDesk({ revision: 4, updatedAt: minutesPast(1) });
  expect(await desk.press('reject', {}, 3), 'still a draft').toEqual(stale('may not'));
  await expect(desk.press('pull-back', {}, 2), 'two revisions ago').rejects.toThrow('still a draft');
  expect(await desk.press('pull-back', {}, 3)).toBe('done');
  const goingOut = await openDesk({ revision: 4, state: 'publishing', updatedAt: minutesPast(1) });
  await expect(goingOut.press('pull-back', {}, 3), 'it went out meanwhile').rejects.toThrow('going out');
  const drawnAgain = await openDesk({ revision: 4 });
  await expect(drawnAgain.press('pull-back', {}, 3), 'nobody touched it').rejects.toThrow('still a draft');
  const rejected = await openDesk({ revision: 4, state: 'rejected' });
  expect(await rejected.press('item', { ...keep, comment: 'Typed.' }, 3)).toEqual(stale('may not'));
  await expect(rejected.press('reject', {}, 2), 'two revisions ago').rejects.toThrow('is rejected');
});

test('a press leads back to the place that it was about', async () => {
  const desk = await openDesk();
  const link = { url: 'https://own.example/', title: 'On queues' };
  expect(await desk.press('item', keep)).toBe('done#item-a1');
  expect(await desk.press('undo')).toBe('done#item-a1');
  expect(await desk.press('opening', { intro: 'Hello.' })).toBe('done#opening');
  expect(await desk.press('outages')).toBe('done#outages');
  expect(await desk.press('undo')).toBe('done');
  expect(await desk.press('add', link)).toBe(`done#item-${(await desk.read()).articles.at(-1)?.id}`);
  expect(await desk.press('add', { item: 'r1' })).toBe('done#item-r1');
  expect(await desk.press('approve', word)).toBe('done');
});

test('a page that is behind says so, and offers again what can still be wanted: an edit of a draft, and not what takes reading it', async () => {
  const desk = await openDesk();
  expect(await desk.press('item', keep)).toBe('done#item-a1');
  const stored = await desk.read();
  expect(await desk.press('item', keep, 1), 'so already').toBe('done#item-a1');
  expect(await desk.press('item', { ...keep, decision: 'dropped' }, 1)).toEqual(stale());
  expect(await desk.press('item', { ...keep, item: 'gone' }, 1), 'no such item').toEqual(stale('may not'));
  expect(await desk.press('opening', { intro: 'Hello.' }, 1)).toEqual(stale());
  expect(await desk.press('add', { url: 'https://own.example/', title: 'On queues' }, 1)).toEqual(stale());
  for (const action of ['undo', 'approve', 'reject'] as const)
    expect(await desk.press(action, word, 1), action).toEqual(stale('may not'));
  const reopened = { session: 'of an earlier visit' };
  expect(await desk.press('undo', {}, 2, reopened), 'the revision it showed').toEqual(stale());
  expect(await desk.press('approve', word, 2, reopened)).toEqual(stale('may not'));
  expect(await desk.press('outages', {}, 2, reopened), 'nothing is new').toBe('done#outages');
  expect(await desk.read()).toEqual(stored);
  await desk.press('approve', word);
  expect(await desk.press('item', { ...keep, comment: 'Typed.' }, 2)).toEqual(stale('may not'));
});

test('the texts that stood on an old page and that nobody wrote in are not brought back by a press there', async () => {
  const desk = await openDesk();
  await desk.press('item', { ...keep, comment: 'New words.' });
  const old = { title: 'Title of a1', comment: '' };
  const untouched = { ...keep, ...old, shown: textsFingerprint(old) };
  expect(await desk.press('item', untouched, 1), 'kept already').toBe('done#item-a1');
  expect(await desk.press('item', { ...untouched, decision: 'later' }, 1)).not.toContain('name="comment"');
  expect(await desk.press('item', { ...untouched, comment: 'Mine.' }, 1)).toContain('Mine.</textarea>');
});

test('what is refused comes back with what was written; where nothing was, the reason is all there is to say', async () => {
  const desk = await openDesk();
  const tooLong = { item: 'a1', title: 'x'.repeat(301), comment: 'Typed all night.' };
  const answer = await desk.press('item', tooLong);
  expect(answer).toMatch(/^400, may be sent again:/);
  expect(answer).toContain('Typed all night.</textarea>');
  expect(answer).toContain('has 301 characters');
  await expect(desk.press('item', { item: 'a1', decision: 'printed' })).rejects.toThrow('must be one of');
  await expect(desk.press('approve', { word: 'publish', comment: 'x' })).rejects.toThrow('tick the box');
  const approved = await openDesk({ state: 'approved', publishAt: minutesPast(60) });
  expect(await approved.press('opening', { intro: 'Hello.' })).toEqual(stale('may not'));
});

test('a person lets out again the one mail that the page showed, as it was, or all that were refused, and no other', async () => {
  const desk = await openDesk({ state: 'published' });
  const { issues } = desk.world;
  const park = async (recipient: string, result?: SendResult) => {
    await issues.claimSend(7, 'issue', recipient, minutesPast(0));
    if (result) await issues.recordSend(7, 'issue', recipient, result);
    else await issues.claimSend(7, 'issue', recipient, minutesPast(0));
  };
  const refused = { state: 'refused', reason: 'no' } as const;
  await park('ada', refused);
  await park('bo', refused);
  await park('cy', { state: 'unclear', reason: 'reset' });
  await park('di');
  await issues.claimSend(7, 'draft', 'editor', minutesPast(0));
  await issues.recordSend(7, 'draft', 'editor', refused);
  const released = async () => (await issues.releasedSends()).map(({ recipient }) => recipient).sort();
  const seen = { kind: 'issue', recipient: 'cy', state: 'unclear', at: minutesPast(0) };
  expect(await issues.unsettledSends(7)).toContainEqual({ ...seen, note: 'reset' });
  for (const other of [{ kind: 'draft' }, { recipient: 'ed' }, { state: 'claimed' }, { at: minutesPast(1) }])
    await expect(desk.press('resend', { ...seen, ...other })).rejects.toThrow('no longer as the page showed it');
  await expect(desk.press('resend', { ...seen, recipient: 'di', state: 'claimed' })).rejects.toThrow('no longer');
  expect(await desk.press('resend', seen, 1, { session: 'another' }), 'another session').toEqual(stale('may not'));
  expect(await released()).toEqual([]);
  const elsewhere = { ...issues, releaseSend: async () => false };
  const request = { ...asked, action: 'resend', form: { ...asked.form, ...seen } } as const;
  await expect(decide({ ...desk.world, issues: elsewhere }, settings, request, minutesPast(5))).rejects.toThrow(
    'no longer',
  );
  expect(await desk.press('resend', { all: 'refused' })).toBe('done');
  expect(await released()).toEqual(['ada', 'bo']);
  expect(await desk.press('resend', seen)).toBe('done');
  expect(await released()).toEqual(['ada', 'bo', 'cy']);
  expect((await desk.read()).revision, 'the issue is as it was').toBe(1);
});

test('“Never this source” retires the source of its article, or of a runner-up, and no other press does; undone, it is polled again', async () => {
  const articles = [makeArticle('a1', { sourceId: 'one' }), makeArticle('a2', { sourceId: 'two' })];
  const desk = await openDesk({ articles, runnersUp: [makeArticle('r1', { sourceId: 'three' })] });
  for (const id of ['one', 'two', 'three']) {
    const about = { url: `https://${id}.example/feed`, kind: 'blog', title: id } as const;
    await desk.world.sources.add(newSource(id, about, minutesPast(0)));
  }
  const retired = async () => [...(await desk.world.sources.conditions()).retired].sort();
  await desk.press('item', { item: 'a1', decision: 'dropped' });
  await desk.press('undo');
  await desk.press('add', { item: 'r1', act: 'never' });
  await desk.press('undo');
  expect(await retired()).toEqual([]);
  await desk.press('item', { item: 'a2', act: 'never' });
  expect(await retired()).toEqual(['two']);
  await desk.press('undo');
  expect(await retired()).toEqual([]);
  await desk.press('undo');
  expect(await retired(), 'done again').toEqual(['two']);
  await desk.press('item', { item: 'r1', act: 'never' });
  expect(await retired()).toEqual(['three', 'two']);
});

test('what has become of the outages is taken up as a change, and nothing new is none: a draft that was read stays as it was read', async () => {
  const desk = await openDesk();
  const told = { startedAt: noon, updates: 3, impact: 'major' } as const;
  await desk.world.incidents.save(makeIncident('o1', told));
  expect([await desk.press('outages'), (await desk.read()).revision]).toEqual(['done#outages', 2]);
  expect([await desk.press('outages'), (await desk.read()).revision]).toEqual(['done#outages', 2]);
  await desk.world.incidents.save(makeIncident('o1', { ...told, endedAt: minutesPast(40) }));
  expect(await desk.press('outages', {}, 2, { session: 'of an earlier visit' })).toEqual(stale());
  expect([await desk.press('outages'), (await desk.read()).outages[0]?.endedAt]).toEqual([
    'done#outages',
    minutesPast(40),
  ]);
});

test('two who press the same at the same moment are both answered, and who pressed another thing is shown what came first', async () => {
  for (const [decision, answer] of [
    ['kept', 'done'],
    ['dropped', 'refused'],
  ] as const) {
    const desk = await openDesk();
    const { issues } = desk.world;
    const save: typeof issues.save = async (...saved) => {
      await desk.press('item', keep);
      return issues.save(...saved);
    };
    const slow = { ...desk.world, issues: { ...issues, save } };
    expect(await decide(slow, settings, { ...asked, form: { ...asked.form, decision } }, noon)).toMatchObject({
      kind: answer,
    });
    expect(await desk.read()).toMatchObject({ revision: 2, articles: [{ decision: 'kept' }, {}] });
  }
});

test('a decision is saved though the ranking cannot learn from it, and says so; what changes nothing teaches nothing', async () => {
  const desk = await openDesk();
  const learned = { change: () => Promise.reject(new Error('the table is gone')) };
  const press = () => decide({ ...desk.world, learned }, settings, asked, noon);
  expect(await press()).toEqual({ kind: 'done', location: '/desk/7#item-a1', unlearned: 'the table is gone' });
  expect((await desk.read()).articles[0]?.decision).toBe('kept');
  expect(await press()).toEqual({ kind: 'done', location: '/desk/7#item-a1' });
});

test('a rejection keeps its reason, as much of it as fits, and whether the week is skipped', async () => {
  const reject = async (form: Fields) => {
    const desk = await openDesk();
    await desk.press('reject', form);
    const { rejectedBecause, skipped } = await desk.read();
    return { rejectedBecause, skipped };
  };
  expect(await reject({ because: 'x'.repeat(301) })).toEqual({ rejectedBecause: 'x'.repeat(300), skipped: undefined });
  expect(await reject({ skipped: 'yes' })).toEqual({ rejectedBecause: '', skipped: true });
});
