const DAY = 86_400_000;
const MONTHS =
  'january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec';
const FIRST_LETTERS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * The days an English text names, `YYYY-MM-DD`: as ISO 8601, in words, with "yesterday" and "today's" from the day of
 * publication (milliseconds). A date in figures is both 5 June and 6 May where it may be; one without a year is the last
 * that was not after the publication.
 */
export function daysInText(text: string, published: number): string[] {
  const days: string[] = [];
  const source = text.slice(0, 8_000);
  for (const match of source.matchAll(/\b(\d{4})-(\d{2})-(\d{2})\b/g)) days.push(match[0]);
  const inWords: [RegExp, number, number][] = [
    [new RegExp(`\\b(${MONTHS})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?\\b`, 'gi'), 1, 2],
    [new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${MONTHS})\\.?(?:,? (\\d{4}))?\\b`, 'gi'), 2, 1],
  ];
  for (const [pattern, month, day] of inWords)
    for (const match of source.matchAll(pattern)) {
      const number = FIRST_LETTERS.indexOf(match[month]!.toLowerCase().slice(0, 3)) + 1;
      days.push(...dayOf(match[3], number, Number(match[day]), published));
    }
  for (const [, a, b, year] of source.matchAll(
    /(?<![\d/.-])(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|(?<!\.)\d{2})(?![\d/-])/g,
  )) {
    const full = year!.length === 2 ? `20${year}` : year!;
    days.push(...dayOf(full, Number(a), Number(b), published), ...dayOf(full, Number(b), Number(a), published));
  }
  for (const [, a, b, c, d, year] of source.matchAll(
    /(?<![\d/])(\d{1,2})\/(\d{1,2})\s?[-–]\s?(\d{1,2})\/(\d{1,2})[,/ ]{1,2}(\d{4})\b/g,
  ))
    for (const [month, day] of [
      [a, b],
      [c, d],
    ] as const)
      days.push(
        ...dayOf(year, Number(month), Number(day), published),
        ...dayOf(year, Number(day), Number(month), published),
      );
  if (/\byesterday['’s]*\b/i.test(source)) days.push(new Date(published - DAY).toISOString().slice(0, 10));
  if (/\btoday['’]s\b/i.test(source)) days.push(new Date(published).toISOString().slice(0, 10));
  return days;
}

/** The days the path of an address names, but for the day of publication, which is how blogs file their posts. */
export function daysInAddress(url: string, published: number): string[] {
  const path = /^https?:\/\/[^/]+(\/[^?#]*)/.exec(url)?.[1] ?? '';
  const words = path
    .replace(/(\d{4})[-_/](\d{2})[-_/](\d{2})(?!\d)/g, ' $1~$2~$3 ')
    .replace(/[-_/.]+/g, ' ')
    .replaceAll('~', '-');
  return daysInText(words, published).filter((day) => Math.abs(Date.parse(day) - published) > 1.5 * DAY);
}

/** One day, or none when there is no such day. */
function dayOf(year: string | undefined, month: number, day: number, published: number): string[] {
  const thisYear = new Date(published).getUTCFullYear();
  const inYear = (which: number) => {
    const at = new Date(Date.UTC(which, month - 1, day));
    return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at : undefined;
  };
  const at = inYear(year === undefined ? thisYear : Number(year));
  if (year !== undefined || at === undefined || at.getTime() <= published + DAY)
    return at ? [at.toISOString().slice(0, 10)] : [];
  const before = inYear(thisYear - 1);
  return before ? [before.toISOString().slice(0, 10)] : [];
}
