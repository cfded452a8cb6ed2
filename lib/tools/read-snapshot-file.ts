import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UnreadableFeedError } from '../../lambdas/domain/errors';
import { decodeText } from '../../lambdas/domain/feed/charset';
import { isObject, readJsonDocument } from '../../lambdas/domain/feed/json-document';
import { readFeed, refuseLarge } from '../../lambdas/domain/feed/read';
import {
  readsLikeOutages,
  reportsFromFeed,
  reportsFromJson,
  reportsFromLines,
} from '../../lambdas/domain/incident/read-reports';
import type { IncidentReport } from '../../lambdas/domain/incident/report';

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
    return await readSnapshot(bytes, about, now);
  } catch (error) {
    return `${(error as Error).message.split('\n')[0]} (${expected})`;
  }
}

/** A document as a poll reads it, within the same limits. Throws RefusedError and UnreadableFeedError. */
async function readSnapshot(bytes: Uint8Array, about: { url: string }, now: string): Promise<StatusSnapshot | string> {
  // AWS writes its JSON in UTF-16.
  const text = decodeText(bytes)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('{') || text.startsWith('[')) {
    const document = parseJson(text);
    if (document === undefined) return readLines(text, about);
    if (Array.isArray(document) && document.length === 0) return { reports: [] };
    const status = reportsFromJson(document, about);
    if (status !== undefined) return status;
    if (!isJsonFeed(document)) return `JSON in no shape of a status page that is known; ${expected}`;
  }
  const feed = await readFeed(bytes, { url: about.url, now });
  if (!readsLikeOutages(feed))
    return `most of its ${feed.entries.length} items speak of no trouble, so it is no status page's; ${expected}`;
  return {
    ...(feed.site === undefined ? {} : { site: feed.site }),
    reports: reportsFromFeed(feed, about),
  };
}

/** JSON Feed names its version by an address, and is read with the other feeds. */
function isJsonFeed(document: unknown): boolean {
  const { version, items } = (document ?? {}) as { version?: unknown; items?: unknown };
  return Array.isArray(items) || /jsonfeed/.test(String(version));
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
