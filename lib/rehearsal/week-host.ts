import type { ParsedMail } from 'mailparser';
import type { Visitor } from '../local/editor';

/** Where the week is played: the laptop, or a stack deployed into an emulator. Both run the deployed handlers. */
export interface WeekHost {
  deskUrl: string;
  /** The Sunday on which the samples' week ends, ISO 8601. */
  sunday: string;
  /** How many sources there are to poll. */
  sources: number;
  setClock(now: string): Promise<void>;
  /** Polls until nothing is due; returns how many polls that took. */
  pollWeek(): Promise<number>;
  draftIssue(): Promise<{ issue: number; mail: string }>;
  publishDue(): Promise<{ issue: number; sent: number }[]>;
  /** Every mail sent so far, oldest first, as its recipient would read it. */
  mails(): Promise<Pick<ParsedMail, 'subject' | 'text'>[]>;
  /** Every item of the table, in one order: what a step compares before and after. */
  items(): Promise<Record<string, unknown>[]>;
  /** A browser of its own, with no cookies yet. */
  visitor(): Visitor;
  /** One request with no cookies, from a path of the desk or a whole address. */
  ask(address: string, request?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}
