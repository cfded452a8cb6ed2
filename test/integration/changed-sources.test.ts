import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIssueStore } from '../../lambdas/adapters/issues';
import type { FetchAnswer } from '../../lambdas/domain/fetch/fetch-answer';
import type { Issue } from '../../lambdas/domain/issue';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { pollSource } from '../../lambdas/pipeline/poll';
import { draftSettings, keepMails, signingKeys } from '../support/draft-world';
import { createFakeFetcher } from '../support/fake-fetcher';
import { addSources, makePollWorld } from '../support/poll-world';
import { spellFeed } from '../support/spell-feed';
import { openTestTable } from '../support/store';

const goneUrl = 'https://gone.example/feed';
const movingUrl = 'https://moving.example/feed';
const newOwner = 'https://new-owner.example/feed';
const settings = { ...draftSettings, firstIssue: 1 };

let opened: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  opened = await openTestTable();
});
afterAll(() => opened.stop());

const moved = (): FetchAnswer => {
  const body = Buffer.from(
    spellFeed([{ title: 'How we test failover', link: 'https://moving.example/failover', guid: 'one' }]),
  );
  return { kind: 'fetched', status: 200, body, wireBytes: body.length, finalUrl: newOwner, permanentUrl: newOwner };
};

test('a source that went for good is told until an issue went out, and a proposed move in each draft until somebody decides', async () => {
  const answers: Record<string, () => FetchAnswer> = {
    [goneUrl]: () => ({ kind: 'failed', status: 503, reason: 'The server answered 503.' }),
    [movingUrl]: moved,
  };
  const world = makePollWorld(
    opened.table,
    createFakeFetcher(({ url }) => (answers[url] as () => FetchAnswer)()),
  );
  await addSources(
    world,
    [
      { id: 'gone', url: goneUrl },
      { id: 'moving', url: movingUrl },
    ],
    '2026-06-01T12:00:00.000Z',
  );
  const poll = async (id: string) => pollSource(world, id, (await world.sources.get(id))?.nextPollAt ?? '');
  await poll('gone');
  answers[goneUrl] = () => ({ kind: 'gone', status: 410, reason: 'The server says that this feed is gone (410).' });
  await poll('gone');
  for (let polls = 0; polls < 3; polls++) await poll('moving');

  const issues = createIssueStore(opened.table);
  const { mails, mailer } = keepMails();
  const draft = (now: string) => draftIssue({ ...world, issues, mailer, signingKeys }, settings, now);
  await draft('2026-06-07T12:00:00.000Z');
  const undecided = (await issues.get(1)) as Issue;
  await issues.save({ ...undecided, state: 'published', revision: undecided.revision + 1 }, undecided.revision);
  await draft('2026-06-14T12:00:00.000Z');

  const asksToMove = { source: 'moving', reason: expect.stringContaining(`moved to ${newOwner}`) };
  const [first, second] = [await issues.get(1), await issues.get(2)];
  const went = { source: 'gone', reason: 'The server says that this feed is gone (410).' };
  expect(first?.leftOut.changed).toEqual(expect.arrayContaining([went, asksToMove]));
  expect(second?.leftOut.changed).toEqual([asksToMove]);
  for (const issue of [first, second]) expect(issue?.leftOut).toMatchObject({ failures: [], quarantined: [] });
  expect(mails[0]?.text).toContain('2 sources gone for good, or asking to move');
  expect(mails[1]?.text).toContain('"accept moving" follows it');
});
