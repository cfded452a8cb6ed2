import { createHash } from 'node:crypto';
import { keys } from '../contract/table';
import type { ToldFinding } from '../domain/finding';
import type { ToldStore } from '../domain/ports';
import { stripItem, type Table } from './table';

const lifetimeSeconds = 7 * 86_400;

/** What the operator was told, a week long. */
export function createToldStore(table: Table): ToldStore {
  const keyOf = (key: string) => keys.told(createHash('sha256').update(key).digest('hex').slice(0, 32));
  return {
    async read(key) {
      const item = await table.get(keyOf(key));
      return item && stripItem<ToldFinding>(item);
    },
    async keep(told) {
      const expiresAt = Math.floor(Date.parse(told.seenAt) / 1000) + lifetimeSeconds;
      await table.put({ ...keyOf(told.key), ...told, expiresAt });
    },
  };
}
