import type { SigningKeys } from '../domain/approval';
import type { Candidate } from '../domain/candidate';
import { disclose, disclosureLines } from '../domain/disclosure';
import { BadRequestError, StaleRevisionError } from '../domain/errors';
import { after, day } from '../domain/instant';
import { drawUpAgain, type Issue } from '../domain/issue';
import { type LeftBehind, leftBehind, takeUpArticles, takeUpOutages } from '../domain/issue/carry-over';
import { fitDraft } from '../domain/issue/fit';
import { addFollowUps } from '../domain/issue/follow-ups';
import { isForgotten, kindOf } from '../domain/issue/notices';
import { keysOf } from '../domain/issue/outage-from';
import { outageUpdates } from '../domain/issue/outage-updates';
import type { CandidateStore, IncidentStore, IssueStore, Mailer, SourceStore, Trouble } from '../domain/ports';
import { usualArticles, usualPerVendor, withoutRetired } from '../domain/score/choose';
import { withoutKept } from '../domain/score/learn';
import { retellersOf } from '../domain/story/retold';
import { isoWeek, nextWeekly, type Weekly } from '../domain/week';
import { draftEmail } from '../pages/mail/draft-email';
import { signDeskLink } from './desk/link';
import { findFollowUps } from './find-follow-ups';
import { findPrintedItems } from './find-printed';
import { type PickedArticles, type PickRules, type PickWorld, pickArticles } from './pick-articles';
import { pickOutages } from './pick-outages';
import { type Earlier, readEarlier } from './read-earlier';

export interface DraftWorld extends PickWorld {
  sources: Pick<SourceStore, 'conditions' | 'get'>;
  candidates: CandidateStore;
  incidents: IncidentStore;
  issues: IssueStore;
  mailer: Mailer;
  signingKeys: SigningKeys;
}

export interface DraftSettings extends PickRules {
  newsletter: string;
  editor: string;
  deskUrl: string;
  timeZone: string;
  /** The least number a new draft gets. */
  firstIssue: number;
  /** When the issue is to go out; a day after the draft unless said. */
  due?: Weekly;
}

/** Candidates looked at: what was taught, and who tells it too, may lift one far above its standing. */
const considered = 300;
/** And when few vendors fill those: a whole archive that was dated today must not leave the draft empty. */
const consideredInFlood = 5_000;

/**
 * Draws up the draft of the week that `scheduledFor` falls in (`now` unless the schedule says so: a retry may come after
 * midnight), once, and mails it to the editor, once. Each step is claimed before it is done, so that a run cut short
 * anywhere can be repeated. Throws when SES refused the mail, so that the lambda is tried again, and BadRequestError for
 * a time that is none; says `unclear` when nobody knows whether the mail went out, and leaves that to a person.
 */
export async function draftIssue(
  world: DraftWorld,
  settings: DraftSettings,
  now: string,
  scheduledFor = now,
): Promise<{ issue: number; mail: 'sent' | 'unclear' | 'none' }> {
  if (Number.isNaN(Date.parse(scheduledFor)))
    throw new BadRequestError(`time: expected an instant such as 2026-06-07T12:00:00Z, got "${scheduledFor}".`);
  const issue = await findOrDraw(world, settings, isoWeek(scheduledFor, settings.timeZone), now);
  const { number } = issue;
  if (issue.state !== 'draft') return { issue: number, mail: 'none' };

  const deskLink = signDeskLink(settings.deskUrl, number, now, await world.signingKeys());
  const undecided = (await world.issues.latest(2)).find((card) => card.number < number && card.state === 'draft');
  const mail = draftEmail(issue, { ...settings, deskLink, undecided: undecided?.number });
  const kind = kindOf('draft', issue);
  // Claimed only when nothing is left to do but to send: whatever fails before this is simply done again.
  const claim = await world.issues.claimSend(number, kind, settings.editor, now);
  if (claim !== 'go') return { issue: number, mail: claim };
  const result = await world.mailer.send({ to: settings.editor, ...mail, about: { issue: number, kind } });
  await world.issues.recordSend(number, kind, settings.editor, result);
  if (result.state === 'refused') throw new Error(`SES refused the draft mail of issue #${number}: ${result.reason}`);
  return { issue: number, mail: result.state };
}

async function findOrDraw(world: DraftWorld, settings: DraftSettings, week: string, now: string): Promise<Issue> {
  const { issues } = world;
  const [card] = await issues.latest(1);
  const last = card && (await issues.get(card.number));
  if (last?.week === week) return last;
  const following = last ? last.number + (isUnused(last, now) ? 0 : 1) : 0;
  const claimed = await issues.claimWeek(week, Math.max(following, settings.firstIssue));
  const found = await issues.get(claimed);
  if (found && found.week >= week) return found;
  // An editor may have taken it up again since its number was claimed for this week.
  const replaced = found && isUnused(found, now) ? found : undefined;
  const number = found && last && !replaced ? last.number + 1 : claimed;
  const earlier = await readEarlier(issues, number, now, replaced);
  const fresh = await drawUp(world, settings, { number, week, earlier }, now);
  if (!replaced) return (await issues.create(fresh)) ? fresh : ((await issues.get(number)) as Issue);
  const again = drawUpAgain(replaced, fresh);
  try {
    await issues.save(again, replaced.revision);
    return again;
  } catch (error) {
    if (!(error instanceof StaleRevisionError)) throw error;
    return findOrDraw(world, settings, week, now);
  }
}

/** Whether an issue's number was not printed and is not going to be: the next week's draft has it. */
const isUnused = (issue: Issue, now: string) => issue.state === 'rejected' || isForgotten(issue, now);

async function drawUp(
  world: DraftWorld,
  settings: DraftSettings,
  { number, week, earlier }: { number: number; week: string; earlier: Earlier },
  now: string,
): Promise<Issue> {
  const from = periodStart(earlier, now);
  // The draft that says so is no more; all others are read again.
  const isReplaced = earlier.before?.number === number;
  const behind = leftBehind(earlier.before, earlier.older, number);
  const [{ troubled, retired }, listed, left] = await Promise.all([
    world.sources.conditions(),
    world.candidates.best(considered),
    unprintedOf(world, behind),
  ]);
  if (isReplaced) await world.candidates.unlist([...behind.dropped, ...retellersOf(listed, behind.settled)]);
  // What the editor moved to the other section is there.
  const moved = left.outages.flatMap(({ item }) => (item.wasArticle ? item : []));
  const settled = new Set([...behind.dropped, ...left.articles.map(({ item }) => item.id)]);
  const known = new Set([...behind.dropped, ...behind.printing, ...moved.map(({ id }) => id)]);
  const dated = left.articles.map(({ item }) => ({ ...item, at: item.publishedAt ?? now }));
  const told = [...behind.settled, ...dated, ...moved.map((item) => ({ ...item, at: now }))];
  const unwanted = { retired, known, told };
  const { best, picked } = await pickFrom(unlearned(world, earlier), settings, listed, unwanted, now);
  const decided = new Set([...settled, ...earlier.printed.flatMap(decidedOutages)]);
  const [followUps, outages] = await Promise.all([
    findFollowUps(world, earlier.printed, best),
    pickOutages(world, {
      from,
      now,
      timeZone: settings.timeZone,
      decided,
      left: left.outages.map(({ item }) => item),
    }),
  ]);
  const over = followUps.outages.filter(({ id }) => !settled.has(id));
  const writeUps = followUps.articles.filter(({ id }) => !known.has(id));
  const disclosed = settings.disclosed && disclosureLines(settings.disclosed);
  const articles = takeUpArticles(
    addFollowUps(
      picked,
      writeUps.map((article) => (disclosed ? disclose(article, disclosed) : article)),
    ),
    left.articles,
  );
  const trouble = (isOf: (trouble: Trouble) => boolean) =>
    troubled.filter(isOf).map(({ source, reason }) => ({ source, reason }));
  // What is gone is told until an issue has gone out since.
  const changed = trouble(({ change, at = now }) => change === 'move' || (change === 'gone' && at >= from));
  return fitDraft({
    number,
    week,
    state: 'draft',
    revision: 1,
    createdAt: now,
    updatedAt: now,
    ...(settings.due && { dueAt: nextWeekly(settings.due, now) }),
    ...behind.opening,
    ...(behind.declined.length > 0 && { declined: behind.declined }),
    ...(picked.quiet && articles.chosen.length < usualArticles && { quiet: true as const }),
    ...(disclosed && Object.keys(disclosed).length > 0 && { disclosed }),
    ...(settings.perVendor !== undefined && settings.perVendor !== usualPerVendor && { perVendor: settings.perVendor }),
    articles: articles.chosen,
    runnersUp: articles.runnersUp,
    outages: takeUpOutages([...outages.chosen, ...over], left.outages),
    leftOut: {
      candidates: articles.leftOut,
      incidents: outages.leftOut,
      printedBefore: articles.printedBefore,
      quarantined: trouble(({ state }) => state === 'quarantined'),
      failures: trouble(({ state, change }) => state !== 'quarantined' && change === undefined),
      ...(changed.length > 0 && { changed }),
    },
  });
}

async function pickFrom(
  world: PickWorld & Pick<DraftWorld, 'candidates'>,
  settings: DraftSettings,
  listed: readonly Candidate[],
  unwanted: { retired: ReadonlySet<string>; known: ReadonlySet<string>; told: Parameters<typeof retellersOf>[1] },
  now: string,
): Promise<{ best: Candidate[]; picked: PickedArticles }> {
  const wanted = withoutRetired(listed, unwanted.retired).filter(({ id }) => !unwanted.known.has(id));
  const retellers = retellersOf(wanted, unwanted.told);
  const best = wanted.filter(({ id }) => !retellers.has(id));
  const picked = await pickArticles(world, settings, best, now);
  if (!picked.flooded || listed.length !== considered) return { best, picked };
  return pickFrom(world, settings, await world.candidates.best(consideredInFlood), unwanted, now);
}

/** The world in which drafts that nobody decided on have taught nothing that they kept. */
function unlearned(world: DraftWorld, { undecided }: Earlier): DraftWorld {
  if (undecided.size === 0) return world;
  return { ...world, learned: { get: async () => withoutKept(await world.learned.get(), undecided) } };
}

/** From the last issue that was printed on, or the week of the first draft of all that were not; at least a week and at most a month back. */
function periodStart({ before, older, printed }: Earlier, now: string): string {
  const back = (days: number, from = now) => after(from, -days * day);
  const first = older.at(-1) ?? before;
  const unprinted = back(7 * (1 + (first?.drawnAgain ?? 0)), first?.createdAt);
  const bounds = [printed[0]?.createdAt ?? unprinted, back(7), back(31)].sort();
  return bounds[1] as string;
}

/** What an issue that went out has said of, but for what it put off; an outage that was moved to the articles has its key there. */
const decidedOutages = ({ articles, outages, declined = [] }: Issue) => [
  ...declined,
  ...[...outages, ...articles.filter(({ byHand }) => byHand)]
    .filter(({ decision }) => decision !== 'later')
    .flatMap(keysOf),
];

/** What was left behind and no issue has printed since, with what has become of the outages. */
async function unprintedOf(
  world: DraftWorld,
  { articles, outages }: LeftBehind,
): Promise<Pick<LeftBehind, 'articles' | 'outages'>> {
  const items = { articles: articles.map(({ item }) => item), outages: outages.map(({ item }) => item) };
  const [printed, incidents] = await Promise.all([
    findPrintedItems(world.candidates, items),
    world.incidents.get(items.outages.map(({ id }) => id)),
  ]);
  const updates = outageUpdates(items, incidents);
  return {
    articles: articles.filter(({ item }) => !printed.has(item.id)),
    outages: outages
      .filter(({ item }) => item.followsUp || !printed.has(item.id))
      .map(({ item, isWritten }) => ({ item: updates.get(item.id) ?? item, isWritten })),
  };
}
