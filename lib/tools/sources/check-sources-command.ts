import { existsSync, readFileSync, statSync } from 'node:fs';
import { hideCredentials, type Terminal, UsageError } from '../../local/terminal';
import { type Checked, checkTargets, type Target } from './check-sources';
import type { Asking } from './command-fetcher';

/** Takes every target through the production path and tells what came of it; 1 when one could not be read. */
export async function runCheck(
  targets: Target[],
  asking: Asking,
  asJson: boolean,
  terminal: Terminal,
): Promise<number> {
  let unread = 0;
  for await (const checked of checkTargets(targets, { ...asking, now: new Date().toISOString() })) {
    if (checked.outcome !== 'fetched') unread++;
    if (asJson) process.stdout.write(`${JSON.stringify(checked)}\n`);
    else tell(terminal, checked);
  }
  return unread === 0 || asJson ? 0 : 1;
}

function tell(terminal: Terminal, checked: Checked): void {
  const { target, outcome, reason, feed, entries = [], ms } = checked;
  if (!feed) {
    terminal.line(`${terminal.red('✗')} ${hideCredentials(target)}: ${outcome}. ${reason ?? ''}`);
    return;
  }
  terminal.line(
    `${terminal.green('✓')} ${target}: ${feed.title} (${feed.format}), ${entries.length} entries, ${ms} ms`,
  );
  for (const { title, url, publishedAt } of entries.slice(0, 10)) {
    terminal.line(`    ${publishedAt?.slice(0, 10) ?? '          '}  ${title}  ${terminal.dim(url)}`);
  }
}

/** The targets a call names, from its arguments and its batch file. Throws UsageError. */
export function readTargets(
  named: string[],
  values: { base?: string | undefined; batch?: string | undefined },
): Target[] {
  const { base, batch } = values;
  if (base !== undefined && !/^https?:/.test(base))
    throw new UsageError(`--base: expected an http(s) address, got "${base}".`);
  if (batch !== undefined && !existsSync(batch))
    throw new UsageError(`--batch: expected a file of targets, but there is none at ${batch}.`);
  if (batch !== undefined && !statSync(batch).isFile())
    throw new UsageError(`--batch: expected a file of targets, but ${batch} is not a file.`);
  const listed =
    batch === undefined
      ? []
      : readFileSync(batch, 'utf8')
          .replace(/^\uFEFF/, '')
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
  if (targets.length === 0 && batch !== undefined)
    throw new UsageError(`--batch: expected a URL or a file on each line of ${batch}, but it names none.`);
  if (targets.length === 0) throw new UsageError('check: expected at least one URL or file, or --batch FILE.');
  return targets;
}
