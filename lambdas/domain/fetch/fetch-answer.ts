/** One conditional GET. Validators are those of the last good answer, sent back byte for byte. */
export interface FetchRequest {
  url: string;
  etag?: string;
  lastModified?: string;
  /** The `finalUrl` of the answer that gave the validators; they go to that origin only. Default: `url`. */
  validatedUrl?: string;
  /** Replaces the default Accept header, which prefers feeds. */
  accept?: string;
}

/** How far a fetch came: where a redirect leads that it left to the line of another host, and all that a fetch knows by then. */
export interface Onward {
  to: string;
  /** Addresses that were asked; one that is reached again would only lead here again (RFC 9110 §15.4). */
  asked: readonly string[];
  /** Whether every redirect so far was one for good. */
  permanent: boolean;
  permanentUrl?: string;
  spentMilliseconds: number;
}

/** The line of a host, in which one request stands behind the other: no other host is asked from there. */
export interface Line {
  host: string;
  /** Where a fetch goes on that began in other lines. */
  onward?: Onward;
}

/** What a fetch in a line comes to when its next request belongs in another. */
export interface Elsewhere {
  kind: 'elsewhere';
  onward: Onward;
}

/** What the server said about the copy it gave or confirmed. */
export interface Freshness {
  etag?: string;
  lastModified?: string;
  /** Seconds, 0 to 86,400, for which the server asks not to be asked again. */
  maxAgeSeconds?: number;
}

/** How the answer was reached. */
export interface Route {
  finalUrl: string;
  /** Where the feed has moved for good: the last address reached by an unbroken run of 301 and 308 from the first, none from https to http. */
  permanentUrl?: string;
}

/** What one fetch came to: always a value. `reason` is a sentence for a person. */
export type FetchAnswer =
  | ({ kind: 'fetched'; status: 200 | 203; body: Uint8Array; contentType?: string; wireBytes: number } & Freshness &
      Route)
  | ({ kind: 'unchanged' } & Freshness & Route)
  | { kind: 'gone'; status: 410; reason: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'failed'; reason: string; status?: number; retryAfterSeconds?: number };
