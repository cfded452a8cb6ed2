import type { PollDeliveries } from '../domain/ports';
import type { PollOutcome } from '../domain/source';
import type { PollCall } from '../domain/source/poll-leg';
import { type HandedOn, type PollWorld, pollSource, putOffSource } from './poll';

export interface BatchMessage {
  id: string;
  /** Messages of one host; polled one after the other, in order. */
  group: string;
  /** Undefined when the message could not be read. */
  sourceId: string | undefined;
  /** The same over all its deliveries. */
  call?: PollCall;
  /** How often it has been delivered, this time included; 1. */
  deliveries?: number;
  /** By which the queue knows this delivery. */
  receipt?: string;
}

export interface BatchResult {
  /** To be delivered again, until the dead-letter queue takes them. */
  failed: { id: string; error: Error }[];
  /** Not begun, because time was running out; to be delivered again as well. */
  postponed: string[];
  outcomes: { sourceId: string; outcome: PollOutcome['kind'] | HandedOn['kind'] | 'not due'; reason?: string }[];
  /** Why what failed or was postponed is delivered again late: the queue did not hear of it. */
  late?: string;
}

export interface BatchWorld extends PollWorld {
  hostPauseMilliseconds: number;
  deliveries?: PollDeliveries;
}

/** Of the time there is at first, how much may pass before no new source is begun. */
const busyShare = 0.8;
/** Until a message whose poll broke is delivered again, in seconds. Meanwhile its line stands still, and others are in it. */
const secondTryAfter = 60;

/** The delivery after which the queue gives a message up. */
const lastDelivery = 3;
const unended = new Error('two tries of it never came to an end');

/**
 * Polls a batch: hosts side by side, the sources of one host in turn with a pause after each request. No source is begun once four
 * fifths of the time are gone that `timeLeft` (milliseconds) says there is, so that what was begun is also saved.
 */
export async function pollBatch(
  world: BatchWorld,
  messages: readonly BatchMessage[],
  now: () => string,
  timeLeft: () => number = () => Number.POSITIVE_INFINITY,
): Promise<BatchResult> {
  const reserve = timeLeft() * (1 - busyShare);
  const batch = { result: { failed: [], postponed: [], outcomes: [] } as BatchResult, soon: new Set<string>() };
  const isLate = () => timeLeft() < reserve;
  const groups = groupByHost(messages);
  await Promise.all([...groups.values()].map((group) => pollHost(world, group, { now, isLate }, batch)));
  const { result, soon } = batch;
  const late = await bringBack(world, messages, [
    [soon, secondTryAfter],
    [new Set(result.postponed), 0],
  ]);
  return late === undefined ? result : { ...result, late };
}

async function pollHost(
  world: BatchWorld,
  group: readonly BatchMessage[],
  { now, isLate }: { now: () => string; isLate: () => boolean },
  { result, soon }: { result: BatchResult; soon: Set<string> },
): Promise<void> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, world.hostPauseMilliseconds));
  for (const message of group) {
    const { id, sourceId, call, deliveries = 1 } = message;
    if (isLate()) {
      result.postponed.push(id);
      continue;
    }
    try {
      if (sourceId === undefined) throw new Error('The message names no source.');
      // What kills its poller can say so only beforehand, or it would be back in the next batch with others; an innocent one takes it back.
      if (call && deliveries >= lastDelivery) await putOffSource(world, sourceId, call.dueAt, unended, now());
      const outcome = await pollSource(world, sourceId, now(), call);
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
      if (await isFaultOfOne(world, message, error as Error, now())) soon.add(id);
      await pause();
    }
  }
}

/**
 * Whether a poll broke on its own feed or message, and not on a table that is out of order, which is better asked again later than soon.
 * Its source is put off, so that only this message goes on breaking, until the dead-letter queue has it.
 */
async function isFaultOfOne(
  world: BatchWorld,
  { sourceId, call }: BatchMessage,
  error: Error,
  now: string,
): Promise<boolean> {
  if (sourceId === undefined || call === undefined) return true;
  try {
    await putOffSource(world, sourceId, call.dueAt, error, now);
    return true;
  } catch {
    return false;
  }
}

async function bringBack(
  { deliveries }: BatchWorld,
  messages: readonly BatchMessage[],
  waits: readonly (readonly [ids: ReadonlySet<string>, seconds: number])[],
): Promise<string | undefined> {
  const refusals = await Promise.all(
    waits.map(([ids, seconds]) => {
      const receipts = messages.flatMap(({ id, receipt }) => (ids.has(id) && receipt !== undefined ? [receipt] : []));
      return receipts.length === 0 ? undefined : deliveries?.bringBack(receipts, seconds);
    }),
  );
  return refusals.find((refusal) => refusal !== undefined);
}

function groupByHost(messages: readonly BatchMessage[]): Map<string, BatchMessage[]> {
  const groups = new Map<string, BatchMessage[]>();
  for (const message of messages) groups.set(message.group, [...(groups.get(message.group) ?? []), message]);
  return groups;
}
