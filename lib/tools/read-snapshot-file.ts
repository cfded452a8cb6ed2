import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UnreadableFeedError } from '../../lambdas/domain/errors';
import { decodeText } from '../../lambdas/domain/feed/charset';
import { isObject, readJsonDocument } from '../../lambdas/domain/feed/json-document';
import { refuseLarge } from '../../lambdas/domain/feed/read';
import { readsLikeOutages, reportsFromFeed, reportsFromLines } from '../../lambdas/domain/incident/read-reports';
import type { IncidentReport } from '../../lambdas/domain/incident/report';
import { readSnapshot } from '../../lambdas/domain/snapshot';

const expected = 'expected a status feed, a status document in JSON, or incidents as .jsonl';

/** What one file says, and whose page it is. */
export interface StatusSnapshot {
  site?: string;
  reports: IncidentReport[];
}

/**
 * Reads a file of a status page: a feed, a document in JSON, or incidents as .jsonl; as a poll reads it, within the same limits of size
 * and depth. `now` is ISO 8601. Answers a sentence for a person when it cannot be read.
 */
export async function readSnapshotFile(file: string, now: string): Promise<StatusSnapshot | string> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return `no such file; ${expected}`;
  if (!found.isFile()) return `not a file; ${expected}`;
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return `cannot be read; ${expected}`;
  const about = { url: pathToFileURL(file).href };
  if (/^\.(jsonl|ndjson)$/.test(extname(file))) return readLines(bytes.toString('utf8'), about);
  try {
    refuseLarge(bytes);
    return await readDocument(bytes, about, now);
  } catch (error) {
    const text = decodeText(bytes).trimStart();
    if (error instanceof UnreadableFeedError && /^[{[]/.test(text)) return readOtherJson(text, about);
    return `${(error as Error).message.split('\n')[0]} (${expected})`;
  }
}

/** A document as a poll reads it, which nobody has called a status page's. Throws RefusedError and UnreadableFeedError. */
async function readDocument(bytes: Uint8Array, about: { url: string }, now: string): Promise<StatusSnapshot | string> {
  const snapshot = await readSnapshot(bytes, { ...about, now });
  const { site } = snapshot.feed;
  const page = site === undefined ? {} : { site };
  if (snapshot.kind === 'status') return { ...page, reports: snapshot.reports };
  const feed = { ...snapshot.feed, format: snapshot.format, entries: snapshot.entries };
  if (!readsLikeOutages(feed))
    return `most of its ${feed.entries.length} items speak of no trouble, so it is no status page's; ${expected}`;
  return { ...page, reports: reportsFromFeed(feed, about) };
}

/** JSON that no poll takes for a document: a list of nothing, incidents a line each, or no status page's. */
function readOtherJson(text: string, about: { url: string }): StatusSnapshot | string {
  const document = parseJson(text);
  if (document === undefined) return readLines(text, about);
  if (Array.isArray(document) && document.length === 0) return { reports: [] };
  return `JSON in no shape of a status page that is known; ${expected}`;
}

function readLines(text: string, about: { url: string }): StatusSnapshot | string {
  const records: unknown[] = [];
  let bad: number | undefined;
  for (const [at, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    try {
      const record = parseJson(line);
      if (isObject(record)) records.push(record);
      else bad ??= at + 1;
    } catch (error) {
      return `line ${at + 1}: ${(error as Error).message} (${expected})`;
    }
  }
  if (bad !== undefined) return `line ${bad} is not a JSON object; ${expected}`;
  if (records.length === 0) return { reports: [] };
  return reportsFromLines(records, about) ?? `no line has an id and a title; ${expected}`;
}

/** Undefined when it is no JSON. Throws RefusedError when it is nested too deep or has too many parts. */
function parseJson(text: string): unknown {
  try {
    return readJsonDocument(text);
  } catch (error) {
    if (error instanceof UnreadableFeedError) return undefined;
    throw error;
  }
}
