import type { PollQueue, SourceStore } from '../domain/ports';
import { groupHosts } from '../domain/source/host-groups';

/** Of each source that last came from another host than its own: both hosts. */
export type KnownRedirects = Map<string, readonly [from: string, to: string]>;

/**
 * Sends one message for every source that is due at `now` and was not at `since`, when that dispatch is known (ISO 8601); says how many.
 * Sources whose requests meet at a host, by address or by redirect, stand in one line. `redirects` is what earlier dispatches saw, and is kept.
 */
export async function dispatchDue(
  world: { sources: Pick<SourceStore, 'due'>; queue: PollQueue },
  now: string,
  since?: string,
  redirects: KnownRedirects = new Map(),
): Promise<number> {
  const due = await world.sources.due(now, since);
  for (const { id, host, leadsTo } of due) {
    if (leadsTo === undefined) redirects.delete(id);
    else redirects.set(id, [host, leadsTo]);
  }
  const lineOf = groupHosts(redirects.values());
  await world.queue.send(due.map(({ id, host, dueAt }) => ({ id, host: lineOf(host), dueAt })));
  return due.length;
}
