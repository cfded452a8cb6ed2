import { createFetcher, type Fetcher, userAgent } from '../../../lambdas/adapters/http-fetch';

/** For whom a command asks, and which addresses on this machine it may ask. */
export interface Asking {
  allowed: readonly string[];
  /** mailto:… or https://…, told to every site. */
  contact?: string;
}

const politePause = 1000;

/** The guarded fetcher of one verb. It names itself, and leaves a second between two requests to a host, but not to one's own machine. */
export function createCommandFetcher(verb: string, { allowed, contact }: Asking): Fetcher {
  return createFetcher({
    userAgent: userAgent(`sources ${verb}`, contact),
    allowed,
    hostPauseMs: politePause,
    unpaced: allowed,
  });
}
