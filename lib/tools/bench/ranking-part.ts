import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchPart, BenchTable } from './part';
import { benchRanking, byMonth, byWeek, type RankingProtocol, type RankingRow, yearsBefore } from './ranking';
import { spellEstimate } from './ranking-measures';

const protocols: Record<'week' | 'month', { by: RankingProtocol; title: string; note: string }> = {
  week: {
    by: byWeek,
    title: 'Ranking: what the editor picked, among what was passed over, by a model of all that is older than the week',
    note: 'Links stay in a pool for four weeks, so that the model knows those of the first three as passed over. Intervals are 95 %, by bootstrap over weeks.',
  },
  month: {
    by: byMonth,
    title: 'Ranking: the same by a model that saw no link of any pool',
    note: 'Trained on what came before the calendar month, passed-over links four weeks before. Intervals are 95 %, by bootstrap over weeks.',
  },
};
const ranked: Partial<Record<'week' | 'month', RankingRow[]>> = {};

/** How well the ranking finds what the editor picked; left out, and said so, where the data is not there. */
export const rankingPart: BenchPart = {
  name: 'ranking',
  async measure({ ranking, tell }) {
    if (isMissing(ranking, 'ranking', tell)) return [];
    const tables = [];
    for (const name of ['week', 'month'] as const) {
      const { by, title, note } = protocols[name];
      tell(`ranking: the model of each ${name} on what came after …`);
      const rows = await benchRanking(ranking, by, (line) => tell(`  ${line}`));
      ranked[name] = rows;
      tables.push({ title, note, columns: ['pool and view', ...measures], rows: rows.map(spellRow) });
    }
    return tables;
  },
  figures: () => ranked,
};

interface LaterRow extends RankingRow {
  years: number;
  recent: boolean;
}
const later: LaterRow[] = [];

/** The same by models that are years old, as the shipped one will be: the nearest to later years that the data allows. */
export const laterPart: BenchPart = {
  name: 'later',
  async measure({ ranking, tell }) {
    if (isMissing(ranking, 'later', tell)) return [];
    const rows: BenchTable['rows'][number][] = [];
    for (const years of [1, 2, 3])
      for (const recent of [false, true]) {
        tell(`later: what was printed ${years} years before${recent ? ', and passed over since' : ''} …`);
        const found = await benchRanking(ranking, yearsBefore(years, recent), (line) => tell(`  ${line}`));
        const told = found.filter(({ pool, view }) => view === 'full' || pool === 'hard');
        later.push(...told.map((row) => ({ ...row, years, recent })));
        rows.push(
          ...told.map((row) => [`${years}${recent ? ' +' : ''}: ${row.pool}, ${row.view}`, ...spellRow(row).slice(1)]),
        );
      }
    return [
      {
        title: 'Ranking: the same by a model of what was printed one, two and three years before',
        columns: ['years, pool and view', ...measures],
        rows,
        note: 'One model for all weeks, which knows nothing younger than so many years before the first of them; with + also what was passed over since, to four weeks before it. What was printed reaches back three years and four months: after three years there are four months of it to learn from.',
      },
    ];
  },
  figures: () => later,
};

const measures = ['weeks', 'AUC', 'average precision', 'recall at 30', 'NDCG at 30'];
const spellRow = ({ pool, view, weeks, auc, ap, recallAt30, ndcgAt30 }: RankingRow) => [
  `${pool}, ${view}`,
  weeks,
  ...[auc, ap, recallAt30, ndcgAt30].map(spellEstimate),
];

function isMissing(ranking: string, name: string, tell: (line: string) => void): boolean {
  const file = join(ranking, 'tuning-weeks.jsonl');
  const missing = !existsSync(file);
  if (missing) tell(`${name}: SKIPPED, there is no ${file}`);
  return missing;
}
