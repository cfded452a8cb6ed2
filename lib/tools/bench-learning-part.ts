import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benchLearning, type LearningRow } from './bench-learning';
import type { BenchPart } from './bench-part';
import { spellEstimate } from './ranking-measures';

let learned: LearningRow[] | null = null;
/** What decisions at the desk teach, over nothing and over a base; left out, and said so, where the data is not there. */
export const learningPart: BenchPart = {
  name: 'learning',
  async measure({ ranking, tell }) {
    if (!existsSync(join(ranking, 'picks.jsonl'))) {
      tell(`learning: SKIPPED, there is no ${join(ranking, 'picks.jsonl')}`);
      return [];
    }
    tell('learning: 32 issues at a simulated desk, over all the years …');
    learned = await benchLearning(ranking, (line) => tell(`  ${line}`));
    return [
      {
        title: 'Learning: the ranking of the next four issues, after so many at the desk',
        columns: [
          'over what, after how many issues',
          'issues measured',
          'NDCG at 30, unseen links',
          'the base alone',
          'NDCG at 30, as listed',
        ],
        rows: learned.map(({ over, issues, measured, ndcgAt30, listedNdcgAt30, baseAlone }) => [
          `${over}, ${issues}`,
          measured,
          spellEstimate(ndcgAt30),
          baseAlone?.toFixed(3) ?? '–',
          spellEstimate(listedNdcgAt30),
        ]),
        note: 'Pools of 300 from the four weeks before each issue. Unseen: of links the run never learned from. As listed: of what the desk’s own list then holds, some of which it showed before and saw passed over. A base knows nothing younger than its run.',
      },
    ];
  },
  figures: () => learned,
};
