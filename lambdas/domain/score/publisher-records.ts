import type { PublisherRecord } from './model';

/** How far back "of the last twenty" looks. */
const recent = 20;

/** A link and what became of it. `answered` is false for one so young that nobody knows whether the editor would have printed it. */
interface Outcome {
  publisher: string;
  printed: boolean;
  answered: boolean;
}

/**
 * Counts, per publisher, what was seen and printed; the recent counts, which people are told, only among links that were answered.
 * `items` in order of date; the publisher '' is nobody.
 */
export function countPublishers(items: Iterable<Outcome>): Map<string, PublisherRecord> {
  const histories = new Map<string, Outcome[]>();
  for (const item of items) {
    if (item.publisher === '') continue;
    const history = histories.get(item.publisher);
    if (history === undefined) histories.set(item.publisher, [item]);
    else history.push(item);
  }
  const records = new Map<string, PublisherRecord>();
  for (const [publisher, history] of histories) {
    const last = history.filter(({ answered }) => answered).slice(-recent);
    records.set(publisher, {
      printed: count(history),
      seen: history.length,
      recentPrinted: count(last),
      recentSeen: last.length,
    });
  }
  return records;
}

function count(history: readonly Outcome[]): number {
  return history.filter(({ printed }) => printed).length;
}
