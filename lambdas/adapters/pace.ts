import type { Pace } from '../domain/ports';

/** The machine's time, or a test's: both in milliseconds. */
export interface PaceClock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

const machineClock: PaceClock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** Begins and sends at most `perSecond` mails in any second, however many wait, and begins none once `milliseconds` have passed. */
export function createPace(limits: { perSecond: number; milliseconds: number }, clock = machineClock): Pace {
  const end = clock.now() + limits.milliseconds;
  const begin = oneByOne(limits.perSecond, clock, end);
  const leave = oneByOne(limits.perSecond, clock);
  return {
    turn: begin,
    async leave() {
      await leave();
    },
  };
}

/** A gate that lets the waiting through in the order in which they came, false once `end` has passed. */
function oneByOne(perSecond: number, clock: PaceClock, end = Number.POSITIVE_INFINITY): () => Promise<boolean> {
  // Whole milliseconds, rounded up: the last turn of a second must not fall into it by a rounding error.
  const between = Math.ceil(1000 / perSecond);
  let next = clock.now();
  let last = Promise.resolve(true);
  const pass = async () => {
    if (Math.max(next, clock.now()) >= end) return false;
    // A timer may fire a little early; asked again, it cannot.
    for (let wait = next - clock.now(); wait > 0; wait = next - clock.now()) await clock.sleep(Math.ceil(wait));
    // From when it really was, so that a late turn is not made up for by a hasty one.
    next = clock.now() + between;
    return true;
  };
  return () => {
    last = last.then(pass);
    return last;
  };
}
