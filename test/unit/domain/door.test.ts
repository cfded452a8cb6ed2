import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DoorBook,
  type DoorFinding,
  emptyDoorBook,
  enterRefusals,
  type Refusal,
} from '../../../lambdas/domain/door';

const midnight = Date.parse('2026-06-07T00:00:00.000Z');
const at = (minutes: number) => new Date(midnight + minutes * 60_000).toISOString();
const tries = (from: string, minutes: readonly number[]): Refusal[] =>
  minutes.map((minute) => ({ from, at: at(minute) }));
const times = (count: number, begin: number, step = 0.01) =>
  Array.from({ length: count }, (_, index) => begin + index * step);

/** Plays refusals one by one, as they come; what was found, and when. */
function play(refusals: readonly Refusal[]) {
  let book: DoorBook = emptyDoorBook;
  let writes = 0;
  /** Units of DynamoDB, when every refusal comes in a run of its own. */
  const units = { read: 0, written: 0 };
  let size = 0;
  let largest = 0;
  const found: (DoorFinding & { at: string })[] = [];
  for (const refusal of refusals) {
    const entered = enterRefusals(book, [refusal]);
    units.read += Math.ceil((size + 100) / 4096);
    if (entered.book !== book) {
      writes++;
      size = JSON.stringify(entered.book).length;
      units.written += Math.ceil((size + 100) / 1024);
    }
    book = entered.book;
    largest = Math.max(largest, size);
    found.push(...entered.findings.map((finding) => ({ ...finding, at: refusal.at })));
  }
  return { book, found, writes, largest, units };
}
const inOrder = (...all: Refusal[][]) => all.flat().sort((a, b) => a.at.localeCompare(b.at));

describe('an address', () => {
  test('is told of at its twentieth bad token within an hour, and not at its nineteenth, nor for twenty in more', () => {
    expect(play(tries('203.0.113.9', times(19, 0))).found).toEqual([]);
    expect(play(tries('203.0.113.9', times(20, 0))).found).toEqual([
      { kind: 'address', from: '203.0.113.9', at: at(0.19) },
    ]);
    // Nineteen before the clock strikes and one after: the hour slides.
    expect(play(tries('203.0.113.9', [...times(19, 55), 61])).found).toHaveLength(1);
    // One every four minutes, all day long.
    expect(play(tries('203.0.113.9', times(360, 0, 4))).found).toEqual([]);
  });

  test('is told of once while it goes on, all day, and again when it had left for two hours', () => {
    const { found, writes } = play(tries('203.0.113.9', times(86_400, 0, 1 / 60)));
    expect(found).toHaveLength(1);
    // What costs: twenty entries an hour, whatever comes.
    expect(writes).toBeLessThanOrEqual(24 * 20);
    const again = play(tries('203.0.113.9', [...times(20, 0), ...times(20, 130)]));
    expect(again.found.map((one) => one.at)).toEqual([at(0.19), at(130.19)]);
  });

  test('of IPv6 is its /64, however it is spelled; one of IPv4 in it is that of IPv4', () => {
    const spelled = ['2001:db8:0:7::1', '2001:DB8:0:0007:a:b:c:d', '2001:0db8::7:0:0:0:9'];
    const many = Array.from({ length: 20 }, (_, index) => ({
      from: spelled[index % 3] as string,
      at: at(index / 60),
    }));
    expect(play(many).found).toMatchObject([{ from: '2001:db8:0:7::/64' }]);
    expect(play(tries('::ffff:203.0.113.9', times(20, 0))).found).toMatchObject([{ from: '203.0.113.9' }]);
    expect(play(tries('::1', times(20, 0))).found).toMatchObject([{ from: '0:0:0:0::/64' }]);
  });

  test('is told of beside others that stay below, and each of several that do not', () => {
    const found = play(
      inOrder(
        tries('203.0.113.1', times(30, 0)),
        tries('203.0.113.2', times(19, 0)),
        tries('203.0.113.3', times(25, 1)),
      ),
    ).found;
    expect(found.map((one) => one.kind === 'address' && one.from)).toEqual(['203.0.113.1', '203.0.113.3']);
  });
});

describe('many addresses', () => {
  const swarm = (hours: number, perSecond: number, addresses: number) =>
    Array.from({ length: hours * 3600 * perSecond }, (_, index) => ({
      from: `10.${(index % addresses) >> 8}.${(index % addresses) & 255}.1`,
      at: at(index / 60 / perSecond),
    }));

  test('are told of together and once: ten thousand of them, ten requests a second, for six hours', () => {
    const { found, writes, largest, units } = play(swarm(6, 10, 10_000));
    expect(found).toEqual([{ kind: 'many', at: at(299 / 600) }]);
    // A month of it at the API's limit, in dollars of us-east-1, each line in a run of its own, which is more than CloudWatch makes.
    const sixths = (730 / 6) * 1e-6;
    const dollars = {
      table: (units.written * 0.625 + units.read * 0.125) * sixths,
      runs: 216_000 * (0.2 + 0.25 * 0.02 * 13.3334) * sixths,
      logs: 216_000 * 950 * 1e-9 * 0.5 * (730 / 6),
    };
    console.info(
      `a flood for a month: ${writes * 122} writes, $${dollars.table.toFixed(2)} the table, $${dollars.runs.toFixed(2)} the runs, $${dollars.logs.toFixed(2)} their logs; the largest book ${largest} characters`,
    );
    expect(dollars.table + dollars.runs + dollars.logs).toBeLessThan(25);
    // 300 an hour, between rests.
    expect(writes).toBeLessThanOrEqual(6 * 300);
    expect(largest).toBeLessThan(20_000);
  });

  test('are told of as many from the sixth single one of a day on', () => {
    const one = (index: number) => tries(`203.0.113.${index}`, times(20, index * 61));
    const found = play(inOrder(...Array.from({ length: 12 }, (_, index) => one(index)))).found;
    expect(found.map(({ kind }) => kind)).toEqual([...Array.from({ length: 5 }, () => 'address'), 'many']);
  });

  test('are no longer made of those of the day before: a sixth one a day later is told of singly', () => {
    const one = (index: number, begin: number) => tries(`203.0.113.${index}`, times(20, begin));
    const days = [...[1, 2, 3, 4, 5].map((index) => one(index, index * 61)), one(6, 1440 + 6 * 61)];
    expect(play(inOrder(...days)).found.map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'address'));
  });

  test('are not made of one that goes on: another who begins hours later is told of singly', () => {
    const goesOn = tries('203.0.113.1', times(6000, 0, 0.1));
    const { found } = play(inOrder(goesOn, tries('203.0.113.9', times(20, 595))));
    expect(found.map((one) => one.kind === 'address' && one.from)).toEqual(['203.0.113.1', '203.0.113.9']);
  });

  test('that have gone away hide nobody: two hours later one is told of singly again', () => {
    const { found } = play([...swarm(0.1, 10, 1000), ...tries('203.0.113.9', times(20, 127))]);
    expect(found.map(({ kind }) => kind)).toEqual(['many', 'address']);
  });
});

describe('whatever is done', () => {
  const refusal = fc.record({ from: fc.nat(3).map((host) => `203.0.113.${host}`), at: fc.nat(120).map(at) });

  test('a day brings at most five mails of one and twelve of many, and the book stays small', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            minute: fc.nat(1439),
            from: fc.nat(40),
            count: fc.oneof(fc.constant(20), fc.integer({ min: 1, max: 320 })),
            swarm: fc.boolean(),
          }),
          { maxLength: 60, size: 'max' },
        ),
        (bursts) => {
          const all = bursts.flatMap(({ minute, from, count, swarm }) =>
            Array.from({ length: count }, (_, index) => ({
              from: `203.0.${swarm ? index % 256 : 113}.${from}`,
              at: at(minute + index / 400),
            })),
          );
          const { found, largest } = play(inOrder(all));
          expect(found.filter(({ kind }) => kind === 'address').length).toBeLessThanOrEqual(5);
          expect(found.filter(({ kind }) => kind === 'many').length).toBeLessThanOrEqual(12);
          expect(largest).toBeLessThan(20_000);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('the order within a batch says nothing, and a batch says what its lines say one by one', () => {
    fc.assert(
      fc.property(fc.array(refusal, { maxLength: 200, size: 'max' }), (refusals) => {
        const ordered = inOrder(refusals);
        const batch = enterRefusals(emptyDoorBook, refusals.toReversed());
        expect(batch.findings.length).toBe(play(ordered).found.length);
      }),
    );
  });

  test('what changes nothing gives the same book back, so that it is not written', () => {
    const { book } = play(tries('203.0.113.9', times(20, 0)));
    expect(enterRefusals(book, tries('203.0.113.9', times(500, 1))).book).toBe(book);
    expect(enterRefusals(book, []).book).toBe(book);
  });
});
