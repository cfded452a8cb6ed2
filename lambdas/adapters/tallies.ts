import { keys } from '../contract/table';
import type { Tally, TallyStore } from '../domain/ports';
import { stripItem, type Table } from './table';

const lifetimeDays = 60;

/** One tally a day, for two months. */
export function createTallyStore(table: Table): TallyStore {
  return {
    async read(days) {
      return (await table.getMany(days.map(keys.tally))).map((item) => stripItem<Tally>(item));
    },
    async keep(tally) {
      const expiresAt = Math.floor(Date.parse(tally.at) / 1000) + lifetimeDays * 86_400;
      await table.putNew({ ...keys.tally(tally.day), ...tally, expiresAt });
    },
  };
}
