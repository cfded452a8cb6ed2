import { after, day } from './instant';

const daysBack = [7, 14, 21, 28, 35];
/** Candidates a week below which half of them says nothing. */
const fewest = 10;

export const dayOf = (instant: string, ago = 0) => after(instant, -ago * day).slice(0, 10);

/** What all sources together had brought by the end of a look at them, once a day. */
export interface Tally {
  /** The UTC date, yyyy-mm-dd. */
  day: string;
  at: string;
  /** Candidates ever brought. */
  brought: number;
  /** Titles of the sources that fell silent since the tally before. */
  fellSilent: string[];
}

/** The days whose tallies `isDown` compares a day with. */
export const comparedDays = (instant: string) => daysBack.map((ago) => dayOf(instant, ago));

/** Whether the last seven days brought fewer than half the candidates of a usual week of the four before. False while too little is known. */
export function isDown(today: Tally, earlier: readonly Tally[]): boolean {
  const weekAgo = earlier.find((tally) => tally.day === dayOf(today.at, 7));
  const oldest = earlier.toSorted((a, b) => (a.day < b.day ? -1 : 1))[0];
  if (!weekAgo || !oldest || oldest === weekAgo) return false;
  const weeks = (Date.parse(weekAgo.day) - Date.parse(oldest.day)) / (7 * day);
  const usual = (weekAgo.brought - oldest.brought) / weeks;
  return usual >= fewest && today.brought - weekAgo.brought < usual / 2;
}
