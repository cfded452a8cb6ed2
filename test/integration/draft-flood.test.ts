import { expect, test } from 'vitest';
import type { Issue } from '../../lambdas/domain/issue';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { draftSettings, makeDraftWorld } from '../support/draft-world';
import { useFaultyStore } from '../support/faulty-table';
import { makeCandidate } from '../support/made';

const now = '2026-06-07T12:00:00.000Z';
const settings = { ...draftSettings, timeZone: 'America/New_York' };

const store = useFaultyStore();

async function openWorld() {
  const { table } = await store.open();
  const { world } = makeDraftWorld(table);
  const tell = (id: string, host: string, score: number) =>
    world.candidates.tell(
      makeCandidate(id, {
        title: `An incident at ${id}: resilience, reliability and SRE on call`,
        url: `https://${host}/${id}`,
        firstSeenAt: now,
        score,
      }),
      id,
    );
  const draft = async (own = {}) => {
    await draftIssue(world, { ...settings, ...own }, now);
    return (await world.issues.get(7)) as Issue;
  };
  return { tell, draft };
}

test('a vendor whose archive fills the list leaves room for everybody else', async () => {
  const { tell, draft } = await openWorld();
  const archive = Array.from({ length: 320 }, (_, index) => `archived${index}`);
  const others = Array.from({ length: 12 }, (_, index) => `fresh${index}`);
  for (const id of archive) await tell(id, `${id.length % 2 ? 'blog' : 'docs'}.vendor.example`, 0.9);
  for (const id of others) await tell(id, `${id}.example`, 0.6);

  const { articles, quiet } = await draft();
  const vendors = articles.map(({ url }) => new URL(url).host.split('.').slice(-2).join('.'));
  expect(vendors.filter((vendor) => vendor === 'vendor.example').length).toBeLessThanOrEqual(2);
  expect(articles).toHaveLength(10);
  expect(quiet).toBeUndefined();
});

test('a draft remembers how many of a vendor its settings allowed, where that is not the usual number', async () => {
  const { tell, draft } = await openWorld();
  for (let post = 0; post < 5; post++) await tell(`post${post}`, 'vendor.example', 0.9);
  const { articles, perVendor } = await draft({ perVendor: 4 });
  expect([articles.length, perVendor]).toEqual([4, 4]);
  const { draft: draftUsually } = await openWorld();
  expect(await draftUsually({ perVendor: 2 })).not.toHaveProperty('perVendor');
});
