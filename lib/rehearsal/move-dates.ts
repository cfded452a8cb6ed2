const day = 86_400_000;
const week = 7 * day;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthNames = months.join('|');

/** Whole weeks, in days, from a recorded moment to the first such moment after `now`: weekdays stay what they were. */
export function daysToComing(recorded: string, now: string): number {
  return 7 * Math.max(0, Math.ceil((Date.parse(now) - Date.parse(recorded)) / week));
}

/**
 * Moves every date in a feed by whole days, in the three ways feeds spell them: ISO 8601, RFC 822, and the month and
 * day of Statuspage's updates, which carry no year and are taken to be of the year given.
 */
export function moveDates(feed: string, days: number, year: number): string {
  const moved = (fullYear: number, month: number, date: number) =>
    new Date(Date.UTC(fullYear, month, date) + days * day);
  const monthOf = (name: string) => months.indexOf(name);
  const nameOf = (date: Date) => months[date.getUTCMonth()] as string;
  return feed
    .replace(/(?<![\d-])(20\d\d)-(\d\d)-(\d\d)(?![\d-])/g, (_, y: string, m: string, d: string) =>
      moved(Number(y), Number(m) - 1, Number(d))
        .toISOString()
        .slice(0, 10),
    )
    .replace(new RegExp(`\\b(\\d\\d?) (${monthNames}) (20\\d\\d)\\b`, 'g'), (_, d: string, name: string, y: string) => {
      const date = moved(Number(y), monthOf(name), Number(d));
      return `${String(date.getUTCDate()).padStart(2, '0')} ${nameOf(date)} ${date.getUTCFullYear()}`;
    })
    .replace(
      new RegExp(`\\b(${monthNames}) (<|&lt;)(var data-var='date')(>|&gt;)( ?\\d\\d?)(<|&lt;)`, 'g'),
      (_, name: string, open: string, tag: string, close: string, d: string, end: string) => {
        const date = moved(year, monthOf(name), Number(d));
        return `${nameOf(date)} ${open}${tag}${close}${String(date.getUTCDate()).padStart(2)}${end}`;
      },
    );
}
