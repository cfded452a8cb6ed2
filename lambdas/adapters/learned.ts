import { keys } from '../contract/table';
import type { LearnedStore } from '../domain/ports';
import {
  type Learned,
  nothingLearned,
  type PublisherTally,
  type SourceTally,
  type Tally,
} from '../domain/score/learned';
import type { Lesson } from '../domain/score/lessons';
import type { Freshness, Item, Table } from './table';

const mostTries = 12;

type Row = [string, ...(number | string)[]];

/** The layer as an item: a list a name keeps it small, and no name can be mistaken for an attribute. */
const itemOf = ({ closed, closedThrough, open }: Learned, revision: number) => ({
  ...keys.learned(),
  revision,
  closedThrough,
  all: tallyRow(closed.all),
  words: [...closed.words].map(([word, tally]): Row => [word, ...tallyRow(tally)]),
  publishers: [...closed.publishers].map(([name, tally]): Row => [name, ...tallyRow(tally), tally.recent]),
  sources: [...closed.sources].map(([id, { shown, printed }]): Row => [id, shown, printed]),
  open: [...open],
});

const tallyRow = ({ seen, kept, expected }: Tally) => [seen, kept, expected] as const;

const tallyOf = ([seen, kept, expected]: unknown[]): Tally => ({
  seen: Number(seen ?? 0),
  kept: Number(kept ?? 0),
  expected: Number(expected ?? 0),
});

function learnedFrom(item: Item): Learned {
  const rows = (name: string) => (item[name] ?? []) as Row[];
  const publisher = ([name, ...rest]: Row): [string, PublisherTally] => [
    name,
    { ...tallyOf(rest), recent: String(rest[3] ?? '') },
  ];
  const source = ([id, shown, printed]: Row): [string, SourceTally] => [
    id,
    { shown: Number(shown ?? 0), printed: Number(printed ?? 0) },
  ];
  return {
    closed: {
      all: tallyOf((item['all'] ?? []) as unknown[]),
      words: new Map(rows('words').map(([word, ...tally]) => [word, tallyOf(tally)])),
      publishers: new Map(rows('publishers').map(publisher)),
      sources: new Map(rows('sources').map(source)),
    },
    closedThrough: Number(item['closedThrough'] ?? 0),
    open: (item['open'] ?? []) as Lesson[],
  };
}

/** What the editor's decisions taught: one item, written on condition that nobody wrote it since it was read. */
export function createLearnedStore(table: Table): LearnedStore {
  const read = async (freshness?: Freshness) => {
    const item = await table.get(keys.learned(), freshness);
    return item
      ? { learned: learnedFrom(item), revision: Number(item['revision'] ?? 0) }
      : { learned: nothingLearned(), revision: 0 };
  };
  return {
    get: async () => (await read('lately')).learned,
    async change(by) {
      for (let attempt = 0; attempt < mostTries; attempt++) {
        const { learned, revision } = await read();
        const changed = by(learned);
        if (changed === learned) return learned;
        if (await table.putRevision(itemOf(changed, revision + 1), revision)) return changed;
      }
      throw new Error(`What was learned changed ${mostTries} times while it was being saved.`);
    },
  };
}
