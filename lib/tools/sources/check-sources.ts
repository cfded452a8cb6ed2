import { existsSync, readFileSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Entry } from '../../../lambdas/domain/entry';
import { RefusedError, UnreadableFeedError } from '../../../lambdas/domain/errors';
import type { FetchAnswer } from '../../../lambdas/domain/fetch/fetch-answer';
import type { Fetcher } from '../../../lambdas/domain/ports';
import { readSnapshot, type Snapshot } from '../../../lambdas/domain/snapshot';
import { type Asking, createCommandFetcher } from './command-fetcher';

export interface Target {
  /** A URL, or a file's path. */
  target: string;
  /** The address a file is read as. */
  base?: string;
}

/** What came of one target, in the shape of the command contract. */
export interface Checked {
  target: string;
  outcome: FetchAnswer['kind'];
  reason?: string;
  status?: number;
  finalUrl?: string;
  bytes?: number;
  ms: number;
  feed?: { title: string; site?: string; format: string };
  entries?: Omit<Entry, 'content' | 'alias'>[];
}

const largestFile = 5 * 1024 * 1024;
const isWeb = (target: string) => /^[a-z][a-z0-9+.-]*:/i.test(target) && !existsSync(target);

/** Targets that are begun before the one whose turn it is to be told has ended. */
const atOnce = 32;

/**
 * Takes every target through the production path: the guarded fetcher, or a file in its place, then the reader. They are told in their
 * order, and asked side by side, but the targets of one host, and files, one after the other.
 */
export async function* checkTargets(
  targets: readonly Target[],
  options: Asking & { now: string },
): AsyncGenerator<Checked> {
  const fetcher = createCommandFetcher('check', options);
  const lines = new Map<string, Promise<unknown>>();
  const begin = (target: Target): Promise<Checked> => {
    const line = lineOf(target);
    const checked = (lines.get(line) ?? Promise.resolve()).then(async () => {
      const started = performance.now();
      const result = await checkTarget(target, fetcher, options.now);
      return { target: target.target, ...result, ms: Math.round(performance.now() - started) };
    });
    // Whoever awaits it is told of its fault; those behind it are asked all the same.
    lines.set(
      line,
      checked.catch(() => {}),
    );
    return checked;
  };
  try {
    const begun: Promise<Checked>[] = [];
    for (const target of targets) {
      begun.push(begin(target));
      if (begun.length >= atOnce) yield await (begun.shift() as Promise<Checked>);
    }
    for (const checked of begun) yield await checked;
  } finally {
    fetcher.close();
  }
}

/** What is asked one at a time: a host, or this machine's files. */
const lineOf = ({ target }: Target) => (isWeb(target) && URL.canParse(target) ? new URL(target).host : '');

type Result = Omit<Checked, 'target' | 'ms'>;

async function checkTarget({ target, base }: Target, fetcher: Fetcher, now: string): Promise<Result> {
  if (!isWeb(target)) return checkFile(target, base, now);
  const answer = await fetcher.fetch({ url: target });
  if (answer.kind !== 'fetched') {
    return {
      outcome: answer.kind,
      ...('reason' in answer && { reason: answer.reason }),
      ...('status' in answer && answer.status !== undefined && { status: answer.status }),
    };
  }
  const { status, finalUrl, body, contentType } = answer;
  const about = { url: finalUrl, now, ...(contentType !== undefined && { contentType }) };
  return { ...(await readBody(body, about)), status, finalUrl, bytes: body.length };
}

async function checkFile(path: string, base: string | undefined, now: string): Promise<Result> {
  if (!existsSync(path))
    return { outcome: 'failed', reason: 'There is no such file; an address begins with http:// or https://.' };
  const about = statSync(path);
  if (!about.isFile()) return { outcome: 'failed', reason: 'This is a folder, not a feed file.' };
  if (about.size > largestFile)
    return {
      outcome: 'refused',
      reason: `The file is larger than ${largestFile / 1024 / 1024} MiB.`,
      bytes: about.size,
    };
  let body: Buffer;
  try {
    body = readFileSync(path);
  } catch (error) {
    return { outcome: 'failed', reason: `The file cannot be read: ${(error as NodeJS.ErrnoException).code}.` };
  }
  return { ...(await readBody(body, { url: base ?? pathToFileURL(path).href, now })), bytes: body.length };
}

async function readBody(body: Uint8Array, about: { url: string; now: string; contentType?: string }): Promise<Result> {
  try {
    const snapshot = await readSnapshot(body, about);
    const { title, site } = snapshot.feed;
    return {
      outcome: 'fetched',
      feed: { title, ...(site !== undefined && { site }), format: snapshot.format },
      entries: entriesOf(snapshot),
    };
  } catch (error) {
    if (error instanceof RefusedError) return { outcome: 'refused', reason: error.message };
    if (error instanceof UnreadableFeedError) return { outcome: 'failed', reason: error.message };
    throw error;
  }
}

/** The entries without what is only read, never stored. */
function entriesOf(snapshot: Snapshot): Omit<Entry, 'content' | 'alias'>[] {
  return snapshot.entries.map(({ content: _content, alias: _alias, ...entry }) => entry);
}
