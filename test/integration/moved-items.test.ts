import { expect, test } from 'vitest';
import { approve, type Issue } from '../../lambdas/domain/issue';
import { changeSection } from '../../lambdas/domain/issue/edits';
import { linkFingerprint } from '../../lambdas/domain/story/fingerprint';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { publishDue } from '../../lambdas/pipeline/publish';
import { draftSettings, makeDraftWorld } from '../support/draft-world';
import { useFaultyStore } from '../support/faulty-table';
import { makeCandidate, makeIncident } from '../support/made';

const at = (days: number) => new Date(Date.parse('2026-06-07T12:00:00.000Z') + days * 86_400_000).toISOString();
const settings = { ...draftSettings, recipients: ['readers@example.com'], firstIssue: 76, unsubscribe: [] };

const store = useFaultyStore();

async function openWorld() {
  const { table } = await store.open();
  return makeDraftWorld(table).world;
}

test('what was printed in the other section is offered again in neither: not by its link, its title or its incident', async () => {
  const world = await openWorld();
  const url = 'https://blog.example/how-we-broke-dns';
  const article = makeCandidate(linkFingerprint(url), { url, title: 'How we broke our own name servers twice' });
  await world.candidates.tell({ ...article, firstSeenAt: at(-1) }, undefined);
  await world.incidents.save(makeIncident('harbourly-1', { startedAt: at(-1), significance: 0.9 }));
  await draftIssue(world, settings, at(0));
  let draft = (await world.issues.get(76)) as Issue;
  expect([draft.articles, draft.outages].map((list) => list.map(({ id }) => id))).toEqual([
    [article.id],
    ['harbourly-1'],
  ]);
  for (const id of [article.id, 'harbourly-1']) draft = changeSection(draft, draft.revision, id, at(0));
  expect([draft.articles, draft.outages].map((list) => list.map(({ id }) => id))).toEqual([
    ['harbourly-1'],
    [article.id],
  ]);
  await world.issues.save(approve(draft, draft.revision, at(0), 0), 1);
  expect(await publishDue(world, settings, at(0.1))).toMatchObject([{ issue: 76, sent: 1 }]);

  // The same story, told under another address, and by its title alone; and the incident, which goes on.
  await world.candidates.tell(
    makeCandidate('other-spelling', { url: `${url}?utm_source=x`, title: 'Name servers', firstSeenAt: at(2) }),
    undefined,
  );
  await world.candidates.tell(
    makeCandidate('copy', { url: 'https://copy.example/1', title: article.title, firstSeenAt: at(2) }),
    undefined,
  );
  await world.incidents.save(makeIncident('harbourly-1', { startedAt: at(-1), significance: 0.9, updates: 9 }));
  await draftIssue(world, settings, at(7));
  const next = (await world.issues.get(77)) as Issue;
  expect([...next.articles, ...next.runnersUp, ...next.outages]).toEqual([]);
  expect(next.leftOut.printedBefore).toBeGreaterThan(0);
});
