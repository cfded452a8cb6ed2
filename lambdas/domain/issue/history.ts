import type { Change, Issue, Shelf, Undo } from '../issue';

/** What an editor edits. */
export type Content = Pick<Issue, 'articles' | 'outages' | 'runnersUp' | 'intro' | 'sponsor'>;

/** A change before it is made. */
export type Doing = Pick<Change, 'act' | 'item' | 'undid' | 'again'>;

const remembered = 40;
/** Saves of one text while it is being typed are one change. */
const typingMilliseconds = 120_000;

/** The issue after a change of its content at `at` (ISO 8601), with what is needed to tell it and to take it back. */
export function withChange(before: Issue, after: Content, about: Doing, at: string): Issue {
  const revision = before.revision + 1;
  const title = about.item === undefined ? undefined : (titleIn(before, about.item) ?? titleIn(after, about.item));
  const change: Change = { revision, at, ...about, ...(title !== undefined && { title: title.slice(0, 120) }) };
  const earlier = before.changes ?? [];
  const typing = isTyping(before, change);
  const { intro: _intro, sponsor: _sponsor, ...rest } = before;
  return {
    ...rest,
    ...after,
    revision,
    updatedAt: at,
    changes: [...(typing ? earlier.slice(0, -1) : earlier), change].slice(-remembered),
    undo: typing && before.undo ? { ...before.undo, of: change } : { of: change, ...inverseOf(before, after) },
  };
}

/** The last change that can be taken back, or undefined when something else has happened since. */
export const undoable = (issue: Issue): Undo | undefined =>
  issue.undo?.of.revision === issue.revision ? issue.undo : undefined;

/** Whether a change says "never this source", for the first time or again after it was undone. */
export const silences = ({ act, undid, again }: Change): boolean =>
  act === 'silenced' || (act === 'undone' && undid === 'silenced' && again === true);

/** The content as it was before the change. */
export function restore(issue: Issue, undo: Undo): Content {
  const { intro: _intro, sponsor: _sponsor, ...lists } = contentOf(issue);
  const intro = undo.intro === undefined ? issue.intro : (undo.intro ?? undefined);
  const sponsor = undo.sponsor === undefined ? issue.sponsor : (undo.sponsor ?? undefined);
  return {
    ...lists,
    ...(undo.articles && { articles: unshelve(undo.articles, issue.articles) }),
    ...(undo.outages && { outages: unshelve(undo.outages, issue.outages) }),
    ...(undo.runnersUp && { runnersUp: unshelve(undo.runnersUp, issue.runnersUp) }),
    ...(intro !== undefined && { intro }),
    ...(sponsor !== undefined && { sponsor }),
  };
}

/** What an editor edits, without the rest of the issue. */
export const contentOf = ({ articles, outages, runnersUp, intro, sponsor }: Issue): Content => ({
  articles,
  outages,
  runnersUp,
  ...(intro !== undefined && { intro }),
  ...(sponsor !== undefined && { sponsor }),
});

/** Changes made after a revision, oldest first; fewer than there were when they are long ago. */
export const changesSince = (issue: Issue, revision: number): Change[] =>
  (issue.changes ?? []).filter((change) => change.revision > revision);

function isTyping({ undo, revision }: Issue, change: Change): boolean {
  const last = undo?.of;
  if (!last || last.revision !== revision || last.act !== change.act || last.item !== change.item) return false;
  const isText = change.act === 'edited' || change.act === 'opening';
  return isText && Date.parse(change.at) - Date.parse(last.at) < typingMilliseconds;
}

function inverseOf(before: Content, after: Content): Omit<Undo, 'of'> {
  return {
    ...(before.articles !== after.articles && { articles: shelve(before.articles, after.articles) }),
    ...(before.outages !== after.outages && { outages: shelve(before.outages, after.outages) }),
    ...(before.runnersUp !== after.runnersUp && { runnersUp: shelve(before.runnersUp, after.runnersUp) }),
    ...(before.intro !== after.intro && { intro: before.intro ?? null }),
    ...(before.sponsor !== after.sponsor && { sponsor: before.sponsor ?? null }),
  };
}

function shelve<T extends { id: string }>(before: T[], after: T[]): Shelf<T> {
  const unchanged = new Set(after);
  return { order: before.map(({ id }) => id), items: before.filter((item) => !unchanged.has(item)) };
}

function unshelve<T extends { id: string }>({ order, items }: Shelf<T>, now: T[]): T[] {
  const known = new Map([...now, ...items].map((item) => [item.id, item]));
  return order.flatMap((id) => known.get(id) ?? []);
}

const titleIn = ({ articles, outages, runnersUp }: Content, id: string): string | undefined =>
  [...articles, ...runnersUp, ...outages].find((item) => item.id === id)?.title;
