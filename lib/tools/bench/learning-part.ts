import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benchLaterWeeks, type LaterRow } from './later-weeks';
import { benchLearning, type LearningRow } from './learning';
import type { BenchPart } from './part';
import { spellEstimate } from './ranking-measures';

let learned: LearningRow[] | null = null;
let later: LaterRow[] | null = null;
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
    later = await benchLaterWeeks(ranking);
    return [
      {
        title: 'Learning: the ranking of the next four issues, after so many at the desk',
        columns: [
          'over what, after how many issues',
          'issues measured',
          'NDCG at 30, unseen links',
          'the base alone, or naive Bayes',
          'NDCG at 30, as listed',
        ],
        rows: learned.map(({ over, issues, measured, ndcgAt30, listedNdcgAt30, beside }) => [
          `${over}, ${issues}`,
          measured,
          spellEstimate(ndcgAt30),
          beside?.toFixed(3) ?? '–',
          spellEstimate(listedNdcgAt30),
        ]),
        note: 'Pools of 300 from the four weeks before each issue. Unseen: of links the run never learned from. As listed: of what the desk’s own list then holds, some of which it showed before and saw passed over. A base knows nothing younger than its run. From nothing, the layer begins with the words of the field and the repute of its publishers alone (`field-words.ts`, `field-publishers.ts`); naive Bayes, smoothed class by class, with the host’s record, knows all 300 links of each of those issues, of which the desk shows forty.',
      },
      {
        title: 'Learning from nothing, the last so many issues before the tuning weeks, tested on all of those',
        columns: ['issues and pool', 'weeks', 'NDCG at 30', 'naive Bayes'],
        rows: later.map(({ issues, pool, weeks, ndcgAt30, naiveBayes }) => [
          `${issues}, ${pool}`,
          weeks,
          spellEstimate(ndcgAt30),
          naiveBayes.toFixed(3),
        ]),
        note: 'The weeks begin right after and go on for eight months, in which nothing more is learned.',
      },
    ];
  },
  figures: () => ({ learned, later }),
};
