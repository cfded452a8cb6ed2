import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchPart } from './bench-part';
import { benchRanking, type RankingProtocol, type RankingRow } from './bench-ranking';
import { spellEstimate } from './ranking-measures';

const protocols: Record<RankingProtocol, { title: string; note: string }> = {
  week: {
    title: 'Ranking: what the editor picked, among what was passed over, by a model of all that is older than the week',
    note: 'Links stay in a pool for four weeks, so that the model knows those of the first three as passed over. Intervals are 95 %, by bootstrap over weeks.',
  },
  month: {
    title: 'Ranking: the same by a model that saw no link of any pool',
    note: 'Trained on what came before the calendar month, passed-over links four weeks before. Intervals are 95 %, by bootstrap over weeks.',
  },
};

const ranked: Partial<Record<RankingProtocol, RankingRow[]>> = {};
/** How well the ranking finds what the editor picked; left out, and said so, where the data is not there. */
export const rankingPart: BenchPart = {
  name: 'ranking',
  async measure({ ranking, tell }) {
    if (!existsSync(join(ranking, 'tuning-weeks.jsonl'))) {
      tell(`ranking: SKIPPED, there is no ${join(ranking, 'tuning-weeks.jsonl')}`);
      return [];
    }
    const tables = [];
    for (const by of ['week', 'month'] as const) {
      tell(`ranking: the model of each ${by} on what came after …`);
      const rows = await benchRanking(ranking, by, (line) => tell(`  ${line}`));
      ranked[by] = rows;
      tables.push({
        ...protocols[by],
        columns: ['pool and view', 'weeks', 'AUC', 'average precision', 'recall at 30', 'NDCG at 30'],
        rows: rows.map(({ pool, view, weeks, auc, ap, recallAt30, ndcgAt30 }) => [
          `${pool}, ${view}`,
          weeks,
          ...[auc, ap, recallAt30, ndcgAt30].map(spellEstimate),
        ]),
      });
    }
    return tables;
  },
  figures: () => ranked,
};
