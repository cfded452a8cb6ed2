import type { PollOutcome } from '../domain/source';
import { type PollWorld, pollSource } from './poll';

export interface BatchMessage {
  id: string;
  /** Messages of one host; polled one after the other, in order. */
  group: string;
  /** Undefined when the message could not be read. */
  sourceId: string | undefined;
}

export interface BatchResult {
  /** To be delivered again, until the dead-letter queue takes them. */
  failed: { id: string; error: Error }[];
  /** Not begun, because time was running out; to be delivered again as well. */
  postponed: string[];
  outcomes: { sourceId: string; outcome: PollOutcome['kind'] | 'not due'; reason?: string }[];
}

/** Of the time there is at first, how much may pass before no new source is begun. */
const busyShare = 0.8;

/**
 * Polls a batch: hosts side by side, the sources of one host in turn with a pause after each request. No source is begun once four
 * fifths of the time are gone that `timeLeft` (milliseconds) says there is, so that what was begun is also saved.
 */
export async function pollBatch(
  world: PollWorld & { hostPauseMilliseconds: number },
  messages: readonly BatchMessage[],
  now: () => string,
  timeLeft: () => number = () => Number.POSITIVE_INFINITY,
): Promise<BatchResult> {
  const result: BatchResult = { failed: [], postponed: [], outcomes: [] };
  const reserve = timeLeft() * (1 - busyShare);
  const isLate = () => timeLeft() < reserve;
  const groups = groupByHost(messages);
  await Promise.all([...groups.values()].map((group) => pollHost(world, group, { now, isLate }, result)));
  return result;
}

async function pollHost(
  world: PollWorld & { hostPauseMilliseconds: number },
  group: readonly BatchMessage[],
  { now, isLate }: { now: () => string; isLate: () => boolean },
  result: BatchResult,
): Promise<void> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, world.hostPauseMilliseconds));
  for (const { id, sourceId } of group) {
    if (isLate()) {
      result.postponed.push(id);
      continue;
    }
    try {
      if (sourceId === undefined) throw new Error('The message names no source.');
      const outcome = await pollSource(world, sourceId, now());
      result.outcomes.push({
        sourceId,
        outcome: outcome?.kind ?? 'not due',
        ...(outcome && 'reason' in outcome && { reason: outcome.reason }),
      });
      // The group stays locked until the batch ends, so that a pause after the last request holds for the next batch too.
      if (outcome) await pause();
    } catch (error) {
      // The others of its host are other feeds: they are polled, or one bad feed would send them all to the dead-letter queue.
      result.failed.push({ id, error: error as Error });
      await pause();
    }
  }
}

function groupByHost(messages: readonly BatchMessage[]): Map<string, BatchMessage[]> {
  const groups = new Map<string, BatchMessage[]>();
  for (const message of messages) groups.set(message.group, [...(groups.get(message.group) ?? []), message]);
  return groups;
}
