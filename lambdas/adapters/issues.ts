import { isDeepStrictEqual } from 'node:util';
import { keys, lists } from '../contract/table';
import { StaleRevisionError } from '../domain/errors';
import type { Issue, IssueCard } from '../domain/issue';
import type { IssueStore } from '../domain/ports';
import { createSendRecords } from './sends';
import { stripItem, type Table } from './table';

const cardOf = ({ number, week, state, createdAt, publishAt, publishedAt }: Issue): IssueCard => ({
  number,
  week,
  state,
  createdAt,
  ...(publishAt && { publishAt }),
  ...(publishedAt && { publishedAt }),
});

const itemOf = (issue: Issue) => ({
  ...keys.issue(issue.number),
  ...issue,
  listKey: lists.issues,
  listOrder: lists.issueOrder(issue.number),
  card: cardOf(issue),
});

/** Issues, the week each belongs to, and one record for every mail that was or may have been sent. */
export function createIssueStore(table: Table): IssueStore {
  return {
    async latest(count) {
      const { items } = await table.page(lists.issues, { descending: true, limit: count });
      return items.map(({ card }) => card as IssueCard);
    },
    async get(number) {
      const item = await table.get(keys.issue(number));
      return item && stripItem<Issue>(item);
    },
    async claimWeek(week, number) {
      if (await table.putNew({ ...keys.week(week), issue: number })) return number;
      const claimed = await table.get(keys.week(week));
      return claimed?.['issue'] as number;
    },
    create: (issue) => table.putNew(itemOf(issue)),
    async save(issue, readRevision) {
      if (await table.putRevision(itemOf(issue), readRevision)) return;
      const stored = await table.get(keys.issue(issue.number));
      // Ours, when the answer to it was lost and the SDK asked again.
      if (stored && isDeepStrictEqual(stripItem(stored), issue)) return;
      throw new StaleRevisionError(readRevision, Number(stored?.['revision'] ?? 0));
    },
    ...createSendRecords(table),
  };
}
