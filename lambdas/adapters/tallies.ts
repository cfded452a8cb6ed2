import { keys } from '../contract/table';
import type { TallyStore } from '../domain/ports';
import type { Tally } from '../domain/tally';
import { expiryAfter, stripItem, type Table } from './table';

const lifetimeDays = 60;

/** One tally a day, for two months. */
export function createTallyStore(table: Table): TallyStore {
  return {
    async read(days) {
      return (await table.getMany(days.map(keys.tally))).map((item) => stripItem<Tally>(item));
    },
    async keep(tally) {
      const expiresAt = expiryAfter(tally.at, lifetimeDays);
      await table.putNew({ ...keys.tally(tally.day), ...tally, expiresAt });
    },
  };
}
