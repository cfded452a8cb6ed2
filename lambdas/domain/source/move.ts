import { getDomain, parse } from 'tldts';
import { day } from '../instant';

const repeats = 3;
const searchEvery = day;

/** Where a feed seems to have moved, and how often in a row that was said. `proposed`: only a person may follow it. */
export interface Move {
  url: string;
  times: number;
  proposed?: true;
  /** A person said no: the same address is not proposed again. */
  declined?: true;
}

/** 404s since the last good answer, and when its site was last searched for a new feed. */
export interface Lost {
  times: number;
  searchedAt?: string;
}

/**
 * Whether two addresses belong to one owner: the same registrable domain by the Public Suffix List, where the names under a
 * shared host such as github.io are owners of their own; the same host and port for addresses without a domain.
 */
export function isSameOwner(one: string, other: string): boolean {
  const options = { allowPrivateDomains: true };
  const domain = getDomain(one, options);
  if (domain !== null && parse(one, options).isIp !== true) return domain === getDomain(other, options);
  return new URL(one).host === new URL(other).host;
}

/** Counts one more permanent redirect to `to`, or forgets the move when there was none (undefined). */
export function countMove(known: Move | undefined, url: string, to: string | undefined): Move | undefined {
  if (to === undefined || to === url) return undefined;
  const times = known?.url === to ? known.times + 1 : 1;
  if (known?.url === to && known.declined) return { ...known, times };
  return { url: to, times, ...(times >= repeats && !isSameOwner(url, to) && { proposed: true as const }) };
}

/** Whether a counted move is followed: repeated three times, and to the same owner. */
export function isMoveConfirmed(move: Move): boolean {
  return move.times >= repeats && !move.proposed && !move.declined;
}

/** A feed of another owner that a source's site names; it stays declined when somebody said no to it. */
export function proposeMove(known: Move | undefined, url: string): Move {
  return known?.url === url && known.declined ? known : { url, times: 1, proposed: true };
}

/** Whether a failure says that the feed is not at its address any more. */
export function isMissing(status: number | undefined): boolean {
  return status === 404;
}

/** Whether it is time to look in the site for a feed that has just answered 404: at the third in a row, then once a day. */
export function isSearchDue(lost: Lost | undefined, now: string): boolean {
  if ((lost?.times ?? 0) + 1 < repeats) return false;
  return lost?.searchedAt === undefined || Date.parse(now) - Date.parse(lost.searchedAt) >= searchEvery;
}
