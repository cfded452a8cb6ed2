import type { SigningKeys } from '../domain/approval';
import type { Candidate } from '../domain/candidate';
import { disclose, disclosureLines } from '../domain/disclosure';
import { BadRequestError, StaleRevisionError } from '../domain/errors';
import { drawUpAgain, type Issue } from '../domain/issue';
import { addFollowUps } from '../domain/issue/follow-ups';
import { kindOf } from '../domain/issue/notices';
import type { CandidateStore, IncidentStore, IssueStore, Mailer, SourceStore, Trouble } from '../domain/ports';
import { usualPerVendor, withoutRetired } from '../domain/score/choose';
import { isoWeek, nextWeekly, type Weekly } from '../domain/week';
import { draftEmail } from '../pages/mail/draft-email';
import { signDeskLink } from './desk/link';
import { findFollowUps } from './find-follow-ups';
import { type PickedArticles, type PickRules, type PickWorld, pickArticles } from './pick-articles';
import { pickOutages } from './pick-outages';

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
  firstIssue: number;
  /** When the issue is to go out; a day after the draft unless said. */
  due?: Weekly;
}

const day = 86_400_000;
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
  const week = isoWeek(scheduledFor, settings.timeZone);
  const [last] = await world.issues.latest(1);
  // A number that was rejected was never printed: the next week's draft has it.
  const next = last && last.number + (last.state === 'rejected' ? 0 : 1);
  const number = await world.issues.claimWeek(week, next ?? settings.firstIssue);
  const issue = await findOrDraw(world, settings, number, week, now);
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

async function findOrDraw(
  world: DraftWorld,
  settings: DraftSettings,
  number: number,
  week: string,
  now: string,
): Promise<Issue> {
  const found = await world.issues.get(number);
  if (found && (found.state !== 'rejected' || found.week === week)) return found;
  const fresh = await drawUp(world, settings, number, week, now);
  if (!found) return (await world.issues.create(fresh)) ? fresh : ((await world.issues.get(number)) as Issue);
  const again = drawUpAgain(found, fresh);
  try {
    await world.issues.save(again, found.revision);
    return again;
  } catch (error) {
    if (!(error instanceof StaleRevisionError)) throw error;
    return (await world.issues.get(number)) as Issue;
  }
}

async function drawUp(
  world: DraftWorld,
  settings: DraftSettings,
  number: number,
  week: string,
  now: string,
): Promise<Issue> {
  const [{ from, offered }, { troubled, retired }, listed] = await Promise.all([
    periodOf(world, number, now),
    world.sources.conditions(),
    world.candidates.best(considered),
  ]);
  const { best, picked } = await pickFrom(world, settings, listed, retired, now);
  const [followUps, outages] = await Promise.all([
    findFollowUps(world, number, best, now),
    pickOutages(world, { from, now, timeZone: settings.timeZone, ...(offered && { offered }) }),
  ]);
  const disclosed = settings.disclosed && disclosureLines(settings.disclosed);
  const articles = addFollowUps(
    picked,
    followUps.map((article) => (disclosed ? disclose(article, disclosed) : article)),
  );
  const trouble = (isOf: (trouble: Trouble) => boolean) =>
    troubled.filter(isOf).map(({ source, reason }) => ({ source, reason }));
  // What is gone is told once, in the draft after it went.
  const changed = trouble(({ change, at = now }) => change === 'move' || (change === 'gone' && at >= from));
  return {
    number,
    week,
    state: 'draft',
    revision: 1,
    createdAt: now,
    updatedAt: now,
    ...(settings.due && { dueAt: nextWeekly(settings.due, now) }),
    ...(picked.quiet && { quiet: true as const }),
    ...(disclosed && Object.keys(disclosed).length > 0 && { disclosed }),
    ...(settings.perVendor !== undefined && settings.perVendor !== usualPerVendor && { perVendor: settings.perVendor }),
    articles: articles.chosen,
    runnersUp: articles.runnersUp,
    outages: outages.chosen,
    leftOut: {
      candidates: articles.leftOut,
      incidents: outages.leftOut,
      printedBefore: articles.printedBefore,
      quarantined: trouble(({ state }) => state === 'quarantined'),
      failures: trouble(({ state, change }) => state !== 'quarantined' && change === undefined),
      ...(changed.length > 0 && { changed }),
    },
  };
}

async function pickFrom(
  world: DraftWorld,
  settings: DraftSettings,
  listed: readonly Candidate[],
  retired: ReadonlySet<string>,
  now: string,
): Promise<{ best: Candidate[]; picked: PickedArticles }> {
  const best = withoutRetired(listed, retired);
  const picked = await pickArticles(world, settings, best, now);
  if (!picked.flooded || listed.length !== considered) return { best, picked };
  return pickFrom(world, settings, await world.candidates.best(consideredInFlood), retired, now);
}

/** From the last issue on, but at least a week and at most a month back; and what that issue offered, if there was one. */
async function periodOf(
  { issues }: DraftWorld,
  number: number,
  now: string,
): Promise<{ from: string; offered?: ReadonlySet<string> }> {
  const earlier = (await issues.latest(2)).find((card) => card.number < number);
  const back = (days: number) => new Date(Date.parse(now) - days * day).toISOString();
  const from = [earlier?.createdAt ?? back(7), back(7), back(31)].sort()[1] as string;
  const last = earlier && (await issues.get(earlier.number));
  return { from, ...(last && { offered: new Set(last.outages.flatMap(({ id, folded = [] }) => [id, ...folded])) }) };
}
