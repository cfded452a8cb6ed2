import type { Judgement } from './judge';
import type { PublisherRecord } from './model';

interface Evidence {
  judgement: Judgement;
  words: string[];
  publisher: string;
  record: PublisherRecord | undefined;
  /** ISO date of the last link whose printing the model knows of. */
  lastPrinted: string | undefined;
  /** What the editor's own decisions say of the publisher, apart from what the judgement holds. */
  learned: { weight: number; printed: number; seen: number } | undefined;
  source: string | undefined;
  toldBy: number;
  fromSources: number;
  publishedAt: string | undefined;
  now: string | undefined;
}

interface Reason {
  text: string;
  /** Log-odds, signed. */
  weight: number;
}

const atMost = 3;
/** Log-odds below which a contribution is noise and not worth a line. */
const worthSaying = 0.25;
/** The same for a word that stands alone: one word says less to a reader than it does to the model. */
const worthQuoting = 0.55;
const longestPhrase = 3;
/** Log-odds that a word must add itself to be quoted together with its neighbour. */
const worthJoining = 0.15;
/** Log-odds that a pair must have itself for a word of grammar to be part of what is quoted: “on call”. */
const worthKeeping = 1;
/** That none was printed is only worth saying of so many. */
const enoughSeen = 4;
/** Days: three picks of four are younger. */
const olderThanUsual = 60;
const day = 86_400_000;

/** The strongest true reasons for a score, in words, strongest first, at most three. */
export function explain(evidence: Evidence): string[] {
  const reasons = [
    ...phraseReasons(evidence),
    ...slugReasons(evidence),
    ...publisherReason(evidence),
    ...sourcesReason(evidence),
  ]
    .filter((reason) => Math.abs(reason.weight) >= worthSaying)
    .sort((left, right) => Math.abs(right.weight) - Math.abs(left.weight));
  const age = ageReason(evidence);
  return [...reasons.slice(0, atMost - age.length).map((reason) => reason.text), ...age];
}

/** Title words quoted, neighbours joined when both speak for it: “incident review”. */
function phraseReasons({ judgement, words }: Evidence): Reason[] {
  const reasons: Reason[] = [];
  const said = new Set<string>();
  for (let at = 0; at < words.length; ) {
    let end = at + 1;
    let weight = wordWeight(judgement, words[at]!);
    while (end < words.length && end - at < longestPhrase && belongTogether(judgement, words[end - 1]!, words[end]!)) {
      weight += wordWeight(judgement, words[end]!) + (judgement.byPair.get(`${words[end - 1]!} ${words[end]!}`) ?? 0);
      end += 1;
    }
    const phrase = words.slice(at, end).join(' ');
    const least = end - at > 1 ? worthSaying : worthQuoting;
    if (tells(phrase) && Math.abs(weight) >= least && !said.has(phrase)) {
      said.add(phrase);
      reasons.push({ text: weight > 0 ? `“${phrase}”` : `“${phrase}” is seldom printed`, weight });
    }
    at = end;
  }
  return reasons;
}

/** Words that only the link has: a page's first title, where the title shown was rewritten. */
function slugReasons({ judgement, words }: Evidence): Reason[] {
  return [...judgement.bySlug]
    .filter(([word]) => tells(word) && !words.includes(word))
    .map(([word, weight]) => ({
      text: weight > 0 ? `“${word}” in the link` : `“${word}” in the link is seldom printed`,
      weight,
    }));
}

/** Neighbours that both speak for a title, or that the model knows as a pair: “game day”. */
function belongTogether(judgement: Judgement, left: string, right: string): boolean {
  if (left.includes('0') || right.includes('0')) return false;
  const together = judgement.byPair.get(`${left} ${right}`) ?? 0;
  if (isGrammar(left) || isGrammar(right)) return together >= worthKeeping;
  if (together >= worthJoining) return true;
  return wordWeight(judgement, left) >= worthJoining && wordWeight(judgement, right) >= worthJoining;
}

function wordWeight(judgement: Judgement, word: string): number {
  return (judgement.byWord.get(word) ?? 0) + (judgement.bySlug.get(word) ?? 0);
}

/** Words that carry grammar, not matter, explain nothing to a reader even where the model uses them. */
const grammar = new Set(
  'a an the and or but if of to in on at by for from with without into over under about as is are was were be been it its this that these those we our us you your i my me they their he she his her what when where which who whom how why not no do does did can could will would should may might must have has had than then there here so up out off all any some more most vs via s t 0'.split(
    ' ',
  ),
);

const isGrammar = (word: string) => grammar.has(word);

/** Words of measure and time, which say something beside another word only. */
const measures = new Set(
  'day days week weeks month months year years time times today hour hours minute minutes one two three four five six seven eight nine ten hundred thousand million billion first second third last next new old thing things lot part got get getting happen happens happened'.split(
    ' ',
  ),
);

/** Whether a phrase may be quoted. One with digits may not: the model reads every number as 0, which is not what the title says. */
function tells(phrase: string): boolean {
  const says = phrase.split(' ').some((word) => !isGrammar(word) && !measures.has(word));
  return says && !phrase.includes('0') && [...phrase].length > 1;
}

/** The counts behind the stronger of the two: this editor's own decisions, or those the model was trained on. They are never mixed. */
function publisherReason({ judgement, publisher, record, lastPrinted, learned, source }: Evidence): Reason[] {
  if (publisher === '') return [];
  const name = isNamedAfter(source, publisher) ? source : publisher;
  const own = learned !== undefined && learned.seen >= (learned.printed > 0 ? 1 : enoughSeen) ? learned : undefined;
  if (own !== undefined && (record === undefined || Math.abs(own.weight) >= Math.abs(judgement.publisher)))
    return [{ text: `${name}: ${own.printed} of the last ${own.seen} printed`, weight: own.weight }];
  if (record === undefined) return [];
  return [{ text: `${name}: ${spellRecord(record, lastPrinted)}`, weight: judgement.publisher }];
}

/** What the training data tells ends with its last printed link, so the year is said; of a publisher met only later, all that is known is that none was. */
function spellRecord({ printed, seen, recentPrinted, recentSeen }: PublisherRecord, lastPrinted?: string): string {
  if (recentSeen === 0) return `${printed} of ${seen} known links printed`;
  const until = lastPrinted === undefined ? '' : `, up to ${lastPrinted.slice(0, 4)}`;
  return `${recentPrinted} of the last ${recentSeen} printed${until}`;
}

/** The counts are the publisher's, so a source may lend its name only when it is that publisher's own ("Honeycomb" for honeycomb.io), not a list's. */
function isNamedAfter(source: string | undefined, publisher: string): boolean {
  const first = /[\p{L}\p{N}]{4,}/u.exec(source ?? '')?.[0].toLowerCase();
  return first !== undefined && publisher.replaceAll(/[^\p{L}\p{N}]/gu, '').includes(first);
}

function sourcesReason({ toldBy, fromSources }: Evidence): Reason[] {
  return toldBy < 2
    ? []
    : [{ text: `also on ${toldBy - 1} ${toldBy === 2 ? 'source' : 'sources'}`, weight: fromSources }];
}

/** Age is weighed in the standing, not in the score; it is named because it decides the order. */
function ageReason({ publishedAt, now }: Evidence): string[] {
  const days = (Date.parse(now ?? '') - Date.parse(publishedAt ?? '')) / day;
  return days > olderThanUsual ? ['older than usual'] : [];
}
