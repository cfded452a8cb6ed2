import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { explainFlagFault, Terminal, UsageError } from '../../local/terminal';
import { bundlesPart } from './bundles';
import { deskPart } from './desk';
import { learningPart } from './learning-part';
import { memoryPart } from './memory';
import { outagesPart } from './outages';
import type { BenchOptions, BenchPart, BenchTable } from './part';
import { pollingPart } from './polling';
import { laterPart, rankingPart } from './ranking-part';
import { readingPart } from './reading';
import { drawChart, spellReport } from './report';
import { storagePart } from './storage';

/** Every part of the bench, in the order of the report. */
const parts: readonly BenchPart[] = [
  bundlesPart,
  pollingPart,
  memoryPart,
  readingPart,
  storagePart,
  deskPart,
  outagesPart,
  rankingPart,
  laterPart,
  learningPart,
];

const rankingData = join('..', 'shared', 'data', 'ranking');
const usage = `npm run bench -- [options]    measures now, beside a yardstick measured in the same run
  --only NAMES    these parts only: ${parts.map(({ name, whenNamed }) => (whenNamed ? `${name} (12 minutes, only when named)` : name)).join(', ')}
  --node FILE     start the bundles on this Node as well; may repeat
  --ranking DIR   where picks.jsonl, passed-over.jsonl and tuning-weeks.jsonl are (default: ${rankingData})
  --json          the figures on stdout
  --write         BENCHMARKS.md and its charts in docs/`;

/** Runs the command; the exit code is 0, or 2 for a wrong call. */
export async function runBench(
  args: string[],
  now: string,
  hosts: Pick<BenchOptions, 'startTable' | 'startDesk'>,
): Promise<number> {
  const terminal = new Terminal();
  try {
    const { values } = parse(args);
    if (values.help) {
      terminal.line(usage);
      return 0;
    }
    const chosen = chooseParts(values.only);
    const options = { ...readOptions(values), ...hosts, tell: (line: string) => terminal.line(line) };
    const figures: Record<string, unknown> = {};
    const tables: BenchTable[] = [];
    for (const { name, measure, figures: raw } of chosen) {
      const measured = await measure(options);
      for (const table of measured) tellTable(terminal, table);
      tables.push(...measured);
      figures[name] = raw ? raw() : measured;
    }
    if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
    if (values.write) writeReport(tables, args, now);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.line(error.message);
    return 2;
  }
}

function tellTable(terminal: Terminal, { title, columns, rows }: BenchTable): void {
  terminal.line(terminal.bold(title));
  const lines = [columns, ...rows].map((row) => row.map(String));
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  for (const line of lines)
    terminal.line(
      `  ${line.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join('  ')}`,
    );
}

function writeReport(tables: readonly BenchTable[], args: readonly string[], now: string): void {
  const processors = cpus();
  const about = {
    machine: `${processors.length} × ${processors[0]?.model.trim()}, ${process.platform}, Node ${process.version}`,
    date: now.slice(0, 10),
    command: ['npm run bench --', ...args].join(' '),
  };
  mkdirSync('docs', { recursive: true });
  for (const table of tables) if (table.chart) writeFileSync(join('docs', table.chart.file), drawChart(table));
  writeFileSync('BENCHMARKS.md', spellReport(tables, about));
}

function chooseParts(only: string | undefined): readonly BenchPart[] {
  if (only === undefined) return parts.filter(({ whenNamed }) => !whenNamed);
  return only.split(',').map((name) => {
    const part = parts.find((candidate) => candidate.name === name.trim());
    if (part) return part;
    throw new UsageError(`--only: expected ${parts.map((known) => known.name).join(', ')}; got "${name}".`);
  });
}

function readOptions(values: ReturnType<typeof parse>['values']): Pick<BenchOptions, 'ranking' | 'nodes'> {
  const ranking = values.ranking ?? rankingData;
  if (values.ranking !== undefined && !existsSync(join(ranking, 'tuning-weeks.jsonl')))
    throw new UsageError(`--ranking: expected a folder with tuning-weeks.jsonl, got "${ranking}".`);
  for (const node of values.node ?? [])
    if (!existsSync(node)) throw new UsageError(`--node: expected the file of a Node, but there is no ${node}.`);
  return { ranking, nodes: [process.execPath, ...(values.node ?? [])] };
}

function parse(args: string[]) {
  try {
    const options = {
      json: { type: 'boolean' },
      write: { type: 'boolean' },
      only: { type: 'string' },
      node: { type: 'string', multiple: true },
      ranking: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    return parseArgs({ args, options, strict: true, allowPositionals: false });
  } catch (error) {
    throw new UsageError(`bench: ${explainFlagFault(error)}. Run "npm run bench -- --help" for the options.`);
  }
}
