import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchPart } from './bench-part';
import { benchRanking, type RankingRow } from './bench-ranking';

let ranked: RankingRow[] | null = null;
/** How well the ranking finds what the editor picked; left out, and said so, where the data is not there. */
export const rankingPart: BenchPart = {
  name: 'ranking',
  async measure({ ranking, weekly, tell }) {
    if (!existsSync(join(ranking, 'tuning-weeks.jsonl'))) {
      tell(`ranking: SKIPPED, there is no ${join(ranking, 'tuning-weeks.jsonl')}`);
      return [];
    }
    const by = weekly ? 'week' : 'month';
    tell(`ranking: the model of each ${by} on what came after …`);
    ranked = await benchRanking(ranking, (line) => tell(`  ${line}`), by);
    return [
      {
        title: 'Ranking: what the editor picked, among what was passed over',
        columns: ['pool and view', 'weeks', 'AUC', 'average precision', 'recall at 30', 'NDCG at 30'],
        rows: ranked.map(({ pool, view, weeks, auc, ap, recallAt30, ndcgAt30 }) => [
          `${pool}, ${view}`,
          weeks,
          ...[auc, ap, recallAt30, ndcgAt30].map(
            ({ mean, low, high }) => `${mean.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`,
          ),
        ]),
        note: `Trained on what came before each ${by}. Intervals are 95 %, by bootstrap over weeks.`,
      },
    ];
  },
  figures: () => ranked,
};
