import type { SourceStore } from '../../../lambdas/domain/ports';
import type { Source } from '../../../lambdas/domain/source';
import { acceptMove, declineMove, releaseSource, retireSource } from '../../../lambdas/domain/source/decision';
import { findSource, indexSources, sourceId } from '../../../lambdas/pipeline/catalogue';

export type Decision = 'release' | 'retire' | 'accept' | 'decline';
export type Decided =
  | { kind: 'done' | 'nothing to do'; source: Source }
  | { kind: 'unknown' }
  | { kind: 'contended' }
  | { kind: 'held already'; by: Source };

const mostTries = 5;

/**
 * Releases or retires the source with this id, or at this address in any spelling, or accepts or declines the move it proposes.
 * A poll that saves meanwhile is not undone.
 */
export async function decideSource(
  sources: Pick<SourceStore, 'get' | 'list' | 'save' | 'moveIn'>,
  decision: Decision,
  named: string,
  now: string,
): Promise<Decided> {
  const id = await findId(sources, named);
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const source = await sources.get(id);
    if (source === undefined) return { kind: 'unknown' };
    const by = await findHolder(sources, decision, source);
    if (by && by.id !== id) return { kind: 'held already', by };
    const decided = decide(decision, source, now);
    if (decided === undefined) return { kind: 'nothing to do', source };
    if (decided.url !== source.url) await sources.moveIn(sourceId(decided.url), id);
    if (await sources.save(decided, source.nextPollAt)) return { kind: 'done', source: decided };
  }
  return { kind: 'contended' };
}

/** Who is at the address where the source would be polled from now on; of a source that comes back, only one that is polled keeps it away. */
async function findHolder(
  sources: Pick<SourceStore, 'list'>,
  decision: Decision,
  { state, url, movedTo }: Source,
): Promise<Source | undefined> {
  if (decision === 'accept' && movedTo) return findSource(indexSources(await sources.list()), movedTo.url);
  if (decision !== 'release' || state !== 'retired') return undefined;
  const there = findSource(indexSources(await sources.list()), url);
  return there?.state === 'retired' ? undefined : there;
}

/** The source as decided; undefined when it is so already. */
function decide(decision: Decision, source: Source, now: string): Source | undefined {
  switch (decision) {
    case 'release':
      return source.state === 'active' ? undefined : releaseSource(source, now);
    case 'retire':
      return source.state === 'retired' ? undefined : retireSource(source);
    case 'accept':
      return acceptMove(source, now);
    case 'decline':
      return declineMove(source);
  }
}

/** The id of the source of this id, or at this address in any spelling; undefined when the ledger lacks it. */
export async function findKnown(
  sources: Pick<SourceStore, 'get' | 'list'>,
  named: string,
): Promise<string | undefined> {
  return (await sources.get(await findId(sources, named)))?.id;
}

async function findId(sources: Pick<SourceStore, 'list'>, named: string): Promise<string> {
  if (!/^https?:/i.test(named) || !URL.canParse(named)) return named;
  return findSource(indexSources(await sources.list()), named)?.id ?? named;
}
