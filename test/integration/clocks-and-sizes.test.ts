import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { isoWeek } from '../../lambdas/domain/week';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { pollSource } from '../../lambdas/pipeline/poll';
import { readItems } from '../../lib/rehearsal/read-items';
import { draftSettings, keepMails, signingKeys } from '../support/draft-world';
import { createFakeFetcher } from '../support/fake-fetcher';
import { makeCandidate } from '../support/made';
import { addSources, makePollWorld } from '../support/poll-world';
import { openTestTable } from '../support/store';

const day = 86_400_000;
const sunday = '2026-06-07T12:00:00.000Z';
const daysAfter = (instant: string, days: number) => new Date(Date.parse(instant) + days * day).toISOString();
const settings = { ...draftSettings, firstIssue: 1 };

let opened: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  opened = await openTestTable();
});
afterAll(() => opened.stop());

function openDesk(table = opened.table) {
  const { mails, mailer } = keepMails();
  const world = {
    ...makePollWorld(
      table,
      createFakeFetcher(() => ''),
    ),
    issues: createIssueStore(table),
    mailer,
    signingKeys,
  };
  return { world, mails };
}

/** The instant at which a wall clock in a zone shows a Sunday's hour, or undefined when the clocks skip it. */
function instantOf(date: string, hour: number, timeZone: string): string | undefined {
  for (let quarter = -56; quarter <= 56; quarter++) {
    const instant = new Date(Date.parse(`${date}T00:00:00Z`) + hour * 3_600_000 + quarter * 900_000);
    const parts = Object.fromEntries(
      new Intl.DateTimeFormat('en-CA', {
        timeZone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })
        .formatToParts(instant)
        .map(({ type, value }) => [type, value]),
    );
    const shown = `${parts['year']}-${parts['month']}-${parts['day']}`;
    if (shown === date && Number(parts['hour']) === hour && parts['minute'] === '00') return instant.toISOString();
  }
  return undefined;
}

describe('the calendar', () => {
  test('gives every Sunday of ten years a week of its own, through DST both ways and through week 53', {
    timeout: 120_000,
  }, () => {
    const zones = [
      'Etc/UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Sydney',
      'Pacific/Kiritimati',
      'Asia/Kathmandu',
    ];
    let drafts = 0;
    let week53 = 0;
    for (const timeZone of zones) {
      const weeks = new Set<string>();
      const sundays = 522;
      for (let n = 0; n < sundays; n++) {
        const instant = instantOf(daysAfter(sunday, 7 * n).slice(0, 10), 12, timeZone);
        expect(instant).toBeDefined();
        const week = isoWeek(instant as string, timeZone);
        weeks.add(week);
        if (week.endsWith('W53')) week53++;
      }
      expect(weeks.size).toBe(sundays);
      drafts += sundays;
    }
    expect(week53).toBeGreaterThan(0);
    console.log(
      `calendar: ${drafts} drafts in ${zones.length} zones, ${week53} in a week 53, 0 weeks twice, 0 left out (one left out: alarm WeekLate)`,
    );
  });
});

describe('a clock that is wrong by a day', () => {
  test('makes no second draft of a week and loses none', { timeout: 60_000 }, async () => {
    const { world, mails } = openDesk();
    await world.candidates.tell(makeCandidate('c'), undefined);
    let runs = 0;
    for (let week = 0; week < 8; week++) {
      for (const wrong of [-1, 0, 1, 0]) {
        // The schedule fires once a week; a repeat of the event reaches a lambda whose clock is off.
        if (week === 0 && wrong < 0) continue;
        await draftIssue(world, settings, daysAfter(sunday, 7 * week + wrong));
        runs++;
      }
    }
    const weeks = mails.map(({ text }) => /^Draft, (.*)$/m.exec(text)?.[1]);
    expect(new Set(weeks).size).toBe(weeks.length);
    expect(weeks.length).toBe(9);
    console.log(
      `clocks: ${runs} draft runs, clocks up to a day off: ${weeks.length} weeks, ${mails.length} mails, 0 twice (a clock that is late: alarm WeekLate)`,
    );
  });

  test('polls nothing twice and misses no entry', async () => {
    const own = await openTestTable();
    let feed = spell(3);
    const world = makePollWorld(
      own.table,
      createFakeFetcher(() => feed),
    );
    await addSources(world, [{ id: 's', url: 'https://blog.example/feed' }], sunday);
    expect(await pollSource(world, 's', daysAfter(sunday, -1))).toBeUndefined();
    expect(await pollSource(world, 's', daysAfter(sunday, 1))).toMatchObject({ kind: 'fetched', entries: 3 });
    expect(await pollSource(world, 's', sunday)).toBeUndefined();
    feed = spell(5);
    expect(await pollSource(world, 's', daysAfter(sunday, 9))).toMatchObject({ kind: 'fetched', entries: 2 });
    expect(await world.candidates.best(50)).toHaveLength(5);
    await own.stop();
  });
});

const spell = (entries: number, text = 'What went wrong.', more = '') =>
  `<rss version="2.0"><channel><title>Blog</title><link>https://blog.example</link>${Array.from(
    { length: entries },
    (_, n) =>
      `<item><title>Story number ${n} of the queue ${more}</title><link>https://blog.example/${n}</link><guid>g${n}${more}</guid><author>${more}</author><pubDate>Fri, 05 Jun 2026 10:00:00 GMT</pubDate><description>${text}</description></item>`,
  ).join('')}</channel></rss>`;

describe('items near DynamoDB’s 400 KB', () => {
  test('are never made, whatever a feed holds: polls and drafts go through', { timeout: 120_000 }, async () => {
    const own = await openTestTable();
    const long = 'ÄÖ🙂 incident '.repeat(600);
    const feeds = [spell(500, 'text '.repeat(300)), spell(120, long, long), spell(30, long.repeat(10))];
    const world = {
      ...openDesk(own.table).world,
      ...makePollWorld(
        own.table,
        createFakeFetcher(({ url }) => feeds[Number(url.slice(-1))] as string),
      ),
    };
    const ids = feeds.map((_, n) => `s${n}`);
    await addSources(
      world,
      ids.map((id, n) => ({ id, url: `https://blog${n}.example/${n}` })),
      sunday,
    );
    for (const id of ids) expect(await pollSource(world, id, sunday), id).toMatchObject({ kind: 'fetched' });
    expect(await draftIssue(world, settings, sunday)).toMatchObject({ mail: 'sent' });
    const sizes = (await readItems(own.name, own.url)).map((item) => {
      const size = Buffer.byteLength(JSON.stringify(item));
      return [size, `${item['pk']} ${item['sk']}`] as const;
    });
    const largest = sizes.sort(([a], [b]) => b - a)[0];
    const worst = `${Math.round((largest?.[0] ?? 0) / 1000)} KB (${largest?.[1].split('#')[0]})`;
    expect(largest?.[0]).toBeLessThan(300_000);
    console.log(
      `sizes: ${sizes.length} items from the longest feeds, the largest ${worst}, 0 refused (one that is: alarm PollsGivenUp)`,
    );
    await own.stop();
  });
});
