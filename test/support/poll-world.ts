import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createIncidentStore } from '../../lambdas/adapters/incidents';
import { createLearnedStore } from '../../lambdas/adapters/learned';
import { createSourceStore } from '../../lambdas/adapters/sources';
import type { Table } from '../../lambdas/adapters/table';
import type { Fetcher } from '../../lambdas/domain/ports';
import { readShippedModel } from '../../lambdas/domain/score/shipped-model';
import { newSource, type SourceKind } from '../../lambdas/domain/source';

const model = await readShippedModel(() => {});

/** What a poll and a draft need: the real stores on this table, and a web. */
export const makePollWorld = (table: Table, fetcher: Fetcher) => ({
  sources: createSourceStore(table),
  candidates: createCandidateStore(table),
  incidents: createIncidentStore(table),
  learned: createLearnedStore(table),
  fetcher,
  model,
  hostPauseMilliseconds: 0,
});

export type PollWorld = ReturnType<typeof makePollWorld>;

/** Adds sources named by their address, due at `now`. */
export async function addSources(
  world: PollWorld,
  sources: readonly { id: string; url: string; kind?: SourceKind; site?: string }[],
  now: string,
): Promise<void> {
  for (const { id, url, kind = 'blog', site } of sources)
    await world.sources.add(newSource(id, { url, kind, title: id, ...(site !== undefined && { site }) }, now));
}
