import type { Candidate } from './candidate';
import type { DoorBook } from './door';
import type { FeedMemory } from './feed/memory';
import type { Elsewhere, FetchAnswer, FetchRequest, Line } from './fetch/fetch-answer';
import type { ToldFinding } from './finding';
import type { Incident } from './incident';
import type { PageHabit } from './incident/significance';
import type { Issue, IssueCard } from './issue';
import type { Learned } from './score/learned';
import type { Source, SourceState } from './source';
import type { PollLeg } from './source/poll-leg';
import type { Tally } from './tally';

/** What the pipeline needs of the world. Every adapter keeps one of these promises, and is tested on them. */
export interface SourceStore {
  /**
   * Sources due at an instant and not polled yet, oldest first within a shard. With the instant of the dispatch before, those
   * whose plan has come to a slot since; without one, the sources with a plan are read to see whether they were polled.
   */
  due(now: string, since?: string): Promise<DueSource[]>;
  /**
   * Sources that are quarantined, failed when last polled, are gone or propose to move, and ids of those polled no more: by the editor's
   * word, or because they are gone.
   */
  conditions(): Promise<{ troubled: Trouble[]; retired: Set<string> }>;
  /** Read `lately`, it may be as it was a second ago, at half the price: for a save on condition of what was read. */
  get(id: string, freshness?: 'lately'): Promise<Source | undefined>;
  /** Every source, whatever its state, in no order. */
  list(): Promise<Source[]>;
  /** Adds a source unless its id is known; says whether it was new. */
  add(source: Source): Promise<boolean>;
  /** Who may be at the address of which this is the id: the source with this id, and the one that moved there last. Either may have left. */
  at(place: string): Promise<Source[]>;
  /** Notes who moved to the address with this id. Repeating it changes nothing. */
  moveIn(place: string, id: string): Promise<void>;
  /** What its feed brought before; empty for a source never fetched. */
  seen(id: string): Promise<FeedMemory>;
  saveSeen(id: string, memory: FeedMemory): Promise<void>;
  /** Saves on condition that nobody saved it since it was read; false when somebody did. */
  save(source: Source, readNextPollAt: string): Promise<boolean>;
}

export interface DueSource {
  id: string;
  /** Of its address. Polls of one host are sent to stand in one line. */
  host: string;
  dueAt: string;
}

export interface Trouble {
  source: string;
  reason: string;
  state: SourceState;
  /** It is read, but somebody should know: it said that it is gone (at an instant, ISO 8601), or proposes to move. */
  change?: 'gone' | 'move';
  at?: string;
}

export interface CandidateStore {
  /**
   * Stores a story, or adds this source to the ones that tell it: by its link, or by its title on another site (one title for two links of a
   * site is a series). Repeating it changes nothing.
   */
  tell(candidate: Candidate, titleKey: string | undefined): Promise<Told>;
  /** The best of all that are listed, best first, as they were a moment ago. Reads grow with `count`, not with history. */
  best(count: number): Promise<Candidate[]>;
  get(id: string): Promise<Candidate | undefined>;
  /** Takes candidates off the list, so that no later draft shows them. */
  unlist(ids: readonly string[]): Promise<void>;
  /** For each fingerprint that was printed: the number of its issue, as it was known a moment ago; likewise titles. */
  printed(fingerprints: readonly string[]): Promise<Map<string, number>>;
  markPrinted(fingerprints: readonly string[], issue: number): Promise<void>;
  /** For each bucket of titles in which one was printed: that title, and the number of its issue. */
  printedTitles(buckets: readonly string[]): Promise<Map<string, PrintedTitle>>;
  /** `url`: the link it was printed with. */
  markPrintedTitle(title: string, issue: number, url?: string): Promise<void>;
}

export interface PrintedTitle {
  title: string;
  /** Of its link, where that is known. */
  site?: string;
  issue: number;
}

/** `brought`: this source told it first, or speaks for it since, its page being its own. `joined`: another source did. */
export type Told = 'brought' | 'joined';

export interface LearnedStore {
  /** As it was a moment ago. */
  get(): Promise<Learned>;
  /** Changes it and answers what is stored then; tries again when somebody else changed it meanwhile. The same object back from `by` writes nothing. */
  change(by: (learned: Learned) => Learned): Promise<Learned>;
}

export interface IncidentStore {
  get(keys: readonly string[]): Promise<Map<string, Incident>>;
  save(incident: Incident): Promise<void>;
  /** What a page usually goes through, and which incidents are already counted in it. */
  habit(sourceId: string): Promise<KnownHabit | undefined>;
  saveHabit(sourceId: string, habit: KnownHabit): Promise<void>;
  /** Every incident of the ISO weeks given, unsorted. */
  ofWeeks(weeks: readonly string[]): Promise<Incident[]>;
}

export interface KnownHabit {
  habit: PageHabit;
  /** Keys of the incidents counted last, newest first. */
  counted: string[];
  /** Keys of the incidents that began last, newest first. */
  begun: string[];
  /** How many incidents the page ever had. */
  incidents: number;
}

export interface IssueStore {
  /** Newest first. */
  latest(count: number): Promise<IssueCard[]>;
  get(number: number): Promise<Issue | undefined>;
  /** Claims a number for a week, once; whoever comes later gets the number that was claimed. */
  claimWeek(week: string, number: number): Promise<number>;
  /** Stores a new issue unless its number is taken; says whether it was new. */
  create(issue: Issue): Promise<boolean>;
  /** Throws StaleRevisionError when the stored revision is not the one that was read. */
  save(issue: Issue, readRevision: number): Promise<void>;
  /** Before a mail: `go` once, then `sent` or, when the end of an earlier try is unknown, `unclear`. */
  claimSend(number: number, kind: string, recipient: string, at: string): Promise<'go' | 'sent' | 'unclear'>;
  recordSend(number: number, kind: string, recipient: string, result: SendResult): Promise<void>;
  /** Mails of an issue that were refused, or whose end nobody knows; at most `mostUnsettled`. */
  unsettledSends(number: number): Promise<ParkedSend[]>;
  /** A person's word that a parked mail may be sent again; false when it is no longer as that person saw it. */
  releaseSend(number: number, seen: ParkedSend): Promise<boolean>;
  /** Mails that a person released and nobody has taken up yet. */
  releasedSends(): Promise<{ number: number; kind: string; recipient: string }[]>;
  /** Notes that somebody asked for a new link, unless somebody did since `notSince`; says whether it was noted. */
  askForLink(at: string, notSince: string): Promise<boolean>;
  linkAskedAt(): Promise<string | undefined>;
}

/** A mail that may need a person: `claimed` was begun at `at` and never brought to an end. */
export interface ParkedSend {
  kind: string;
  recipient: string;
  state: 'claimed' | 'refused' | 'unclear';
  at: string;
  note?: string;
}

/** `refused` is certain not to have gone out; `unclear` may have. */
export type SendResult = { state: 'sent'; messageId: string } | { state: 'refused' | 'unclear'; reason: string };

/** The record of one mail: its claim, what SES answered, and what SES reported since. Times are ISO 8601 UTC. */
export interface SendRecord {
  kind: string;
  recipient: string;
  state: 'claimed' | 'sent' | 'refused' | 'unclear';
  /** When it was claimed. */
  at: string;
  deliveredAt?: string;
  /** Why it is late. */
  delayed?: string;
  /** Why it came back, or will not arrive. */
  returned?: string;
}

/** What SES reports of a mail, after it took it or did not. */
export type Receipt =
  | { kind: 'accepted' | 'delivered'; at: string }
  | { kind: 'delayed' | 'returned'; at: string; reason: string };

export interface ReceiptStore {
  /** The records that exist of the mails asked for, in no order. */
  read(issue: number, mails: readonly Pick<SendRecord, 'kind' | 'recipient'>[]): Promise<SendRecord[]>;
  /** Adds a receipt to a mail's record; false when there is none. Repeating it changes nothing. */
  note(issue: number, mail: Pick<SendRecord, 'kind' | 'recipient'>, receipt: Receipt): Promise<boolean>;
}

export interface TallyStore {
  read(days: readonly string[]): Promise<Tally[]>;
  /** Keeps the first tally of a day. */
  keep(tally: Tally): Promise<void>;
}

/** What the operator was told. */
export interface ToldStore {
  read(key: string): Promise<ToldFinding | undefined>;
  keep(told: ToldFinding): Promise<void>;
}

/** Who tried the desk's door. */
export interface DoorStore {
  read(): Promise<{ book: DoorBook; revision: number }>;
  /** Saves on condition that nobody saved it since it was read; false when somebody did. */
  save(book: DoorBook, readRevision: number): Promise<boolean>;
}

/** Who looks after the machinery. */
export interface Operator {
  /** A mail of plain text; the subject is at most 99 printable ASCII characters. */
  tell(mail: { subject: string; text: string }): Promise<void>;
}

export interface Mail {
  to: string;
  /** What SES puts on every event about it, so that its record is found. */
  about?: { issue: number; kind: string };
  subject: string;
  html: string;
  text: string;
  /** Where the recipient leaves the list: absolute mailto: or https: addresses. */
  unsubscribe?: readonly string[];
}

export interface Mailer {
  /** Sends once, without retries. */
  send(mail: Mail): Promise<SendResult>;
}

/** Holds the rate at which mail may leave. */
export interface Pace {
  /** Resolves when the next mail may be begun: true, or false when there is no time left for another. */
  turn(): Promise<boolean>;
  /** Resolves when a mail that was begun may leave: what lies between may take one longer than another. */
  leave(): Promise<void>;
}

export interface PollQueue {
  send(sources: readonly DueSource[]): Promise<void>;
}

/** What a poller was handed by the queue. */
export interface PollDeliveries {
  /** Puts a poll behind the others of the host that it goes on to. Rejects when the queue would not have it. */
  handOn(poll: DueSource, leg: PollLeg): Promise<void>;
  /** Has these (at most ten) delivered again after so many seconds, and lets their lines go on then; says why not, and they come back later by themselves. */
  bringBack(receipts: readonly string[], seconds: number): Promise<string | undefined>;
}

export interface Fetcher {
  fetch(request: FetchRequest): Promise<FetchAnswer>;
  /** Asks the host of one line alone; what belongs in another's is said, and not asked. */
  fetch(request: FetchRequest, line: Line | undefined): Promise<FetchAnswer | Elsewhere>;
}
