export type Impact = 'none' | 'minor' | 'major' | 'critical';

/** Where an incident (or scheduled work) stands. `update` keeps the stage before it. */
export type Stage =
  | 'scheduled'
  | 'in-progress'
  | 'verifying'
  | 'completed'
  | 'investigating'
  | 'identified'
  | 'monitoring'
  | 'update'
  | 'resolved'
  | 'postmortem';

/** One outage of one service, all its updates folded in. Times are ISO 8601 UTC. */
export interface Incident {
  /** Stable identity across polls and retitlings. */
  key: string;
  sourceId: string;
  service: string;
  title: string;
  url: string;
  startedAt: string;
  /** Absent while it goes on. Equal to `startedAt` when the page never said how long it took. */
  endedAt?: string;
  impact: Impact;
  /** Updates counted. */
  updates: number;
  components: string[];
  /** The provider's own best sentence, plain text. */
  quote?: string;
  /** 0…1 against that page's own habit. */
  significance: number;
  /** When each stage was first reached, earliest first. */
  stages?: { stage: Stage; at: string }[];
  /** Sentences in which the provider names somebody else's trouble, plain text, at most four. */
  blames?: string[];
  /** The provider's own write-up, once it is there. */
  postmortem?: { url: string; at?: string };
  /** Everything merged so far, in a form in which the order of arrival no longer shows; about 15 KB at most. */
  facts?: IncidentFacts;
}

/** The merged evidence of one incident. Every field is a minimum, a maximum or a capped union, so joining is order-independent. */
export interface IncidentFacts {
  /** Short hashes of every id and permalink it was seen under. */
  ids: string[];
  service: string;
  /** Update slots: minute of the epoch in base 36, stage letter, and how many when more than one; comma-separated. */
  slots: string;
  /** The most updates any one report listed. */
  most: number;
  /** Some report showed every message there was. */
  isWhole: boolean;
  /** The earliest moment anything says it was under way. */
  start?: string;
  /** The first snapshot's moment; stands in for a start nobody gave. */
  firstSeen: string;
  /** The newest update that says it is still going on. */
  active?: string;
  /** The newest moments at which it was said to be over, newest first. */
  ends: string[];
  /** The page's own end field, and when it said so. */
  end?: { said: string; at: string };
  /** As last said; of two of one moment, as last seen. */
  title: { said: string; seen?: string; text: string };
  url: { said: string; seen?: string; text: string };
  impact?: Impact;
  guess: Impact;
  components: string[];
  quote?: { rank: number; said: string; text: string };
  blames: string[];
  /** Some message puts the cause with the page itself. */
  own?: true;
  stages: Partial<Record<Stage, string>>;
  postmortem?: { said: string; url: string; at?: string };
  /** A whole-report mark of scheduled work. */
  maintenance: boolean;
}
