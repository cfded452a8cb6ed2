/** A web of feeds with habits, failures and moves, made from one seed: the same on every run and every machine. */

export interface Question {
  url: string;
  etag?: string;
}

export type Reply = { bytes: number } & (
  | {
      status: 200;
      body: string;
      published: number[];
      etag?: string;
      maxAgeSeconds?: number;
      ttlMinutes?: number;
      permanentUrl?: string;
    }
  | { status: 304; maxAgeSeconds?: number; permanentUrl?: string }
  | { status: 404 | 410 | 429 | 500; retryAfterSeconds?: number }
);

export interface SimulatedFeed {
  id: string;
  habit: keyof typeof habits;
  kind: 'blog' | 'status';
  url: string;
  /** Every item it ever publishes, oldest first, in milliseconds; those before `start` are history. */
  items: number[];
  ask(question: Question, at: number): Reply;
}

export const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
export const start = Date.UTC(2026, 2, 2);
export const days = 30;
export const end = start + days * day;
const history = start - 400 * day;

type Dice = () => number;

/** Mulberry32: a small, good enough generator whose whole state is its seed. */
export function createDice(seed: number): Dice {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const isWeekend = (at: number) => [0, 6].includes(new Date(at).getUTCDay());
const waitExponential = (dice: Dice, mean: number) => -mean * Math.log(1 - dice());

/** Items of a day, each at an hour around `middle` give or take `width` hours. */
function spreadOver(dice: Dice, date: number, count: number, middle: number, width: number): number[] {
  return Array.from({ length: count }, () => date + (middle + (dice() + dice() - 1) * width) * hour);
}

function eachDay(from: number, make: (date: number) => number[]): number[] {
  const items: number[] = [];
  for (let date = from; date < end; date += day) items.push(...make(date));
  return items;
}

function eachGap(dice: Dice, from: number, mean: number, make: (at: number) => number[]): number[] {
  const items: number[] = [];
  for (let at = from + waitExponential(dice, mean); at < end; at += waitExponential(dice, mean))
    items.push(...make(at));
  return items;
}

const howMany = (dice: Dice, mean: number) => {
  let count = 0;
  for (let left = waitExponential(dice, 1); left < mean; left += waitExponential(dice, 1)) count += 1;
  return count;
};

/** How sources publish: `share` of the feeds, and every item since the beginning. */
const habits = {
  'several a working day': {
    share: 45,
    kind: 'blog',
    make: (dice: Dice) => {
      const [middle, mean] = [6 + dice() * 16, 2 + dice() * 5];
      return eachDay(history, (date) =>
        spreadOver(dice, date, howMany(dice, isWeekend(date) ? mean / 10 : mean), middle, 5),
      );
    },
  },
  'round the clock': {
    share: 15,
    kind: 'blog',
    make: (dice: Dice) => eachGap(dice, start - 60 * day, (1 + dice() * 4) * hour, (at) => [at]),
  },
  'daily, around an hour': {
    share: 45,
    kind: 'blog',
    make: (dice: Dice) => {
      const middle = 6 + dice() * 16;
      return eachDay(history, (date) => spreadOver(dice, date, howMany(dice, isWeekend(date) ? 0.3 : 1.1), middle, 3));
    },
  },
  'daily, on the hour': {
    share: 20,
    kind: 'blog',
    make: (dice: Dice) => {
      const at = Math.floor(5 + dice() * 16) * hour;
      return eachDay(history, (date) => (dice() < 0.95 ? [date + at + dice() * minute] : []));
    },
  },
  'daily, at any hour': {
    share: 15,
    kind: 'blog',
    make: (dice: Dice) => eachGap(dice, history, day, (at) => [at]),
  },
  weekly: {
    share: 120,
    kind: 'blog',
    make: (dice: Dice) => {
      const [weekday, middle] = [1 + Math.floor(dice() * 5), 7 + dice() * 14];
      return eachDay(history, (date) => {
        const usual = new Date(date).getUTCDay() === weekday ? 0.7 : 0.05;
        return dice() < usual ? spreadOver(dice, date, 1, middle, 5) : [];
      });
    },
  },
  monthly: {
    share: 90,
    kind: 'blog',
    make: (dice: Dice) => eachGap(dice, history, (14 + dice() * 30) * day, (at) => [at]),
  },
  bursty: {
    share: 40,
    kind: 'blog',
    make: (dice: Dice) =>
      eachGap(dice, history, 9 * day, (at) => spreadOver(dice, at, 2 + Math.floor(dice() * 6), 0, 6)),
  },
  dead: {
    share: 60,
    kind: 'blog',
    make: (dice: Dice) =>
      eachGap(dice, history, 20 * day, (at) => [at]).filter((at) => at < start - (30 + dice() * 200) * day),
  },
  'status page': {
    share: 50,
    kind: 'status',
    make: (dice: Dice) =>
      eachGap(dice, history, 8 * day, (at) =>
        Array.from({ length: 2 + Math.floor(dice() * 4) }, (_, step) => at + step * (0.3 + dice()) * hour),
      ),
  },
} as const satisfies Record<string, { share: number; kind: 'blog' | 'status'; make: (dice: Dice) => number[] }>;

export const publishesDaily: ReadonlySet<string> = new Set<keyof typeof habits>([
  'several a working day',
  'round the clock',
  'daily, around an hour',
  'daily, on the hour',
  'daily, at any hour',
]);

/** What befalls a feed during the month, and how its server behaves. */
interface Fate {
  validators: boolean;
  /** Every answer has other bytes, as with a build date in the feed. */
  restless: boolean;
  bodyBytes: number;
  shown: number;
  maxAgeSeconds?: number;
  ttlMinutes?: number;
  outages: [from: number, to: number][];
  glitches: number;
  /** Answers 429 to whoever asks again within this time, milliseconds. */
  patience?: number;
  movedAt?: { at: number; url: string };
  goneAt?: number;
}

function rollFate(dice: Dice, index: number, kind: 'blog' | 'status'): Fate {
  const asked = dice();
  const outages = Array.from({ length: dice() < 0.15 ? 2 : 0 }, (): [number, number] => {
    const from = start + dice() * days * day;
    return [from, from + (0.5 + dice() * 18) * hour];
  });
  const sometime = start + (3 + dice() * 20) * day;
  const home = `https://feed-${index}.example`;
  return {
    validators: dice() < 0.8,
    restless: dice() < 0.08,
    bodyBytes: Math.round(40_000 * Math.exp((dice() + dice() + dice() - 1.5) * 1.6)),
    shown: dice() < 0.7 ? 20 : 10,
    ...(kind === 'blog' && asked < 0.35 && { maxAgeSeconds: asked < 0.25 ? 300 : asked < 0.33 ? 1800 : 3600 }),
    ...(kind === 'blog' && asked > 0.95 && { ttlMinutes: 60 }),
    outages,
    glitches: 0.004,
    ...(kind === 'blog' && dice() < 0.05 && { patience: 30 * minute }),
    ...(index % 25 === 7 && { movedAt: { at: sometime, url: `${home}/new/feed` } }),
    ...(index % 100 === 9 && { movedAt: { at: sometime, url: `https://elsewhere-${index}.test/feed` } }),
    ...(index % 100 === 11 && { goneAt: sometime }),
  };
}

const bytesOfHeaders = 350;

/** Five hundred feeds, each with a server of its own: ask a feed and it answers as it would at that instant. */
export function simulateWeb(seed: number): SimulatedFeed[] {
  const names = Object.keys(habits) as (keyof typeof habits)[];
  return names
    .flatMap((habit) => Array.from({ length: habits[habit].share }, () => habit))
    .map((habit, index) => openFeed(habit, index, createDice(seed + index)));
}

function openFeed(habit: keyof typeof habits, index: number, dice: Dice): SimulatedFeed {
  const { kind, make } = habits[habit];
  const published = make(dice);
  const fate = rollFate(dice, index, kind);
  const items = published.filter((at) => at < (fate.goneAt ?? end)).sort((a, b) => a - b);
  const { maxAgeSeconds, ttlMinutes, movedAt } = fate;
  let servedAt = Number.NEGATIVE_INFINITY;
  let answers = 0;
  const asked = {
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    ...(ttlMinutes !== undefined && { ttlMinutes }),
  };
  const ask = ({ url, etag }: Question, at: number): Reply => {
    const tooSoon = fate.patience !== undefined && at - servedAt < fate.patience;
    answers += 1;
    if (fate.goneAt !== undefined && at >= fate.goneAt) return { status: 410, bytes: bytesOfHeaders };
    if (tooSoon) return { status: 429, bytes: bytesOfHeaders, retryAfterSeconds: 3600 };
    servedAt = at;
    const down = fate.outages.some(([from, to]) => at >= from && at < to) || dice() < fate.glitches;
    if (down) return { status: 500, bytes: bytesOfHeaders };
    const redirected = movedAt !== undefined &&
      at >= movedAt.at &&
      url !== movedAt.url && { permanentUrl: movedAt.url };
    const upTo = countUpTo(items, at);
    const version = fate.restless ? `${upTo}.${answers}` : `${upTo}`;
    if (fate.validators && etag === version) return { status: 304, bytes: bytesOfHeaders, ...asked, ...redirected };
    const published = items.slice(Math.max(0, upTo - fate.shown), upTo);
    const given = fate.validators ? { etag: version } : {};
    const bytes = bytesOfHeaders + fate.bodyBytes;
    return { status: 200, bytes, body: version, published, ...given, ...asked, ...redirected };
  };
  return { id: `feed-${index}`, habit, kind, url: `https://feed-${index}.example/feed`, items, ask };
}

function countUpTo(items: readonly number[], at: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
