import type { StartStore } from '../open-table';

/** One table of the report, and what of it is drawn. */
export interface BenchTable {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  /** Drawn as bars: the row's name is its first cell, the length this column. */
  chart?: { file: string; column: number };
  note?: string;
}

export interface BenchOptions {
  /** Where the ranking data is. */
  ranking: string;
  /** Other Node binaries to start the bundles on. */
  nodes: readonly string[];
  tell(line: string): void;
  /** Starts a DynamoDB with the table in it; the caller brings it, because tools know no host. */
  startTable(name: string): ReturnType<StartStore>;
  /** Starts the whole back office with one draft in it; likewise the caller's. */
  startDesk(): Promise<DeskHost>;
}

/** A back office that answers over HTTP, on the table and under the account of this process. */
export interface DeskHost {
  deskUrl: string;
  /** The link of the draft mail of issue 1. */
  deskLink: string;
  tableName: string;
  now(): string;
  setClock(now: string): void;
  /** When that link and whatever it led to have expired. */
  later: string;
  stop(): Promise<void>;
}

/** One part of the bench: a file that measures something now, beside a yardstick where there is one. */
export interface BenchPart {
  name: string;
  /** Takes a quarter of an hour by itself, and runs only when it is named. */
  whenNamed?: true;
  measure(options: BenchOptions): Promise<BenchTable[]>;
  /** What `--json` says instead of the tables. */
  figures?(): unknown;
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
