import { readFlags, Terminal, UsageError } from '../../local/terminal';
import { explainTableFault, openTable, type StartStore } from '../open-table';
import { readTargets, runCheck } from './check-sources-command';
import type { Asking } from './command-fetcher';
import { type MemoryWorld, runForget, runImportIssues, runLearned, runPrinted } from './memory-verbs';
import { type LedgerWorld, runAdd, runDecision, runExport, runImport, runList } from './verbs';

const usage = `npm run sources -- VERB [options]
  check TARGET…       one source through the production path: a URL, or a file; stores nothing
    --base URL        the address a file is read as
    --batch FILE      targets from FILE, one a line; a file may be followed by a tab and its base URL
    --json            one JSON line a target on stdout

The ledger of --data DIR (the store of "npm start -- --data DIR") or --table NAME (deployed; default: TABLE_NAME):
  add URL…            a feed, or a site whose feed is found; known status pages are recognised
  import FILE.opml    every source of an OPML file; what may not be polled is refused by name
    --dry-run         says what it would do, and writes nothing
  export              OPML 2.0 on stdout, without the retired
  list                one line a source: new entries read, candidates or incidents it told first, how many candidates were
                      printed (picks, rate), lag from publication to reading (~ expected), errors in a row, share of polls
                      with nothing new (same), bytes saved, next poll, and why it is as it is; a narrow terminal
                      shows the essentials, and why where something is amiss
    --json            one JSON line a source
  release ID|URL…     polls a quarantined or retired source again, and takes what it shows then
  retire ID|URL…      never polls a source again
  accept ID|URL…      follows the move to another owner's address that a source proposes
  decline ID|URL…     stays, and does not propose that move again
  import-issues FILE|URL…   remembers what past issues printed (Markdown, RSS, Atom), so that no draft offers it again
  printed URL|TITLE…  in which issue it was printed
  learned             what the editor's decisions taught the ranking, strongest first (--json: all of it)
  forget NAME…        makes the ranking forget what it learned of a word or a publisher

  --allow HOST:PORT   with check, add, import: lets that loopback address through the guard (may repeat)
  --contact URL       with check, add, import-issues: told to the sites that are asked (mailto:… or https://…)`;

const options = {
  base: { type: 'string' },
  batch: { type: 'string' },
  allow: { type: 'string', multiple: true },
  contact: { type: 'string' },
  json: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  data: { type: 'string' },
  table: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Each verb with the options that mean something to it. */
const verbs = {
  check: ['base', 'batch', 'allow', 'contact', 'json'],
  add: ['allow', 'contact', 'data', 'table'],
  import: ['allow', 'dry-run', 'data', 'table'],
  export: ['data', 'table'],
  list: ['json', 'data', 'table'],
  release: ['data', 'table'],
  retire: ['data', 'table'],
  accept: ['data', 'table'],
  decline: ['data', 'table'],
  'import-issues': ['allow', 'contact', 'data', 'table'],
  printed: ['data', 'table'],
  learned: ['json', 'data', 'table'],
  forget: ['data', 'table'],
} as const satisfies Record<string, readonly (keyof typeof options)[]>;

type Verb = keyof typeof verbs;
type Values = ReturnType<typeof parse>['values'];

/** Runs the command; the exit code is 0, 1 when a source could not be read, 2 for a wrong call or a store that is of no use. */
export async function runSources(args: string[], startStore: StartStore): Promise<number> {
  const terminal = new Terminal();
  try {
    const { values, positionals } = parse(args);
    const [verb, ...named] = positionals;
    if (values.help || verb === undefined) {
      terminal.line(usage);
      return values.help ? 0 : 2;
    }
    const known = readVerb(verb, values);
    if (known === 'check') return await runCheck(readTargets(named, values), askingBy(values), !!values.json, terminal);
    checkNamed(known, named);
    return await runOnLedger(known, named, values, terminal, startStore);
  } catch (error) {
    const message = error instanceof UsageError ? error.message : explainTableFault('sources', error);
    if (message === undefined) throw error;
    terminal.line(message);
    return 2;
  }
}

async function runOnLedger(
  verb: Exclude<Verb, 'check'>,
  named: string[],
  values: Values,
  terminal: Terminal,
  startStore: StartStore,
): Promise<number> {
  const asking = askingBy(values);
  const { close, ...stores } = await openTable(values, startStore);
  const world: LedgerWorld & MemoryWorld = { ...stores, asking, terminal };
  try {
    switch (verb) {
      case 'add':
        return await runAdd(world, named);
      case 'import':
        return await runImport(world, named[0] as string, values['dry-run'] ?? false);
      case 'export':
        return await runExport(world);
      case 'list':
        return await runList(world, values.json ?? false);
      case 'import-issues':
        return await runImportIssues(world, named);
      case 'printed':
        return await runPrinted(world, named);
      case 'learned':
        return await runLearned(world, values.json ?? false);
      case 'forget':
        return await runForget(world, named);
      default:
        return await runDecision(world, verb, named);
    }
  } finally {
    await close();
  }
}

/** A source's id, as the ledger shows it, that looks like an option. */
const looksLikeOption = /^-[\w-]{15}$/;
/** No argument of a process holds it. */
const mark = '\0';

function parse(args: string[]) {
  const marked = args.map((arg) => (looksLikeOption.test(arg) ? `${mark}${arg}` : arg));
  const { values, positionals } = readFlags('sources', { args: marked, options, allowPositionals: true });
  return { values, positionals: positionals.map((name) => name.replace(mark, '')) };
}

function readVerb(verb: string, values: Values): Verb {
  if (!Object.hasOwn(verbs, verb))
    throw new UsageError(`sources: expected a verb (${Object.keys(verbs).join(', ')}), got "${verb}".`);
  const known = verb as Verb;
  const means: readonly string[] = verbs[known];
  const stray = Object.keys(values).find((option) => !means.includes(option));
  if (stray !== undefined)
    throw new UsageError(
      `${known}: --${stray} means nothing here; it takes ${means.map((option) => `--${option}`).join(', ')}.`,
    );
  return known;
}

const expected: Partial<Record<Verb, string>> = {
  add: 'an address',
  'import-issues': 'a file or an address of past issues',
  printed: 'a link or a title',
  forget: 'a word, or a publisher such as blog.example.org',
};

function checkNamed(verb: Exclude<Verb, 'check'>, named: readonly string[]): void {
  const takesNone = verb === 'export' || verb === 'list' || verb === 'learned';
  if (takesNone && named.length > 0) throw new UsageError(`${verb}: expected no arguments, got "${named[0]}".`);
  if (verb === 'import' && named.length !== 1)
    throw new UsageError(`import: expected one OPML file, got ${named.length === 0 ? 'none' : named.length}.`);
  if (!takesNone && named.length === 0)
    throw new UsageError(
      `${verb}: expected ${expected[verb] ?? 'a source\'s id or address, as "list" shows them'}, got nothing.`,
    );
}

function askingBy({ allow = [], contact }: Values): Asking {
  for (const host of allow) {
    if (!/^[^\s/]+:\d{1,5}$/.test(host)) throw new UsageError(`--allow: expected HOST:PORT, got "${host}".`);
  }
  if (contact !== undefined && !/^(?:mailto:[^\s@()]+@[^\s@()]+|https:\/\/[^\s()]+)$/.test(contact))
    throw new UsageError(`--contact: expected mailto:… or https://…, got "${contact}".`);
  return { allowed: allow, ...(contact !== undefined && { contact }) };
}
