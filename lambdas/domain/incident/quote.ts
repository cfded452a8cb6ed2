import { providersIn } from './providers';
import { regionsIn } from './regions';

const BOILERPLATE =
  /\b(we are (currently |continuing to |still )?(investigat|look|monitor|work)\w*|this incident has been resolved|(the|this) (issue|incident|problem) (has been|is now|was) (resolved|fixed|identified|mitigated)|a fix has been implemented|we apologi[sz]e|sorry for|thank you for|thanks for|will (provide|share|post|give) (an? |more |further )?(update|detail|information|root)|detailed root cause analysis|as soon as|stay tuned|subscribe|please (check|see|refer|contact|visit|reach)|next update|all systems|operating normally|we will update)\b/i;
const CAUSE =
  /\b(caused by|due to|because( of)?|root cause|as a result of|resulted (in|from)|triggered by|led to|traced to|was the result)\b/i;
const EFFECT =
  /\b(customers?|users?|requests?|traffic|errors?|fail\w*|unavailab\w*|unable|latency|delay\w*|timeouts?|outage|degrad\w*|impact\w*|affect\w*|experienc\w*|inaccessible|lost|down)\b/i;
const FIGURE = /\b\d+(\.\d+)?\s?%|\b\d{1,2}:\d{2}\b|\b\d+ (minutes?|hours?|percent|requests?|customers?|users?)\b/i;
const UPSTREAM =
  /\b(upstream|third[- ]party|(hosting|cloud|infrastructure|network|dns|cdn|telecom|connectivity|data ?cent(er|re)|payment|email|sms|model|identity|authentication|internet|transit|service|external|our) (service )?(providers?|vendors?|partners?|carriers?|suppliers?|hosts?)|due to|caused by|because of|related to|result of|stemming from|originat\w+ (from|in|at|with)|attributed to|linked to|tied to|impacted by|affected by|outage (at|of|with|in)|issues? (at|with|in)|incident (at|with|in)|problems? (at|with|in)|dependency|depend\w* on|provided by|hosted (on|in|at|by)|downstream|lies (with|at)|is (with|at) (our|the)|side of|lost power|backlog|https?:\/\/(www\.)?((status|health|trust)\.|[a-z\d-]+status\.|azure\.status))\b/i;
const OTHERS =
  /\b(?!We\b|I\b|It\b|They\b|This\b)\p{Lu}[\p{L}\d.]+(?: \p{Lu}[\p{L}\d.]+){0,3}(?:['’]s)? (?:(?:is|are|has|have|was) (?:currently |now |also )?(?:experienc|report|confirm|acknowledg|having|identif|suffer)\w*|outage|incident)/u;
const LONGEST_QUOTE = 400;
const LONGEST_BLAME = 300;

/** One sentence with how much it tells: the greater the rank, the better it reads as the provider's own statement. */
export interface RankedSentence {
  rank: number;
  text: string;
}

/** The sentences of plain text, each one line, 400 characters at most; abbreviations may split one in two. */
export function sentencesOf(text: string): string[] {
  return text
    .slice(0, 8_000)
    .split(/\n|(?<=[.!?])\s+(?=["“(]?[\p{Lu}\d])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length >= 12 && sentence.length <= LONGEST_QUOTE);
}

/**
 * The provider's best sentence: cause counts most, then what customers felt, then figures; apologies, thanks and
 * "we are investigating" count against. Ties go to the longer, then to the alphabet, so the choice never depends on order.
 */
export function bestSentence(texts: readonly string[]): RankedSentence | undefined {
  let best: RankedSentence | undefined;
  for (const text of texts)
    for (const sentence of sentencesOf(text)) {
      const candidate = { rank: rankOf(sentence), text: sentence };
      if (best === undefined || compareSentences(candidate, best) > 0) best = candidate;
    }
  return best;
}

/** Positive when `a` is the better quotation. */
export function compareSentences(a: RankedSentence, b: RankedSentence): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.text.length !== b.text.length) return a.text.length - b.text.length;
  return a.text < b.text ? 1 : a.text > b.text ? -1 : 0;
}

/** The sentences that put the trouble somewhere or down to somebody, best first, at most four. */
export function blameSentences(texts: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of texts)
    for (const sentence of withPronouns(sentencesOf(text)))
      if (
        UPSTREAM.test(sentence) ||
        OTHERS.test(sentence) ||
        providersIn(sentence).length + regionsIn(sentence).length > 0
      )
        found.add(sentence.slice(0, LONGEST_BLAME));
  return keepBlames([...found]);
}

/** "We send through Acme. They have a backlog": the second says what the first is about, so they are one. */
function withPronouns(sentences: readonly string[]): string[] {
  return sentences.map((sentence, at) => {
    const next = sentences[at + 1];
    if (next === undefined || !/^(They|Their|The (provider|vendor|carrier)) /.test(next)) return sentence;
    return providersIn(sentence).length === 0 ? sentence : `${sentence.replace(/[.!]$/, ',')} ${next}`;
  });
}

/** The four best of the sentences given, in an order of their own. */
export function keepBlames(sentences: readonly string[]): string[] {
  return [...new Set(sentences)]
    .map((text) => ({ rank: blameRank(text), text }))
    .sort((a, b) => compareSentences(b, a))
    .slice(0, 4)
    .map(({ text }) => text);
}

function rankOf(sentence: string): number {
  let rank = 0;
  if (CAUSE.test(sentence)) rank += 3;
  if (EFFECT.test(sentence)) rank += 2;
  if (FIGURE.test(sentence)) rank += 2;
  if (sentence.length >= 50 && sentence.length <= 280) rank += 1;
  if (BOILERPLATE.test(sentence)) rank -= 4;
  return rank;
}

function blameRank(sentence: string): number {
  let rank = CAUSE.test(sentence) ? 2 : 0;
  if (/\b(upstream|third[- ]party|providers?|vendors?|partners?)\b/i.test(sentence)) rank += 3;
  if (/\b[a-z]{2}-[a-z]+-?\d\b/i.test(sentence)) rank += 1;
  if (/(?<=\s)\p{Lu}\p{L}+/u.test(sentence)) rank += 1;
  if (providersIn(sentence).length > 0) rank += 3;
  return rank;
}
