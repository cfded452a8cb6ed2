import { type Candidate, candidateDays } from '../candidate';
import { type DisclosureLines, disclosureOf } from '../disclosure';
import { day } from '../instant';
import { hostOf } from '../link/publisher';
import { standingOf } from './standing';

export interface ChoosingRules {
  /** The hour of choosing, ISO 8601: what is dated or was first seen later does not exist yet. */
  now: string;
  /** Articles of one vendor, whichever of its hosts they are on; of one host, where nobody said whose it is. Default `usualPerVendor`. */
  perVendor?: number;
  /** Ids of stories that an earlier issue printed. */
  printed?: ReadonlySet<string>;
  /** Host of the week's sponsor or the editor's employer → the line that says so in print. */
  disclosures?: DisclosureLines;
}

/** Why a candidate is in neither list. */
export type LeftOutReason = 'too old' | 'not yet seen' | 'printed before' | 'score too low' | 'enough from this vendor';

export interface Choice {
  /** Best first. */
  chosen: Candidate[];
  /** Good enough, but there was no room; best first. */
  runnersUp: Candidate[];
  leftOut: { id: string; why: LeftOutReason }[];
  /** For every chosen or runner-up article of a disclosed host, the line to print. */
  disclosures: { id: string; line: string }[];
  /** Fewer good candidates than were wanted: the draft should say so. */
  quiet: boolean;
}

/** Articles of a draft; fewer when too few are good enough. */
export const usualArticles = 10;
/** Score below which nothing is printed, however quiet the week. */
const leastScore = 0.05;
/** Articles of one vendor in a draft, unless the settings say otherwise. */
export const usualPerVendor = 2;

/**
 * Chooses the articles of a draft: by standing (score and age), at most `perVendor` from a vendor, none that scores too low.
 * The order in which candidates come does not matter; each ends in exactly one of the three lists.
 */
export function chooseArticles(candidates: readonly Candidate[], rules: ChoosingRules): Choice {
  const { perVendor = usualPerVendor, disclosures = {} } = rules;
  const choice: Choice = { chosen: [], runnersUp: [], leftOut: [], disclosures: [], quiet: false };
  const fromVendor = new Map<string, number>();
  for (const candidate of inOrder(candidates)) {
    const vendor = candidate.vendor ?? hostOf(candidate.url);
    const used = fromVendor.get(vendor) ?? 0;
    const full = vendor !== '' && used >= perVendor;
    const why = exclusion(candidate, rules) ?? (full ? 'enough from this vendor' : undefined);
    if (why !== undefined) {
      choice.leftOut.push({ id: candidate.id, why });
      continue;
    }
    fromVendor.set(vendor, used + 1);
    (choice.chosen.length < usualArticles ? choice.chosen : choice.runnersUp).push(candidate);
    const line = disclosureOf(candidate.url, disclosures);
    if (line !== undefined) choice.disclosures.push({ id: candidate.id, line });
  }
  choice.quiet = choice.chosen.length < usualArticles;
  return choice;
}

function inOrder(candidates: readonly Candidate[]): Candidate[] {
  return candidates
    .map((candidate) => ({
      candidate,
      standing: standingOf(candidate.score, candidate.publishedAt, candidate.firstSeenAt),
    }))
    .sort((left, right) => right.standing - left.standing || (left.candidate.id < right.candidate.id ? -1 : 1))
    .map(({ candidate }) => candidate);
}

function exclusion(candidate: Candidate, rules: ChoosingRules): LeftOutReason | undefined {
  const { now, printed } = rules;
  const age = (Date.parse(now) - Date.parse(candidate.firstSeenAt)) / day;
  if (age < 0) return 'not yet seen';
  if (age > candidateDays) return 'too old';
  if (printed?.has(candidate.id)) return 'printed before';
  return candidate.score < leastScore ? 'score too low' : undefined;
}

/**
 * The candidates as if retired sources had never told them. A story that another source told too stays, spoken for by that source, with an
 * empty `sourceTitle` to look up; but not when the page is the retired source's own.
 */
export function withoutRetired(candidates: readonly Candidate[], retired: ReadonlySet<string>): Candidate[] {
  if (retired.size === 0) return [...candidates];
  return candidates.flatMap((candidate) => {
    const toldBy = candidate.toldBy.filter((id) => !retired.has(id));
    if (!retired.has(candidate.sourceId)) return { ...candidate, toldBy };
    const [sourceId] = toldBy;
    return candidate.atHome || sourceId === undefined ? [] : { ...candidate, toldBy, sourceId, sourceTitle: '' };
  });
}
