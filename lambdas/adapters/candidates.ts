import { keys, lists, shardOf, shards } from '../contract/table';
import { type Candidate, candidateDays } from '../domain/candidate';
import type { CandidateStore } from '../domain/ports';
import { formatStanding, standingOf } from '../domain/score/standing';
import { siteOfLink, titleBuckets } from '../domain/story/fingerprint';
import { expiryAfter, type Item, type ListedItem, stripItem, type Table } from './table';

const candidateOf = (item: Item): Candidate => {
  const stored = stripItem<Candidate & { toldBy: Set<string> }>(item);
  return { ...stored, toldBy: [...stored.toldBy].sort() };
};

/** Candidates, the titles that lead to them, and the memory of what was printed. */
export function createCandidateStore(table: Table): CandidateStore {
  /** The page's own source speaks for the story, whoever told it first. */
  const settle = ({ id, title, url, vendor, author, summary, sourceTitle, sourceId }: Candidate) => {
    const absent = [...(author === undefined ? ['author'] : []), ...(summary === undefined ? ['summary'] : [])];
    const spoken = {
      title,
      url,
      ...(vendor !== undefined && { vendor }),
      sourceTitle,
      sourceId,
      atHome: true,
      ...(author !== undefined && { author }),
      ...(summary !== undefined && { summary }),
    };
    return table.update(keys.candidate(id), { set: spoken, remove: absent }, { absent: ['atHome'] });
  };

  /**
   * The candidate that a title leads to. Whoever claimed it may have been cut short before storing that candidate: then
   * the next to tell the story stores it under the same id, so that it stays one story.
   */
  const claimTitle = async (titleKey: string, { id, url }: Candidate, expiresAt: number): Promise<string> => {
    const title = keys.title(titleKey);
    const site = siteOfLink(url);
    if (await table.putNew({ ...title, candidateId: id, site, expiresAt })) return id;
    const first = await table.get(title);
    if (first?.['site'] === site) return id;
    return (first?.['candidateId'] as string | undefined) ?? id;
  };

  const join = async (id: string, candidate: Candidate) => {
    if (candidate.atHome) await settle({ ...candidate, id });
    const told = await table.update(keys.candidate(id), { add: { toldBy: new Set([candidate.sourceId]) } });
    return told && (told['sourceId'] === candidate.sourceId ? 'brought' : 'joined');
  };

  return {
    async tell(candidate, titleKey) {
      const expiresAt = expiryAfter(candidate.firstSeenAt, candidateDays);
      const id = titleKey === undefined ? candidate.id : await claimTitle(titleKey, candidate, expiresAt);
      const listOrder = formatStanding(standingOf(candidate.score, candidate.publishedAt, candidate.firstSeenAt));
      const isNew = await table.putNew({
        ...keys.candidate(id),
        ...candidate,
        id,
        toldBy: new Set(candidate.toldBy),
        listKey: lists.standing(shardOf(id)),
        listOrder,
        expiresAt,
      });
      return isNew ? 'brought' : ((await join(id, candidate)) ?? 'joined');
    },

    async best(count) {
      const shelves = await Promise.all(
        Array.from({ length: shards }, (_, shard) => openShelf(table, lists.standing(shard), count)),
      );
      const best: ListedItem[] = [];
      while (best.length < count) {
        let top: Shelf | undefined;
        for (const shelf of shelves) {
          const [head] = shelf.items;
          if (head && (!top || head.listOrder > (top.items[0] as ListedItem).listOrder)) top = shelf;
        }
        if (!top) break;
        best.push(top.items.shift() as ListedItem);
        if (top.items.length === 0) await top.refill();
      }
      const found = await table.getMany(
        best.map(({ pk, sk }) => ({ pk, sk })),
        'lately',
      );
      const byKey = new Map(found.map((item) => [item['pk'], candidateOf(item)]));
      return best.flatMap(({ pk }) => byKey.get(pk) ?? []);
    },

    async get(id) {
      const item = await table.get(keys.candidate(id));
      return item && candidateOf(item);
    },

    async unlist(ids) {
      for (const id of ids) await table.update(keys.candidate(id), { remove: ['listKey', 'listOrder'] });
    },

    async printed(fingerprints) {
      const items = await table.getMany([...new Set(fingerprints)].map(keys.printed), 'lately');
      return new Map(items.map((item) => [String(item['pk']).slice('PRINTED#'.length), item['issue'] as number]));
    },

    async markPrinted(fingerprints, issue) {
      for (const fingerprint of new Set(fingerprints)) await table.putNew({ ...keys.printed(fingerprint), issue });
    },

    async printedTitles(buckets) {
      const items = await table.getMany([...new Set(buckets)].map(keys.printed), 'lately');
      return new Map(
        items.map(({ pk, title, site, issue }) => [
          String(pk).slice('PRINTED#'.length),
          { title: String(title ?? ''), issue: issue as number, ...(site !== undefined && { site: String(site) }) },
        ]),
      );
    },

    async markPrintedTitle(title, issue, url) {
      const site = url === undefined ? {} : { site: siteOfLink(url) };
      for (const bucket of titleBuckets(title)) await table.putNew({ ...keys.printed(bucket), title, issue, ...site });
    },
  };
}

interface Shelf {
  items: ListedItem[];
  refill(): Promise<void>;
}

/** One shard of the standing, read a small page at a time so that reads grow with what is taken. */
async function openShelf(table: Table, listKey: string, count: number): Promise<Shelf> {
  const limit = Math.max(4, Math.ceil((2 * count) / shards));
  let page = await table.page(listKey, { descending: true, limit });
  const shelf: Shelf = {
    items: page.items,
    async refill() {
      if (!page.next) return;
      page = await table.page(listKey, { descending: true, limit, after: page.next });
      shelf.items = page.items;
    },
  };
  return shelf;
}
