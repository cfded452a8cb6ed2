import type { DisclosureLines } from './disclosure';
import { StaleRevisionError, WrongStateError } from './errors';
import type { Impact } from './incident';
import type { LeftOut } from './issue/left-out';
import type { Traces } from './issue/traces';

export type IssueState = 'draft' | 'approved' | 'publishing' | 'published' | 'rejected';
/** `later` keeps it out of this issue and lets the next draft show it again. */
export type Decision = 'undecided' | 'kept' | 'dropped' | 'later';

/** An article as the draft shows it: a copy made when the draft was drawn up, and what the editor made of it. */
export interface Article extends Traces {
  id: string;
  title: string;
  url: string;
  author?: string;
  source: string;
  sourceId: string;
  publishedAt?: string;
  summary?: string;
  score: number;
  /** The score without what the editor's decisions taught, when that differs: what this decision will be measured against. */
  expected?: number;
  reasons: string[];
  /** How many sources told the story. */
  toldBy: number;
  /** "Full disclosure: …" when the host is the sponsor's or the editor's employer. */
  disclosure?: string;
  /** Whom the author writes for, when the editor corrected it; otherwise the byline says the source. */
  company?: string;
  /** The editor's own words, Markdown. */
  comment?: string;
  /** Added by the editor, not found by a poll. */
  byHand?: true;
  /** "Never this source" was said at it. */
  silenced?: true;
  /** The write-up of an outage that an earlier issue printed. */
  followsUp?: { issue: number; service: string };
  decision: Decision;
}

export interface Outage extends Traces {
  id: string;
  service: string;
  title: string;
  url: string;
  startedAt?: string;
  endedAt?: string;
  impact: Impact;
  updates: number;
  quote?: string;
  /** Names of the services whose own incident was put down to this one. */
  alsoAffected: string[];
  /** Why they are one line, in the words of the evidence. */
  groupedBecause?: string;
  /** Keys of the other incidents that this line covers: of services also affected, and of the same service. */
  folded?: string[];
  /** Facts worth a nested line of their own, plain text. */
  notes?: string[];
  /** The editor's own words, Markdown. */
  comment?: string;
  /** It was printed while it went on, and is over now. */
  followsUp?: { issue: number };
  /** The editor moved it here from the articles: its id is a candidate's, and its link is remembered as theirs are. */
  wasArticle?: true;
  significance: number;
  decision: Decision;
}

/** A sponsor's message: text is Markdown. */
export interface Sponsor {
  label: string;
  text: string;
  url: string;
}

export interface Issue {
  number: number;
  /** ISO week, such as 2026-W34. */
  week: string;
  state: IssueState;
  /** Grows by one with every change; an approval names the one that was read. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** When it is to go out, as the settings said when it was drawn up. */
  dueAt?: string;
  articles: Article[];
  outages: Outage[];
  runnersUp: Article[];
  leftOut: LeftOut;
  /** Fewer articles were good enough than an issue has. */
  quiet?: true;
  /** What the settings had disclosed when it was drawn up: goes with whatever is added later. */
  disclosed?: DisclosureLines;
  /** Articles that the settings allowed one vendor when it was drawn up, where that was not the usual number. */
  perVendor?: number;
  /** The editor's personal lines at the top, Markdown. */
  intro?: string;
  sponsor?: Sponsor;
  approvedAt?: string;
  approvedRevision?: number;
  publishAt?: string;
  publishedAt?: string;
  /** What the newsletter was called when it went out: it may be renamed, and its past issues stay what they were. */
  newsletter?: string;
  rejectedAt?: string;
  rejectedBecause?: string;
  /** Rejected because the editor takes the week off; whatever was in it may come back next week. */
  skipped?: true;
  /** Keys of outages that were dropped from drafts before it that never went out: they stay away until an issue has. */
  declined?: string[];
  /** How often the number was drawn up again after a draft of it was rejected. */
  drawnAgain?: number;
  /** The week of the draft whose number it has, when nobody decided on that one. */
  forgotten?: string;
  /** What was changed last, oldest first. */
  changes?: Change[];
  undo?: Undo;
}

/** What a change did: a decision on an item, or one of the other things an editor does to a draft. */
export type Act = Decision | 'moved' | 'edited' | 'added' | 'section' | 'opening' | 'silenced' | 'updated' | 'undone';

/** One line of a draft's history, so that a page that showed an earlier revision can be told the difference. */
export interface Change {
  /** The revision it led to. */
  revision: number;
  at: string;
  act: Act;
  /** The item's title as it was then; absent when it was no item. */
  title?: string;
  item?: string;
  /** What was undone, or done again after that, where `act` says that one of them was. */
  undid?: Act;
  again?: true;
}

/** What a list was: the order of its ids, and those items that were changed or taken away since. */
export interface Shelf<T> {
  order: string[];
  items: T[];
}

/** How to take the last change back. Good for one revision only, so that nothing made by another hand is undone with it. */
export interface Undo {
  of: Change;
  articles?: Shelf<Article>;
  outages?: Shelf<Outage>;
  runnersUp?: Shelf<Article>;
  /** Null: there was none. */
  intro?: string | null;
  sponsor?: Sponsor | null;
}

/** What a list of issues needs to know of each. */
export type IssueCard = Pick<Issue, 'number' | 'week' | 'state' | 'createdAt' | 'publishAt' | 'publishedAt'>;

/** Newsletter and number, as the subject and the title say it: once it went out, by the name it had then. */
export const issueTitle = (now: string, { newsletter = now, number }: Pick<Issue, 'newsletter' | 'number'>) =>
  `${newsletter} Issue #${number}`;

/** Whether an item goes out: what nobody decided on does. */
export const isPrinted = ({ decision }: { decision: Decision }) => decision === 'kept' || decision === 'undecided';

/** Past the point where it could be pulled back: everybody may read it, although mails may still be going out. */
export const isOut = ({ state }: Pick<Issue, 'state'>) => state === 'published' || state === 'publishing';

/** Meant for readers, whether or not it can still be pulled back. */
export const goesOut = (issue: Pick<Issue, 'state'>) => issue.state === 'approved' || isOut(issue);

export const printedArticles = (issue: Issue) => issue.articles.filter(isPrinted);
export const printedOutages = (issue: Issue) => issue.outages.filter(isPrinted);

/** Approves exactly the revision that was read; it goes out after the cooling-off time (minutes). */
export function approve(issue: Issue, revision: number, at: string, coolingOffMinutes: number): Issue {
  mustBe(issue, 'draft', 'approve it');
  mustMatch(issue, revision);
  if (printedArticles(issue).length + printedOutages(issue).length === 0) {
    throw new WrongStateError('Nothing in this draft would be printed. Keep or add something, or skip the week.');
  }
  const publishAt = new Date(Date.parse(at) + coolingOffMinutes * 60_000).toISOString();
  return changed(issue, at, { state: 'approved', approvedAt: at, approvedRevision: revision, publishAt });
}

/** Takes an approval back while it cools off, or a rejection until its number is drawn up again: it is a draft once more, as it was. */
export function pullBack(issue: Issue, revision: number, at: string): Issue {
  if (issue.state !== 'rejected') mustBe(issue, 'approved', 'pull it back');
  mustMatch(issue, revision);
  const { approvedAt: _at, approvedRevision: _revision, publishAt: _publishAt, ...draft } = issue;
  const { rejectedAt: _rejectedAt, rejectedBecause: _because, skipped: _skipped, ...rest } = draft;
  return changed(rest, at, { state: 'draft' });
}

/** Ends the draft without an issue: for good, or because the week is skipped. The reason is the editor's, and may be empty. */
export function reject(issue: Issue, revision: number, at: string, because: string, skipped = false): Issue {
  mustBe(issue, 'draft', 'reject it');
  mustMatch(issue, revision);
  return changed(issue, at, {
    state: 'rejected',
    rejectedAt: at,
    rejectedBecause: because,
    ...(skipped && { skipped: true }),
  });
}

/** Gives the number of a draft that was rejected, or forgotten, to the draft of a later week; revisions go on counting, so that old forms are stale. */
export function drawUpAgain(before: Issue, fresh: Issue): Issue {
  const forgotten = before.state === 'draft' && { forgotten: before.week };
  if (!forgotten) mustBe(before, 'rejected', 'draw it up again');
  return { ...fresh, revision: before.revision + 1, drawnAgain: (before.drawnAgain ?? 0) + 1, ...forgotten };
}

/** Claims an approved issue for sending, once it is due, under the name the newsletter has by then. */
export function beginPublishing(issue: Issue, newsletter: string, at: string): Issue {
  mustBe(issue, 'approved', 'publish it');
  if (!issue.publishAt || issue.publishAt > at)
    throw new WrongStateError(`Issue #${issue.number} goes out at ${issue.publishAt}.`);
  return changed(issue, at, { state: 'publishing', publishedAt: at, newsletter });
}

/** Records that every recipient was served or parked. */
export function finishPublishing(issue: Issue, at: string): Issue {
  mustBe(issue, 'publishing', 'finish it');
  return changed(issue, at, { state: 'published' });
}

function changed(issue: Issue, at: string, change: Partial<Issue>): Issue {
  return { ...issue, ...change, revision: issue.revision + 1, updatedAt: at };
}

/** Throws StaleRevisionError unless the page showed what is stored. */
export function mustMatch(issue: Issue, revision: number): void {
  if (revision !== issue.revision) throw new StaleRevisionError(revision, issue.revision);
}

const stateWords: Record<IssueState, string> = {
  draft: 'still a draft',
  approved: 'approved',
  publishing: 'going out',
  published: 'published',
  rejected: 'rejected',
};

/** Throws WrongStateError unless the issue is in the state a step needs. `step` completes "nobody can". */
export function mustBe(issue: Issue, state: IssueState, step: string): void {
  if (issue.state !== state)
    throw new WrongStateError(`Issue #${issue.number} is ${stateWords[issue.state]}, so nobody can ${step} now.`);
}
