import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { RefusedError, UnreadableFeedError } from '../../../lambdas/domain/errors';
import { decodeText } from '../../../lambdas/domain/feed/charset';
import { MAX_FEED_BYTES } from '../../../lambdas/domain/feed/limits';
import { readFeed } from '../../../lambdas/domain/feed/read';
import {
  type PastIssue,
  type PastIssues,
  readIssueEntries,
  readIssueMarkdown,
} from '../../../lambdas/domain/issue/read-past';
import type { CandidateStore, Fetcher } from '../../../lambdas/domain/ports';
import { linkFingerprint, titleFingerprint } from '../../../lambdas/domain/story/fingerprint';
import { UsageError } from '../../local/terminal';

const atOnce = 10;
const accept = 'application/rss+xml, application/atom+xml, application/feed+json, text/markdown, */*;q=0.5';

/** Reads one target, a file or an address, in which there is Markdown or a feed. Throws UsageError with one sentence for a person. */
export async function readPastIssues(
  target: string,
  fetcher: Pick<Fetcher, 'fetch'>,
  now: string,
): Promise<PastIssues> {
  const isAddress = /^https?:\/\//i.test(target);
  const document = isAddress ? await fetchDocument(target, fetcher) : await openFile(target);
  const text = decodeText(document.bytes, document.contentType);
  if (isAddress ? isMarkdown(document, text) : !looksLikeFeed(text)) {
    const read = readIssueMarkdown(text, numberInName(isAddress ? new URL(document.url).pathname : target));
    if (read.issues.length > 0 || read.bad.length > 0) return read;
    throw new UsageError(`import-issues: ${target}: there is no link in it. ${expected}`);
  }
  try {
    return readIssueEntries((await readFeed(document.bytes, { ...document, now })).entries);
  } catch (error) {
    if (!(error instanceof UnreadableFeedError || error instanceof RefusedError)) throw error;
    throw new UsageError(`import-issues: ${target}: ${error.message} ${expected}`);
  }
}

const expected = 'Expected Markdown, or an RSS, Atom or JSON feed.';

interface Document {
  bytes: Uint8Array;
  url: string;
  contentType?: string;
}

const looksLikeFeed = (text: string) => /^[\s\uFEFF]*(?:<\?xml|<rss|<feed|<rdf|\{)/i.test(text);

/** Markdown by its name or its type; a page or a feed under such a name is still what it is. */
function isMarkdown({ url, contentType = '' }: Document, text: string): boolean {
  if (looksLikeFeed(text) || /^[\s\uFEFF]*<(?:!doctype|html|head|body)\b/i.test(text)) return false;
  return (
    /\.(?:md|markdown|mdown|txt)$/i.test(new URL(url).pathname) || /^text\/(?:markdown|plain)\b/i.test(contentType)
  );
}

/** `76.md`, `sre-weekly-76.md`: the last number of the name; a date is none. */
function numberInName(path: string): number | undefined {
  const name = basename(path).replace(/\d{4}-\d{2}-\d{2}/, '');
  const number = name.match(/\d{1,6}/g)?.at(-1);
  return number === undefined ? undefined : Number(number);
}

async function openFile(path: string): Promise<Document> {
  const about = await stat(path).catch(() => undefined);
  if (!about?.isFile())
    throw new UsageError(`import-issues: expected a file of past issues or a feed's address, got "${path}".`);
  if (about.size > MAX_FEED_BYTES)
    throw new UsageError(
      `import-issues: ${path} is larger than ${MAX_FEED_BYTES / 1024 / 1024} MiB; give the issues in several files.`,
    );
  return { bytes: await readFile(path), url: 'https://file.invalid/' };
}

async function fetchDocument(url: string, fetcher: Pick<Fetcher, 'fetch'>): Promise<Document> {
  const answer = await fetcher.fetch({ url, accept });
  if (answer.kind === 'fetched')
    return {
      bytes: answer.body,
      url: answer.finalUrl,
      ...(answer.contentType !== undefined && { contentType: answer.contentType }),
    };
  throw new UsageError(`import-issues: ${url}: ${'reason' in answer ? answer.reason : 'The server sent no document.'}`);
}

export interface Remembered {
  issues: number;
  /** Links that were not in the memory, and ones that were. */
  fresh: number;
  known: number;
}

/** Puts past issues into the memory of what was printed. What is there already stays as it is, so that doing it again changes nothing. */
export async function rememberIssues(
  candidates: Pick<CandidateStore, 'printed' | 'markPrinted' | 'markPrintedTitle'>,
  issues: readonly PastIssue[],
  progress: (done: number) => void,
): Promise<Remembered> {
  const remembered: Remembered = { issues: issues.length, fresh: 0, known: 0 };
  for (const [index, { number, links }] of issues.entries()) {
    const known = await candidates.printed(links.map(({ url }) => linkFingerprint(url)));
    for (let from = 0; from < links.length; from += atOnce) {
      await Promise.all(
        links.slice(from, from + atOnce).map(async ({ url, title }) => {
          const named = title === undefined ? undefined : titleFingerprint(title, url);
          await candidates.markPrinted([linkFingerprint(url), ...(named === undefined ? [] : [named])], number);
          if (title !== undefined) await candidates.markPrintedTitle(title, number, url);
        }),
      );
    }
    const prints = new Set(links.map(({ url }) => linkFingerprint(url)));
    remembered.known += known.size;
    remembered.fresh += prints.size - known.size;
    progress(index + 1);
  }
  return remembered;
}
