/** Lets tasks through: so many at a time in all, so many a host, otherwise in the order of asking. */
export interface FetchGate {
  run<T>(host: string, task: () => Promise<T>): Promise<T>;
}

interface Waiting {
  host: string;
  start(): void;
}

/** Makes a gate. A host whose tasks are slow holds up its own queue, never another's. */
export function createFetchGate(maxTotal: number, maxPerHost: number): FetchGate {
  const waiting: Waiting[] = [];
  const running = new Map<string, number>();
  let total = 0;

  const isFree = (host: string) => total < maxTotal && (running.get(host) ?? 0) < maxPerHost;
  const enter = (host: string) => {
    total += 1;
    running.set(host, (running.get(host) ?? 0) + 1);
  };
  const leave = (host: string) => {
    total -= 1;
    const left = (running.get(host) ?? 1) - 1;
    if (left === 0) running.delete(host);
    else running.set(host, left);
    const index = waiting.findIndex((next) => isFree(next.host));
    const [next] = index === -1 ? [] : waiting.splice(index, 1);
    if (next !== undefined) {
      enter(next.host);
      next.start();
    }
  };

  return {
    async run(host, task) {
      if (isFree(host)) enter(host);
      else await new Promise<void>((start) => waiting.push({ host, start }));
      try {
        return await task();
      } finally {
        leave(host);
      }
    },
  };
}
