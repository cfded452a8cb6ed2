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
  outcomes: { sourceId: string; outcome: PollOutcome['kind'] | 'not due'; reason?: string }[];
}

/** Polls a batch: hosts side by side, the sources of one host in turn with a pause after each request. */
export async function pollBatch(
  world: PollWorld & { hostPauseMilliseconds: number },
  messages: readonly BatchMessage[],
  now: () => string,
): Promise<BatchResult> {
  const result: BatchResult = { failed: [], outcomes: [] };
  const groups = groupByHost(messages);
  await Promise.all([...groups.values()].map((group) => pollHost(world, group, now, result)));
  return result;
}

async function pollHost(
  world: PollWorld & { hostPauseMilliseconds: number },
  group: readonly BatchMessage[],
  now: () => string,
  result: BatchResult,
): Promise<void> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, world.hostPauseMilliseconds));
  for (const { id, sourceId } of group) {
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
