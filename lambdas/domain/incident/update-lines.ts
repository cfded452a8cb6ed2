import { readMoment, readYearlessMoment } from './moment';
import { plainLines } from './plain-text';
import type { ReportedUpdate } from './report';
import { stageOf } from './wording';

const DATE_LINE =
  /^[A-Z][a-z]{2,8}\.?\s+\d{1,2}(st|nd|rd|th)?,?\s+(\d{4},?\s+)?(at\s+)?\d{1,2}:\d{2}(:\d{2})?\s*([AP]M)?\s*([A-Z]{1,5})?\s*([+-]\d{1,2}(:?\d{2})?)?\s*-?$/;
const FIELD =
  /^(status|type|duration|affected (components|services|infrastructure|locations|regions)|components( affected)?|services affected|locations|impact|severity|started|start time|resolved|end time)\s*:\s*(.*)$/i;

/** The messages and named fields found in the markup of one entry. */
export interface UpdateLines {
  /** In the order written. */
  updates: ReportedUpdate[];
  /** Fields such as "affected components", by lower-case name. */
  fields: Map<string, string>;
  /** Bullets that followed an "Affected components" heading, without their state. */
  components: string[];
  /** The states in brackets behind those bullets. */
  states: string[];
  /** Marked as scheduled work. */
  scheduled: boolean;
  /** Text outside of any message. */
  rest: string;
}

/**
 * Reads the layout most status pages share: a line with the time, then "Stage - message" in one or more lines.
 * Times have no year, so `near` (the entry's own time) places them. Where messages are dated, a line such as "Note: …"
 * without a date of its own is part of the message above it.
 */
export function readUpdateLines(html: string, near: string | undefined): UpdateLines {
  const found: UpdateLines = { updates: [], fields: new Map(), components: [], states: [], scheduled: false, rest: '' };
  let current: ReportedUpdate | undefined;
  let at: string | undefined;
  let inComponents = false;
  for (const line of plainLines(html).split('\n')) {
    if (/^\W*this is a scheduled event/i.test(line)) {
      found.scheduled = true;
      continue;
    }
    if (DATE_LINE.test(line)) {
      at = readYearlessMoment(line, near) ?? readMoment(line);
      current = undefined;
      inComponents = false;
      continue;
    }
    const field = FIELD.exec(line);
    if (field !== null && current === undefined) {
      found.fields.set(field[1]!.toLowerCase(), field.at(-1)!.trim());
      inComponents = /^affected/i.test(field[1]!) && field.at(-1) === '';
      continue;
    }
    if (/^affected (components|services|infrastructure)$/i.test(line)) {
      inComponents = true;
      continue;
    }
    const marked = splitMark(line);
    const opens = at !== undefined || current?.at === undefined;
    if ((marked?.stage !== undefined && opens) || (at !== undefined && current === undefined)) {
      current = {
        ...(at === undefined ? {} : { at }),
        ...(marked?.stage === undefined ? {} : { stage: marked.stage }),
        text: marked?.text ?? line,
      };
      found.updates.push(current);
      at = undefined;
      inComponents = false;
    } else if (inComponents) {
      const component = /^(.{1,80}?)(?:\s*\(([^()]{2,40})\))?$/.exec(line.replace(/^[-•*]\s*/, ''));
      if (component !== null) found.components.push(component[1]!.trim());
      if (component?.[2] !== undefined) found.states.push(component[2]);
    } else if (current !== undefined) current.text = `${current.text}\n${line}`.slice(0, 8_000);
    else found.rest = `${found.rest}\n${line}`.trim().slice(0, 8_000);
  }
  return found;
}

/** Names listed in one line: "API, Web and Mobile" is three. */
export function splitNames(list: string): string[] {
  return list
    .slice(0, 2_000)
    .split(/,\s*(?:and\s+)?|\s+and\s+|;\s*|\s*\|\s*/)
    .map((name) => name.replace(/\s*\([^)]*\)$/, '').trim())
    .filter((name) => name.length >= 2 && name.length <= 80);
}

/** Components a title or its messages name: "Incident with A, B and C", "A is experiencing degraded performance". */
export function componentsOfWords(title: string, texts: readonly string[]): string[] {
  const names: string[] = [];
  const inTitle =
    /^(?:\[[^\]]*\]\s*)?(?:incident|disruption|issues?|problems?|outage) (?:with|affecting|on) (.{2,300})$/i.exec(
      title,
    )?.[1];
  if (inTitle !== undefined) names.push(...splitNames(inTitle));
  for (const text of texts) {
    const inText = /^(.{2,120}?) (?:is|are) (?:now )?(?:experiencing|operating normally)/.exec(text)?.[1];
    if (inText !== undefined) names.push(...splitNames(inText));
  }
  return names.filter(
    (name) =>
      name.length <= 40 &&
      /^\p{Lu}/u.test(name) &&
      !/^(We|Some|Multiple|Several|Many|A|The|Our|This|Users?|Customers?|All|These|It)\b/.test(name),
  );
}

function splitMark(line: string): { stage: ReportedUpdate['stage']; text: string } | undefined {
  const bracketed = /^\[([A-Za-z][A-Za-z -]{1,30})\]\s*[-–—:]?\s*(.*)$/.exec(line);
  const inBrackets = stageOf(bracketed?.[1]);
  if (inBrackets !== undefined) return { stage: inBrackets, text: bracketed![2] ?? '' };
  const mark = /^([A-Za-z][A-Za-z -]{1,30}?)\s*(?:\s[-–—]|:|\s?—)\s*(.*)$/.exec(line);
  if (mark === null) {
    const alone = stageOf(line);
    return alone === undefined || /^(available|operational|ok|new|open|down|active|started)$/i.test(line)
      ? undefined
      : { stage: alone, text: '' };
  }
  const stage = stageOf(mark[1]);
  return stage === undefined ? undefined : { stage, text: mark[2] ?? '' };
}
