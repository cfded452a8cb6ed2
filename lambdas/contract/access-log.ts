// The lines of the log of the API's accesses: the stack has API Gateway write them, the laptop's gateway writes the same, and
// `tell` reads them. Imports nothing.

/** A line. It has the route's pattern and no address of a page: that may hold the token that opens the desk. */
export interface AccessLine {
  time: string;
  requestId: string;
  /** The visitor's address. */
  from: string;
  /** Such as `GET /desk/{issue}`; `-` for a page that no route leads to. */
  route: string;
  status: string;
  bytes: string;
  milliseconds: string;
  error: string;
}

/** The name of the subscription that hands such lines to `tell`. */
export const answersFilter = 'answers';

/** What whoever has no good link is answered. */
export const refusedStatus = '404';

/** How every route begins that leads to the desk, and none to the archive. */
export const deskDoors = ['GET /open', 'GET /desk', 'POST /desk'] as const;
