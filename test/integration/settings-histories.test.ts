import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReceiptStore } from '../../lambdas/adapters/receipts';
import { createTallyStore } from '../../lambdas/adapters/tallies';
import { DomainError } from '../../lambdas/domain/errors';
import { approve, type Issue, reject } from '../../lambdas/domain/issue';
import { changeItem } from '../../lambdas/domain/issue/edits';
import { lastWeekly } from '../../lambdas/domain/week';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { publishDue } from '../../lambdas/pipeline/publish';
import { remindEditors } from '../../lambdas/pipeline/remind';
import { watchWeek } from '../../lambdas/pipeline/watch';
import { draftSettings, makeDraftWorld } from '../support/draft-world';
import { makeCandidate, makeIncident } from '../support/made';
import { MemoryTable } from '../support/memory-table';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.parse('2026-06-07T12:00:00.000Z');
const zones = ['Etc/UTC', 'Pacific/Auckland', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kathmandu'];

/** What somebody deploys, or does to the newest draft. */
const step = fc.oneof(
  { arbitrary: fc.record({ does: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 90 }) }), weight: 6 },
  {
    arbitrary: fc.record({
      does: fc.constant('schedule' as const),
      draft: fc.record({ weekday: fc.nat({ max: 6 }), hour: fc.nat({ max: 23 }) }),
      due: fc.record({ weekday: fc.nat({ max: 6 }), hour: fc.nat({ max: 23 }) }),
      timeZone: fc.constantFrom(...zones),
    }),
    weight: 2,
  },
  fc.record({
    does: fc.constant('settings' as const),
    to: fc.record(
      {
        newsletter: fc.constantFrom('Steady State', 'Pager Weekly'),
        firstIssue: fc.integer({ min: 70, max: 90 }),
        editor: fc.constantFrom('ann@example.com', 'ben@example.com'),
        secondEditor: fc.constantFrom('ann@example.com', 'cat@example.com'),
        reminderHours: fc.constantFrom([16, 3], [40], []),
      },
      { requiredKeys: [] },
    ),
  }),
  {
    arbitrary: fc.record({ does: fc.constantFrom('approve', 'approve', 'skip', 'reject', 'keep', 'write') }),
    weight: 5,
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function play(steps: readonly Step[]) {
  const table = new MemoryTable();
  const { world, mails } = makeDraftWorld(table);
  const watched = { ...world, receipts: createReceiptStore(table), tallies: createTallyStore(table) };
  let settings = {
    ...draftSettings,
    firstIssue: 76,
    recipients: ['reader@example.com'],
    unsubscribe: [],
    reminderHours: [16, 3],
    fallbackHours: 0,
    secondEditor: undefined as string | undefined,
    due: { weekday: 1, hour: 12, timeZone: 'Etc/UTC' },
  };
  let draftDue = { weekday: 0, hour: 12, timeZone: 'Etc/UTC' };
  let now = start;
  let made = 0;
  let drawnAt = 0;
  let movedAt = 0;
  const outages = new Map<string, number>();
  const offered = new Set<string>();
  const iso = () => new Date(now).toISOString();
  const newest = async () => {
    const [card] = await world.issues.latest(1);
    return card && ((await world.issues.get(card.number)) as Issue);
  };

  const findNews = async () => {
    for (let n = 0; n < 3; n++) {
      const id = `story${made++}x`;
      const about = { sourceId: `s${made % 4}`, firstSeenAt: iso(), publishedAt: iso() };
      const title = `Incident review ${id}: resilience`;
      await world.candidates.tell(makeCandidate(id, { title, url: `https://${id}.example/`, ...about }), undefined);
    }
    const key = `i${made++}`;
    const startedAt = new Date(now - 20 * hour).toISOString();
    await world.incidents.save(makeIncident(key, { service: key, sourceId: key, startedAt, endedAt: iso() }));
    outages.set(key, now);
  };

  const draft = async () => {
    const before = await newest();
    const sent = mails.length;
    const { issue: number } = await draftIssue(world, settings, iso());
    const issue = (await world.issues.get(number)) as Issue;
    if (issue.createdAt !== iso()) return;
    expect(mails.length - sent, `mails of the draft of #${number}`).toBe(1);
    expect(mails.at(-1)?.to).toBe(settings.editor);
    expect(mails.at(-1)?.subject).toContain(`${settings.newsletter} Issue #${number}`);
    if (before) expect([before.number, before.number + 1, settings.firstIssue]).toContain(number);
    expect(number).toBeGreaterThanOrEqual(settings.firstIssue);
    expect(Date.parse(issue.dueAt as string)).toBeGreaterThan(now);
    if (drawnAt > movedAt) expect(now - drawnAt, 'the schedule is as it was').toBeGreaterThan(6.8 * day);
    drawnAt = now;
    for (const article of before?.number === number && before.state === 'draft' ? before.articles : [])
      if (article.decision === 'kept') expect(issue.articles.map(({ id }) => id)).toContain(article.id);
    for (const { id } of issue.outages) offered.add(id);
    // Ten at most, and a month at most.
    if (issue.leftOut.incidents > 0) for (const key of outages.keys()) offered.add(key);
  };

  const advance = async (hours: number) => {
    const end = now + hours * hour;
    while (now < end) {
      const last = now;
      now += hour;
      if (Math.floor((now - start) / day) > Math.floor((last - start) / day)) await findNews();
      const due = Date.parse(lastWeekly(draftDue, iso()) ?? '');
      if (due > last && due <= now) await draft();
      await publishDue(world, settings, iso());
      await remindEditors(world, settings, iso());
    }
  };

  const change = async (edit: (issue: Issue) => Issue) => {
    const issue = (await newest()) as Issue;
    try {
      await world.issues.save(edit(issue), issue.revision);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  };
  const approveIt = () => change((issue) => approve(issue, issue.revision, iso(), 30));

  await findNews();
  await draft();
  for (const move of steps) {
    if (move.does === 'wait') await advance(move.hours);
    else now += 1000;
    if (move.does === 'schedule') {
      const { timeZone } = move;
      draftDue = { ...move.draft, timeZone };
      settings = { ...settings, timeZone, due: { ...move.due, timeZone } };
      movedAt = now;
    } else if (move.does === 'settings')
      settings = { ...settings, ...(JSON.parse(JSON.stringify(move.to)) as Partial<typeof settings>) };
    else if (move.does === 'approve') await approveIt();
    else if (move.does === 'skip' || move.does === 'reject')
      await change((issue) => reject(issue, issue.revision, iso(), '', move.does === 'skip'));
    else if (move.does === 'keep' || move.does === 'write')
      await change((issue) => {
        const [first] = issue.articles;
        const what = move.does === 'keep' ? { decision: 'kept' as const } : { words: { comment: `At ${now}.` } };
        return first ? changeItem(issue, issue.revision, first.id, what, iso()) : issue;
      });
  }
  // From here on the settings stay, and an editor approves every week.
  for (let n = 0; n < 3; n++) {
    await advance(7 * 24);
    await approveIt();
    expect(await watchWeek(watched, { editor: settings.editor, draftDue }, iso())).toMatchObject({ draftsMissing: 0 });
  }
  const each = mails.map(({ to, about }) => `${about?.kind} of #${about?.issue} to ${to}`);
  expect(each.filter((mail, index) => each.indexOf(mail) !== index)).toEqual([]);
  const printed = mails
    .filter(({ about }) => about?.kind === 'issue')
    .flatMap(({ text }) => text.match(/story\d+x:/g) ?? []);
  expect(printed.filter((story, index) => printed.indexOf(story) !== index)).toEqual([]);
  const recent = [...outages].filter(([, at]) => at < now - 14 * day && at > now - 26 * day).map(([key]) => key);
  expect(
    recent.filter((key) => !offered.has(key)),
    'no draft had it',
  ).toEqual([]);
}

const runs = Number(process.env['SETTINGS_HISTORIES'] ?? 3);

test('whatever is set anew while drafts are out, every draft is mailed once, to who is the editor then, no mail and no story comes twice, and no outage is passed over', {
  timeout: 30_000 + runs * 10_000,
}, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }), play), {
    numRuns: runs,
    endOnFailure: true,
  });
});
