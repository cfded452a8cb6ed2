import { keys, lists, shardOf, shards } from '../contract/table';
import type { FeedMemory } from '../domain/feed/memory';
import type { SourceStore, Trouble } from '../domain/ports';
import { never, type Source } from '../domain/source';
import { explainMove } from '../domain/source/explain-move';
import { slotDue, slotsOf } from '../domain/source/poll-plan';
import { type Item, stripItem, type Table } from './table';

interface Card {
  id: string;
  host: string;
  trouble?: Trouble;
  /** Steps of the plan that runs from `listOrder` on. */
  plan?: string;
}

function troubleOf(source: Source): Trouble | undefined {
  const { id, state, failures, fault, lastReason: reason = '', lastOutcome, lastPolledAt, movedTo } = source;
  const about = { source: source.title || source.url, reason, state };
  if (failures > 0 || fault || state === 'quarantined') return about;
  if (state === 'retired')
    return lastOutcome === 'gone' ? { ...about, change: 'gone', ...(lastPolledAt && { at: lastPolledAt }) } : undefined;
  return movedTo?.proposed ? { ...about, reason: explainMove(id, movedTo), change: 'move' } : undefined;
}

function cardOf(source: Source): Card {
  const trouble = troubleOf(source);
  return { id: source.id, host: new URL(source.url).host, ...(trouble && { trouble }) };
}

/** While a plan runs, its item stays where it is in the index: a poll that keeps to it is one write. */
function itemOf({ plan, ...source }: Source) {
  const running = plan && slotsOf(plan).includes(source.nextPollAt) ? plan : undefined;
  return {
    ...keys.source(source.id),
    ...source,
    listKey: lists.due(shardOf(source.id)),
    listOrder: running?.from ?? source.nextPollAt,
    card: { ...cardOf(source), ...(running && { plan: running.steps }) },
  };
}

function sourceOf(item: Item): Source {
  const plan = (item['card'] as Card | undefined)?.plan;
  const source = stripItem<Source>(item);
  return plan === undefined ? source : { ...source, plan: { from: String(item['listOrder']), steps: plan } };
}

/** Sources in the table. */
export function createSourceStore(table: Table): SourceStore {
  const listCards = async (upTo?: string) => {
    const found = await Promise.all(Array.from({ length: shards }, (_, shard) => table.all(lists.due(shard), upTo)));
    return found.flat().map(({ card, listOrder }) => ({ ...(card as Card), dueAt: listOrder }));
  };
  const get: SourceStore['get'] = async (id, freshness) => {
    const item = await table.get(keys.source(id), freshness);
    return item && sourceOf(item);
  };
  return {
    async due(now, since) {
      const cards = (await listCards(now)).map(({ id, host, dueAt, plan = '' }) => {
        const { slot, send } = slotDue({ from: dueAt, steps: plan }, now, since);
        return { source: { id, host, dueAt: slot }, send };
      });
      const unsure = cards.filter(({ send }) => send === 'perhaps').map(({ source }) => keys.source(source.id));
      const stored = (await table.getMany(unsure, 'lately')).map((item) => stripItem<Source>(item));
      const waiting = new Set(stored.filter(({ nextPollAt }) => nextPollAt <= now).map(({ id }) => id));
      return cards
        .filter(({ source, send }) => send === 'yes' || (send === 'perhaps' && waiting.has(source.id)))
        .map(({ source }) => source);
    },
    async conditions() {
      const cards = await listCards();
      return {
        troubled: cards.flatMap(({ trouble }) => trouble ?? []),
        retired: new Set(cards.filter(({ dueAt }) => dueAt === never).map(({ id }) => id)),
      };
    },
    get,
    async at(place) {
      const [added, moved] = await Promise.all([get(place), table.get(keys.moved(place))]);
      const mover = moved && (await get(String(moved['sourceId'])));
      return [added, mover].filter((source) => source !== undefined);
    },
    async moveIn(place, id) {
      await table.put({ ...keys.moved(place), sourceId: id });
    },
    async list() {
      const items = await table.getMany((await listCards()).map(({ id }) => keys.source(id)));
      return items.map(sourceOf);
    },
    add: (source) => table.putNew(itemOf(source)),
    async seen(id) {
      const item = await table.get(keys.seen(id));
      if (!item) return { entries: [] };
      const { entries, ...memory } = stripItem<Omit<FeedMemory, 'entries'> & { entries: [string, string?, string?][] }>(
        item,
      );
      return {
        ...memory,
        entries: entries.map(([key, alias, marks]) => ({
          key,
          ...(alias !== undefined && { alias }),
          ...(marks !== undefined && { marks }),
        })),
      };
    },
    async saveSeen(id, memory) {
      await table.put({
        ...keys.seen(id),
        ...memory,
        entries: memory.entries.map(({ key, alias, marks }) => [key, alias, marks].filter((one) => one !== undefined)),
      });
    },
    save: (source, readNextPollAt) =>
      table.put(itemOf(source), { expression: 'nextPollAt = :read', values: { ':read': readNextPollAt } }),
  };
}
