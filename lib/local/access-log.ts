import { gzipSync } from 'node:zlib';
import { type AccessLine, answersFilter, deskDoors, refusedStatus } from '../../lambdas/contract/access-log';
import type { LogEvent } from '../../lambdas/contract/messages';

/** Milliseconds for which lines are gathered, as CloudWatch gathers them for seconds. */
const gathering = 100;

/** The log of the gateway's answers: what its filter lets through is handed to `tell` in batches, one run at a time. */
export function openAccessLog(tell: (event: LogEvent) => Promise<unknown>, now: () => string) {
  let waiting: { timestamp: number; message: string }[] = [];
  let runs = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const hand = () => {
    timer = undefined;
    const event = eventOf(waiting);
    waiting = [];
    runs = runs
      .then(async () => void (await tell(event)))
      .catch((error: Error) => void process.stderr.write(`tell failed: ${error.stack}\n`));
  };
  return {
    take(line: AccessLine): void {
      if (!isFinding(line)) return;
      waiting.push({ timestamp: Date.parse(now()), message: JSON.stringify(line) });
      timer ??= setTimeout(hand, gathering);
    },
    /** Waits for the runs that have begun; lines still gathered are lost with the host. */
    async stop(): Promise<void> {
      clearTimeout(timer);
      await runs;
    },
  };
}

/** What the stack's subscription filter lets through; a test compares the two. */
export const isFinding = ({ status, route }: Pick<AccessLine, 'status' | 'route'>): boolean =>
  status.startsWith('5') || (status === refusedStatus && deskDoors.some((door) => route.startsWith(door)));

function eventOf(logEvents: object[]): LogEvent {
  const text = JSON.stringify({ messageType: 'DATA_MESSAGE', subscriptionFilters: [answersFilter], logEvents });
  return { awslogs: { data: gzipSync(text).toString('base64') } };
}
