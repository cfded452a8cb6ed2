import type { PublisherRecord } from './model';

/** How far back "of the last twenty" looks. */
const recent = 20;

/** Counts, per publisher, what was seen and printed. `items` in order of date; the publisher '' is nobody. */
export function countPublishers(
  items: Iterable<{ publisher: string; printed: boolean }>,
): Map<string, PublisherRecord> {
  const histories = new Map<string, boolean[]>();
  for (const { publisher, printed } of items) {
    if (publisher === '') continue;
    const history = histories.get(publisher);
    if (history === undefined) histories.set(publisher, [printed]);
    else history.push(printed);
  }
  const records = new Map<string, PublisherRecord>();
  for (const [publisher, history] of histories) {
    const last = history.slice(-recent);
    records.set(publisher, {
      printed: count(history),
      seen: history.length,
      recentPrinted: count(last),
      recentSeen: last.length,
    });
  }
  return records;
}

function count(history: boolean[]): number {
  return history.filter(Boolean).length;
}
