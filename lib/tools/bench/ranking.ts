import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { hostOf, publisherOf, slugOf } from '../../../lambdas/domain/link/publisher';
import { readModel, type ScoreModel } from '../../../lambdas/domain/score/model';
import { scoreCandidate } from '../../../lambdas/domain/score/score-candidate';
import { type Example, trainModel } from '../../../lambdas/domain/score/train-model';
import { createFeatureReader } from '../../../lambdas/domain/score/training-rows';
import { parseObject, readLines } from '../json-lines';
import { averagePrecision, bootstrap, discountedGain, type Estimate, rankArea, recallAt } from './ranking-measures';

/** One row of the bench: a kind of pool seen in one way. */
export interface RankingRow {
  pool: string;
  /**
   * `full`; `no host` (the host withheld from the model); `new hosts` (the pool's links of hosts never printed before); `new among all`
   * (harder: only the picks of known hosts taken out, the passed-over links of known hosts stay).
   */
  view: 'full' | 'no host' | 'new hosts' | 'new among all';
  weeks: number;
  auc: Estimate;
  ap: Estimate;
  recallAt30: Estimate;
  ndcgAt30: Estimate;
}

/** What a model may know, ISO dates: weeks with one cut share a model; `first` is the earliest week of all. */
export interface RankingProtocol {
  cutOf(week: Week, first: string): string;
  printedBefore(cut: string): string;
  passedOverBefore(cut: string): string;
}

interface Link {
  title: string;
  url: string;
}

export interface Week {
  date: string;
  pool: string;
  picked: Link[];
  passedOver: Link[];
}

const day = 86_400_000;
/** A pool is drawn from this many days before its issue: links that young are kept out of training, or the model would have seen the answers. */
const poolDays = 28;
/** An issue looks back one week: under `week`, only links that young are kept out, as for an editor who remembers what was passed over last time. */
const weekDays = 7;
const cutoff = 30;

/** A week's model knows all that is older than the week; links stay in a pool for four weeks, so those of the first three are known as passed over. */
export const byWeek: RankingProtocol = {
  cutOf: ({ date }) => date,
  printedBefore: (cut) => cut,
  passedOverBefore: (cut) => daysBefore(cut, weekDays),
};

/** A month's model knows issues older than the calendar month and passed-over links four weeks older still: it saw no link of any pool. */
export const byMonth: RankingProtocol = {
  cutOf: ({ date }) => `${date.slice(0, 7)}-01`,
  printedBefore: (cut) => cut,
  passedOverBefore: (cut) => daysBefore(cut, poolDays),
};

/** One model for all weeks knows only what is so many years older than the first; `recent`: of what was passed over, all but what a pool holds. */
export function yearsBefore(years: number, recent: boolean): RankingProtocol {
  const printedBefore = (cut: string) => `${Number(cut.slice(0, 4)) - years}${cut.slice(4)}`;
  return {
    cutOf: (_, first) => first,
    printedBefore,
    passedOverBefore: recent ? byMonth.passedOverBefore : printedBefore,
  };
}

/** Measures the ranking on `tuning-weeks.jsonl` of `dataDir`, intervals 95 % by bootstrap over weeks. */
export async function benchRanking(
  dataDir: string,
  by: RankingProtocol,
  onProgress: (line: string) => void = () => {},
): Promise<RankingRow[]> {
  const examples = [
    ...(await readExamples(join(dataDir, 'picks.jsonl'), true)),
    ...(await readExamples(join(dataDir, 'passed-over.jsonl'), false)),
  ];
  const weeks = await readWeeks(join(dataDir, 'tuning-weeks.jsonl'));
  const found = new Map<string, { pool: string; view: RankingRow['view']; ranks: boolean[][] }>();
  const reader = createFeatureReader();
  const first = weeks.map(({ date }) => date).sort()[0] ?? '';
  const cutOf = (week: Week) => by.cutOf(week, first);
  for (const cut of [...new Set(weeks.map(cutOf))].sort()) {
    const [printedBefore, passedOverBefore] = [by.printedBefore(cut), by.passedOverBefore(cut)];
    const known = examples.filter(({ date, printed }) => date < (printed ? printedBefore : passedOverBefore));
    const model = readModel(trainModel(known, { reader, calibration: true }));
    const printedHosts = new Set(known.filter((example) => example.printed).map((example) => hostOf(example.url)));
    onProgress(`ranking: weeks from ${cut}, trained on ${known.length} links`);
    for (const week of weeks.filter((each) => cutOf(each) === cut)) {
      for (const [view, ranks] of rankViews(model, week, printedHosts)) {
        const key = `${week.pool} ${view}`;
        const row = found.get(key) ?? { pool: week.pool, view, ranks: [] };
        row.ranks.push(ranks);
        found.set(key, row);
      }
    }
  }
  return [...found.values()].map(({ pool, view, ranks }) => ({
    pool,
    view,
    weeks: ranks.length,
    auc: bootstrap(ranks.map(rankArea)),
    ap: bootstrap(ranks.map(averagePrecision)),
    recallAt30: bootstrap(ranks.map((rank) => recallAt(rank, cutoff))),
    ndcgAt30: bootstrap(ranks.map((rank) => discountedGain(rank, cutoff))),
  }));
}

function rankViews(model: ScoreModel, week: Week, printedHosts: Set<string>): [RankingRow['view'], boolean[]][] {
  const isNew = ({ url }: Link) => !printedHosts.has(hostOf(url)) && !model.publishers.get(publisherOf(url))?.printed;
  const picked = week.picked.filter(isNew);
  const views: [RankingRow['view'], boolean[]][] = [
    ['full', rank(model, week.picked, week.passedOver)],
    ['no host', rank(model, week.picked.map(withoutHost), week.passedOver.map(withoutHost))],
  ];
  if (picked.length > 0) {
    views.push(['new hosts', rank(model, picked, week.passedOver.filter(isNew))]);
    views.push(['new among all', rank(model, picked, week.passedOver)]);
  }
  return views;
}

/** The link with a host nobody has; the end of its path, which the model may read, stays. */
function withoutHost({ title, url }: Link): Link {
  return { title, url: `https://withheld.invalid/${slugOf(url)}` };
}

/** The pool from best to worst, true where the editor printed it. Picks stand behind equals, so that ties never flatter. */
function rank(model: ScoreModel, picked: Link[], passedOver: Link[]): boolean[] {
  const scored = [
    ...passedOver.map((link) => ({ link, printed: false })),
    ...picked.map((link) => ({ link, printed: true })),
  ].map(({ link, printed }) => ({
    printed,
    score: scoreCandidate(model, link).score,
  }));
  return scored.sort((left, right) => right.score - left.score).map(({ printed }) => printed);
}

function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(date) - days * day).toISOString().slice(0, 10);
}

/** The articles of a file of past decisions; whatever else is in it is left out. */
export async function readExamples(file: string, printed: boolean): Promise<Example[]> {
  const examples: Example[] = [];
  for await (const { text } of readLines(createReadStream(file, 'utf8'))) {
    const line = parseObject(text);
    if (typeof line === 'string' || (line['section'] !== undefined && line['section'] !== 'article')) continue;
    examples.push({
      date: String(line['date']),
      title: String(line['title']),
      url: String(line['url']),
      printed,
      close: line['kind'] === 'hard',
    });
  }
  return examples;
}

/** The tuning weeks of a file: an issue's picks, and a pool of others of its four weeks. */
export async function readWeeks(file: string): Promise<Week[]> {
  const weeks: Week[] = [];
  for await (const { text } of readLines(createReadStream(file, 'utf8'))) weeks.push(JSON.parse(text) as Week);
  return weeks;
}
