import { type Candidate, dateOf } from '../domain/candidate';
import { type DisclosedHosts, disclosureLines } from '../domain/disclosure';
import type { Article } from '../domain/issue';
import { articleFrom } from '../domain/issue/article-from';
import type { CandidateStore, LearnedStore, SourceStore } from '../domain/ports';
import { type Choice, type ChoosingRules, chooseArticles } from '../domain/score/choose';
import { type LearnedWeights, weigh } from '../domain/score/learned-weights';
import type { ScoreModel } from '../domain/score/model';
import { scoreCandidate } from '../domain/score/score-candidate';
import { groupStories } from '../domain/story';
import { findPrinted } from './find-printed';

export interface PickWorld {
  candidates: Pick<CandidateStore, 'printed' | 'printedTitles'>;
  sources: Pick<SourceStore, 'get'>;
  learned: Pick<LearnedStore, 'get'>;
  model: ScoreModel;
}

export interface PickRules {
  /** Most articles of one vendor. */
  perVendor?: number;
  disclosed?: DisclosedHosts;
}

export interface PickedArticles {
  chosen: Article[];
  runnersUp: Article[];
  /** Stories that were good enough for neither list, but for the old ones; and ones that an earlier issue printed. */
  leftOut: number;
  printedBefore: number;
  quiet: boolean;
  /** Quiet only because most of the candidates were one too many of their vendor. */
  flooded: boolean;
}

const runnersUpShown = 30;

/**
 * The articles of a draft, out of these candidates: each story once with its original first, none that was printed before, scored again with
 * what the editor's decisions taught and with how many sources tell it. The memory is asked only about stories that would be shown.
 */
export async function pickArticles(
  world: PickWorld,
  rules: PickRules,
  best: readonly Candidate[],
  now: string,
): Promise<PickedArticles> {
  const learned = weigh(await world.learned.get(), world.model);
  const stories = groupStories(best.map((candidate) => ({ ...candidate, at: dateOf(candidate) })));
  const judged = stories.map(([original, ...retold]) => judge(world.model, learned, tellOnce(original, retold), now));
  const { choice, printed } = await chooseUnprinted(
    world,
    new Map(stories.map((story) => [story[0].id, story])),
    judged.map(({ candidate }) => candidate),
    {
      now,
      ...(rules.perVendor !== undefined && { perVendor: rules.perVendor }),
      ...(rules.disclosed && { disclosures: disclosureLines(rules.disclosed) }),
    },
  );
  const { chosen, quiet } = choice;
  const runnersUp = choice.runnersUp.slice(0, runnersUpShown);
  const tooOld = choice.leftOut.filter(({ why }) => why === 'too old').length;
  const expected = new Map(judged.map(({ candidate, expected }) => [candidate.id, expected]));
  const lines = new Map(choice.disclosures.map(({ id, line }) => [id, line]));
  const titles = await readTitles(world, [...chosen, ...runnersUp]);
  const draw = (candidate: Candidate): Article => {
    const disclosure = lines.get(candidate.id);
    const alone = expected.get(candidate.id);
    return {
      ...articleFrom({ ...candidate, sourceTitle: candidate.sourceTitle || (titles.get(candidate.sourceId) ?? '') }),
      ...(disclosure !== undefined && { disclosure }),
      ...(alone !== candidate.score && alone !== undefined && { expected: alone }),
    };
  };
  return {
    chosen: chosen.map(draw),
    runnersUp: runnersUp.map(draw),
    leftOut: stories.length - printed - chosen.length - runnersUp.length - tooOld,
    printedBefore: printed,
    quiet,
    flooded: quiet && choice.leftOut.filter(({ why }) => why === 'enough from this vendor').length * 2 > judged.length,
  };
}

/** Chooses, asks the memory about what would be shown, and chooses again without what was printed, until nothing of it is unknown. */
async function chooseUnprinted(
  world: Pick<PickWorld, 'candidates'>,
  stories: ReadonlyMap<string, readonly Candidate[]>,
  candidates: readonly Candidate[],
  rules: ChoosingRules,
): Promise<{ choice: Choice; printed: number }> {
  const asked = new Set<string>();
  const printed = new Set<string>();
  for (;;) {
    const choice = chooseArticles(candidates, { ...rules, printed });
    const shown = [...choice.chosen, ...choice.runnersUp.slice(0, runnersUpShown)];
    const unknown = shown.filter(({ id }) => !asked.has(id));
    if (unknown.length === 0) return { choice, printed: printed.size };
    const members = (id: string) => stories.get(id) ?? [];
    const found = await findPrinted(
      world.candidates,
      unknown.flatMap(({ id }) => members(id)),
    );
    for (const { id } of unknown) {
      asked.add(id);
      if (members(id).some((member) => found.has(member.id))) printed.add(id);
    }
  }
}

/** Titles of the sources that speak for a story only since another one was retired. */
async function readTitles(
  world: Pick<PickWorld, 'sources'>,
  shown: readonly Candidate[],
): Promise<Map<string, string>> {
  const ids = new Set(shown.filter(({ sourceTitle }) => sourceTitle === '').map(({ sourceId }) => sourceId));
  const found = await Promise.all([...ids].map((id) => world.sources.get(id)));
  return new Map(found.flatMap((source) => (source ? [[source.id, source.title]] : [])));
}

/** The original speaks for the story; whoever told it again is counted. */
function tellOnce({ at: _, ...original }: Candidate & { at: string }, retold: readonly Candidate[]): Candidate {
  return { ...original, toldBy: [...new Set([original, ...retold].flatMap(({ toldBy }) => toldBy))].sort() };
}

function judge(model: ScoreModel, learned: LearnedWeights, candidate: Candidate, now: string) {
  const item = { ...candidate, source: candidate.sourceTitle, toldBy: candidate.toldBy.length };
  const { alone, ...verdict } = scoreCandidate(model, item, now, learned);
  return { candidate: { ...candidate, ...verdict }, expected: alone };
}
