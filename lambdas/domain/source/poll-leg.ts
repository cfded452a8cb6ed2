import type { Onward } from '../fetch/fetch-answer';

/** What asks for a poll: the moment it was due, which names the poll in all its lines, and in whose line it stands now. */
export interface PollCall {
  dueAt: string;
  host?: string;
  leg?: PollLeg;
}

/** What a poll takes along from the line of one host to that of the next. */
export interface PollLeg {
  /** 1 for the second line it stands in. */
  number: number;
  onward: Onward;
  search?: FeedSearch;
}

/** A search for a feed that answers 404: what that answer said, and the feed its site names, once that is known. */
export interface FeedSearch {
  reason: string;
  named?: string;
}
