import { expect, test } from 'vitest';
import type { FetchAnswer, FetchRequest } from '../../lambdas/domain/fetch/fetch-answer';
import { pollSource } from '../../lambdas/pipeline/poll';
import { addSources, makePollWorld } from '../support/poll-world';
import { spellFeed } from '../support/spell-feed';
import { openTestTable } from '../support/store';

const now = '2026-06-07T12:00:00.000Z';
const url = 'https://blog.example/feed';
const etag = '"made before the feed was written"';
const titles = ['queue', 'cache', 'shard'].map((part) => `How the ${part} of one region ran dry and came back`);
const whole = spellFeed(
  titles.map((title, index) => ({ title, link: `https://blog.example/${index}`, guid: `${index}`, at: now })),
);
const cut = whole.slice(0, whole.lastIndexOf('<item>'));

test('a feed that was sent cut off is asked for whole, and one that always is so is asked by its validators', async () => {
  const opened = await openTestTable();
  const asked: (string | undefined)[] = [];
  let served = cut;
  const answer = async (request: FetchRequest): Promise<FetchAnswer> => {
    asked.push(request.etag);
    if (request.etag === etag) return { kind: 'unchanged', finalUrl: url, etag };
    const body = Buffer.from(served);
    return { kind: 'fetched', status: 200, body, wireBytes: body.length, finalUrl: url, etag };
  };
  const world = makePollWorld(opened.table, { fetch: answer } as Parameters<typeof makePollWorld>[1]);
  const poll = async (id: string) => pollSource(world, id, (await world.sources.get(id))?.nextPollAt as string);
  await addSources(world, [{ id: 'mended', url }], now);
  expect(await poll('mended')).toMatchObject({ kind: 'fetched', entries: 2 });
  served = whole;
  expect(await poll('mended')).toMatchObject({ kind: 'fetched', entries: 1, brought: 1 });
  expect(await poll('mended')).toMatchObject({ kind: 'unchanged' });

  served = cut;
  await addSources(world, [{ id: 'always cut', url: `${url}/2` }], now);
  for (const kind of ['fetched', 'unchanged', 'unchanged']) expect(await poll('always cut')).toMatchObject({ kind });
  expect(asked).toEqual([undefined, undefined, etag, undefined, undefined, etag]);
  await opened.stop();
});
