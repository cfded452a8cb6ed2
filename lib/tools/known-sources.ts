import type { Source } from '../../lambdas/domain/source';
import { sourceId } from '../../lambdas/pipeline/catalogue';

/** The ledger by the ids of the addresses it knows: each source's first one, and the one it has moved to since. */
export function indexSources(ledger: readonly Source[]): Map<string, Source> {
  return new Map(ledger.flatMap((source) => [[sourceId(source.url), source] as const, [source.id, source] as const]));
}
