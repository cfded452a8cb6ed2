/** How much of a draft one mail shows: items of each kind, and code points of a summary and a quotation. */
export interface Cut {
  articles: number;
  outages: number;
  runnersUp: number;
  summary: number;
  quote: number;
}

/** From a whole draft to what fits in any case: the mail takes the first that is small enough. */
export const cuts: Cut[] = [
  { articles: 20, outages: 30, runnersUp: 40, summary: 280, quote: 300 },
  { articles: 20, outages: 30, runnersUp: 40, summary: 200, quote: 160 },
  { articles: 20, outages: 30, runnersUp: 40, summary: 140, quote: 0 },
  { articles: 20, outages: 30, runnersUp: 20, summary: 0, quote: 0 },
  { articles: 12, outages: 12, runnersUp: 0, summary: 0, quote: 0 },
  { articles: 6, outages: 6, runnersUp: 0, summary: 0, quote: 0 },
  { articles: 2, outages: 2, runnersUp: 0, summary: 0, quote: 0 },
];

/** The first of a list, and how many more there are. */
export const shownOf = <T>(all: T[], most: number): { shown: T[]; more: number } => ({
  shown: all.slice(0, most),
  more: Math.max(0, all.length - most),
});
