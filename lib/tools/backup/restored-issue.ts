import { createHash } from 'node:crypto';
import { type StoredItem, writeLine } from './format';

/** What a restore must know of an issue in the file before it meets the one in the table. */
export interface FiledIssue {
  number: number;
  /** A stack would send it by itself. */
  leaves: boolean;
  isOut: boolean;
  revision: number;
  /** Of all but what a restore counts on. */
  print: string;
}

/** What the file's issue counts on from as it takes the place of the table's. */
export interface Counts {
  revision: number;
  drawnAgain: number;
}

export const isIssue = ({ sk }: StoredItem) => sk?.['S'] === 'ISSUE';

const stateOf = ({ state }: StoredItem) => String(state?.['S']);
const isOut = (item: StoredItem) => ['publishing', 'published'].includes(stateOf(item));
const numberOf = (value: StoredItem[string] | undefined) => Number(value?.['N'] ?? 0);

const printOf = ({ revision: _, drawnAgain: __, ...rest }: StoredItem) =>
  createHash('sha256').update(writeLine(rest)).digest('base64');

export const filedIssue = (item: StoredItem): FiledIssue => ({
  number: numberOf(item['number']),
  leaves: ['approved', 'publishing'].includes(stateOf(item)),
  isOut: isOut(item),
  revision: numberOf(item['revision']),
  print: printOf(item),
});

/**
 * What is out stays out, whatever an older copy says: its readers have it. A draft goes back to what the file has, but its revisions and its
 * drawings-up count on, so that no page shown before the restore approves what it did not show, and no draft mail is taken for one sent before.
 */
export function fateOf(filed: FiledIssue, stored: StoredItem): Counts | 'is out' | 'is there' {
  const revision = numberOf(stored['revision']);
  if (isOut(stored) && !filed.isOut) return 'is out';
  if (revision >= filed.revision && filed.print === printOf(stored)) return 'is there';
  return {
    revision: revision > filed.revision ? revision + 1 : filed.revision,
    drawnAgain: numberOf(stored['drawnAgain']),
  };
}

/** The file's issue as it takes the place of the table's. */
export function countOn(item: StoredItem, { revision, drawnAgain }: Counts): StoredItem {
  const drawn = Math.max(drawnAgain, numberOf(item['drawnAgain']));
  return { ...item, revision: { N: String(revision) }, ...(drawn > 0 && { drawnAgain: { N: String(drawn) } }) };
}
