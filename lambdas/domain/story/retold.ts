import { groupStories, type Told } from '../story';

/** Those of the candidates that do not tell the story of another item that is known already; one of the same id stays. */
export function withoutRetold<T extends Told & { id: string }>(
  candidates: readonly T[],
  known: readonly (Told & { id: string })[],
): T[] {
  if (known.length === 0) return [...candidates];
  const ids = new Set(known.map(({ id }) => id));
  const retold = groupStories<Told & { id: string }>([...known, ...candidates])
    .filter((story) => story.some(({ id }) => ids.has(id)))
    .flatMap((story) => story.map(({ id }) => id));
  const unwanted = new Set(retold.filter((id) => !ids.has(id)));
  return candidates.filter(({ id }) => !unwanted.has(id));
}
