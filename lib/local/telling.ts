import type { Intake } from './intake';
import type { LedgerLine } from './ledger';
import type { Summary } from './summary';
import { count, type Terminal } from './terminal';

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
const shownSources = 30;
const shownFailures = 12;

/** The sources one by one when they are few, and the failures always. */
export function tellIntake(
  terminal: Terminal,
  lines: readonly LedgerLine[],
  { nameOf, skipped }: Pick<Intake, 'nameOf' | 'skipped'>,
): void {
  if (lines.length + skipped.length > shownSources) return;
  const width = Math.max(...lines.map((line) => nameOf(line).length), ...skipped.map(({ source }) => source.length));
  for (const line of [...lines].sort((a, b) => a.kind.localeCompare(b.kind) || nameOf(a).localeCompare(nameOf(b)))) {
    const name = nameOf(line).padEnd(width);
    if (line.lastReason) {
      terminal.line(`  ${terminal.red('✗')} ${name}  ${terminal.red(line.lastReason)}`);
      continue;
    }
    const took =
      line.kind === 'status'
        ? count(line.incidents, 'incident')
        : `${count(line.entries, 'entry', 'entries')}, ${count(line.brought, 'candidate')}${line.joined > 0 ? `, ${line.joined} told before` : ''}`;
    terminal.line(`  ${terminal.green('✓')} ${name}  ${terminal.dim(took)}`);
  }
  for (const { source, reason } of skipped)
    terminal.line(`  ${terminal.red('✗')} ${source.padEnd(width)}  ${terminal.red(reason)}`);
}

export function tellPolled(terminal: Terminal, summary: Summary): void {
  const { sources, timings } = summary;
  terminal.line(
    `  ${count(sources.total, 'source')} in ${seconds(timings.pollMs)}: ${sources.fetched} read, ${sources.unchanged} unchanged, ${sources.failed} failed` +
      `${sources.quarantined > 0 ? `, ${sources.quarantined} held back` : ''}.`,
  );
  terminal.line(
    `  ${count(summary.entries, 'new entry', 'new entries')}: ${count(summary.candidates, 'candidate')}, ${count(summary.duplicates, 'story told before', 'stories told before')}, ${count(summary.incidents, 'incident')}.`,
  );
  if (sources.total <= shownSources) return;
  for (const { source, reason } of sources.failures.slice(0, shownFailures))
    terminal.line(`  ${terminal.red('✗')} ${source}: ${reason}`);
  const rest = sources.failures.length - shownFailures;
  if (rest > 0) terminal.line(terminal.dim(`  … and ${rest} more failures, all in summary.json`));
}

export function tellDraft(terminal: Terminal, summary: Summary): void {
  const { articles, outages, subject } = summary.draft;
  terminal.line(`  ${terminal.bold(subject)}`);
  if (articles.length > 1)
    terminal.line(terminal.dim('  the likeliest and newest first; the number is the likelihood alone'));
  for (const article of articles) {
    const reasons = article.reasons.length > 0 ? terminal.dim(`  (${article.reasons.join('; ')})`) : '';
    terminal.line(
      `  ${article.score.toFixed(2)}  ${cut(article.title)} ${terminal.dim(`— ${cut(article.source, 40)}`)}${reasons}`,
    );
  }
  for (const outage of outages)
    terminal.line(
      `  ${terminal.red('outage')}  ${cut(outage.service, 40)}: ${cut(outage.title)} ${terminal.dim(`(${count(outage.updates, 'update')})`)}`,
    );
}

/** Titles come from feeds: no control character of theirs reaches the terminal. */
function cut(text: string, most = 72): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}]/gu, '');
  const characters = [...clean];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : clean;
}
