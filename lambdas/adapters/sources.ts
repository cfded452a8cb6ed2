import { keys, lists, shardOf, shards } from '../contract/table';
import type { SourceStore, Trouble } from '../domain/ports';
import type { SeenEntry, Source } from '../domain/source';
import { stripItem, type Table } from './table';

interface Card {
  id: string;
  host: string;
  trouble?: Trouble;
}

const cardOf = ({ id, url, title, state, failures, lastReason }: Source): Card => ({
  id,
  host: new URL(url).host,
  ...((failures > 0 || state === 'quarantined') && {
    trouble: { source: title || url, reason: lastReason ?? '', state },
  }),
});

const itemOf = (source: Source) => ({
  ...keys.source(source.id),
  ...source,
  listKey: lists.due(shardOf(source.id)),
  listOrder: source.nextPollAt,
  card: cardOf(source),
});

/** Sources in the table. */
export function createSourceStore(table: Table): SourceStore {
  const list = async (upTo?: string) => {
    const found = await Promise.all(Array.from({ length: shards }, (_, shard) => table.all(lists.due(shard), upTo)));
    return found.flat().map(({ card, listOrder }) => ({ ...(card as Card), dueAt: listOrder }));
  };
  return {
    async due(now) {
      return (await list(now)).map(({ id, host, dueAt }) => ({ id, host, dueAt }));
    },
    async troubled() {
      return (await list()).flatMap(({ trouble }) => trouble ?? []);
    },
    async get(id) {
      const item = await table.get(keys.source(id));
      return item && stripItem<Source>(item);
    },
    add: (source) => table.putNew(itemOf(source)),
    async seen(id) {
      const item = await table.get(keys.seen(id));
      return ((item?.['entries'] as [string, string?][] | undefined) ?? []).map(([key, alias]) =>
        alias === undefined ? { key } : { key, alias },
      );
    },
    async saveSeen(id, seen: readonly SeenEntry[]) {
      await table.put({
        ...keys.seen(id),
        entries: seen.map(({ key, alias }) => (alias === undefined ? [key] : [key, alias])),
      });
    },
    save: (source, readNextPollAt) =>
      table.put(itemOf(source), { expression: 'nextPollAt = :read', values: { ':read': readNextPollAt } }),
  };
}
