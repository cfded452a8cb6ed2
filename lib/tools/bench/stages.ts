import type { FetchAnswer } from '../../../lambdas/domain/fetch/fetch-answer';
import { newSource, type Source } from '../../../lambdas/domain/source';
import { dispatchDue } from '../../../lambdas/pipeline/dispatch';
import { pollSource } from '../../../lambdas/pipeline/poll';
import { publishDue } from '../../../lambdas/pipeline/publish';
import { remindEditors } from '../../../lambdas/pipeline/remind';
import { watchWeek } from '../../../lambdas/pipeline/watch';
import type { Metered } from './meter';

export const now = '2026-06-07T12:00:00.000Z';
const sideBySide = 32;
export const settings = {
  newsletter: 'Bench',
  editor: 'editor@example.com',
  deskUrl: 'https://desk.example',
  timeZone: 'Etc/UTC',
  firstIssue: 1,
  coolingOffMinutes: 0,
};
const reminding = { editor: 'editor@example.com', reminderHours: [8], secondEditor: '', fallbackHours: 24 };
const watching = { editor: 'editor@example.com', draftDue: { weekday: 0, hour: 12, timeZone: 'Etc/UTC' } };
const pace = { turn: async () => true, leave: async () => {} };

/** Adds sources as they are in the middle of a plan, with an address of usual length. */
async function plan({ sources }: Metered['world'], count: number): Promise<void> {
  const from = new Date(Date.parse(now) - 60_000).toISOString();
  const running = { plan: { from, steps: Array.from({ length: 15 }, () => 'f').join(' ') }, nextPollAt: from };
  const add = (n: number) => {
    const about = {
      url: `https://engineering-${n}.example.com/feed.xml`,
      kind: 'status',
      title: 'A status page',
    } as const;
    return sources.add({ ...newSource(`source-${n}-of-1000`.slice(0, 16), about, now), ...running });
  };
  for (let n = 0; n < count; n += sideBySide)
    await Promise.all(Array.from({ length: Math.min(sideBySide, count - n) }, (_, index) => add(n + index)));
}

/** Capacity of each stage, counted by the emulator in DynamoDB's units. */
export interface StageUnits {
  stage: string;
  reads: number;
  writes: number;
}

const spellItem = (n: number) =>
  `<item><title>How we run service ${n} and what went wrong</title><link>https://blog.example/${n}</link><guid>g${n}</guid><pubDate>Fri, 05 Jun 2026 10:00:00 GMT</pubDate><description>${'What we changed after the incident. '.repeat(12)}</description></item>`;
const spellFeed = (from: number, to: number) =>
  `<rss version="2.0"><channel><title>Blog</title><link>https://blog.example</link>${Array.from({ length: to - from }, (_, index) => spellItem(to - 1 - index)).join('')}</channel></rss>`;
const fetched = (feed: string): FetchAnswer => ({
  kind: 'fetched',
  status: 200,
  body: Buffer.from(feed),
  wireBytes: feed.length,
  finalUrl: 'https://blog.example/feed',
  etag: '"e"',
});

/** What dispatch, polls, a draft and the desk consume of DynamoDB. */
export async function countUnits({ world, measure }: Metered): Promise<StageUnits[]> {
  const stages: StageUnits[] = [];
  const note = async (stage: string, work: () => Promise<unknown>) => {
    const { reads, writes } = await measure(work);
    stages.push({ stage, reads, writes });
  };
  const queue = { send: async () => {} };
  await world.sources.add(newSource('s', { url: 'https://blog.example/feed', kind: 'blog', title: 'Blog' }, now));
  const poll = (answer: FetchAnswer) => async () => {
    const due = (await world.sources.get('s'))?.nextPollAt as string;
    return () => pollSource({ ...world, fetcher: { fetch: async () => answer } }, 's', due);
  };
  const same: FetchAnswer = { kind: 'unchanged', finalUrl: 'https://blog.example/feed' };
  const answers: [string, FetchAnswer][] = [
    ['poll, first, 15 entries', fetched(spellFeed(0, 15))],
    ['poll, unchanged, by its plan', same],
    ['poll, one new entry of 15', fetched(spellFeed(1, 16))],
  ];
  for (const [stage, answer] of answers) await note(stage, await poll(answer)());
  const { plan: _plan, ...unplanned } = (await world.sources.get('s')) as Source;
  await world.sources.save(unplanned, unplanned.nextPollAt);
  await note('poll, unchanged, plan made anew', await poll(same)());
  await note('dispatch, nothing due', () => dispatchDue({ ...world, queue }, '2020-01-01T00:00:00Z'));
  await note('remind, nothing to do', () => remindEditors(world, { ...settings, ...reminding }, now));
  await note('publish, nothing to do', () =>
    publishDue({ ...world, pace }, { ...settings, recipients: [], unsubscribe: [] }, now),
  );
  await watchWeek(world, watching, now);
  await note('watch, a good week', () => watchWeek(world, watching, now));
  await plan(world, 1_000);
  await note('dispatch, 1,000 sources on their plans', () => dispatchDue({ ...world, queue }, now, now));
  return stages;
}
