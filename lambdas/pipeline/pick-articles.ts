import { articleFrom } from '../domain/article-from';
import type { Candidate } from '../domain/candidate';
import { type DisclosedHosts, disclosureLines } from '../domain/disclosure';
import type { Article } from '../domain/issue';
import type { CandidateStore, LearnedStore } from '../domain/ports';
import { chooseArticles } from '../domain/score/choose';
import { type LearnedWeights, weigh } from '../domain/score/learned-weights';
import type { ScoreModel } from '../domain/score/model';
import { scoreCandidate } from '../domain/score/score-candidate';
import { groupStories } from '../domain/story';
import { findPrinted } from './find-printed';

export interface PickWorld {
  candidates: Pick<CandidateStore, 'best' | 'printed' | 'printedTitles'>;
  learned: Pick<LearnedStore, 'get'>;
  model: ScoreModel;
}

export interface PickRules {
  /** Articles of one host. */
  perHost?: number;
  disclosed?: DisclosedHosts;
}

export interface PickedArticles {
  chosen: Article[];
  runnersUp: Article[];
  /** Stories that were good enough for neither list, and ones that an earlier issue printed. */
  leftOut: number;
  printedBefore: number;
  quiet: boolean;
}

const considered = 300;
const runnersUpShown = 30;

/**
 * The articles of a draft: the best few hundred candidates, each story once with its original first, none that was printed before, scored
 * again with what the editor's decisions taught and with how many sources tell it.
 */
export async function pickArticles(world: PickWorld, rules: PickRules, now: string): Promise<PickedArticles> {
  const best = await world.candidates.best(considered);
  const printed = await findPrinted(world.candidates, best);
  const learned = weigh(await world.learned.get(), world.model);
  const stories = groupStories(
    best.map((candidate) => ({ ...candidate, at: candidate.publishedAt ?? candidate.firstSeenAt })),
  );
  const fresh = stories.filter((story) => !story.some(({ id }) => printed.has(id)));
  const judged = fresh.map(([original, ...retold]) => judge(world.model, learned, tellOnce(original, retold), now));
  const expected = new Map(judged.map(({ candidate, expected }) => [candidate.id, expected]));
  const { chosen, runnersUp, disclosures, quiet } = chooseArticles(
    judged.map(({ candidate }) => candidate),
    {
      now,
      ...(rules.perHost !== undefined && { perHost: rules.perHost }),
      ...(rules.disclosed && { disclosures: disclosureLines(rules.disclosed) }),
    },
  );
  const lines = new Map(disclosures.map(({ id, line }) => [id, line]));
  const draw = (candidate: Candidate): Article => {
    const disclosure = lines.get(candidate.id);
    const alone = expected.get(candidate.id);
    return {
      ...articleFrom(candidate),
      ...(disclosure !== undefined && { disclosure }),
      ...(alone !== candidate.score && alone !== undefined && { expected: alone }),
    };
  };
  const shown = runnersUp.slice(0, runnersUpShown);
  return {
    chosen: chosen.map(draw),
    runnersUp: shown.map(draw),
    leftOut: fresh.length - chosen.length - shown.length,
    printedBefore: stories.length - fresh.length,
    quiet,
  };
}

/** The original speaks for the story; whoever told it again is counted. */
function tellOnce({ at: _, ...original }: Candidate & { at: string }, retold: readonly Candidate[]): Candidate {
  return { ...original, toldBy: [...new Set([original, ...retold].flatMap(({ toldBy }) => toldBy))].sort() };
}

function judge(model: ScoreModel, learned: LearnedWeights, candidate: Candidate, now: string) {
  const item = { ...candidate, source: candidate.sourceTitle, toldBy: candidate.toldBy.length };
  return {
    candidate: { ...candidate, ...scoreCandidate(model, item, now, learned) },
    expected: scoreCandidate(model, item, now).score,
  };
}
