import { keys } from '../contract/table';
import { emptyDoorBook, type Refusal } from '../domain/door';
import type { DoorStore } from '../domain/ports';
import { expiryAfter, type Table } from './table';

/** Nothing in the book is older than a day when it is looked at; after two, nobody will look. */
const lifetimeDays = 2;

type Row = [from: string, at: string];

/** Who tried the desk's door: one item of 16 KB at most, written on condition that nobody wrote it since it was read. */
export function createDoorStore(table: Table): DoorStore {
  const rowsOf = (refusals: readonly Refusal[]) => refusals.map(({ from, at }): Row => [from, at]);
  const refusalsOf = (rows: unknown) => ((rows ?? []) as Row[]).map(([from, at]): Refusal => ({ from, at }));
  return {
    async read() {
      const item = await table.get(keys.door());
      if (!item) return { book: emptyDoorBook, revision: 0 };
      const manyAt = item['manyAt'] as string | undefined;
      const lists = { refusals: refusalsOf(item['refusals']), told: refusalsOf(item['told']) };
      return { book: { ...lists, ...(manyAt && { manyAt }) }, revision: Number(item['revision'] ?? 0) };
    },
    save({ refusals, told, manyAt }, readRevision) {
      const newest = [...refusals, ...told].map(({ at }) => at).concat(manyAt ?? []);
      const last = newest.reduce((a, b) => (a > b ? a : b), '');
      const item = {
        ...keys.door(),
        revision: readRevision + 1,
        refusals: rowsOf(refusals),
        told: rowsOf(told),
        ...(manyAt && { manyAt }),
        ...(last && { expiresAt: expiryAfter(last, lifetimeDays) }),
      };
      return table.putRevision(item, readRevision);
    },
  };
}
