/** The shape a feed was written in. The status shapes carry incidents; the others carry entries only. */
export type FeedFormat = 'rss' | 'atom' | 'rdf' | 'json' | StatusFormat;
export type StatusFormat =
  | 'statuspage'
  | 'google-cloud'
  | 'aws-health'
  | 'azure'
  | 'slack'
  | 'incident-io'
  | 'instatus'
  | 'better-stack'
  | 'cachet'
  | 'outage-list';

/** One item of a feed after reading: text fields are plain text, links absolute http(s), times ISO 8601 UTC. */
export interface Entry {
  /** Stable identity inside its feed, at most 64 bytes; the same whichever reader read the feed. */
  key: string;
  /** Second identity inside its feed, at most 64 bytes, for feeds that make new ids or move host; see `newEntries`. */
  alias?: string;
  /** The feed's own guid or id, as written. */
  id?: string;
  title: string;
  /** Absolute http(s) permalink, or '' when the feed gives none. */
  url: string;
  author?: string;
  publishedAt?: string;
  updatedAt?: string;
  /** Plain text, at most 600 characters. */
  summary?: string;
  /** The entry's markup as written, at most 64 KiB; read by the status formats, never stored or shown. */
  content?: string;
}

export interface ParsedFeed {
  format: FeedFormat;
  title: string;
  site?: string;
  language?: string;
  /** RSS `<ttl>`, minutes. */
  ttlMinutes?: number;
  /** RSS `<skipHours>`, hours of the day in UTC. */
  skipHours?: number[];
  /** The document ends in the middle of itself. */
  isCut?: true;
  /** Newest first, at most 500. */
  entries: Entry[];
}
