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

/** Turns at most `perSecond` times in any second, and never again once `milliseconds` have passed. */
export function createPace(limits: { perSecond: number; milliseconds: number }, clock = machineClock): Pace {
  // Whole milliseconds, rounded up: the last turn of a second must not fall into it by a rounding error.
  const between = Math.ceil(1000 / limits.perSecond);
  const end = clock.now() + limits.milliseconds;
  let next = clock.now();
  return {
    async turn() {
      if (Math.max(next, clock.now()) >= end) return false;
      // A timer may fire a little early; asked again, it cannot.
      for (let wait = next - clock.now(); wait > 0; wait = next - clock.now()) await clock.sleep(Math.ceil(wait));
      // From when it really was, so that a late turn is not made up for by a hasty one.
      next = clock.now() + between;
      return true;
    },
  };
}
