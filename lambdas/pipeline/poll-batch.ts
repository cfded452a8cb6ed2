import type { PollOutcome } from '../domain/source';
import { type PollWorld, pollSource } from './poll';

export interface BatchMessage {
  id: string;
  /** Messages of one host; polled one after the other, in order. */
  group: string;
  sourceId: string;
}

export interface BatchResult {
  /** To be delivered again: the one that failed and, to keep the order, those after it in its group. */
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
  for (const [index, { sourceId }] of group.entries()) {
    try {
      const outcome = await pollSource(world, sourceId, now());
      result.outcomes.push({
        sourceId,
        outcome: outcome?.kind ?? 'not due',
        ...(outcome && 'reason' in outcome && { reason: outcome.reason }),
      });
      // The group stays locked until the batch ends, so that a pause after the last request holds for the next batch too.
      if (outcome) await new Promise((resolve) => setTimeout(resolve, world.hostPauseMilliseconds));
    } catch (error) {
      result.failed.push(...group.slice(index).map(({ id }) => ({ id, error: error as Error })));
      return;
    }
  }
}

function groupByHost(messages: readonly BatchMessage[]): Map<string, BatchMessage[]> {
  const groups = new Map<string, BatchMessage[]>();
  for (const message of messages) groups.set(message.group, [...(groups.get(message.group) ?? []), message]);
  return groups;
}
