import type { FetchAnswer, FetchRequest } from '../../lambdas/domain/fetch/fetch-answer';
import type { Fetcher } from '../../lambdas/domain/ports';

export interface FakeFetcher extends Fetcher {
  /** Addresses in the order in which they were asked for. */
  asked: string[];
  /** The most requests to one host that were ever under way at once. */
  mostAtOnce(): number;
  /** The shortest time, in milliseconds, between the end of a request to a host and the start of its next. */
  shortestPause(): number;
}

/** A web of answers instead of sockets: a string is the body of a feed. It takes a moment, as the web does. */
export function createFakeFetcher(
  answer: (request: FetchRequest) => string | Uint8Array | FetchAnswer,
  momentMilliseconds = 0,
): FakeFetcher {
  const asked: string[] = [];
  const underWay = new Map<string, number>();
  const endedAt = new Map<string, number>();
  let most = 0;
  let shortest = Number.POSITIVE_INFINITY;
  return {
    asked,
    mostAtOnce: () => most,
    shortestPause: () => shortest,
    async fetch(request) {
      const { host } = new URL(request.url);
      asked.push(request.url);
      underWay.set(host, (underWay.get(host) ?? 0) + 1);
      most = Math.max(most, underWay.get(host) as number);
      shortest = Math.min(shortest, performance.now() - (endedAt.get(host) ?? Number.NEGATIVE_INFINITY));
      await new Promise((resolve) => setTimeout(resolve, momentMilliseconds));
      underWay.set(host, (underWay.get(host) as number) - 1);
      endedAt.set(host, performance.now());
      const given = answer(request);
      if (typeof given !== 'string' && !(given instanceof Uint8Array)) return given;
      const body = Buffer.from(given);
      return {
        kind: 'fetched',
        status: 200,
        body,
        wireBytes: body.length,
        finalUrl: request.url,
        etag: `"${body.length}"`,
      };
    },
  };
}
