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
  const between = 1000 / limits.perSecond;
  const end = clock.now() + limits.milliseconds;
  let next = clock.now();
  return {
    async turn() {
      const mine = Math.max(next, clock.now());
      if (mine >= end) return false;
      next = mine + between;
      // A timer may fire a little early; asked again, it cannot.
      for (let wait = mine - clock.now(); wait > 0; wait = mine - clock.now()) await clock.sleep(Math.ceil(wait));
      return true;
    },
  };
}
