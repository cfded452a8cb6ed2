import type { Table } from '../../lambdas/adapters/table';
import { approve, type Issue, reject } from '../../lambdas/domain/issue';
import { addArticle, changeItem, writeOpening } from '../../lambdas/domain/issue/edits';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { publishDue } from '../../lambdas/pipeline/publish';
import { draftSettings, makeDraftWorld } from './draft-world';
import { makeArticle, makeCandidate } from './made';

const hour = 3_600_000;
const week = 7 * 24 * hour;
/** Weeks after the first draft, and hours from then. */
export const at = (weeks: number, hours = 0) =>
  new Date(Date.parse('2026-06-07T12:00:00.000Z') + weeks * week + hours * hour).toISOString();
const settings = { ...draftSettings, firstIssue: 76, recipients: [], unsubscribe: [] };

export type Edit = (issue: Issue) => Issue;

/** The weeks of a newsletter on this table, whose first draft finds these candidates. */
export async function openDraftWeeks(table: Table, candidates: readonly string[] = ['one', 'two', 'three']) {
  const { world, mails } = makeDraftWorld(table);
  for (const id of candidates)
    await world.candidates.tell(
      makeCandidate(id, { title: `An incident at ${id}`, url: `https://${id}.example/`, firstSeenAt: at(-1) }),
      undefined,
    );
  const read = async (number: number) => (await world.issues.get(number)) as Issue;
  const edit = async (number: number, ...edits: Edit[]) => {
    for (const change of edits) {
      const issue = await read(number);
      await world.issues.save(change(issue), issue.revision);
    }
  };
  return {
    world,
    mails,
    edit,
    async draft(weeks: number) {
      const { issue } = await draftIssue(world, settings, at(weeks));
      return read(issue);
    },
    async publish(number: number, weeks: number) {
      await edit(number, (issue) => approve(issue, issue.revision, at(weeks), 0));
      await publishDue(world, settings, at(weeks));
    },
  };
}

export const decide =
  (id: string, decision: 'kept' | 'dropped' | 'later'): Edit =>
  (issue) =>
    changeItem(issue, issue.revision, id, { decision }, at(0, 1));
export const write =
  (id: string, words: Record<string, string>): Edit =>
  (issue) =>
    changeItem(issue, issue.revision, id, { words }, at(0, 1));
export const own = makeArticle('own', {
  title: 'On queues',
  url: 'https://own.example/',
  byHand: true,
  decision: 'kept',
});
export const add: Edit = (issue) => addArticle(issue, issue.revision, own, at(0, 1));
export const open: Edit = (issue) =>
  writeOpening(
    issue,
    issue.revision,
    { intro: 'From the lake.', sponsor: { label: 'Beacon', text: 'Try it.', url: '' } },
    at(0, 1),
  );
export const skip: Edit = (issue) => reject(issue, issue.revision, at(0, 2), '', true);
export const throwAway: Edit = (issue) => reject(issue, issue.revision, at(0, 2), '');
export const article = ({ articles }: Issue, id: string) => articles.find((each) => each.id === id);
export const ids = ({ articles, runnersUp }: Issue) => [...articles, ...runnersUp].map(({ id }) => id).sort();
