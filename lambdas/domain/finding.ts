import { hour } from './instant';

/** Something that a person must be told of. */
export interface Finding {
  /** What it is the same as: the same key is the same finding. */
  key: string;
  /** How many of it there are. */
  count: number;
  /** What happened, as a clause. */
  says: string;
  /** Of the runbook's section. */
  anchor: string;
}

/** What is remembered of a finding that was told. Times are ISO 8601 UTC. */
export interface ToldFinding {
  key: string;
  count: number;
  seenAt: string;
}

/** A finding not seen for so long has ended, and is another when it comes again. */
const ended = hour;

/** Whether a person does not know of it yet: new, come again after an hour, or more of it than was told. */
export function isNews(finding: Finding, told: ToldFinding | undefined, now: string): boolean {
  return told === undefined || finding.count > told.count || Date.parse(now) - Date.parse(told.seenAt) >= ended;
}
