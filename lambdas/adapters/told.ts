import { createHash } from 'node:crypto';
import { keys } from '../contract/table';
import type { ToldFinding } from '../domain/finding';
import type { ToldStore } from '../domain/ports';
import { expiryAfter, stripItem, type Table } from './table';

const lifetimeDays = 7;

/** What the operator was told, a week long. */
export function createToldStore(table: Table): ToldStore {
  const keyOf = (key: string) => keys.told(createHash('sha256').update(key).digest('hex').slice(0, 32));
  return {
    async read(key) {
      const item = await table.get(keyOf(key));
      return item && stripItem<ToldFinding>(item);
    },
    async keep(told) {
      const expiresAt = expiryAfter(told.seenAt, lifetimeDays);
      await table.put({ ...keyOf(told.key), ...told, expiresAt });
    },
  };
}
