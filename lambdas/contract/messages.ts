// What travels between lambdas. Imports nothing.

/** One source to poll. Messages of one host share a group, so that no host is asked twice at once by any number of pollers. */
export interface PollMessage {
  sourceId: string;
  /** The moment it was due: part of the deduplication id, so that a slow queue holds each due poll once. */
  dueAt: string;
}

/** What `catalogue` is invoked with; without `opml` it reads the catalogue it was bundled with. */
export interface CatalogueEvent {
  opml?: string;
}

/** What `draft` is invoked with by hand; the schedule sends nothing. */
export interface DraftEvent {
  time?: string;
}
