import { type Candidate, dateOf } from '../candidate';
import { groupStories, type Told } from '../story';

/** The ids of the candidates that tell the story of another item that is known already, when it was told. */
export function retellersOf(
  candidates: readonly Candidate[],
  known: readonly (Told & { id: string })[],
): ReadonlySet<string> {
  if (known.length === 0) return new Set();
  const ids = new Set(known.map(({ id }) => id));
  const dated = candidates.map((candidate) => ({ ...candidate, at: dateOf(candidate) }));
  const retold = groupStories<Told & { id: string }>([...known, ...dated])
    .filter((story) => story.some(({ id }) => ids.has(id)))
    .flatMap((story) => story.map(({ id }) => id));
  return new Set(retold.filter((id) => !ids.has(id)));
}
