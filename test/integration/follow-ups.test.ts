import { describe, expect, test } from 'vitest';
import type { Issue } from '../../lambdas/domain/issue';
import { addArticle } from '../../lambdas/domain/issue/edits';
import { isoWeek } from '../../lambdas/domain/week';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { findFollowUps } from '../../lambdas/pipeline/find-follow-ups';
import { publishDue } from '../../lambdas/pipeline/publish';
import { readEarlier } from '../../lambdas/pipeline/read-earlier';
import { draftSettings, makeDraftWorld } from '../support/draft-world';
import { useFaultyStore } from '../support/faulty-table';
import { makeArticle, makeCandidate, makeIncident, makeIssue, makeOutage } from '../support/made';

const now = '2026-06-07T12:00:00.000Z';
const daysBefore = (days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString();
const settings = { ...draftSettings, timeZone: 'America/New_York' };

const store = useFaultyStore();

async function openNewsroom() {
  const { table, calls } = await store.open();
  const { world, mails } = makeDraftWorld(table);
  /** What DynamoDB was asked while this ran, by command. */
  const callsOf = async (work: () => Promise<unknown>) => {
    const before = calls.length;
    await work();
    return calls.slice(before).sort();
  };
  return { world, mails, callsOf };
}

type World = Awaited<ReturnType<typeof openNewsroom>>['world'];

const harbourly = makeIncident('harbourly-1', {
  service: 'Harbourly',
  title: 'API unreachable',
  url: 'https://status.harbourly.example/incidents/h4rb0urly1',
  startedAt: '2026-05-13T10:00:00.000Z',
  endedAt: '2026-05-13T14:00:00.000Z',
});
const printed = makeOutage('harbourly-1', {
  service: 'Harbourly',
  title: 'API unreachable',
  url: harbourly.url,
  startedAt: '2026-05-13T10:00:00.000Z',
  endedAt: '2026-05-13T14:00:00.000Z',
});
const explained = makeCandidate('explained', {
  title: 'Post-mortem: the 13 May API outage',
  url: 'https://harbourly.example/blog/13-may',
  sourceTitle: 'Harbourly Blog',
  publishedAt: daysBefore(2),
  score: 0.01,
});

/** An issue that went out, so that its articles and outages are marked as the real run marks them. */
async function publish(world: World, number: number, days: number, about: Partial<Issue> = {}): Promise<void> {
  const at = daysBefore(days);
  const approved = {
    state: 'approved' as const,
    week: isoWeek(at),
    createdAt: at,
    publishAt: at,
    approvedRevision: 1,
    revision: 2,
  };
  await world.issues.create(
    makeIssue(number, {
      articles: [makeArticle(`a${number}`)],
      outages: [printed],
      runnersUp: [],
      ...approved,
      ...about,
    }),
  );
  await publishDue(world, { ...settings, recipients: [], unsubscribe: [] }, at);
}

const seek = async (world: World, number: number, at: string) => {
  const { printed } = await readEarlier(world.issues, number, at);
  return (await findFollowUps(world, printed, await world.candidates.best(300))).articles;
};

async function draftNext(world: World): Promise<Issue> {
  const { issue } = await draftIssue(world, settings, now);
  return (await world.issues.get(issue)) as Issue;
}

describe('the write-up of a printed outage', () => {
  test('says so when it is the employer’s own, and so does a link added to that draft later', async () => {
    const { world } = await openNewsroom();
    await world.incidents.save(harbourly);
    await publish(world, 40, 20);
    await world.candidates.tell(explained, 'explained');
    const disclosed = { employer: ['www.harbourly.example'], sponsor: [] };
    await draftIssue(world, { ...settings, disclosed }, now);
    const issue = (await world.issues.get(41)) as Issue;
    const line = 'Full disclosure: www.harbourly.example is my employer.';
    expect(issue.articles.map(({ disclosure }) => disclosure)).toEqual([line]);
    const another = makeArticle('another', { url: 'https://docs.harbourly.example/on-call' });
    expect(addArticle(issue, issue.revision, another, now).articles.at(-1)?.disclosure).toBe(line);
  });

  test('comes back as an article that says of which issue, in the draft and in the mail, however low it ranks', async () => {
    const { world, mails } = await openNewsroom();
    await world.incidents.save(harbourly);
    await publish(world, 40, 20);
    const plants = 'acacia birch cedar dahlia elm fern gorse hazel iris juniper kelp larch maple nettle oak'.split(' ');
    for (const plant of plants) {
      const title = `An incident at ${plant}: resilience, reliability and SRE on call`;
      await world.candidates.tell(makeCandidate(plant, { title, url: `https://${plant}.example/` }), `t-${plant}`);
    }
    await world.candidates.tell(explained, 'explained');
    const { articles, number } = await draftNext(world);
    expect(number).toBe(41);
    expect(articles).toHaveLength(11);
    const [reason, ...rest] = articles.at(-1)?.reasons ?? [];
    expect(articles.at(-1)).toMatchObject({ id: 'explained', followsUp: { issue: 40, service: 'Harbourly' } });
    expect(reason).toMatch(/^follow-up to the outage in #40: /);
    expect(rest).toEqual(explained.reasons);
    for (const part of [mails[0]?.html, mails[0]?.text.replace(/\s+/g, ' ')])
      expect(part).toContain('follow-up to the outage in #40');
  });

  test('is proposed when the status page itself added it, once the outage was printed', async () => {
    const { world } = await openNewsroom();
    const url = `${harbourly.url}/postmortem`;
    await world.incidents.save({ ...harbourly, postmortem: { url, at: daysBefore(3) } });
    await publish(world, 40, 20);
    const [article] = (await draftNext(world)).articles;
    expect(article).toMatchObject({
      title: 'Post-mortem: API unreachable',
      url,
      source: 'Harbourly',
      publishedAt: daysBefore(3),
      followsUp: { issue: 40, service: 'Harbourly' },
      reasons: ['follow-up to the outage in #40: Harbourly added its post-mortem'],
    });
  });

  test('is not proposed when it was there before the issue was drawn up, or later than 120 days', async () => {
    const { world } = await openNewsroom();
    await world.incidents.save({ ...harbourly, postmortem: { url: harbourly.url, at: daysBefore(21) } });
    await publish(world, 40, 20);
    expect(await seek(world, 41, now)).toEqual([]);
    await world.candidates.tell(explained, 'explained');
    const later = new Date(Date.parse(now) + 110 * 86_400_000).toISOString();
    expect(await seek(world, 41, now)).toHaveLength(1);
    expect(await seek(world, 41, later)).toEqual([]);
  });

  test('is proposed once: not again when it was printed or dropped, again when it was put off for later', async () => {
    for (const decision of ['kept', 'dropped', 'later'] as const) {
      const { world } = await openNewsroom();
      const url = 'https://harbourly.example/pm';
      await world.incidents.save({ ...harbourly, postmortem: { url, at: daysBefore(10) } });
      await publish(world, 40, 20);
      const [proposed] = await seek(world, 41, daysBefore(8));
      expect(proposed?.url).toBe(url);
      await publish(world, 41, 7, { articles: [{ ...proposed!, decision }, makeArticle('a41')], outages: [] });
      expect(await seek(world, 42, now), decision).toHaveLength(decision === 'later' ? 1 : 0);
    }
  });

  test('is not sought for an outage that was dropped, or whose draft was rejected', async () => {
    const { world } = await openNewsroom();
    await world.incidents.save(harbourly);
    await world.candidates.tell(explained, 'explained');
    await world.issues.create(makeIssue(39, { state: 'rejected', createdAt: daysBefore(21), outages: [printed] }));
    await publish(world, 40, 20, { outages: [{ ...printed, decision: 'dropped' }] });
    expect(await seek(world, 41, now)).toEqual([]);
  });

  test('costs the same reads after ten years of issues as after half a year, and the same answer twice', async () => {
    const { world, callsOf } = await openNewsroom();
    await world.incidents.save(harbourly);
    await world.candidates.tell(explained, 'explained');
    const published = (number: number) =>
      world.issues.create(
        makeIssue(number, { state: 'published', publishedAt: daysBefore((560 - number) * 7), outages: [printed] }),
      );
    for (let number = 530; number < 560; number++) await published(number);
    const ask = () => seek(world, 560, now);
    const young = await callsOf(ask);
    for (let number = 1; number < 530; number++) await published(number);
    const old = await callsOf(ask);
    expect(old).toEqual(young);
    expect(await ask()).toEqual(await ask());
    expect(old.filter((call) => call === 'GetItemCommand')).toHaveLength(17);
    console.log(`follow-ups: ${old.length} reads with 30 and with 559 issues`);
  });
});
