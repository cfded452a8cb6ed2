import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { explainFlagFault, Terminal, UsageError } from '../local/terminal';
import { benchPolling } from './bench-polling';
import { benchRanking, type RankingRow } from './bench-ranking';

const rankingData = join('..', 'shared', 'data', 'ranking');
const usage = `npm run bench -- [--json] [--ranking DIR]    measures now, beside a yardstick measured in the same run
  --ranking DIR   where picks.jsonl, passed-over.jsonl and tuning-weeks.jsonl are (default: ${rankingData})`;

/** Runs the command; the exit code is 0, or 2 for a wrong call. */
export async function runBench(args: string[]): Promise<number> {
  const terminal = new Terminal();
  try {
    const { values } = parse(args);
    if (values.help) {
      terminal.line(usage);
      return 0;
    }
    const folder = values.ranking ?? rankingData;
    if (values.ranking !== undefined && !existsSync(join(folder, 'tuning-weeks.jsonl'))) {
      throw new UsageError(`--ranking: expected a folder with tuning-weeks.jsonl, got "${folder}".`);
    }
    terminal.line('polling: 2,000 loopback sources, twice …');
    const polling = await benchPolling();
    for (const { who, pass, requestsPerSecond, peakMegabytes } of polling.rows) {
      terminal.line(
        `  ${who.padEnd(11)} ${pass.padEnd(10)} ${String(requestsPerSecond).padStart(6)} a second, peak ${peakMegabytes} MB`,
      );
    }
    const ranking = await rank(folder, terminal);
    if (values.json) process.stdout.write(`${JSON.stringify({ polling, ranking })}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.line(error.message);
    return 2;
  }
}

async function rank(folder: string, terminal: Terminal): Promise<RankingRow[] | null> {
  if (!existsSync(join(folder, 'tuning-weeks.jsonl'))) {
    terminal.line(`ranking: SKIPPED, there is no ${join(folder, 'tuning-weeks.jsonl')}`);
    return null;
  }
  terminal.line('ranking: the model of each month on the weeks that came after …');
  const rows = await benchRanking(folder, (line) => terminal.line(`  ${line}`));
  for (const { pool, view, weeks, auc, ap, recallAt30, ndcgAt30 } of rows) {
    const figures = Object.entries({ auc, ap, recallAt30, ndcgAt30 }).map(
      ([name, { mean, low, high }]) => `${name} ${mean.toFixed(3)} [${low.toFixed(3)}–${high.toFixed(3)}]`,
    );
    terminal.line(`  ${pool.padEnd(12)} ${view.padEnd(10)} ${weeks} weeks  ${figures.join('  ')}`);
  }
  return rows;
}

function parse(args: string[]) {
  try {
    const options = {
      json: { type: 'boolean' },
      ranking: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    return parseArgs({ args, options, strict: true, allowPositionals: false });
  } catch (error) {
    throw new UsageError(`bench: ${explainFlagFault(error)}. Run "npm run bench -- --help" for the options.`);
  }
}
