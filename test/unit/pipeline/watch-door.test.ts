import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type DoorBook, emptyDoorBook } from '../../../lambdas/domain/door';
import type { ToldFinding } from '../../../lambdas/domain/finding';
import { watchDoor } from '../../../lambdas/pipeline/watch-door';
import { readRefusals, sayWhoTries } from '../../../lambdas/runtime/log-event';
import { minutesPast, noon } from '../../support/moments';

/** Lines of the API's accesses as CloudWatch Logs hands them over, a second apart, ending now. */
function eventOf(minutes: number, lines: unknown[], filter = 'answers') {
  const last = Date.parse(minutesPast(minutes));
  const logEvents = lines.map((line, index) => ({
    timestamp: last - (lines.length - index) * 1000,
    message: typeof line === 'string' ? line : JSON.stringify(line),
  }));
  const data = gzipSync(JSON.stringify({ messageType: 'DATA_MESSAGE', subscriptionFilters: [filter], logEvents }));
  return { awslogs: { data: data.toString('base64') } };
}

const refused = (from: string, route = 'GET /open/{issue}') => ({ from, route, status: '404' });
const times = <T>(count: number, line: T) => Array.from({ length: count }, () => line);

/** An operator with an inbox, and a book that others may write meanwhile. */
function openWorld() {
  const kept = new Map<string, ToldFinding>();
  const mails: { subject: string; text: string }[] = [];
  const calls = { reads: 0, saves: 0 };
  let held: { book: DoorBook; revision: number } = { book: emptyDoorBook, revision: 0 };
  const world = {
    reachable: true,
    conflicts: 0,
    told: {
      read: async (key: string) => kept.get(key),
      keep: async (finding: ToldFinding) => void kept.set(finding.key, finding),
    },
    door: {
      async read() {
        calls.reads++;
        return held;
      },
      async save(book: DoorBook, revision: number) {
        calls.saves++;
        if (world.conflicts-- > 0 || revision !== held.revision) return false;
        held = { book, revision: revision + 1 };
        return true;
      },
    },
    operator: {
      async tell(mail: { subject: string; text: string }) {
        if (!world.reachable) throw new Error('SNS is not there');
        mails.push(mail);
      },
    },
  };
  const hear = (minutes: number, lines: unknown[], filter?: string) => {
    const now = minutesPast(minutes);
    return watchDoor(world, readRefusals(eventOf(minutes, lines, filter), now), sayWhoTries, 'docs/runbook.md', now);
  };
  return { world, mails, calls, hear };
}

describe('the operator', () => {
  test('is told which address keeps trying the desk, once, and where to read what to do', async () => {
    const { mails, hear } = openWorld();
    expect(await hear(0, times(19, refused('203.0.113.9')))).toBe(0);
    expect(await hear(1, times(1, refused('203.0.113.9', 'POST /desk/{issue}/approve')))).toBe(1);
    for (let minutes = 2; minutes < 600; minutes++) await hear(minutes, times(30, refused('203.0.113.9')));
    expect(mails.map(({ subject }) => subject)).toEqual([
      'sre-digest: 203.0.113.9 tried the desk 20 times within an hour without a good link',
    ]);
    expect(mails[0]?.text).toContain('docs/runbook.md#somebody-tries-the-desks-door');
  });

  test('is told of ten thousand addresses in one mail', async () => {
    const { mails, hear, calls } = openWorld();
    for (let minutes = 0; minutes < 120; minutes++)
      await hear(
        minutes,
        Array.from({ length: 600 }, (_, index) => refused(`10.${minutes}.${index >> 8}.${index & 255}`)),
      );
    expect(mails.map(({ subject }) => subject)).toEqual([
      'sre-digest: many addresses try the desk without a good link, and are told of together',
    ]);
    // 72,000 lines in 120 runs: few entries an hour.
    expect(calls.saves).toBeLessThan(15);
  });

  test('hears at the next try what could not be mailed, and nothing is entered before', async () => {
    const { world, mails, hear, calls } = openWorld();
    world.reachable = false;
    await expect(hear(0, times(20, refused('203.0.113.9')))).rejects.toThrow('SNS');
    expect(calls.saves).toBe(0);
    world.reachable = true;
    expect(await hear(0, times(20, refused('203.0.113.9')))).toBe(1);
    expect(mails).toHaveLength(1);
  });

  test('is told once when somebody else wrote the book meanwhile, and the run fails when that never ends', async () => {
    const { world, mails, hear } = openWorld();
    world.conflicts = 2;
    expect(await hear(0, times(20, refused('203.0.113.9')))).toBe(1);
    expect(mails).toHaveLength(1);
    world.conflicts = 99;
    await expect(hear(1, times(20, refused('203.0.113.10')))).rejects.toThrow('changed 5 times');
  });

  test('hears nothing of the archive, of pages that are none, of other logs, and of lines that name no address', async () => {
    const { mails, hear, calls } = openWorld();
    await hear(0, times(50, refused('203.0.113.9', 'GET /issues/{issue}')));
    await hear(0, times(50, refused('203.0.113.9', '-')));
    await hear(0, times(50, { ...refused('203.0.113.9'), status: '303' }));
    await hear(0, times(50, refused('evil\r\nBcc: eve@evil.example')));
    await hear(0, times(50, 'no JSON'));
    await hear(0, times(50, refused('203.0.113.9')), 'desk');
    expect([mails.length, calls.reads]).toEqual([0, 0]);
  });

  test('is not told that lines which come late, all at once, came within an hour', async () => {
    const { mails, hear } = openWorld();
    const spread = Array.from({ length: 40 }, (_, index) => ({
      from: '203.0.113.9',
      at: minutesPast(index * 4),
    }));
    const { world } = openWorld();
    expect(await watchDoor(world, spread, sayWhoTries, '', minutesPast(160))).toBe(0);
    // And one that lies about the future is one of now.
    const event = eventOf(600, times(20, refused('203.0.113.9')));
    expect(readRefusals(event, noon).every(({ at }) => at <= noon)).toBe(true);
    await hear(0, []);
    expect(mails).toEqual([]);
  });
});
