import type { Issue } from '../issue';

/** DynamoDB refuses an item over 400 KB; a draft is refused before that, while it can still be saved. */
export const longestDraft = 300_000;

/** What it takes, in bytes of JSON, which is about what DynamoDB counts. */
export const bytesOf = (content: object) => Buffer.byteLength(JSON.stringify(content));

/**
 * A new draft that can be saved and worked on, whatever earlier ones left to it: runners-up make room first, then articles and outages that
 * nobody has seen yet, the last first. They are counted, and offered by the next draft again.
 */
export function fitDraft(draft: Issue): Issue {
  let over = bytesOf(draft) - longestDraft;
  const taken = new Set<object>();
  for (const item of [draft.outages, draft.articles, draft.runnersUp].flat().toReversed()) {
    if (over <= 0) break;
    if (item.carried) continue;
    over -= bytesOf(item);
    taken.add(item);
  }
  if (taken.size === 0) return draft;
  const left = <T extends object>(items: T[]) => items.filter((item) => !taken.has(item));
  return {
    ...draft,
    articles: left(draft.articles),
    runnersUp: left(draft.runnersUp),
    outages: left(draft.outages),
    leftOut: { ...draft.leftOut, noRoom: taken.size },
  };
}
