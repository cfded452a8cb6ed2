import { keys, lists, shardOf, shards } from '../contract/table';
import type { FeedMemory } from '../domain/feed/memory';
import type { SourceStore, Trouble } from '../domain/ports';
import { never, type Source } from '../domain/source';
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
  const listCards = async (upTo?: string) => {
    const found = await Promise.all(Array.from({ length: shards }, (_, shard) => table.all(lists.due(shard), upTo)));
    return found.flat().map(({ card, listOrder }) => ({ ...(card as Card), dueAt: listOrder }));
  };
  return {
    async due(now) {
      return (await listCards(now)).map(({ id, host, dueAt }) => ({ id, host, dueAt }));
    },
    async conditions() {
      const cards = await listCards();
      return {
        troubled: cards.flatMap(({ trouble }) => trouble ?? []),
        retired: new Set(cards.filter(({ dueAt }) => dueAt === never).map(({ id }) => id)),
      };
    },
    async get(id) {
      const item = await table.get(keys.source(id));
      return item && stripItem<Source>(item);
    },
    async list() {
      const items = await table.getMany((await listCards()).map(({ id }) => keys.source(id)));
      return items.map((item) => stripItem<Source>(item));
    },
    add: (source) => table.putNew(itemOf(source)),
    async seen(id) {
      const item = await table.get(keys.seen(id));
      if (!item) return { entries: [] };
      const { entries, ...memory } = stripItem<Omit<FeedMemory, 'entries'> & { entries: [string, string?][] }>(item);
      return {
        ...memory,
        entries: entries.map(([key, alias]) => (alias === undefined ? { key } : { key, alias })),
      };
    },
    async saveSeen(id, memory) {
      await table.put({
        ...keys.seen(id),
        ...memory,
        entries: memory.entries.map(({ key, alias }) => (alias === undefined ? [key] : [key, alias])),
      });
    },
    save: (source, readNextPollAt) =>
      table.put(itemOf(source), { expression: 'nextPollAt = :read', values: { ':read': readNextPollAt } }),
  };
}
