import { afterAll, beforeEach, expect, test } from 'vitest';
import { lists, shardOf } from '../../lambdas/contract/table';
import type { FetchAnswer } from '../../lambdas/domain/fetch/fetch-answer';
import { newSource } from '../../lambdas/domain/source';
import { type PollPlan, slotsOf } from '../../lambdas/domain/source/poll-plan';
import { dispatchDue } from '../../lambdas/pipeline/dispatch';
import { pollSource } from '../../lambdas/pipeline/poll';
import { createFakeFetcher } from '../support/fake-fetcher';
import { minutesPast, noon } from '../support/moments';
import { makePollWorld } from '../support/poll-world';
import { openTestTable } from '../support/store';

let answer: FetchAnswer = { kind: 'unchanged', finalUrl: 'https://status.example/feed' };

let opened: Awaited<ReturnType<typeof openTestTable>> | undefined;
let world: ReturnType<typeof makePollWorld>;
afterAll(() => opened?.stop());
beforeEach(async () => {
  await opened?.stop();
  opened = await openTestTable();
  answer = { kind: 'unchanged', finalUrl: 'https://status.example/feed' };
  world = makePollWorld(
    opened.table,
    createFakeFetcher(() => answer),
  );
  await world.sources.add(newSource('s', { url: 'https://status.example/feed', kind: 'status', title: 's' }, noon));
  await pollSource(world, 's', noon);
});

const planOf = async () => (await world.sources.get('s'))?.plan as PollPlan;
const listed = () => opened?.table.all(lists.due(shardOf('s')));
const dispatch = async (now: string, since?: string) => {
  const sent: string[] = [];
  const send = async (due: readonly { id: string; dueAt: string }[]) =>
    void sent.push(...due.map(({ dueAt }) => dueAt));
  await dispatchDue({ sources: world.sources, queue: { send } }, now, since);
  return sent;
};

test('a plan is kept beside its source in the index, and an unchanged poll leaves it as it was', async () => {
  const plan = await planOf();
  expect(slotsOf(plan)).toHaveLength(16);
  const before = await listed();
  expect(before).toMatchObject([{ listOrder: plan.from, card: { id: 's', plan: plan.steps } }]);
  for (const slot of slotsOf(plan).slice(0, 15)) {
    expect((await pollSource(world, 's', minutesPast(0.5, slot)))?.kind).toBe('unchanged');
    expect(await listed()).toEqual(before);
  }
  await pollSource(world, 's', minutesPast(0.5, slotsOf(plan)[15]));
  expect(await listed()).not.toEqual(before);
});

test('a dispatch that knows the one before sends each slot once; one that does not asks the source', async () => {
  expect(await dispatch(minutesPast(14), minutesPast(12))).toEqual([]);
  expect(await dispatch(minutesPast(16), minutesPast(14))).toEqual([minutesPast(15)]);
  expect(await dispatch(minutesPast(18), minutesPast(16))).toEqual([]);
  expect(await dispatch(minutesPast(18))).toEqual([minutesPast(15)]);
  await pollSource(world, 's', minutesPast(18));
  expect(await dispatch(minutesPast(19))).toEqual([]);
  expect(await dispatch(minutesPast(31))).toEqual([minutesPast(30)]);
});

test('a slot that nobody polled is sent again at the end of its plan, until it is done', async () => {
  const last = slotsOf(await planOf()).at(-1) as string;
  for (const late of [0, 2, 500])
    expect(await dispatch(minutesPast(late, last), minutesPast(late - 2, last))).toEqual([last]);
  await pollSource(world, 's', minutesPast(500, last));
  expect(await dispatch(minutesPast(502, last), minutesPast(500, last))).toEqual([]);
});

test('a failure ends the plan: the source is due when its wait is over, and sent until it is polled', async () => {
  answer = { kind: 'failed', status: 500, reason: 'It answered 500.' };
  await pollSource(world, 's', minutesPast(15));
  const source = await world.sources.get('s');
  expect(source?.plan).toBeUndefined();
  const dueAt = source?.nextPollAt as string;
  for (const late of [0, 2, 4])
    expect(await dispatch(minutesPast(late, dueAt), minutesPast(late - 2, dueAt))).toEqual([dueAt]);
});

test('a decision of a person outweighs the plan', async () => {
  const source = await world.sources.get('s');
  if (source) await world.sources.save({ ...source, nextPollAt: minutesPast(5) }, source.nextPollAt);
  expect(await dispatch(minutesPast(6), minutesPast(4))).toEqual([minutesPast(5)]);
  await pollSource(world, 's', minutesPast(6));
  expect((await planOf()).from).toBe(minutesPast(21));
});

test('what the version before wrote is due as it always was', async () => {
  const source = await world.sources.get('s');
  const { plan: _plan, ...older } = source ?? newSource('s', { url: '', kind: 'blog', title: '' }, noon);
  await world.sources.save(older, older.nextPollAt);
  expect(await listed()).toMatchObject([{ listOrder: older.nextPollAt, card: { id: 's', host: 'status.example' } }]);
  expect(await dispatch(minutesPast(16), minutesPast(14))).toEqual([minutesPast(15)]);
  expect(await dispatch(minutesPast(18), minutesPast(16))).toEqual([minutesPast(15)]);
});
