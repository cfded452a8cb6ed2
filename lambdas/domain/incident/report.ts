import type { StatusFormat } from '../entry';
import type { Impact, Stage } from '../incident';

/** One message of the provider: plain text, time ISO 8601 UTC when it is known. */
export interface ReportedUpdate {
  at?: string;
  stage?: Stage;
  text: string;
}

/** What one snapshot of a status page says about one incident. Text is plain, links are absolute http(s) or ''. */
export interface IncidentReport {
  /** The page's own id for it, or the best stand-in (permalink, then title and first time). */
  id: string;
  /** Other names of the same incident, such as the ids of its updates where each update is an item. */
  aliases?: string[];
  service: string;
  title: string;
  url: string;
  startedAt?: string;
  /** Only when the page says when it ended. */
  resolvedAt?: string;
  updatedAt?: string;
  /** Only when the page says so itself; words are weighed later. */
  impact?: Impact;
  components: string[];
  updates: ReportedUpdate[];
  /** The report shows every message there is, so a message moved in time is not counted twice. */
  isWhole?: boolean;
  /** When the page says how many updates there are without showing them. */
  updateCount?: number;
  maintenance: boolean;
  postmortem?: { url: string; at?: string; text?: string };
}

/** Who speaks: used to name the service and to make relative links absolute. */
export interface PageAbout {
  sourceTitle?: string;
  url: string;
}

/** A status document that is not a feed, read. */
export interface StatusDocument {
  title: string;
  site?: string;
  format: StatusFormat;
  reports: IncidentReport[];
  /** It lists what is going on and nothing else: what it no longer lists is over. */
  isCurrent?: true;
}
