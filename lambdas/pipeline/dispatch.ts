import type { PollQueue, SourceStore } from '../domain/ports';

/**
 * Sends one message for every source that is due at `now` and was not at `since`, when that dispatch is known (ISO 8601), into the line of
 * its host; says how many.
 */
export async function dispatchDue(
  world: { sources: Pick<SourceStore, 'due'>; queue: PollQueue },
  now: string,
  since?: string,
): Promise<number> {
  const due = await world.sources.due(now, since);
  await world.queue.send(due);
  return due.length;
}
