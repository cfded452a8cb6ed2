import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Terminal, UsageError } from '../local/terminal';
import { type Checked, checkTargets, type Target } from './check-sources';

export const usage = `npm run sources -- check TARGET… [options]      one source through the production path
  TARGET            a URL, or a file
  --base URL        the address a file is read as
  --batch FILE      targets from FILE, one a line; a file may be followed by a tab and its base URL
  --allow HOST:PORT lets that loopback address through the guard (may repeat)
  --json            one JSON line a target on stdout`;

const options = {
  base: { type: 'string' },
  batch: { type: 'string' },
  allow: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Runs the command; the exit code is 0, 1 when a target could not be read, 2 for a wrong call. */
export async function runSources(args: string[]): Promise<number> {
  const terminal = new Terminal();
  try {
    const { values, positionals } = parse(args);
    const [verb, ...targets] = positionals;
    if (values.help || verb === undefined) {
      terminal.line(usage);
      return values.help ? 0 : 2;
    }
    if (verb !== 'check') throw new UsageError(`sources: expected the verb "check", got "${verb}".`);
    return await check(readTargets(targets, values), values.allow ?? [], values.json ?? false, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.line(error.message);
    return 2;
  }
}

async function check(targets: Target[], allowed: string[], asJson: boolean, terminal: Terminal): Promise<number> {
  let unread = 0;
  for await (const checked of checkTargets(targets, { allowed, now: new Date().toISOString() })) {
    if (checked.outcome !== 'fetched') unread++;
    if (asJson) process.stdout.write(`${JSON.stringify(checked)}\n`);
    else tell(terminal, checked);
  }
  return unread === 0 || asJson ? 0 : 1;
}

function tell(terminal: Terminal, checked: Checked): void {
  const { target, outcome, reason, feed, entries = [], ms } = checked;
  if (!feed) {
    terminal.line(`${terminal.red('✗')} ${target}: ${outcome}. ${reason ?? ''}`);
    return;
  }
  terminal.line(
    `${terminal.green('✓')} ${target}: ${feed.title} (${feed.format}), ${entries.length} entries, ${ms} ms`,
  );
  for (const { title, url, publishedAt } of entries.slice(0, 10)) {
    terminal.line(`    ${publishedAt?.slice(0, 10) ?? '          '}  ${title}  ${terminal.dim(url)}`);
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    const [first = ''] = (error as Error).message.split(/\.\s|\n/);
    throw new UsageError(`sources: ${first.replace(/\.$/, '')}. Run "npm run sources -- --help" for the options.`);
  }
}

function readTargets(
  named: string[],
  values: { base?: string | undefined; batch?: string | undefined; allow?: string[] | undefined },
): Target[] {
  const { base, batch } = values;
  if (base !== undefined && !/^https?:/.test(base))
    throw new UsageError(`--base: expected an http(s) address, got "${base}".`);
  if (batch !== undefined && !existsSync(batch))
    throw new UsageError(`--batch: expected a file of targets, but there is none at ${batch}.`);
  for (const host of values.allow ?? []) {
    if (!/^[^\s/]+:\d{1,5}$/.test(host)) throw new UsageError(`--allow: expected HOST:PORT, got "${host}".`);
  }
  const listed =
    batch === undefined
      ? []
      : readFileSync(batch, 'utf8')
          .split(/\r?\n/)
          .filter((line) => line.trim() !== '');
  const targets = [
    ...named.map((target) => (base === undefined ? { target } : { target, base })),
    ...listed.map((line) => {
      const [target = '', ownBase] = line.split('\t');
      const address = ownBase ?? base;
      return address === undefined ? { target } : { target, base: address };
    }),
  ];
  if (targets.length === 0) throw new UsageError('check: expected at least one URL or file, or --batch FILE.');
  return targets;
}
