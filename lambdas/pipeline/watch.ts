import { after, day, hour, minute } from '../domain/instant';
import type { IssueCard } from '../domain/issue';
import { isUndelivered, mailPatience } from '../domain/issue/delivery';
import { kindOf } from '../domain/issue/notices';
import { isDraftMail } from '../domain/issue/parked';
import type { IssueStore, ReceiptStore, SendRecord, SourceStore, TallyStore } from '../domain/ports';
import { silentFrom } from '../domain/source/silence';
import { comparedDays, dayOf, isDown, type Tally } from '../domain/tally';
import { isoWeek, lastWeekly, type Weekly } from '../domain/week';

export interface WatchWorld {
  issues: Pick<IssueStore, 'latest' | 'get' | 'unsettledSends'>;
  receipts: Pick<ReceiptStore, 'read'>;
  sources: Pick<SourceStore, 'list'>;
  tallies: TallyStore;
}

export interface WatchSettings {
  editor: string;
  draftDue: Weekly;
}

/** How many of each there are; all 0 in a good week. `fellSilent` names the sources behind `sourcesSilent`. */
export interface Watched {
  draftsMissing: number;
  issuesLate: number;
  mailsUnclear: number;
  mailsUndelivered: number;
  candidatesDown: number;
  sourcesSilent: number;
  fellSilent: string[];
}

/** How long each step may take before somebody is told. */
const patience = { draft: 15 * minute, issue: hour };
/** A mail that came back is a matter for the day on which it did. */
const mailMatters = day;
const watchedIssues = 3;

/** Looks at the editorial week as it stands at `now` (ISO 8601), and changes nothing but the tally of the day. */
export async function watchWeek(world: WatchWorld, settings: WatchSettings, now: string): Promise<Watched> {
  const issues = await world.issues.latest(watchedIssues);
  const [missing, mails, day] = await Promise.all([
    isDraftMissing(world, settings.draftDue, issues, now),
    watchMails(world, settings, issues, now),
    watchDay(world, now),
  ]);
  return {
    draftsMissing: missing ? 1 : 0,
    issuesLate: issues.filter((issue) => isLate(issue, now)).length,
    ...mails,
    ...day,
  };
}

async function isDraftMissing(
  { tallies }: WatchWorld,
  draftDue: Weekly,
  issues: readonly IssueCard[],
  now: string,
): Promise<boolean> {
  const due = lastWeekly(draftDue, now);
  if (due === undefined || age(due, now) < patience.draft) return false;
  const week = isoWeek(due, draftDue.timeZone);
  if (issues.some((issue) => issue.week >= week)) return false;
  // A newsletter deployed since the hour is waiting for its first draft, not missing one.
  return issues.length > 0 || (await tallies.read([dayOf(due), dayOf(due, 1)])).some(({ at }) => at <= due);
}

const isLate = ({ state, publishAt }: IssueCard, now: string) =>
  (state === 'approved' || state === 'publishing') && publishAt !== undefined && age(publishAt, now) > patience.issue;

/** Mails to readers that came back are counted as SES reports them; here it is about the one that starts an issue, and about doubts. */
async function watchMails(
  world: WatchWorld,
  { editor }: WatchSettings,
  issues: readonly IssueCard[],
  now: string,
): Promise<{ mailsUnclear: number; mailsUndelivered: number }> {
  const counted = { mailsUnclear: 0, mailsUndelivered: 0 };
  for (const { number, state } of issues) {
    const unsettled = await world.issues.unsettledSends(number);
    // Once the editor has acted on the draft, its mail has done its work.
    const doubtful = unsettled.filter(({ kind }) => state === 'draft' || !isDraftMail(kind));
    counted.mailsUnclear += doubtful.filter((mail) => isUnclear(mail, now)).length;
    const draft = state === 'draft' ? await world.issues.get(number) : undefined;
    if (!draft) continue;
    const records = await world.receipts.read(number, [{ kind: kindOf('draft', draft), recipient: editor }]);
    const recent = records.filter(({ at }) => age(at, now) <= mailMatters);
    counted.mailsUndelivered += recent.filter((record) => isUndelivered(record, now)).length;
  }
  return counted;
}

const isUnclear = ({ state, at }: Pick<SendRecord, 'state' | 'at'>, now: string) =>
  (state === 'unclear' || state === 'claimed') && age(at, now) > mailPatience;

/** Once a day all sources are looked at; the rest of the day repeats what was found. */
async function watchDay(world: WatchWorld, now: string) {
  const known = await world.tallies.read([dayOf(now), dayOf(now, 1), ...comparedDays(now)]);
  const today = known.find(({ day }) => day === dayOf(now)) ?? (await tallySources(world, known, now));
  const earlier = known.filter(({ day }) => comparedDays(now).includes(day));
  return {
    candidatesDown: isDown(today, earlier) ? 1 : 0,
    sourcesSilent: today.fellSilent.length,
    fellSilent: today.fellSilent,
  };
}

async function tallySources(world: WatchWorld, known: readonly Tally[], now: string): Promise<Tally> {
  const sources = await world.sources.list();
  const since = known.find(({ day }) => day === dayOf(now, 1))?.at ?? after(now, -day);
  const fellSilent = sources.filter((source) => {
    const from = silentFrom(source);
    return from !== undefined && from > since && from <= now;
  });
  const tally = {
    day: dayOf(now),
    at: now,
    brought: sources.reduce((sum, { brought }) => sum + brought, 0),
    fellSilent: fellSilent.map(({ title, url }) => (title || url).slice(0, 100)).slice(0, 100),
  };
  await world.tallies.keep(tally);
  return tally;
}

const age = (since: string, now: string) => Date.parse(now) - Date.parse(since);
