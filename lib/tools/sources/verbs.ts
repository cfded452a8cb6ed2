import { readClock } from '../../../lambdas/contract/env';
import { writeOpml } from '../../../lambdas/domain/feed/opml-writer';
import { cleanText } from '../../../lambdas/domain/feed/text';
import type { LearnedStore, SourceStore } from '../../../lambdas/domain/ports';
import { totalsOf } from '../../../lambdas/domain/score/learned';
import type { Source } from '../../../lambdas/domain/source';
import { count, hideCredentials, type Terminal, UsageError } from '../../local/terminal';
import { type Added, addSource } from './add-source';
import { type Asking, createCommandFetcher } from './command-fetcher';
import { type Decided, type Decision, decideSource, findKnown } from './decide-source';
import { planImport, readOpmlFile, writePlan } from './import-sources';
import { describeSource, sortLedger, tabulate } from './list-sources';

/** What a verb over the ledger works with: results go to stdout, what it is doing to the terminal. */
export interface LedgerWorld {
  sources: SourceStore;
  learned: Pick<LearnedStore, 'get'>;
  asking: Asking;
  terminal: Terminal;
}

const now = () => readClock(process.env);
const print = (line: string) => process.stdout.write(`${line}\n`);
const nameOf = ({ title, url }: { title: string; url: string }) => cleanText(title || url, 100);

/** Adds the source at each address; 1 when one could not be read. */
export async function runAdd(world: LedgerWorld, addresses: readonly string[]): Promise<number> {
  const { sources, asking, terminal } = world;
  const fetcher = createCommandFetcher('add', asking);
  try {
    let unread = 0;
    for (const address of addresses) {
      const trying = (url: string) => terminal.line(terminal.dim(`  trying ${url}`));
      const added = await addSource({ sources, fetcher, allowed: asking.allowed, now: now(), trying }, address);
      if (added.kind === 'unread') unread++;
      tellAdded(terminal, address, added);
    }
    return unread === 0 ? 0 : 1;
  } finally {
    fetcher.close();
  }
}

function tellAdded(terminal: Terminal, address: string, added: Added): void {
  if (added.kind === 'unread') {
    terminal.line(`${terminal.red('✗')} ${hideCredentials(address)}: ${added.reason}`);
    for (const { url, reason } of added.tried) terminal.line(`    ${url}: ${reason}`);
    return;
  }
  if (added.kind === 'known') {
    print(tellKnown(added.source));
    return;
  }
  const { id, url, kind } = added.source;
  const from = added.provider === undefined ? '' : ` of ${added.provider}`;
  const what = `${kind === 'status' ? `status page${from}` : 'blog'}, ${added.format}, ${count(added.entries, 'entry', 'entries')}`;
  print(`added  ${nameOf(added.source)}  ${url}  (${what}; ${id})`);
}

function tellKnown(source: Source): string {
  const { id, url, state } = source;
  const mend = state === 'active' ? '' : `; "release ${id}" makes it active`;
  return `known already  ${nameOf(source)}  ${url}  (${id}, ${state}${mend})`;
}

/** Imports an OPML file: all that may be polled, and by name what may not and why. */
export async function runImport(
  { sources, asking, terminal }: LedgerWorld,
  path: string,
  isDry: boolean,
): Promise<number> {
  const reading = readOpmlFile(path, asking.allowed);
  const { fresh, known, refused } = planImport(reading, await sources.list());
  for (const { title, reason } of refused) print(`refused  ${cleanText(title, 100)}: ${reason}`);
  for (const source of known) if (source.state !== 'active') print(tellKnown(source));
  if (isDry) for (const entry of fresh) print(`would add  ${nameOf(entry)}  ${entry.url}  (${entry.kind})`);
  const added = isDry
    ? fresh.length
    : await writePlan(sources, fresh, now(), (done) => terminal.progress('adding', done, fresh.length));
  if (!reading.isWhole)
    terminal.line(`import: ${path} ends before </opml>: it is damaged or cut off, and may have named more.`);
  const atTheSameTime = fresh.length - added;
  print(`${isDry ? 'would add' : 'added'} ${added}, known ${known.length + atTheSameTime}, refused ${refused.length}`);
  return 0;
}

/** Writes the sources that are not retired as OPML to stdout. */
export async function runExport({ sources, terminal }: LedgerWorld): Promise<number> {
  const all = await sources.list();
  const followed = all.filter(({ state }) => state !== 'retired');
  process.stdout.write(writeOpml(followed, now()));
  const left = all.length - followed.length;
  terminal.line(`${count(followed.length, 'source')}${left > 0 ? `; ${left} retired left out` : ''}.`);
  return 0;
}

/** Writes the ledger to stdout. */
export async function runList({ sources, learned, terminal }: LedgerWorld, asJson: boolean): Promise<number> {
  const { sources: tallies } = totalsOf(await learned.get());
  const lines = sortLedger(
    (await sources.list()).map((source) => describeSource({ ...source, picks: tallies.get(source.id)?.printed ?? 0 })),
  );
  if (asJson) for (const line of lines) print(JSON.stringify(line));
  else if (lines.length > 0) for (const row of tabulate(lines, now(), process.stdout.columns)) print(row);
  if (lines.length === 0) terminal.line('The ledger is empty: "add URL" or "import FILE.opml" puts sources in it.');
  return 0;
}

/**
 * Decides on each source named by id or address, or on none when the ledger lacks one; 1 when a poll kept saving it meanwhile, or another
 * source is where it would move.
 */
export async function runDecision(
  { sources }: LedgerWorld,
  decision: Decision,
  named: readonly string[],
): Promise<number> {
  const known: [name: string, id: string][] = [];
  for (const name of named) {
    const id = await findKnown(sources, name);
    if (id === undefined) throw refuseUnknown(decision, name);
    known.push([name, id]);
  }
  let undone = 0;
  for (const [name, id] of known) {
    const decided = await decideSource(sources, decision, id, now());
    if (decided.kind === 'unknown') throw refuseUnknown(decision, name);
    if (decided.kind === 'contended' || decided.kind === 'held already') undone++;
    print(tellDecided(decision, name, decided));
  }
  return undone === 0 ? 0 : 1;
}

const refuseUnknown = (decision: Decision, name: string) =>
  new UsageError(
    `${decision}: expected a source's id or address, but the ledger has no "${hideCredentials(name)}"; "list" shows them all.`,
  );

function tellDecided(decision: Decision, name: string, decided: Exclude<Decided, { kind: 'unknown' }>): string {
  if (decided.kind === 'contended') return `${name}: it was polled at every try; nothing was changed. Run it again.`;
  const about = (source: Source) => `${nameOf(source)}  ${source.url}`;
  if (decided.kind === 'held already') {
    const [what, advice] =
      decision === 'accept'
        ? ['new address', `"retire ${name}" leaves that one`]
        : ['address', `"retire ${decided.by.id}" makes room`];
    return `${name}: the ledger holds its ${what} already as ${decided.by.id}, ${about(decided.by)}; ${advice}.`;
  }
  const { source } = decided;
  if (decided.kind === 'nothing to do')
    return decision === 'accept' || decision === 'decline'
      ? `proposes no move  ${about(source)}`
      : `${source.state} already  ${about(source)}`;
  return `${told[decision]}  ${about(source)}  (${explain(decision, source)})`;
}

const told = { release: 'released', retire: 'retired', accept: 'moved', decline: 'stays' } as const;

function explain(decision: Decision, { id, movedTo }: Source): string {
  switch (decision) {
    case 'release':
      return 'active, polled next, and what it shows then is taken';
    case 'retire':
      return `never polled again; "release ${id}" undoes it`;
    case 'accept':
      return 'polled there next; entries it brought before stay known';
    case 'decline':
      return `${movedTo?.url} is not proposed again`;
  }
}
