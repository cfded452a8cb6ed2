import { day } from './instant';
import { canonicalLink } from './link/canonical-link';
import { publisherOf } from './link/publisher';
import { bareTitle, titleLabel, titleRemark, unseen } from './story/bare-title';

/** What two items are compared by. */
export interface Told {
  title: string;
  url: string;
  /** ISO 8601: when it was published, or first seen. */
  at: string;
}

/** Items that tell one story, the earliest first. */
export type Story<T> = [T, ...T[]];

/** A title with fewer words of substance is no evidence that two pages tell the same. */
const leastContentWords = 4;
/** And so is one that says what every report of its kind says: two vendors may each have had a "Post-incident review: service outage". */
const leastOwnWords = 2;
/** Days within which the same title is the same story; later it is a series or a repeat. */
const sameTitleDays = 30;
/** Earlier titles of a bucket that a new one is compared with. */
const comparedAtMost = 12;

const empty = new Set(
  'a an the and or but of to in on at by for from with into over as is are was were be been it its this that these those we our us you your i my how what when why who'.split(
    ' ',
  ),
);

/** Words that number the parts of a series; a title that differs in one of them is another story. */
const ordinal =
  /^(?:part|day|week|issue|episode|chapter|vol|volume|round|lesson|session|one|two|three|four|five|six|seven|eight|nine|ten|i|ii|iii|iv|v|vi|first|second|third|fourth)$/;

/** Words that any report of any incident has, and those of time. */
const ofEveryReport = new Set(
  'incident incidents outage outages post mortem postmortem postmortems report reports review reviews analysis root cause causes rca retrospective service services disruption disruptions downtime interruption degradation degraded availability performance issue issues problem problems update updates summary details about recent recently latest major partial brief apology database status production network website api login customer customers user users error errors failure failures failed elevated increased rate rates latency slow delay delays delayed connectivity resolved identified investigating scheduled planned unplanned emergency maintenance introducing announcing new page yesterday yesterdays today todays last week weekend monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december'.split(
    ' ',
  ),
);

/**
 * A key that is the same for spellings of one title: case, accents, punctuation, small words, `[pdf]`, `(2016)`, `Show HN:` and ` | Site` do not count,
 * nor the name of the site after a dash where the link bears it out. '' when fewer than four words of substance remain, or what remains is what
 * every report of an incident says.
 */
export function titleKey(title: string, url = ''): string {
  const words = bareWords(title, url);
  return isTelling(words) ? words.join(' ') : '';
}

function isTelling(words: readonly string[]): boolean {
  const own = words.filter((word) => !ofEveryReport.has(word) && !/^\p{N}+$/u.test(word));
  return words.length >= leastContentWords && own.length >= leastOwnWords;
}

/**
 * Whether two titles are nearly the same: equal keys, words that differ only in their ending or by a slip of a letter, or one cut short with `…`.
 * Numbers, ordinals and negations must agree, and so must what stands after a dash, unless one has it not or its link bears out that it is its
 * site's name: `Interviews - Ann`, `Interviews - Ben`. Careful by design: a missed pair costs a second look, a wrong one loses an article.
 */
export function sameTitle(left: string, right: string, leftUrl = '', rightUrl = ''): boolean {
  const [leftWords, rightWords] = [contentWords(left), contentWords(right)];
  if (!nearlyEqual(left, leftWords, right, rightWords)) return false;
  const [leftBare, rightBare] = [bareWords(left, leftUrl), bareWords(right, rightUrl)];
  const areOpen = leftBare.length !== leftWords.length && rightBare.length !== rightWords.length;
  return !areOpen || nearlyEqual(left, leftBare, right, rightBare);
}

/** The same for two titles of one site, of which all must agree. */
export function sameWholeTitle(left: string, right: string): boolean {
  return nearlyEqual(left, wordsIn(plain(left)), right, wordsIn(plain(right)));
}

function nearlyEqual(left: string, leftWords: string[], right: string, rightWords: string[]): boolean {
  if (!isTelling(leftWords) || !isTelling(rightWords)) return false;
  if (leftWords.join(' ') === rightWords.join(' ')) return true;
  if (cutShort(left, leftWords, rightWords) || cutShort(right, rightWords, leftWords)) return true;
  if (leftWords.length !== rightWords.length || leftWords.length < leastContentWords + 1) return false;
  const differing = leftWords.filter((word, index) => word !== rightWords[index]).length;
  return (
    differing <= 2 && leftWords.every((word, index) => word === rightWords[index] || sameWord(word, rightWords[index]!))
  );
}

/**
 * Groups items that tell one story: the same page by its canonical link, or nearly the same title within thirty days on another host.
 * Groups come in the order of their earliest item; inside, the earliest is first. Work grows with the number of items, not of pairs.
 */
export function groupStories<T extends Told>(items: readonly T[]): Story<T>[] {
  const ordered = items
    .map((item, index) => ({ item, index, time: Date.parse(item.at) }))
    .sort((left, right) => left.time - right.time || left.index - right.index);
  const stories: Story<T>[] = [];
  const byLink = new Map<string, number>();
  const byTitle = new Map<string, { story: number; title: string; time: number; page: string }[]>();
  for (const { item, time } of ordered) {
    const page = canonicalLink(item.url);
    const buckets = bucketsOf(item.title);
    const story =
      (isHome(page) ? undefined : byLink.get(page)) ?? findByTitle(buckets, item.title, time, page, byTitle);
    const place = story ?? stories.length;
    if (story === undefined) stories.push([item]);
    else stories[story]!.push(item);
    if (page !== '' && !byLink.has(page)) byLink.set(page, place);
    for (const bucket of buckets) {
      const told = byTitle.get(bucket) ?? [];
      told.push({ story: place, title: item.title, time, page });
      byTitle.set(bucket, told.slice(-comparedAtMost));
    }
  }
  return stories;
}

function findByTitle(
  buckets: string[],
  title: string,
  time: number,
  page: string,
  byTitle: Map<string, { story: number; title: string; time: number; page: string }[]>,
): number | undefined {
  for (const bucket of buckets) {
    const found = byTitle
      .get(bucket)
      ?.find(
        (told) =>
          time - told.time <= sameTitleDays * day &&
          mayRepeat(page, told.page) &&
          sameTitle(title, told.title, page, told.page),
      );
    if (found !== undefined) return found.story;
  }
  return undefined;
}

/** One host that uses one title for two addresses is running a series ("Weekly update"), not telling a story twice. */
function mayRepeat(page: string, other: string): boolean {
  return siteOf(page) !== siteOf(other);
}

/** A home page shows something else every day: its address alone is no story. */
function isHome(page: string): boolean {
  return /^https:\/\/[^/?#]+$/.test(page);
}

/** The site of a canonical link. */
export function siteOf(page: string): string {
  return /^https:\/\/([^/?#]+)/.exec(page)?.[1] ?? page;
}

/** Names of the buckets of a title. Titles that may be the same share one: their words cut to stems, and the first five of them for titles cut short. */
export function bucketsOf(title: string): string[] {
  const words = contentWords(title);
  if (!isTelling(words)) return [];
  const stems = words.map((word) => word.slice(0, 4));
  return [`all ${stems.length} ${stems.join(' ')}`, `start ${words.slice(0, 5).join(' ')}`];
}

function contentWords(title: string): string[] {
  return wordsIn(withoutSite(plain(title)));
}

/** Without the site's name only where that is certain. */
const bareWords = (title: string, url: string) => wordsIn(bareTitle(plain(title), publisherOf(url)));

function plain(title: string): string {
  return title
    .slice(0, 500)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(unseen, '')
    .toLowerCase()
    .replace(/[’‘'`]/g, '')
    .replace(titleLabel, ' ')
    .replace(titleRemark, ' ');
}

function wordsIn(plainTitle: string): string[] {
  return (plainTitle.match(/[\p{L}\p{N}+#]+/gu) ?? []).filter((word) => !empty.has(word));
}

/** Drops ` | Site` (and ` - Site`, ` — Site` of at most three words) from the end, when enough of a title is left before it. */
function withoutSite(title: string): string {
  const match = /^(.*\S)(?:\s+\|\s+|\s+[-–—·]\s+)([^|–—·]+)$/.exec(title);
  if (match === null) return title;
  const [, before = '', after = ''] = match;
  const words = after.match(/[\p{L}\p{N}+#]+/gu) ?? [];
  const site =
    words.length <= 3 && !/[,?!]/.test(after) && !words.some((word) => /\p{N}/u.test(word) || ordinal.test(word));
  // A number is no substance: `Dirty COW (CVE-2016-5195) - Docker Container Escape` is not about what stands before the dash.
  const left = (before.match(/[\p{L}+#]+(?![\p{L}\p{N}])/gu) ?? []).filter((word) => !empty.has(word));
  return site && left.length >= leastContentWords ? before : title;
}

/** The shorter ends in an ellipsis and the longer begins with all of its words (the last perhaps cut). */
function cutShort(title: string, words: string[], longer: string[]): boolean {
  if (!/(?:…|\.\.\.)\s*$/.test(title) || words.length < leastContentWords + 1 || longer.length < words.length)
    return false;
  return words.every((word, index) =>
    index === words.length - 1 ? longer[index]!.startsWith(word) : longer[index] === word,
  );
}

/** `outage`/`outages`, `analyse`/`analyze`: long words, the same start, an edit or an ending apart. Never numbers or ordinals. */
function sameWord(left: string, right: string): boolean {
  if (left.length < 5 || right.length < 5 || /\p{N}/u.test(left + right) || ordinal.test(left) || ordinal.test(right))
    return false;
  if (left.slice(0, 4) !== right.slice(0, 4)) return false;
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (long.startsWith(short) && /^(?:s|es|d|ed|ing|ly)$/.test(long.slice(short.length))) return true;
  return short.length === long.length && [...short].filter((letter, index) => letter !== long[index]).length === 1;
}
