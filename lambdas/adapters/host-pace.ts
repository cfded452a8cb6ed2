import { setTimeout as sleep } from 'node:timers/promises';

/** Keeps the requests to one host apart. */
export interface HostPace {
  /** Resolves once the host has been left alone for long enough; rejects when `signal` is aborted. */
  wait(host: string, signal?: AbortSignal): Promise<void>;
  /** A request to the host is over. */
  end(host: string): void;
}

/** Hosts that are remembered before those that have been left alone for long enough are forgotten. */
const mostHosts = 1000;

/** Makes a pace of so many milliseconds between the end of one request to a host and the start of the next. */
export function createHostPace(milliseconds: number, now = () => performance.now()): HostPace {
  const freeAt = new Map<string, number>();
  const forgetOld = () => {
    for (const [host, time] of freeAt) if (time <= now()) freeAt.delete(host);
  };
  return {
    async wait(host, signal) {
      // A timer may fire a little early; asked again, it cannot.
      for (let left = leftFor(host); left > 0; left = leftFor(host))
        await sleep(Math.ceil(left), undefined, { signal });
    },
    end(host) {
      if (milliseconds === 0) return;
      if (freeAt.size >= mostHosts) forgetOld();
      freeAt.set(host, now() + milliseconds);
    },
  };
  function leftFor(host: string): number {
    return (freeAt.get(host) ?? 0) - now();
  }
}
