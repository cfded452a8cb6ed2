import { day } from '../instant';
import { hostOf, slugOf } from '../link/publisher';
import { type Judgement, type Publisher, publisherLogOdds } from './judge';
import type { PublisherRecord } from './model';
import { placeWords } from './written-title';

interface Evidence {
  judgement: Judgement;
  /** What the words were read from. */
  text: string;
  words: string[];
  url: string;
  publisher: string;
  known: Publisher;
  /** Printed ÷ passed over, of all publishers together. */
  baseOdds: number;
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
/** A source with a longer name is called by its host. */
const longestName = 40;

/** What is said when nothing is worth saying: also a score of which little is known is explained. */
const nothingSays = 'nothing that is often or seldom printed';

/** The strongest true reasons for a score, in words, strongest first, one to three. */
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
  const said = [...reasons.slice(0, atMost - age.length).map((reason) => reason.text), ...age];
  return said.length === 0 ? [nothingSays] : said;
}

/** Title words quoted as they are written, neighbours joined when both speak for it and no punctuation parts them: “incident review”. */
function phraseReasons({ judgement, text, words }: Evidence): Reason[] {
  const reasons: Reason[] = [];
  const said = new Set<string>();
  const written = placeWords(text, words);
  const { units } = written;
  for (let at = 0; at < units.length; ) {
    const { first } = units[at]!;
    let { end } = units[at]!;
    for (at += 1; at < units.length; at += 1) {
      const next = units[at]!;
      const reads = next.readsOn && next.end - first <= longestPhrase;
      if (!reads || !belongTogether(judgement, words[end - 1]!, words[next.first]!)) break;
      end = next.end;
    }
    const phrase = words.slice(first, end);
    const weight = phraseWeight(judgement, phrase);
    const least = phrase.length > 1 ? worthSaying : worthQuoting;
    if (Math.abs(weight) < least || !tells(phrase)) continue;
    const closing = units.findLast((unit) => unit.end <= end && !words.slice(unit.first, unit.end).every(isGrammar));
    const quotation = `“${written.quote(first, Math.max(closing?.end ?? 0, first + 1))}”`;
    if (said.has(quotation)) continue;
    said.add(quotation);
    reasons.push({ text: weight > 0 ? quotation : `${quotation} is seldom printed`, weight });
  }
  return reasons;
}

function phraseWeight(judgement: Judgement, phrase: readonly string[]): number {
  return phrase.reduce((sum, word, at) => {
    const pair = at === 0 ? 0 : (judgement.byPair.get(`${phrase[at - 1]!} ${word}`) ?? 0);
    return sum + wordWeight(judgement, word) + pair;
  }, 0);
}

/** Words that only the link has: a page's first title, where the title shown was rewritten. Letters of a number in it are no word. */
function slugReasons({ judgement, words, url }: Evidence): Reason[] {
  const heavy = [...judgement.bySlug].filter(([, weight]) => Math.abs(weight) >= worthSaying);
  if (heavy.length === 0) return [];
  const written = slugOf(url).split(/[^a-z0-9]+/);
  const isTold = (word: string) =>
    words.some((known) => known === word || known === `${word}s` || `${known}s` === word);
  return heavy
    .filter(([word]) => tells([word]) && written.includes(word) && !isTold(word))
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
  'a an the and or but if of to in on at by for from with without into over under about as is are was were be been it its this that these those we our us you your i my me they their he she his her what when where which who whom how why not no do does did can could will would should may might must have has had than then there here so up out off all any some more most vs via during while because through between part s t 0'.split(
    ' ',
  ),
);

const isGrammar = (word: string) => grammar.has(word) || (word.includes("'") && contraction.test(word));

/** Words of measure and time, which say something beside another word only. */
const measures = new Set(
  'day days week weeks month months year years time times today hour hours minute minutes one two three four five six seven eight nine ten hundred thousand million billion first second third last next new old thing things lot got get getting happen happens happened little big great good same general finally generally probably please everywhere anywhere within against before after again find finds found add adds added adding turn turns called every each many much few very just only also still even really actually'.split(
    ' ',
  ),
);
/** “doesn’t”, “I’ve”: two words of grammar in one. */
const contraction = /(?:n't|'(?:ve|re|ll|d|m))$|^(?:it|that|what|here|there|let|who|how|he|she)'s$/;

/** Whether a phrase may be quoted. One with digits may not: the model reads every number as 0, which is not what the title says. */
function tells(phrase: readonly string[]): boolean {
  const says = phrase.some((word) => !isGrammar(word) && !measures.has(word));
  return says && !phrase.some((word) => word.includes('0')) && phrase.join('').length > 1;
}

/** What speaks most of the publisher: this editor's own decisions, what the model was trained on, or its repute. Counts are never mixed. */
function publisherReason(evidence: Evidence): Reason[] {
  const { judgement, publisher, known, baseOdds, learned } = evidence;
  if (publisher === '') return [];
  const weight = judgement.publisher;
  const own = learned !== undefined && learned.seen >= (learned.printed > 0 ? 1 : enoughSeen) ? learned : undefined;
  const { record, repute } = known;
  if (own !== undefined && Math.abs(own.weight) >= Math.abs(weight))
    return [{ text: `${nameOf(evidence)}: ${spellRecent(own.printed, own.seen)}`, weight: own.weight }];
  const isByRepute =
    repute !== undefined && weight > 0 && publisherLogOdds({ record, repute: undefined }, baseOdds) < weight / 2;
  if (isByRepute) return [{ text: `${nameOf(evidence)} ${repute.subject}`, weight }];
  return record === undefined ? [] : [{ text: `${nameOf(evidence)}: ${spellRecord(record, evidence)}`, weight }];
}

const spellRecent = (printed: number, seen: number) =>
  seen === 1 ? 'the last one was printed' : `${printed} of the last ${seen} printed`;

/**
 * What the training data tells ends with its last printed link, so the year is said. Where the last links say the opposite of what all of them
 * say, or there is but one, all that are known are counted: a reason must not read as the contrary of what it did.
 */
function spellRecord(
  { printed, seen, recentPrinted, recentSeen }: PublisherRecord,
  { judgement, baseOdds, lastPrinted }: Evidence,
): string {
  const speaksFor = recentPrinted > baseOdds * (recentSeen - recentPrinted);
  if (recentSeen > 1 && speaksFor === judgement.publisher > 0)
    return `${recentPrinted} of the last ${recentSeen} printed${lastPrinted === undefined ? '' : `, up to ${lastPrinted.slice(0, 4)}`}`;
  if (seen === 1) return `the one known link was ${printed === 1 ? '' : 'not '}printed`;
  return `${printed} of ${seen} known links printed`;
}

/** The counts are the publisher's, so a source may lend its name only when it is that publisher's own ("Honeycomb" for honeycomb.io), not a list's. */
function nameOf({ source, publisher, url }: Evidence): string {
  if (source !== undefined && source.length <= longestName && isNamedAfter(source, publisher)) return source;
  return publisher === 'youtube.com/watch' ? hostOf(url) : publisher;
}

/** Parts of an address that say what it is, not whose. */
const kinds = new Set(
  'www blog blogs engineering tech news medium github linkedin twitter youtube reddit substack cloud status docs dev developer developers community open code data'.split(
    ' ',
  ),
);

function isNamedAfter(source: string, publisher: string): boolean {
  const first = /[\p{L}\p{N}]{4,}/u.exec(source)?.[0].toLowerCase();
  const names = publisher.split(/[^\p{L}\p{N}-]/u).filter((part) => !kinds.has(part));
  return first !== undefined && names.some((part) => part.replaceAll('-', '').includes(first));
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
