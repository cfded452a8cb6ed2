import type { Incident } from '../domain/incident';
import { postMortemNote } from '../domain/issue/outage-updates';
import { stillGoingOn } from '../domain/issue/over-since';
import { formatDay, formatDuration, minutesBetween } from './dates';
import { cleanText } from './foreign-text';
import { countOf, longest } from './wording';

const notesShown = 3;

/** Nested lines of an outage: "One more on Tue, Jun 9, for 40 min: API errors", at most three, then how many more; and that there is a post-mortem. */
export function outageNotes(incident: Incident, more: readonly Incident[], timeZone: string): string[] {
  const told = more.slice(0, notesShown).map((other) => oneMore(other, timeZone));
  const untold = more.length - told.length;
  return [
    ...told,
    ...(untold > 0 ? [`And ${countOf(untold, 'more outage')} of this service that week`] : []),
    ...(incident.postmortem ? [postMortemNote] : []),
  ];
}

function oneMore({ title, startedAt, endedAt }: Incident, timeZone: string): string {
  const minutes = minutesBetween(startedAt, endedAt);
  const length = minutes ? `, for ${formatDuration(minutes)}` : '';
  return `One more on ${formatDay(startedAt, timeZone)}${endedAt ? length : `, ${stillGoingOn}`}: ${cleanText(title, longest.line)}`;
}
