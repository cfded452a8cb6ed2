import { existsSync, readFileSync, statSync } from 'node:fs';
import { RefusedError } from '../../../lambdas/domain/errors';
import { decodeText } from '../../../lambdas/domain/feed/charset';
import { largestOpml, type OpmlReading, readOpml } from '../../../lambdas/domain/feed/opml';
import type { SourceStore } from '../../../lambdas/domain/ports';
import type { Source } from '../../../lambdas/domain/source';
import {
  type CatalogueEntry,
  findSource,
  indexSources,
  sourceFrom,
  sourceId,
} from '../../../lambdas/pipeline/catalogue';
import { UsageError } from '../../local/terminal';

export interface ImportPlan {
  fresh: CatalogueEntry[];
  /** Those the ledger holds already, in this or another spelling. */
  known: Source[];
  refused: { title: string; reason: string }[];
}

/** Reads an OPML file as a whole before anything is written. Throws UsageError, one line, for a file that is of no use. */
export function readOpmlFile(path: string, allowed: readonly string[]): OpmlReading {
  if (!existsSync(path)) throw new UsageError(`import: expected an OPML file, but there is none at ${path}.`);
  const about = statSync(path);
  if (!about.isFile()) throw new UsageError(`import: expected an OPML file, but ${path} is not a file.`);
  if (about.size > largestOpml)
    throw new UsageError(
      `import: ${path} has ${(about.size / 1024 / 1024).toFixed(1)} MiB; an OPML file may have ${largestOpml / 1024 / 1024}.`,
    );
  try {
    const reading = readOpml(decodeText(readFileSync(path)), allowed);
    if (reading.entries.length + reading.refused.length === 0)
      throw new RefusedError('It names no feed: it has no <outline> with an xmlUrl.');
    return reading;
  } catch (error) {
    if (error instanceof RefusedError) throw new UsageError(`import: ${path}: ${error.message}`);
    throw error;
  }
}

/** What an import would do to a ledger. A feed named twice, in whatever spelling, is taken once; the second is refused by name. */
export function planImport(reading: OpmlReading, ledger: readonly Source[]): ImportPlan {
  const held = indexSources(ledger);
  const taken = new Map<string, CatalogueEntry>();
  const plan: ImportPlan = { fresh: [], known: [], refused: [...reading.refused] };
  for (const entry of reading.entries) {
    const id = sourceId(entry.url);
    const first = taken.get(id);
    taken.set(id, first ?? entry);
    if (first) plan.refused.push({ title: entry.title || entry.url, reason: explainRepeat(entry, first) });
    else {
      const source = findSource(held, entry.url);
      if (source) plan.known.push(source);
      else plan.fresh.push(entry);
    }
  }
  return plan;
}

function explainRepeat(entry: CatalogueEntry, first: CatalogueEntry): string {
  const name = first.title === '' || first.title === entry.title ? '' : ` as "${first.title}"`;
  return entry.url === first.url
    ? `This list names ${first.url} already${name}.`
    : `This list names it already${name}, in another spelling: ${first.url}.`;
}

const atOnce = 10;

/** Writes what was planned. Each source is whole or absent, so that an import that was cut short is simply done again. */
export async function writePlan(
  sources: Pick<SourceStore, 'add'>,
  fresh: readonly CatalogueEntry[],
  now: string,
  progress: (done: number) => void,
): Promise<number> {
  let added = 0;
  for (let from = 0; from < fresh.length; from += atOnce) {
    const some = fresh.slice(from, from + atOnce);
    const news = await Promise.all(some.map((entry) => sources.add(sourceFrom(entry, now))));
    added += news.filter(Boolean).length;
    progress(from + some.length);
  }
  return added;
}
