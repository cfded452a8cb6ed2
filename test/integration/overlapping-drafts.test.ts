import { expect, test } from 'vitest';
import { approve, type Issue, pullBack } from '../../lambdas/domain/issue';
import { addArticle, undoLast } from '../../lambdas/domain/issue/edits';
import { draftIssue } from '../../lambdas/pipeline/draft';
import {
  add,
  article,
  at,
  decide,
  type Edit,
  ids,
  open,
  openDraftWeeks,
  skip,
  throwAway,
  write,
} from '../support/draft-weeks';
import { draftSettings } from '../support/draft-world';
import { makeArticle, makeIncident } from '../support/made';
import { MemoryTable } from '../support/memory-table';

const openWeeks = (candidates?: readonly string[]) => openDraftWeeks(new MemoryTable(), candidates);
const approveAt =
  (weeks: number, coolingOffMinutes: number): Edit =>
  (issue) =>
    approve(issue, issue.revision, at(weeks), coolingOffMinutes);
const pullBackAt =
  (weeks: number, hours: number): Edit =>
  (issue) =>
    pullBack(issue, issue.revision, at(weeks, hours));
/** Somebody is at the draft an hour before the next one is drawn up. */
const touch =
  (weeks: number): Edit =>
  (issue) => ({ ...issue, revision: issue.revision + 1, updatedAt: at(weeks, -1) });
const late =
  (weeks: number, ...edits: Edit[]): Edit =>
  (issue) => ({ ...edits.reduce((edited, edit) => edit(edited), issue), updatedAt: at(weeks, 3) });
const outageIds = ({ outages }: Issue) => outages.map(({ id }) => id).sort();

test('an issue that was approved when the next was drawn up, and then pulled back and skipped, leaves its work to the one after', async () => {
  const { world, draft, edit, publish } = await openWeeks(['one', 'two', 'three', 'four']);
  for (const [id, hours] of [
    ['i1', -30],
    ['i2', -60],
    ['i3', -90],
  ] as const)
    await world.incidents.save(
      makeIncident(id, { service: id, sourceId: id, startedAt: at(0, hours), endedAt: at(0, hours + 5) }),
    );
  await draft(0);
  await edit(
    76,
    write('one', { comment: 'Read this.' }),
    decide('two', 'dropped'),
    decide('three', 'kept'),
    write('i1', { comment: 'Ouch.' }),
    decide('i2', 'dropped'),
    add,
    open,
    approveAt(1, 30),
  );
  const next = await draft(1);
  expect(next.number).toBe(77);
  expect([ids(next), outageIds(next)], 'all of it is about to be printed').toEqual([[], []]);
  await edit(76, late(1, pullBackAt(1, 0), skip));
  await edit(77, (issue) => addArticle(issue, issue.revision, makeArticle('else'), at(1, 4)));
  await publish(77, 1.2);
  const third = await draft(2);
  expect(third.number).toBe(78);
  expect(ids(third)).toEqual(['four', 'one', 'own', 'three']);
  expect(article(third, 'one')).toMatchObject({ comment: 'Read this.', decision: 'undecided' });
  expect(article(third, 'one')?.reasons[0]).toBe('written on in the skipped draft of #76');
  expect(article(third, 'three')?.reasons[0]).toBe('kept in the skipped draft of #76');
  expect(outageIds(third)).toEqual(['i1', 'i3']);
  expect(third.outages.find(({ id }) => id === 'i1')?.comment).toBe('Ouch.');
  expect(third.intro).toBe('From the lake.');
  await edit(78, decide('one', 'dropped'));
  await publish(78, 2.1);
  expect(ids(await draft(3)), 'once').toEqual([]);
});

test('a drop that is undone in a draft after the next was drawn up lets the next but one offer the item', async () => {
  const { draft, edit, publish } = await openWeeks();
  await draft(0);
  await edit(76, decide('two', 'dropped'), touch(1));
  const next = await draft(1);
  expect(next.number).toBe(77);
  expect(ids(next)).toEqual(['one', 'three']);
  await edit(76, decide('two', 'kept'), decide('two', 'dropped'), (issue) => undoLast(issue, issue.revision, at(1, 1)));
  await edit(76, late(1, throwAway));
  await publish(77, 1.5);
  expect(ids(await draft(2))).toEqual(['two']);
});

test('what is put off in an issue that is approved after the next was drawn up is in the next but one, unless that one holds it', async () => {
  const { draft, edit, publish } = await openWeeks();
  await draft(0);
  await edit(76, decide('one', 'kept'), touch(1));
  const next = await draft(1);
  expect(article(next, 'one')).toBeDefined();
  await edit(77, decide('one', 'dropped'));
  await edit(76, add, decide('own', 'later'), decide('one', 'later'));
  await publish(76, 1.5);
  await edit(77, (issue) => addArticle(issue, issue.revision, makeArticle('else'), at(1, 4)));
  await publish(77, 1.6);
  const third = await draft(2);
  expect(ids(third)).toEqual(['own']);
  expect(article(third, 'own')?.reasons[0]).toBe('put off for later in #76');
});

test('what is about to be printed is offered by no draft, however many were drawn up since', async () => {
  const { draft, edit } = await openWeeks(['one']);
  await draft(0);
  await edit(76, touch(1));
  await draft(1);
  await edit(77, (issue) => ({ ...issue, articles: [] }));
  await edit(77, open);
  await edit(76, approveAt(1.9, 3 * 24 * 60));
  await edit(77, touch(2));
  expect(ids(await draft(2))).toEqual([]);
});

test.each<[string, Edit[]]>([
  ['forgotten', []],
  ['skipped', [skip]],
  ['still being worked on', [touch(1)]],
])(
  'a newsletter that has printed nothing yet offers the outages of its first week for a month, though its drafts were %s',
  async (_, edits) => {
    const { world, draft, edit } = await openWeeks();
    await world.incidents.save(makeIncident('i1', { startedAt: at(-1, 5), endedAt: at(-1, 9) }));
    const first = await draft(0);
    expect(outageIds(first)).toEqual(['i1']);
    await edit(76, ...edits);
    const second = await draft(1);
    expect(outageIds(second)).toEqual(['i1']);
    await edit(second.number, ...edits, (issue) => ({ ...issue, updatedAt: issue.createdAt }));
    expect(outageIds(await draft(2))).toEqual(['i1']);
    expect(outageIds(await draft(5)), 'a month later').toEqual([]);
  },
);

test('an issue that was printed ends what the next draft looks back on, whatever was left before it', async () => {
  const { world, draft, publish } = await openWeeks();
  await draft(0);
  await draft(1);
  await publish(76, 1.1);
  await world.incidents.save(makeIncident('late', { startedAt: at(-1, 5), endedAt: at(-1, 9) }));
  expect(outageIds(await draft(2))).toEqual([]);
});

test('who finds by the first draft that the newsletter is further on sets firstIssue, and the next draft has that number', async () => {
  const { world, draft, edit } = await openWeeks();
  await draft(0);
  await edit(76, decide('one', 'kept'), skip);
  const settings = { ...draftSettings, firstIssue: 533 };
  const { issue } = await draftIssue(world, settings, at(1));
  expect(issue).toBe(533);
  expect(article((await world.issues.get(533)) as Issue, 'one')?.reasons[0]).toBe('kept in the skipped draft of #76');
  expect((await draftIssue(world, settings, at(1, 1))).issue, 'the same week').toBe(533);
  expect((await draftIssue(world, settings, at(2))).issue, 'forgotten').toBe(533);
  expect((await draftIssue(world, { ...settings, firstIssue: 1 }, at(3))).issue, 'set too low').toBe(533);
});
