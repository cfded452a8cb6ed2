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
