import { expect, test } from 'vitest';
import { type Issue, pullBack } from '../../../lambdas/domain/issue';
import type { ParkedSend, SendResult } from '../../../lambdas/domain/ports';
import { linkFingerprint, outageFingerprint } from '../../../lambdas/domain/story/fingerprint';
import { type PublishWorld, publishDue } from '../../../lambdas/pipeline/publish';
import { draftSettings, makeDraftWorld } from '../../support/draft-world';
import { makeArticle, makeCandidate, makeIssue, makeOutage } from '../../support/made';
import { MemoryTable } from '../../support/memory-table';
import { minutesPast } from '../../support/moments';

const settings = { ...draftSettings, recipients: ['ada@example.com', 'bo@example.com'], unsubscribe: [] };
const due = 10;

/** An approved issue that is due at ten past, and what SES says to each mail. */
async function openApproved(about: Partial<Issue> = {}, says: (to: string) => SendResult = () => ok) {
  const { world } = makeDraftWorld(new MemoryTable());
  const mailed: string[] = [];
  const approved = { state: 'approved', revision: 2, approvedRevision: 1, publishAt: minutesPast(due) } as const;
  await world.issues.create(makeIssue(7, { ...approved, ...about }));
  const mailer = {
    async send({ to }: { to: string }) {
      mailed.push(to);
      return says(to);
    },
  };
  const read = async () => (await world.issues.get(7)) as Issue;
  return {
    world: { ...world, mailer },
    mailed,
    read,
    async edit(change: (issue: Issue) => Issue) {
      const issue = await read();
      await world.issues.save(change(issue), issue.revision);
    },
    publish: (minutes: number, other: Partial<PublishWorld> = {}) =>
      publishDue({ ...world, mailer, ...other }, settings, minutesPast(minutes)),
  };
}
const ok: SendResult = { state: 'sent', messageId: 'm' };

test('an issue goes out from the very minute it is due, to each reader once', async () => {
  const desk = await openApproved();
  expect(await desk.publish(due - 1)).toEqual([]);
  expect(await desk.publish(due)).toMatchObject([{ issue: 7, sent: 2 }]);
  expect(await desk.publish(due + 1)).toEqual([]);
  expect([...desk.mailed].sort()).toEqual(settings.recipients);
  expect(await desk.read()).toMatchObject({ state: 'published', newsletter: settings.newsletter });
});

test.each<['latest' | 'get', string, (issue: Issue) => Issue]>([
  ['latest', 'pulled back', (issue) => pullBack(issue, issue.revision, minutesPast(due - 1))],
  ['latest', 'put off', (issue) => ({ ...issue, revision: issue.revision + 1, publishAt: minutesPast(due + 60) })],
  ['get', 'pulled back', (issue) => pullBack(issue, issue.revision, minutesPast(due - 1))],
])('an issue that was seen to be due (%s) and is %s before it is claimed stays at home', async (call, _, change) => {
  const desk = await openApproved();
  const { issues } = desk.world;
  const meanwhile = async <T>(found: Promise<T>) => {
    const answer = await found;
    await desk.edit(change);
    return answer;
  };
  const slow =
    call === 'latest'
      ? { ...issues, latest: (count: number) => meanwhile(issues.latest(count)) }
      : { ...issues, get: (number: number) => meanwhile(issues.get(number)) };
  const before = change(await desk.read());
  expect(await desk.publish(due, { issues: slow })).toEqual([]);
  expect(desk.mailed).toEqual([]);
  expect(await desk.read()).toEqual(before);
});

/** At which of these minutes after it was begun a run finds no more to do for it. */
async function finishedAt(minutes: number[], says: (to: string) => SendResult, other: Partial<PublishWorld> = {}) {
  const desk = await openApproved({}, says);
  for (const minute of minutes) {
    await desk.publish(due + minute, other);
    if ((await desk.read()).state === 'published') return minute;
  }
  return undefined;
}
const toBo = (result: SendResult) => (to: string) => (to.startsWith('bo') ? result : ok);

test('an issue is tried for an hour where SES refuses, ten minutes where nobody knows, and for as long as there was no time', async () => {
  const minutes = [0, 5, 10, 11, 59, 60, 61, 600];
  expect(await finishedAt(minutes, () => ok)).toBe(0);
  expect(await finishedAt(minutes, toBo({ state: 'refused', reason: 'no' }))).toBe(61);
  expect(await finishedAt(minutes, toBo({ state: 'unclear', reason: 'reset' }))).toBe(11);
  const noTime = { pace: { turn: async () => false, leave: async () => {} } };
  expect(await finishedAt(minutes, () => ok, noTime)).toBeUndefined();
  const turns = [true, false].values();
  const oneAtATime = { pace: { turn: async () => turns.next().value ?? true, leave: async () => {} } };
  expect(await finishedAt(minutes, () => ok, oneAtATime), 'one was left').toBe(5);
});

test('a ranking that cannot learn from an issue is taught it again for an hour, and holds up no mail', async () => {
  const learned = { change: () => Promise.reject(new Error('the table is gone')) };
  expect(await finishedAt([0, 59, 60, 61], () => ok, { learned })).toBe(61);
  const desk = await openApproved();
  expect(await desk.publish(due, { learned })).toMatchObject([{ sent: 2, unlearned: 'the table is gone' }]);
  expect(await desk.publish(due + 1)).toMatchObject([{ sent: 0, sentBefore: 2 }]);
  expect((await desk.read()).state).toBe('published');
});

test('the mails that a person released go out by the next run, once their issue is out, and a draft’s mail never as an issue', async () => {
  let ending: SendResult = { state: 'unclear', reason: 'reset' };
  const desk = await openApproved({}, () => ending);
  const { issues } = desk.world;
  await desk.publish(due);
  await issues.claimSend(7, 'draft', 'editor@example.com', minutesPast(due));
  await issues.recordSend(7, 'draft', 'editor@example.com', { state: 'refused', reason: 'no' });
  for (const parked of await issues.unsettledSends(7)) await issues.releaseSend(7, parked as ParkedSend);
  expect(await issues.releasedSends()).toHaveLength(3);
  await desk.edit((issue) => ({ ...issue, state: 'published', revision: issue.revision + 1 }));
  ending = ok;
  expect(await desk.publish(due + 1)).toMatchObject([{ issue: 7, sent: 2, sentBefore: 0 }]);
  expect([...desk.mailed].sort()).toEqual([...settings.recipients, ...settings.recipients].sort());
});

test('what was printed is remembered as what it was found as, in whichever section it stood; what was put off stays on the list', async () => {
  const link = (id: string) => ({ url: `https://blog.example/${id}`, title: `On queues, and the ${id} of them` });
  const desk = await openApproved({
    articles: [
      makeArticle('kept', { ...link('kept'), decision: 'kept' }),
      makeArticle('dropped', { ...link('dropped'), decision: 'dropped' }),
      makeArticle('later', { ...link('later'), decision: 'later' }),
      makeArticle('was an outage', { byHand: true, decision: 'kept' }),
    ],
    outages: [
      makeOutage('outage', { decision: 'kept', folded: ['folded'] }),
      makeOutage('put off', { decision: 'later' }),
      makeOutage('was an article', { ...link('moved'), decision: 'kept', wasArticle: true }),
    ],
    runnersUp: [],
  });
  const { candidates } = desk.world;
  for (const id of ['kept', 'dropped', 'later', 'was an article', 'another'])
    await candidates.tell(makeCandidate(id), undefined);
  await desk.publish(due);
  const outages = ['outage', 'folded', 'put off', 'was an outage'];
  const printedOutages = await candidates.printed(outages.map(outageFingerprint));
  expect(outages.filter((id) => printedOutages.has(outageFingerprint(id)))).toEqual([
    'outage',
    'folded',
    'was an outage',
  ]);
  const links = ['kept', 'dropped', 'later', 'moved'];
  const found = await candidates.printed(links.map((id) => linkFingerprint(link(id).url)));
  expect(links.filter((id) => found.has(linkFingerprint(link(id).url)))).toEqual(['kept', 'moved']);
  expect((await candidates.best(9)).map(({ id }) => id).sort()).toEqual(['another', 'later']);
});

test('a fault of the table ends a run before the next reader is begun, and the next run serves those who are left', async () => {
  const recipients = Array.from({ length: 120 }, (_, index) => `reader${index}@example.com`);
  const desk = await openApproved();
  let claims = 0;
  const claimSend: PublishWorld['issues']['claimSend'] = async (...claim) => {
    if (++claims === 10) throw new Error('the table is gone');
    return desk.world.issues.claimSend(...claim);
  };
  const run = (issues: PublishWorld['issues'], minutes: number) =>
    publishDue({ ...desk.world, issues }, { ...settings, recipients }, minutesPast(minutes));
  await expect(run({ ...desk.world.issues, claimSend }, due)).rejects.toThrow('the table is gone');
  expect(desk.mailed.length, 'only what was begun beside it').toBeLessThan(60);
  await run(desk.world.issues, due + 1);
  expect([...desk.mailed].sort()).toEqual([...recipients].sort());
  expect((await desk.read()).state).toBe('published');
});
