import { createHash } from 'node:crypto';
import type { Impact, IncidentFacts, Stage } from '../incident';
import { believe, earlier, later } from './moment';
import { ownsUp } from './own-cause';
import { plainName, safeLink } from './plain-text';
import { bestSentence, blameSentences, compareSentences, keepBlames, sentencesOf } from './quote';
import type { IncidentReport, ReportedUpdate } from './report';
import { joinSlots, shareSlot, slotsOf } from './slots';
import { bareTitle, impactOfWords } from './wording';

const MOST_IDS = 64;
const MOST_ENDS = 20;
const MOST_COMPONENTS = 40;
const MOST_TEXTS = 5_000;
const ACTIVE: readonly (Stage | undefined)[] = ['investigating', 'identified', 'monitoring', 'in-progress'];
const OVER: readonly (Stage | undefined)[] = ['resolved', 'completed'];
const WORSE: Impact[] = ['none', 'minor', 'major', 'critical'];

/** Eight characters that stand for an id or a permalink. */
export function shortId(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 8);
}

/**
 * What one report is evidence of. Rules for bad times, all judged against `seenAt`, the moment of the snapshot:
 * a time before 2000 or more than a day ahead is not believed and counts as absent; a report without any time is
 * taken to have started when it was first seen; an end before the start is not believed, and the last message (or
 * the start) stands in for it; every believed time of a message, a start or an end is evidence that it had begun by then.
 */
export function factsOfReport(report: IncidentReport, seenAt: string): IncidentFacts {
  const updates = report.updates.slice(0, MOST_TEXTS).map((update) => ({ ...update, at: believe(update.at, seenAt) }));
  const timed = updates
    .filter((update): update is ReportedUpdate & { at: string } => update.at !== undefined)
    .map((update) => ({ at: update.at, stage: update.stage ?? 'update', text: update.text }));
  const messages = timed.filter((update) => update.stage !== 'scheduled' && update.stage !== 'postmortem');
  const updatedAt = believe(report.updatedAt, seenAt);
  const startedAt = believe(report.startedAt, seenAt);
  const newest = messages.reduce<string | undefined>((last, update) => later(last, update.at), undefined);
  const given = believe(report.resolvedAt, seenAt);
  const start = messages.reduce<string | undefined>(
    (first, update) => earlier(first, update.at),
    startedAt ?? given ?? (messages.length > 0 ? undefined : updatedAt),
  );
  const end =
    given !== undefined && startedAt !== undefined && given < startedAt
      ? (later(startedAt, newest) ?? startedAt)
      : given;
  const spoken = timed.reduce<string | undefined>((last, update) => later(last, update.at), undefined);
  const said = updatedAt ?? spoken ?? end ?? start ?? seenAt;
  const texts = updates.map((update) => update.text);
  const quote = bestSentence(texts);
  const stages: Partial<Record<Stage, string>> = {};
  for (const { stage, at } of timed) stages[stage] = earlier(stages[stage], at)!;
  const active = newestOf(timed, ACTIVE);
  const postmortem = report.postmortem;
  const written = believe(postmortem?.at, seenAt);
  return {
    ids: keepIds([report.id, ...(report.aliases ?? [])].filter(Boolean).map(shortId)),
    service: plainName(report.service, 100),
    slots: slotsOf(timed),
    most: Math.min(100_000, Math.max(report.updates.length, Math.floor(report.updateCount ?? 0) || 0, 1)),
    isWhole: report.isWhole === true,
    ...(start === undefined ? {} : { start }),
    firstSeen: seenAt,
    ...(active === undefined ? {} : { active }),
    ends: keepEnds(timed.filter((update) => OVER.includes(update.stage)).map((update) => update.at)),
    ...(end === undefined ? {} : { end: { said: later(said, end)!, at: end } }),
    title: { said, seen: seenAt, text: plainName(bareTitle(plainName(report.title, 300)), 300) || 'Untitled incident' },
    url: { said, seen: seenAt, text: safeLink(report.url) },
    ...(report.impact === undefined ? {} : { impact: report.impact }),
    guess: impactOfWords([report.title, ...texts].join('\n').slice(0, 8_000)),
    components: keepComponents(report.components.map((name) => plainName(name, 80))),
    ...(quote === undefined ? {} : { quote: { ...quote, said } }),
    blames: blameSentences([...texts, report.title]),
    ...(texts.some((text) => sentencesOf(text).some(ownsUp)) ? { own: true } : {}),
    stages,
    ...(postmortem === undefined || safeLink(postmortem.url) === ''
      ? {}
      : {
          postmortem: {
            said: written ?? said,
            url: safeLink(postmortem.url),
            ...(written === undefined ? {} : { at: written }),
          },
        }),
    maintenance: report.maintenance,
  };
}

/** Both bodies of evidence as one. Commutative, associative and idempotent, so no order of reports can show. */
export function joinFacts(a: IncidentFacts, b: IncidentFacts): IncidentFacts {
  const start = earlier(a.start, b.start);
  const active = later(a.active, b.active);
  const end = newer(a.end, b.end, (value) => value.at);
  const impact = worse(a.impact, b.impact);
  const quote = betterQuote(a.quote, b.quote);
  const postmortem = newer(a.postmortem, b.postmortem, (value) => `${value.at ?? ''} ${value.url}`);
  const stages = { ...a.stages };
  for (const [stage, at] of Object.entries(b.stages) as [Stage, string][]) stages[stage] = earlier(stages[stage], at)!;
  return {
    ids: keepIds([...a.ids, ...b.ids]),
    service: later(a.service, b.service)!,
    slots: joinSlots(a.slots, b.slots),
    most: Math.max(a.most, b.most),
    isWhole: a.isWhole || b.isWhole,
    ...(start === undefined ? {} : { start }),
    firstSeen: earlier(a.firstSeen, b.firstSeen)!,
    ...(active === undefined ? {} : { active }),
    ends: keepEnds([...a.ends, ...b.ends]),
    ...(end === undefined ? {} : { end }),
    title: newer(a.title, b.title, seenLast)!,
    url: newer(a.url, b.url, seenLast)!,
    ...(impact === undefined ? {} : { impact }),
    guess: worse(a.guess, b.guess)!,
    components: keepComponents([...a.components, ...b.components]),
    ...(quote === undefined ? {} : { quote }),
    blames: keepBlames([...a.blames, ...b.blames]),
    ...(a.own === true || b.own === true ? { own: true } : {}),
    stages,
    ...(postmortem === undefined ? {} : { postmortem }),
    maintenance: a.maintenance || b.maintenance,
  };
}

/** The evidence with one more moment at which it was seen to go on. */
export const goingOn = (facts: IncidentFacts, at: string): IncidentFacts => ({
  ...facts,
  active: later(facts.active, at)!,
});

/** The evidence with one more moment at which it was over: since `endedAt`, where the page names its end. */
export const over = (facts: IncidentFacts, at: string, endedAt?: string): IncidentFacts =>
  endedAt === undefined
    ? { ...facts, ends: keepEnds([...facts.ends, at]) }
    : { ...facts, end: { said: at, at: endedAt } };

/** Whether two bodies of evidence share a message, to the minute and stage. */
export function shareUpdate(a: IncidentFacts, b: IncidentFacts): boolean {
  return shareSlot(a.slots, b.slots);
}

/** The worse of two impacts, where either may be missing. */
export function worse(a: Impact | undefined, b: Impact | undefined): Impact | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return WORSE.indexOf(a) > WORSE.indexOf(b) ? a : b;
}

function newestOf(
  updates: readonly { at: string; stage: Stage }[],
  stages: readonly (Stage | undefined)[],
): string | undefined {
  return updates
    .filter((update) => stages.includes(update.stage))
    .reduce<string | undefined>((last, update) => later(last, update.at), undefined);
}

function newer<T extends { said: string }>(
  a: T | undefined,
  b: T | undefined,
  tie: (value: T) => string,
): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.said !== b.said) return a.said > b.said ? a : b;
  return tie(a) > tie(b) ? a : b;
}

/** Many pages do not say when they changed a title: of two of one moment, the one that was read last is theirs. */
const seenLast = ({ seen = '', text }: { seen?: string; text: string }) => `${seen} ${text}`;

function betterQuote(a: IncidentFacts['quote'], b: IncidentFacts['quote']): IncidentFacts['quote'] {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.rank !== b.rank) return a.rank > b.rank ? a : b;
  if (a.said !== b.said) return a.said > b.said ? a : b;
  return compareSentences(a, b) > 0 ? a : b;
}

function keepIds(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort().slice(0, MOST_IDS);
}

function keepEnds(ends: readonly string[]): string[] {
  return [...new Set(ends)].sort().reverse().slice(0, MOST_ENDS);
}

function keepComponents(names: readonly string[]): string[] {
  const byName = new Map<string, string>();
  for (const name of names) {
    const known = byName.get(name.toLowerCase());
    if (name !== '' && (known === undefined || name < known)) byName.set(name.toLowerCase(), name);
  }
  return [...byName.keys()]
    .sort()
    .slice(0, MOST_COMPONENTS)
    .map((key) => byName.get(key)!);
}
