import { html } from 'hono/html';
import type { Article, Issue, Outage } from '../domain/issue';
import type { LeftOut } from '../domain/issue/left-out';
import { formatDuration, formatMoment, minutesBetween } from './dates';
import { cleanText } from './foreign-text';
import type { Markup } from './markup';

/** How long foreign text may get on a page, in code points. */
export const longest = { title: 200, name: 80, reason: 120, summary: 280, quote: 300, line: 160 } as const;

/** A line may end with the dot, but not begin with it. */
export const dot = '\u00a0· ';

/** "1 article", "1,200 articles", "no articles" */
export const countOf = (number: number, one: string, many = `${one}s`) =>
  `${number === 0 ? 'no' : number.toLocaleString('en-US')} ${number === 1 ? one : many}`;

/** "10 articles and 5 outages" */
export const contentsOf = (articles: number, outages: number) =>
  `${countOf(articles, 'article')} and ${countOf(outages, 'outage')}`;

/** "Author — Company", or "Author — Source" when nobody named a company; the second alone when there is no author. */
export function bylineOf(article: Article): string {
  const author = cleanText(article.author ?? '', longest.name);
  const company = cleanText(article.company ?? article.source, longest.name);
  return author && author !== company ? `${author} — ${company}` : company;
}

/** "Follows up on the Northlight outage in issue #74."; empty for an article that follows up on nothing. */
export const followUpOf = ({ followsUp }: Article): string =>
  followsUp
    ? `Follows up on the ${cleanText(followsUp.service, longest.name)} outage in issue #${followsUp.issue}.`
    : '';

/** Its title, or words that say it has none. */
export const titleOf = (item: { title: string }, most: number = longest.title) =>
  cleanText(item.title, most) || '(no title)';

/** The service that went down, or the incident's title when the page names none. */
export const serviceOf = (outage: Outage) => cleanText(outage.service, longest.name) || titleOf(outage);

/** An outage that began and has no end is going on; without a beginning nothing is known of its end either. */
export const isOngoing = (outage: Outage) => outage.startedAt !== undefined && outage.endedAt === undefined;

/** "Fri, Jun 9, 2:05 pm PDT, for 2 h 40 min" in the newsletter's time zone; empty when the page gave no times. */
export function spanOf(outage: Outage, timeZone: string): string {
  const start = formatMoment(outage.startedAt, timeZone);
  if (!start) return '';
  const minutes = minutesBetween(outage.startedAt, outage.endedAt);
  // An end that is the start says only that it is over.
  if (minutes === 0) return start;
  if (minutes !== undefined) return `${start}, for ${formatDuration(minutes)}`;
  return isOngoing(outage) ? `Since ${start}` : start;
}

/** What readers are told of an outage that had no end yet; the page they read may be years old. */
export const ongoingInPrint = 'Not over when this was written';

/** The facts below a printed outage, a line each: whether it was over, when, who else, and the notes. */
export const printedNotes = (outage: Outage, timeZone: string): string[] =>
  [
    isOngoing(outage) && ongoingInPrint,
    spanOf(outage, timeZone),
    alsoAffected(outage),
    ...(outage.notes ?? []).map((note) => cleanText(note, longest.quote)),
  ].filter((note): note is string => typeof note === 'string' && note !== '');

/** The printed summary: the source's own words stand in where the editor wrote none. */
export const printedSummary = (article: Article, most: number = longest.summary): string =>
  article.comment ? '' : cleanText(article.summary ?? '', most);

/** For the editor: when and how long, how bad, how many updates. */
export const outageFacts = (outage: Outage, timeZone: string) =>
  [
    spanOf(outage, timeZone),
    outage.impact !== 'none' && `${outage.impact} impact`,
    outage.updates > 1 && countOf(outage.updates, 'update'),
    outage.groupedBecause && `one line because ${cleanText(outage.groupedBecause, longest.quote)}`,
  ]
    .filter(Boolean)
    .join(dot);

/** For the editor: why an article is here, at most three reasons. */
export const reasonsOf = (article: Article) =>
  article.reasons
    .slice(0, 3)
    .map((reason) => cleanText(reason, longest.reason))
    .join(dot);

/** What a draft is made of and when it is due, for the top of its mail. */
export const draftIntro = (issue: Issue, timeZone: string) =>
  `${quietly(issue)}Drawn up ${formatMoment(issue.createdAt, timeZone)} with ${contentsOf(issue.articles.length, issue.outages.length)}.${whenDue(issue, timeZone)}${insteadOf(issue)}`;

/** The same for the desk, which counts what is in it by now. */
export function deskIntro(issue: Issue, timeZone: string): Markup {
  const due = whenDue(issue, timeZone);
  return html`${quietly(issue) && 'A quiet week. '}Drawn up ${formatMoment(issue.createdAt, timeZone)}.${due && html`<strong>${due}</strong>`}${insteadOf(issue)}`;
}

/** Beside a draft that holds the same work. */
export const stillUndecided = (number: number) =>
  `Issue #${number} is still a draft. What you kept, added or wrote there is here too: approve that one first, by the link of its own mail, or skip it, and there will be no issue #${number}.`;

const whenDue = ({ state, dueAt }: Issue, timeZone: string) =>
  state === 'draft' && dueAt ? ` Due ${formatMoment(dueAt, timeZone)}.` : '';

/** That its number is the one of a draft that nobody decided on. */
const insteadOf = ({ state, number, forgotten }: Issue) =>
  state === 'draft' && forgotten !== undefined
    ? ` ${weekName({ week: forgotten })} ended without an issue, so this one is #${number}; what you kept, added or wrote then is here.`
    : '';

/** Says that a week is quiet instead of filling it. */
function quietly({ articles, outages, quiet }: Issue): string {
  if (articles.length + outages.length === 0) return 'A quiet week. ';
  if (!quiet) return '';
  return `A quiet week: only ${countOf(articles.length, 'article')} seemed worth printing. `;
}

const affectedShown = 6;

/** "Also affected: A, B, C and 8 more"; empty when nobody else was. */
export function alsoAffected(outage: Outage): string {
  const names = outage.alsoAffected.slice(0, affectedShown).map((name) => cleanText(name, longest.name));
  const more = outage.alsoAffected.length - names.length;
  return names.length === 0 ? '' : `Also affected: ${listOf(names, more)}`;
}

/** "A, B and C" or "A, B and 7 more" */
function listOf(names: string[], more = 0): string {
  const all = more > 0 ? [...names, `${more} more`] : names;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** Why a draft has no articles, from what was left out. */
export function whyNoArticles({ candidates, printedBefore }: LeftOut): string {
  if (candidates > 0) return `None of ${countOf(candidates, 'candidate')} was good enough to suggest.`;
  if (printedBefore > 0)
    return `Everything that came in was printed before (${countOf(printedBefore, 'story', 'stories')}).`;
  return 'No source published anything new.';
}

/** Why a draft has no outages. */
export const whyNoOutages = ({ incidents }: LeftOut) =>
  incidents > 0
    ? `${countOf(incidents, 'incident')} came in, all too small by the habit of their own page.`
    : 'No status page reported an incident.';

/** What the draft does not show, one sentence for each kind there is. */
export function leftOutLines({ candidates, incidents, printedBefore, noRoom = 0 }: LeftOut): string[] {
  return [
    candidates > 0 && `${countOf(candidates, 'candidate')} scored lower.`,
    incidents > 0 &&
      `${countOf(incidents, 'incident')} ${incidents === 1 ? 'was' : 'were'} too small by the habit of ${incidents === 1 ? 'its' : 'their'} page.`,
    printedBefore > 0 &&
      `${countOf(printedBefore, 'story', 'stories')} ${printedBefore === 1 ? 'was' : 'were'} in an earlier issue.`,
    noRoom > 0 &&
      `${countOf(noRoom, 'item')} had no room beside what earlier drafts left to this one: drop some of that, and the next draft can offer more.`,
  ].filter((line) => line !== false);
}

/** "30 more runners-up on the desk"; empty when none were cut. */
export const moreOnDesk = (more: number, one: string, many = `${one}s`) =>
  more > 0 ? `${more} more ${more === 1 ? one : many} on the desk` : '';

export interface Trouble {
  label: string;
  entries: { source: string; reason: string }[];
  more: number;
}

/** Sources that were held back, could not be read, are gone or would move: a few by name, the others as a number. */
export function troubles({ quarantined, failures, changed = [] }: LeftOut, shown = 5): Trouble[] {
  const named = (label: string, all: LeftOut['failures']): Trouble => ({
    label: `${countOf(all.length, 'source')} ${label}`,
    entries: all.slice(0, shown).map(({ source, reason }) => ({
      source: cleanText(source, longest.name),
      reason: cleanText(reason, longest.line),
    })),
    more: Math.max(0, all.length - shown),
  });
  return [
    named('held back', quarantined),
    named('could not be read', failures),
    named('gone for good, or asking to move', changed),
  ].filter((trouble) => trouble.entries.length > 0);
}

/** One header line: no line breaks, at most 200 code points, and no word of it from a feed. */
export const subjectLine = (text: string) => cleanText(text, 200);

/** "Week 34 of 2026", or the week as it is written when it is not an ISO week. */
export function weekName(issue: Pick<Issue, 'week'>): string {
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(issue.week) ?? [];
  return year && week ? `Week ${Number(week)} of ${year}` : issue.week;
}
