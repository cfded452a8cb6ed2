import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReceiptStore } from '../../lambdas/adapters/receipts';
import { signGrant } from '../../lambdas/domain/approval';
import { DomainError } from '../../lambdas/domain/errors';
import {
  type Article,
  goesOut,
  type Issue,
  isOut,
  type Outage,
  printedArticles,
  printedOutages,
} from '../../lambdas/domain/issue';
import { textsFingerprint } from '../../lambdas/domain/story/fingerprint';
import { type DeskAction, decide } from '../../lambdas/pipeline/decide';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { publishDue } from '../../lambdas/pipeline/publish';
import { remindEditors } from '../../lambdas/pipeline/remind';
import { draftSettings, keys, makeDraftWorld } from '../support/draft-world';
import { makeCandidate, makeIncident } from '../support/made';
import { MemoryTable } from '../support/memory-table';

const hour = 3_600_000;
const week = 7 * 24 * hour;
const start = Date.parse('2026-06-07T12:00:00.000Z');
const settings = {
  ...draftSettings,
  firstIssue: 76,
  styleNonce: 'n',
  coolingOffMinutes: 120,
  recipients: ['reader@example.com'],
  unsubscribe: [],
  reminderHours: [6],
  fallbackHours: 12,
  secondEditor: 'second@example.com',
  due: { weekday: 1, hour: 12, timeZone: 'Etc/UTC' },
};

/** What somebody does in one of two browsers, on the page that was shown there last. */
type Step =
  | { does: 'wait'; hours: number }
  | { does: 'open'; who: number; older: boolean }
  | { does: 'decide'; who: number; on: number; decision: string; writes: boolean }
  | { does: 'write'; who: number; on: number }
  | { does: 'section' | 'never' | 'move'; who: number; on: number }
  /** While the next draft is being drawn up. */
  | { does: 'meanwhile'; who: number; on: number; act: 'kept' | 'approve' | 'skip' | 'pull-back' | 'write' }
  | { does: 'add' | 'opening' | 'undo' | 'outages' | 'pull-back' | 'skip' | 'reject' | 'approve'; who: number };
const who = fc.constantFrom(0, 0, 0, 1);
const on = fc.nat({ max: 11 });
const acts = <T extends string>(...names: T[]) => fc.constantFrom(...names);
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ does: acts('wait'), hours: fc.integer({ min: 1, max: 80 }) }), weight: 5 },
  { arbitrary: fc.record({ does: acts('open'), who, older: fc.boolean() }), weight: 4 },
  {
    arbitrary: fc.record({
      does: acts('decide'),
      who,
      on,
      decision: acts('kept', 'dropped', 'later', 'undecided'),
      writes: fc.boolean(),
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ does: acts('write'), who, on }), weight: 5 },
  fc.record({ does: acts('section', 'never', 'move'), who, on }),
  fc.record({ does: acts('meanwhile'), who, on, act: acts('kept', 'approve', 'skip', 'pull-back', 'write') }),
  { arbitrary: fc.record({ does: acts('add', 'opening', 'undo', 'outages'), who }), weight: 3 },
  { arbitrary: fc.record({ does: acts('pull-back', 'skip', 'reject', 'approve', 'approve'), who }), weight: 3 },
);

interface Page {
  issue: Issue;
  session: string;
}

async function play(steps: readonly Step[]) {
  const table = new MemoryTable();
  const { world, mails } = makeDraftWorld(table);
  const desk = { ...world, receipts: createReceiptStore(table) };
  let now = start;
  const iso = () => new Date(now).toISOString();
  const pages: (Page | undefined)[] = [undefined, undefined];
  let made = 0;
  let sessions = 0;
  /** Every text that was stored, where; taken out when somebody who saw it takes it away. */
  const words = new Map<string, { issue: number; item: string }>();
  const outs = new Map<number, string>();
  const told: string[] = [];

  const all = async () => {
    const [newest] = await world.issues.latest(1);
    const found: Issue[] = [];
    for (let number = 76; number <= (newest?.number ?? 0); number++) {
      const issue = await world.issues.get(number);
      expect(issue, `#${number} is missing`).toBeDefined();
      found.push(issue as Issue);
    }
    return found;
  };
  const textOf = ({ articles, outages, runnersUp, intro, sponsor }: Issue) =>
    JSON.stringify({ articles, outages, runnersUp, intro, sponsor });
  const itemsOf = ({ articles, outages }: Issue) => [...articles, ...outages];

  const news = async () => {
    for (let n = 0; n < 5; n++) {
      const id = `c${made++}`;
      await world.candidates.tell(
        makeCandidate(id, {
          title: `Incident review ${id}: reliability and resilience at ${id}x${id}`,
          url: `https://${id}.example/`,
          sourceId: `s${made % 4}`,
          firstSeenAt: iso(),
          publishedAt: iso(),
        }),
        undefined,
      );
    }
    for (let n = 0; n < 2; n++) {
      const key = `i${made++}`;
      const startedAt = new Date(now - 20 * hour).toISOString();
      await world.incidents.save(makeIncident(key, { service: key, sourceId: key, startedAt, endedAt: iso() }));
    }
  };

  let meanwhile: (() => Promise<void>) | undefined;
  const { best } = world.candidates;
  world.candidates.best = async (count) => {
    const act = meanwhile;
    meanwhile = undefined;
    await act?.();
    return best(count);
  };

  const draft = async () => {
    let before = await all();
    const act = meanwhile;
    if (act)
      meanwhile = async () => {
        await act();
        before = await all();
      };
    const sent = mails.filter(({ about }) => about?.kind.startsWith('draft')).length;
    const { issue: number } = await draftIssue(world, settings, iso());
    await Promise.all([draftIssue(world, settings, iso()), draftIssue(world, settings, iso())]);
    expect(mails.filter(({ about }) => about?.kind.startsWith('draft')).length, 'one draft mail a week').toBe(sent + 1);
    const after = await all();
    const drawn = after.find((issue) => issue.number === number) as Issue;
    const newest = before.at(-1);
    // What a person expects of the draft before it; what was pressed while it was being drawn up may wait for the one after.
    const ids = new Set([...itemsOf(drawn), ...drawn.runnersUp].map(({ id }) => id));
    for (const item of newest && !act && !goesOut(newest) ? itemsOf(newest) : []) {
      if (item.decision === 'dropped')
        expect(ids.has(item.id), `${item.id} was dropped in #${newest?.number}`).toBe(false);
      const isWanted =
        item.decision === 'later' || (item.decision === 'kept' && (newest?.skipped || newest?.state === 'draft'));
      const isPrintedElsewhere = after.some((issue) => isOut(issue) && itemsOf(issue).some(({ id }) => id === item.id));
      if (isWanted && !isPrintedElsewhere)
        expect([...ids], `${item.id} was ${item.decision} in #${newest?.number}`).toContain(item.id);
    }
    for (const id of ids)
      for (const issue of after)
        if (issue !== drawn && (issue.state === 'publishing' || issue.state === 'published'))
          expect(
            [...printedArticles(issue), ...printedOutages(issue)].some((item) => item.id === id),
            `${id} of #${number} was printed in #${issue.number}`,
          ).toBe(false);
    // Words of a draft whose number was drawn up again.
    const replaced = before.find((issue) => issue.number === number);
    if (replaced)
      for (const [token, { issue }] of words) {
        if (issue !== number || !textOf(replaced).includes(token)) continue;
        const holder = itemsOf(replaced).find((item) => JSON.stringify(item).includes(token));
        if (replaced.state === 'rejected' && !replaced.skipped && holder?.decision !== 'later') words.delete(token);
        else if (holder?.decision === 'dropped') words.delete(token);
        else if (after.some((each) => isOut(each) && holder && itemsOf(each).some(({ id }) => id === holder.id)))
          words.delete(token);
      }
  };

  const check = async (what: string) => {
    const issues = await all();
    for (const issue of issues) {
      if (isOut(issue)) {
        const printed = JSON.stringify([printedArticles(issue), printedOutages(issue), issue.intro, issue.newsletter]);
        expect(outs.get(issue.number) ?? printed, `#${issue.number} after ${what}`).toBe(printed);
        outs.set(issue.number, printed);
      } else expect(outs.has(issue.number), `#${issue.number} was out`).toBe(false);
    }
    const stored = issues.map(textOf).join('\n');
    for (const token of words.keys()) expect(stored.includes(token), `${token} is lost after ${what}`).toBe(true);
  };

  const advance = async (hours: number) => {
    const end = now + hours * hour;
    while (now < end) {
      const before = now;
      now += hour;
      const passes = (every: number) => Math.floor((now - start) / every) > Math.floor((before - start) / every);
      if (passes(24 * hour)) await news();
      if (passes(week)) {
        await draft();
        await check('the draft');
      }
      await publishDue(world, settings, iso());
      await remindEditors(world, settings, iso());
    }
    await check('the wait');
  };

  const open = async (who: number, number: number) => {
    const issue = (await world.issues.get(number)) as Issue;
    pages[who] = { issue, session: `s${++sessions}` };
  };

  const press = async (who: number, action: DeskAction, fields: Record<string, string>, token?: string) => {
    const typed = `word${made - 1}x`;
    const page = pages[who] as Page;
    const { number, revision } = page.issue;
    const expiresAt = new Date(now + 12 * hour).toISOString();
    const grant = { issue: number, session: page.session, expiresAt };
    const act = signGrant({ purpose: 'act', ...grant }, keys);
    const form = token ?? signGrant({ purpose: 'form', ...grant, revision }, keys);
    const written = Object.values(fields).join('\n').includes(typed) ? [typed] : [];
    const before = (await world.issues.get(number)) as Issue;
    const seen = textOf(page.issue);
    try {
      const done = await decide(desk, settings, { issue: number, action, act, form: { ...fields, form } }, iso());
      const after = (await world.issues.get(number)) as Issue;
      if (done.kind === 'refused') {
        // Whatever was written comes back.
        for (const word of written)
          if (!textOf(after).includes(word)) expect(done.page, `${word} is not told`).toContain(word);
        told.push('refused');
        return done.page;
      }
      const [gone, came] = [textOf(before), textOf(after)];
      for (const word of written)
        if (came.includes(word)) words.set(word, { issue: number, item: fields['item'] ?? '' });
        else expect.fail(`${word} was not stored by ${action} and nobody was told`);
      for (const word of words.keys())
        if (gone.includes(word) && !came.includes(word)) {
          // Taken away: only by somebody who had it before their eyes.
          expect(seen.includes(word) || token !== undefined, `${word} was written over unseen by ${action}`).toBe(true);
          words.delete(word);
        }
      told.push(action);
      pages[who] = { ...page, issue: after };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(written, `${action} with words: ${error.message}`).toEqual([]);
      told.push('error');
      pages[who] = { ...page, issue: (await world.issues.get(number)) as Issue };
    }
    return undefined;
  };

  /** The form of an item as the page has it, with what is typed. */
  const textsOf = (item: Article | Outage): Record<string, string> =>
    'service' in item
      ? {
          comment: item.comment ?? '',
          service: item.service,
          title: item.title,
          quote: item.quote ?? '',
          notes: (item.notes ?? []).join('\n'),
        }
      : {
          comment: item.comment ?? '',
          title: item.title,
          author: item.author ?? '',
          company: item.company ?? '',
          disclosure: item.disclosure ?? '',
        };

  const again = async (who: number, action: DeskAction, fields: Record<string, string>) => {
    const page = await press(who, action, fields);
    if (page === undefined) return;
    // One of two reads the difference and presses through; what they see is the draft as it is now.
    const token = /name="form" value="([^"]+)"/.exec(page)?.[1];
    const shown = pages[who] as Page;
    pages[who] = { ...shown, issue: (await world.issues.get(shown.issue.number)) as Issue };
    if (token === undefined || made % 2 === 0) return;
    const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
      ([, name, value]) => [name, value],
    );
    const typed = [...page.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>\n([^<]*)<\/textarea>/g)].map(
      ([, name, value]) => [name, value],
    );
    const { form: _, ...rest } = Object.fromEntries([...hidden, ...typed]) as Record<string, string>;
    await press(who, action, rest, token);
  };

  await news();
  await draft();
  for (const move of steps) {
    if (move.does === 'wait') {
      await advance(move.hours);
      continue;
    }
    if (move.does === 'meanwhile') {
      meanwhile = () =>
        playStep({
          ...move,
          ...(move.act === 'kept' ? { does: 'decide', decision: 'kept', writes: true } : { does: move.act }),
        } as Parameters<typeof playStep>[0]);
      continue;
    }
    await playStep(move);
    await check(JSON.stringify(move));
  }
  await advance(15 * 24);
  return { told, issues: await all(), words };

  async function playStep(move: Exclude<Step, { does: 'wait' | 'meanwhile' }>) {
    const [newest, older] = await world.issues.latest(2);
    const isOver =
      pages[move.who] && isOut((pages[move.who] as Page).issue) && newest?.number !== pages[move.who]?.issue.number;
    if (move.does === 'open' || !pages[move.who] || isOver)
      await open(move.who, (move.does === 'open' && move.older && older ? older : (newest as Issue)).number);
    if (move.does === 'open') return;
    const page = pages[move.who] as Page;
    const shown = [...page.issue.articles, ...page.issue.outages, ...page.issue.runnersUp];
    const item = 'on' in move ? shown[move.on % Math.max(1, shown.length)] : undefined;
    if ('on' in move && !item) return;
    now += 1000;
    const word = `word${made++}x`;
    if (item && 'on' in move) {
      const texts = textsOf(item);
      const fields = { item: item.id, ...texts, shown: textsFingerprint(texts) };
      if (move.does === 'decide')
        await again(move.who, 'item', { ...fields, ...(move.writes && { comment: word }), decision: move.decision });
      if (move.does === 'write')
        await again(move.who, 'item', { ...fields, title: `${word} title`, comment: `${word} comment`, act: 'save' });
      if (move.does === 'section' || move.does === 'never')
        await again(move.who, 'item', { ...fields, act: move.does });
      if (move.does === 'move') await again(move.who, 'item', { ...fields, to: '1' });
    } else if (move.does === 'add')
      await again(move.who, 'add', { url: `https://own.example/${word}`, title: `Own ${word}`, comment: word });
    else if (move.does === 'opening') await again(move.who, 'opening', { intro: word, label: '', text: '', url: '' });
    else if (move.does === 'undo' || move.does === 'outages') await again(move.who, move.does, {});
    else if (move.does === 'approve') await press(move.who, 'approve', { read: 'yes', word: 'publish' });
    else if (move.does === 'pull-back') await press(move.who, 'pull-back', {});
    else if (move.does === 'skip' || move.does === 'reject')
      await press(move.who, 'reject', { because: '', ...(move.does === 'skip' && { skipped: 'yes' }) });
  }
}

const runs = Number(process.env['DESK_HISTORIES'] ?? 10);

test('whatever two browsers do through the weeks, no words are lost or written over unseen, nothing dropped comes back, and what is out stays as it is', {
  timeout: 30_000 + runs * 1000,
}, async () => {
  const counts: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), async (steps) => {
      const { told, issues } = await play(steps);
      for (const what of told) counts[what] = (counts[what] ?? 0) + 1;
      for (const { state } of issues) counts[state] = (counts[state] ?? 0) + 1;
    }),
    { numRuns: runs, endOnFailure: true },
  );
  console.log(`${runs} histories of two browsers: ${JSON.stringify(counts)}`);
});
