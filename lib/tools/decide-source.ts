import type { SourceStore } from '../../lambdas/domain/ports';
import type { Source } from '../../lambdas/domain/source';
import { releaseSource, retireSource } from '../../lambdas/domain/source-decision';
import { sourceId } from '../../lambdas/pipeline/catalogue';
import { indexSources } from './known-sources';

export type Decision = 'release' | 'retire';
export type Decided = { kind: 'done' | 'nothing to do'; source: Source } | { kind: 'unknown' } | { kind: 'contended' };

const mostTries = 5;

/** Releases or retires the source with this id, or at this address in any spelling. A poll that saves meanwhile is not undone. */
export async function decideSource(
  sources: Pick<SourceStore, 'get' | 'list' | 'save'>,
  decision: Decision,
  named: string,
  now: string,
): Promise<Decided> {
  const id = await findId(sources, named);
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const source = await sources.get(id);
    if (source === undefined) return { kind: 'unknown' };
    if (source.state === (decision === 'release' ? 'active' : 'retired')) return { kind: 'nothing to do', source };
    const decided = decision === 'release' ? releaseSource(source, now) : retireSource(source);
    if (await sources.save(decided, source.nextPollAt)) return { kind: 'done', source: decided };
  }
  return { kind: 'contended' };
}

async function findId(sources: Pick<SourceStore, 'list'>, named: string): Promise<string> {
  if (!/^https?:/i.test(named) || !URL.canParse(named)) return named;
  return indexSources(await sources.list()).get(sourceId(named))?.id ?? named;
}
