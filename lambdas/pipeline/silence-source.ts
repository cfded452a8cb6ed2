import { WrongStateError } from '../domain/errors';
import type { SourceStore } from '../domain/ports';
import type { Source } from '../domain/source';
import { releaseSource, retireSource } from '../domain/source/decision';

type Sources = Pick<SourceStore, 'get' | 'save'>;

const tries = 5;

/** Retires a source, whatever a poll is doing to it meanwhile. Nothing for one that is unknown or retired. */
export const retireForGood = (sources: Sources, id: string | undefined) =>
  settle(sources, id, (source) => (source.state === 'retired' ? undefined : retireSource(source)));

/** Has a source that was retired polled again, from `now` (ISO 8601) on. */
export const releaseAgain = (sources: Sources, id: string | undefined, now: string) =>
  settle(sources, id, (source) => (source.state === 'retired' ? releaseSource(source, now) : undefined));

async function settle(sources: Sources, id: string | undefined, change: (source: Source) => Source | undefined) {
  if (id === undefined) return;
  for (let tried = 0; tried < tries; tried++) {
    const source = await sources.get(id);
    const changed = source && change(source);
    if (!source || !changed || (await sources.save(changed, source.nextPollAt))) return;
  }
  throw new WrongStateError(
    'The draft is saved, but its source is being polled just now. Press the same again in a minute.',
  );
}
