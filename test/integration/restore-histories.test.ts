import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Table } from '../../lambdas/adapters/table';
import { DomainError } from '../../lambdas/domain/errors';
import {
  type Article,
  approve,
  type Issue,
  isOut,
  printedArticles,
  pullBack,
  reject,
} from '../../lambdas/domain/issue';
import { changeItem } from '../../lambdas/domain/issue/edits';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { publishDue } from '../../lambdas/pipeline/publish';
import { remindEditors } from '../../lambdas/pipeline/remind';
import { createTable } from '../../lib/local/store';
import { exportTable } from '../../lib/tools/backup/export-table';
import { restoreTable } from '../../lib/tools/backup/restore-table';
import { draftSettings, makeDraftWorld } from '../support/draft-world';
import { makeCandidate, makeIncident } from '../support/made';
import { openTestTable } from '../support/store';

const hour = 3_600_000;
const week = 7 * 24 * hour;
const start = Date.parse('2026-06-07T12:00:00.000Z');
const settings = {
  ...draftSettings,
  firstIssue: 76,
  recipients: ['reader@example.com'],
  unsubscribe: [],
  reminderHours: [6],
  fallbackHours: 12,
  due: { weekday: 1, hour: 12, timeZone: 'Etc/UTC' },
};

type Step =
  | { does: 'wait'; hours: number }
  | { does: 'decide'; on: number; decision: 'kept' | 'dropped' | 'later' }
  | { does: 'approve' | 'pull-back' | 'skip' | 'reject' | 'write' };
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ does: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 90 }) }), weight: 4 },
  {
    arbitrary: fc.record({
      does: fc.constant('decide' as const),
      on: fc.nat({ max: 9 }),
      decision: fc.constantFrom('kept' as const, 'dropped' as const, 'later' as const),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      does: fc.constantFrom(
        'approve' as const,
        'approve' as const,
        'pull-back' as const,
        'skip' as const,
        'reject' as const,
        'write' as const,
      ),
    }),
    weight: 5,
  },
);

let store: Awaited<ReturnType<typeof openTestTable>>;
let folder: string;
let made = 0;
beforeAll(async () => {
  store = await openTestTable();
  folder = await mkdtemp(join(tmpdir(), 'sre-digest-restores-'));
});
afterAll(async () => {
  await store.stop();
  await rm(folder, { recursive: true });
});

/** A table with one draft in it, and a copy of that in a file. */
async function openCopied() {
  const name = `copied-${made++}`;
  await createTable(store.url, name);
  const { world, mails } = makeDraftWorld(new Table(name, store.client));
  const at = (hours: number) => new Date(start + hours * hour).toISOString();
  const tell = (id: string) =>
    world.candidates.tell(
      makeCandidate(id, { title: `An incident at ${id}`, url: `https://${id}.example/` }),
      undefined,
    );
  await tell('one');
  const draft = (hours: number) => draftIssue(world, settings, at(hours));
  await draft(0);
  const file = join(folder, `${name}.jsonl`);
  await exportTable(store.client, name, file, at(1), () => {});
  const read = async () => (await world.issues.get(76)) as Issue;
  return {
    world,
    mails,
    at,
    tell,
    draft,
    read,
    async change(edit: (issue: Issue) => Issue) {
      const issue = await read();
      await world.issues.save(edit(issue), issue.revision);
    },
    restore: (publish = false) => restoreTable(store.client, file, name, () => {}, { replace: true, publish }),
  };
}

test('an issue that went out since the copy was made stays out, as its readers have it', async () => {
  const { world, at, change, read, restore, mails } = await openCopied();
  await change((issue) => approve(issue, 1, at(2), 0));
  await publishDue(world, settings, at(2));
  const out = await read();
  expect(out.state).toBe('published');
  expect((await restore()).out).toEqual([76]);
  expect(await read()).toEqual(out);
  expect(mails.filter(({ about }) => about?.kind === 'issue')).toHaveLength(1);
});

test('a draft is as the copy has it, once however often it is restored, and no page shown before approves it', async () => {
  const { at, change, read, restore } = await openCopied();
  const copied = await read();
  const write = (comment: string) =>
    change((issue) => changeItem(issue, issue.revision, 'one', { words: { comment } }, at(2)));
  await write('Lost.');
  const shown = await read();
  expect(await restore()).toMatchObject({ written: 1, out: [] });
  const back = await read();
  expect(back).toEqual({ ...copied, revision: 3 });
  expect((await restore()).written).toBe(0);
  expect(await read()).toEqual(back);
  expect(() => approve(back, shown.revision, at(3), 0)).toThrow(/revision 2/);
  await write('Another.');
  expect(() => approve(back, shown.revision, at(3), 0)).toThrow(/revision 2/);
});

test('a number that was drawn up again since the copy was made is drawn up a third time with a mail of its own', async () => {
  const { at, tell, draft, change, restore, mails } = await openCopied();
  await change((issue) => reject(issue, 1, at(2), '', true));
  await tell('two');
  await draft(7 * 24);
  await restore();
  await change((issue) => reject(issue, issue.revision, at(8 * 24), '', true));
  await draft(14 * 24);
  expect(mails.map(({ about }) => about?.kind)).toEqual(['draft', 'draft-1', 'draft-2']);
});

async function play(before: readonly Step[], between: readonly Step[] | 'a new stack', after: readonly Step[]) {
  const name = `history-${made++}`;
  await createTable(store.url, name);
  const old = makeDraftWorld(new Table(name, store.client));
  const { mails } = old;
  let { world } = old;
  let now = start;
  let news = 0;
  const iso = () => new Date(now).toISOString();
  const outs = new Map<number, Article[]>();
  const toReader = () => mails.filter(({ about }) => about?.kind === 'issue');

  const findNews = async () => {
    for (let n = 0; n < 3; n++) {
      const id = `story${news++}x`;
      await world.candidates.tell(
        makeCandidate(id, {
          title: `Incident review ${id}: resilience`,
          url: `https://${id}.example/`,
          sourceId: `s${news % 4}`,
          firstSeenAt: iso(),
          publishedAt: iso(),
        }),
        undefined,
      );
    }
    const key = `i${news++}`;
    const startedAt = new Date(now - 20 * hour).toISOString();
    await world.incidents.save(makeIncident(key, { service: key, sourceId: key, startedAt, endedAt: iso() }));
  };
  const newest = async () => world.issues.get((await world.issues.latest(1))[0]?.number ?? 0) as Promise<Issue>;
  const draft = async () => {
    const sent = mails.length;
    const { issue: number } = await draftIssue(world, settings, iso());
    const drawn = (await world.issues.get(number))?.createdAt === iso();
    expect(mails.length - sent, `draft mails of #${number} on ${iso()}`).toBe(drawn ? 1 : 0);
  };
  const check = async (what: string) => {
    for (const { number } of await world.issues.latest(40)) {
      const issue = (await world.issues.get(number)) as Issue;
      if (isOut(issue)) {
        const printed = printedArticles(issue);
        expect(outs.get(number) ?? printed, `#${number} after ${what}`).toEqual(printed);
        outs.set(number, printed);
        const mail = toReader().find(({ about }) => about?.issue === number);
        if (issue.state === 'published')
          for (const { title } of printedArticles(issue))
            expect(mail?.text.replace(/\s+/g, ' '), `${title} of #${number} in its mail, after ${what}`).toContain(
              title,
            );
      } else expect(outs.has(number), `#${number} was out, after ${what} it is ${issue.state}`).toBe(false);
    }
    const numbers = toReader().map(({ about }) => about?.issue);
    expect(new Set(numbers).size, `two mails of one issue after ${what}`).toBe(numbers.length);
    const all = toReader()
      .map(({ text }) => text)
      .join('\n');
    for (const id of new Set([...all.matchAll(/Incident review (story\d+x)/g)].map(([, id]) => id)))
      expect(
        toReader().filter(({ text }) => text.includes(`${id}:`)).length,
        `${id} is printed twice after ${what}`,
      ).toBe(1);
  };
  const advance = async (hours: number) => {
    const end = now + hours * hour;
    while (now < end) {
      const last = now;
      now = Math.min(end, now + 5 * hour);
      const passes = (every: number) => Math.floor((now - start) / every) > Math.floor((last - start) / every);
      if (passes(24 * hour)) await findNews();
      if (passes(week)) await draft();
      await publishDue(world, settings, iso());
      await remindEditors(world, settings, iso());
    }
  };
  const act = async (move: Step) => {
    if (move.does === 'wait') return advance(move.hours);
    now += 1000;
    const issue = await newest();
    const items = [...issue.articles, ...issue.outages];
    const { revision } = issue;
    try {
      if (move.does === 'decide') {
        const item = items[move.on % items.length];
        if (item)
          await world.issues.save(changeItem(issue, revision, item.id, { decision: move.decision }, iso()), revision);
      } else if (move.does === 'write') {
        const item = items[0];
        if (item)
          await world.issues.save(
            changeItem(issue, revision, item.id, { words: { comment: `Words ${made}` } }, iso()),
            revision,
          );
      } else if (move.does === 'approve') await world.issues.save(approve(issue, revision, iso(), 120), revision);
      else if (move.does === 'pull-back') await world.issues.save(pullBack(issue, revision, iso()), revision);
      else await world.issues.save(reject(issue, revision, iso(), '', move.does === 'skip'), revision);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  };
  const actAll = async (moves: readonly Step[], when: string) => {
    for (const move of moves) {
      await act(move);
      await check(`${when}: ${JSON.stringify(move)}`);
    }
  };

  await findNews();
  await draft();
  await actAll(before, 'before');
  const file = join(folder, `${name}.jsonl`);
  await exportTable(store.client, name, file, iso(), () => {});
  if (between === 'a new stack') {
    const fresh = `${name}-new`;
    await createTable(store.url, fresh);
    world = { ...makeDraftWorld(new Table(fresh, store.client)).world, mailer: world.mailer };
    await restoreTable(store.client, file, fresh, () => {}, { replace: false, publish: true });
  } else {
    await actAll(between, 'since');
    await restoreTable(store.client, file, name, () => {}, { replace: true, publish: true });
  }
  await check('the restore');
  await actAll(after, 'after');
  // From here on an editor who approves every week.
  for (let n = 0; n < 3; n++) {
    await advance(30);
    await act({ does: 'approve' });
    await advance(7 * 24 - 30);
    await check('a good week');
  }
  const published = (await world.issues.latest(40)).filter(({ state }) => state === 'published');
  expect(published.length).toBeGreaterThan(1);
  return published.length;
}

const runs = Number(process.env['RESTORE_HISTORIES'] ?? 3);

test('a restore, in place on whatever day and of whatever age, or into a new stack, mails nothing twice and lets every later draft and issue arrive', {
  timeout: 30_000 + runs * 15_000,
}, async () => {
  const steps = (most: number) => fc.array(step, { minLength: 1, maxLength: most, size: 'max' });
  const since = fc.oneof({ arbitrary: steps(25), weight: 3 }, fc.constant('a new stack' as const));
  await fc.assert(
    fc.asyncProperty(steps(25), since, steps(8), async (before, between, after) => {
      await play(before, between, after);
    }),
    { numRuns: runs, endOnFailure: true },
  );
});
