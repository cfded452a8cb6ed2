import { ORDINARY_NAME } from './ordinary-names';
import { OWN } from './own-cause';

const NOT =
  "(?:\\b(?:not|never|n['’]t)(?: been)?(?: directly| in any way| believed to be| thought to be| actually| itself)? (?:related|caused by|due to|connected|linked to|tied to|attributed to|triggered by|because of|(?:affected|impacted|touched|hit)(?: by)?|a result|the result|an?|the|by|running? (?:in|on)|hosted)\\b|\\bunrelated\\b|\\bno relation\\b|nothing to do with|ruled out|\\brather than\\b|\\bindependent(?:ly)? of\\b|\\bdespite\\b|\\bunaffected\\b|\\bno (?:indication|evidence|sign)\\b|\\bunlike\\b|\\b(?:al|even )though\\b|\\binstead of\\b|\\bexclud\\w+\\b|\\b(?:first|initially|at first|originally|wrongly) (?:we )?(?:suspect|attribut|blam|thought|assum)\\w+\\b|\\bsuspected\\b|\\bdoes not matter\\b)";
const THEN =
  '(?:\\blast (?:week|month|year|night)|\\byesterday|\\bprevious\\b|\\bprior\\b|\\bearlier (?:this (?:week|month|year)|in the)|\\bsimilar to\\b|\\blessons? (?:learn\\w+|from)\\b|\\bin the (?:past|event)\\b|\\bmigrat\\w+ (?:away )?(?:from|off|to)|\\bmov\\w+ (?:away )?(?:from|off|to)\\b|\\bin case\\b|\\bif (?:the|there|an?)\\b|\\b(?:simulat|imitat|mimic|emulat)\\w*|\\bsince (?:mon|tues|wednes|thurs|fri|satur|sun)day.s\\b|\\bdrill\\b|\\bgame ?day\\b|\\bguard against\\b|\\bprotect\\w* against\\b|\\bagainst future\\b|\\bsince (?:the )?last\\b|\\b(?:as|like|back) in (?:the )?\\w+\\b|\\bat the time\\b|\\bused to\\b|\\blike the\\b|\\bcompared\\b|\\bwe (?:wrote|built|learn\\w+|prepared) \\w* ?(?:after|for)\\b|\\brecovered from\\b)';
const MONTH = '(?:january|february|march|april|may|june|july|august|september|october|november|december)';
const PART =
  /^['’]?s?\s*(integration|connector|sync|app\b|plugin|login|log-in|sign[- ]?in|sso|webhooks?|importer|export(er)?|action|bot|notifications?|mirror|widget|extension|template|oauth|runners?|add-?on|workflows?|actions?|containers?)/i;
/** "our Cloudflare firewall": what of theirs is in the speaker's hands. */
const OURS =
  /^ (rules?|config\w*|firewall|account|zone|settings?|integration|set-?up|tokens?|keys?|policy|policies|subscription|bill\w*|quota)\b/i;
/** What the speaker did, or moves between itself and the other. */
const DONE =
  /\b(?:came|come|coming|fled|fleeing|flock\w*|arriv\w+|switch\w+) (?:\w+ ){0,2}from $|\b(because|as|after|since|when|once|while) we \w+|\bhow we\b[^,.;]*$|\b(imports?|exports?|messages?|sync\w*|uploads?|migrat\w+) (from|to|with) $|\b(unindexed|slow|bad|expensive|stuck|hot|inefficient|unoptimi[sz]ed) (quer|index|worker|partition|job|lock|cache)/i;
/** Its users turn to the speaker, and are many. */
const RUSH =
  /\b(?:more|many|a (?:rush|surge|wave|flood)|so many)(?: \w+){0,3} (?:people|users|customers|readers|visitors|teams)\b[^.;]{0,30}\b(?:try|tries|tried|trying|sign\w*|join\w*|came|come|coming|turn\w*|switch\w*|mov\w+|flock\w*|arriv\w*)\b/i;
/** What a monitor does, or a thing made for its users. */
const WATCHES =
  /^['’]?s?,? (monitor|alert|report|page[sdr]|paging|woke|show|detect|notif|flag|dashboard|told|marketplace|customers?|users?|partners?|support|variet|fonts|models?|for|integration)/i;
/** Other people who happen to use it: "customers who put Cloudflare in front of their sites". */
const STRANGERS =
  /\b((customers?|users?|merchants?|teams?|those|anyone|people|sites) (who|that)|(?:if|whether|when) you)( also| may| might| can)* (use|put|host|run|call|rel(y|ies)|manage|connect|register)\w* (?:[\w'’-]+ ){0,4}$|\bcustomers?['’]? (?:\w+ )?(?:origin|site|account|tenant|server|app)s?,? $/i;
/** "(not Azure's)", "other than AWS". */
const NOT_IT = /\b(not|nor|neither|without|other than|except|besides|apart from)( (the|our|at|with|in|from|on))? $/i;
/** What follows "if you" is advice. */
const ADVICE = /(^|[.;:,] )(if|whether|in case|should) (you|your|anyone)\b[^.;]*$/i;
const TALK = /\b(about|regarding|concerning|asking|mention\w*|news of)( the| this| that| an?| today['’]s)? $/i;
const DENIED =
  /^[^.;]{0,40}\b((is|was|are|were|remains?) (not (affected|involved|related|the cause|to blame|at fault|responsible|behind)|unaffected|unrelated|operational|healthy|operating normally|working as expected|ruled out|(a|mere|pure)* ?coincidence)|(has|had|have|bears?) (no|nothing) (bearing|relation|part|influence|effect|to do)|played no part|did not cause|(isn|wasn|aren|weren)['’]t (affected|involved|related|the cause|to blame))/i;
const LONG_PAST = new RegExp(
  `^[^.;]{0,30}\\b(last (week|month|year)|yesterday|(in|of|from) ${MONTH}|(in|of|from) (${MONTH} )?(19|20)\\d\\d)\\b`,
  'i',
);
/** "because of demand while X is down": what follows a stated cause goes on beside it. */
const BESIDE = /\b(because of|due to|caused by|owing to|a result of)\b[^.;]{2,60}\b(while|whilst|during|as)( the)? $/i;
/** "While X works on its outage, we …", "X is down too, but our …": two troubles, side by side. */
const ASIDE = /^[^.;]{0,80}\b(too|also|as well)?,? but (our|we)\b/i;
const NOTICED = /\b(notic\w+|detect\w+|learn(ed|t)|found out|alerted|paged)\b[^.;]{0,40}$/i;
const SOMEBODY_ELSES =
  /\b(upstream|third|provider|vendor|partner|carrier|outages?|incidents?|their|external|issues?|problems?|disruptions?|events?|degrad\w+|errors|failures?)\b/i;

/** What kept the speaker from telling, or others from asking, is not what broke. */
const UNTOLD =
  /\bplease (?:\w+ ){0,3}us\b[^.;]*$|\b(?:updat\w+|post\w*|publish\w*|chang\w+) (?:to |on )?(?:this|our|the) (?:status )?page\b[^.;,]*$/i;
/** "none of our traffic goes through it", "a test message": said of everybody in the sentence. */
const NOT_OURS =
  /\b(?:an?|our) test (?:text|message|incident|banner|post)\b|\bnone of (?:our|ours|it|this)\b|\bwe (?:do not|don['’]t|no longer) (?:use|rely|depend|run|host|build|send)\b/i;
/** Said in so many words, whatever else is said elsewhere: the name has nothing to do with it. */
const CLEARED =
  /(?:\b(?:not|never|n['’]t)(?: been| directly| in any way| believed to be| thought to be| actually| to be)* (?:related|caused by|due to|connected|linked to|tied to|attributed to|triggered by|because of)\b(?: to| with)?|\bnot (?:to be|be|been|in fact)|\bunrelated to|\bno relation to|nothing to do with|ruled out)(?: an?| the| any| our| today['’]s| last night['’]s| this morning['’]s)* ?$/i;

/** "whether AWS is behind this is not known yet". */
const NOT_KNOWN = /\b(?:not|n['’]t|cannot|unclear|unknown|unsure)\b[^.;]{0,30}\b(?:whether|if)\b[^.;]*$/i;
/** "NAME's webhooks are delayed": the part is theirs, and it is what fails. */
const THEIR_PART =
  /^['’]s (?:[\w-]+ ){1,3}(?:is|are|was|were) (?:currently |now |being )?(?:delayed|failing|down|unavailable|late|slow|not|degraded|returning|affected)\b/i;

/** Where a name stands in a sentence. */
export interface Place {
  sentence: string;
  name: string;
  /** Up to 120 characters on either side. */
  before: string;
  after: string;
}

/** Every place a name stands in a sentence, as spelt; not in the name of a file ("netlify.toml"). */
export function placesOf(sentence: string, name: string): Place[] {
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`,
    'gu',
  );
  return [...sentence.matchAll(pattern)]
    .filter(
      ({ index }) =>
        !/^\.(?!com\b|io\b|net\b|org\b|dev\b|app\b|ai\b|co\b)[\w-]/.test(sentence.slice(index + name.length)),
    )
    .map(({ index }) => ({
      sentence,
      name,
      before: sentence.slice(Math.max(0, index - 120), index),
      after: sentence.slice(index + name.length, index + name.length + 120),
    }))
    .filter((place) => !isOrdinaryWord(place));
}

/** Whether the sentence says that whoever bears the name is not the cause. */
export function isDenied({ before, after }: Place): boolean {
  return NOT_IT.test(before) || new RegExp(NOT, 'i').test(before.slice(-70)) || DENIED.test(after);
}

/** Whether the sentence rules out whoever bears the name as the cause, in so many words. */
export function isRuledOut({ before, after }: Place): boolean {
  return (
    CLEARED.test(before) ||
    /^[^.;,]{0,30}\b((is|was|were|are) (not (the cause|to blame|responsible|at fault|related)|unrelated|ruled out)|had nothing to do|did not cause|(isn|wasn)['’]t (the cause|to blame|related))/i.test(
      after,
    )
  );
}

/** Denied, told of another day, put down to something else, of the speaker's own making, or of a part of the speaker's product that bears the name. */
export function isExcused(place: Place, isAwry: boolean): boolean {
  const { sentence, before, after } = place;
  if (isDenied(place) || LONG_PAST.test(after) || TALK.test(before) || STRANGERS.test(before) || ADVICE.test(before))
    return true;
  if (new RegExp(THEN, 'i').test(before) && !/^,? (which|who) (is|has|are|have)\b/i.test(after)) return true;
  if (UNTOLD.test(before) || NOT_OURS.test(sentence) || RUSH.test(sentence)) return true;
  if (NOT_KNOWN.test(before) || isQuoted(place)) return true;
  if (BESIDE.test(before) || ASIDE.test(after) || NOTICED.test(before) || isPutDownElsewhere(place)) return true;
  if (/^\W*(while|whilst|although)( the)? $/i.test(before) && /\bwe\b/.test(after)) return true;
  if (OWN.test(sentence) && !/\b(upstream|third[- ]party)\b/i.test(before)) return true;
  return PART.test(after) && !THEIR_PART.test(after) && (OWN.test(before + after) || !isAwry);
}

/** Whether the name stands only for a part of the speaker's product, a monitor, or something the speaker did. */
export function isMereUse(place: Place): boolean {
  const { before, after } = place;
  if (/\bour $/i.test(before) && OURS.test(after)) return true;
  if (/^[^.;,]{0,40}\b(?:as well|too)\b/i.test(after)) return true;
  if (isListed(place)) return true;
  return (PART.test(after) && !THEIR_PART.test(after)) || WATCHES.test(after) || DONE.test(before);
}

/** Whether the name stands between quotation marks: somebody else's words, or a title. */
const isQuoted = ({ before, after }: Place) =>
  /(?:^|[\s(])['‘"“][^'’"”]{0,80}$/.test(before) && /^[^'’"”]{0,80}['’"”]/.test(after);

/** "(NAME, Other, Third)": one of several that something is made for. */
const isListed = ({ before, after }: Place) =>
  /\([^()]{0,60}$/.test(before) &&
  /^[^()]{0,60}\)/.test(after) &&
  (/^,/.test(after) || /, (?:and |or )?$/.test(before));

/** Whether the next word is the subject of its clause: "and NAME is …", not "backups to NAME are …". */
export function startsClause(before: string): boolean {
  return /(^|[.,;:(—–-]\s*|\b(and|but|as|because|since|while|that|until|when|whether|if|so) )(the )?$/i.test(before);
}

/** "NAME pages are slow because of a missing index": a cause is given, and it is not theirs. */
function isPutDownElsewhere({ before, after }: Place): boolean {
  const stated = /\b(?:because of|due to|caused by|owing to)(?: an?| the| our)? ([^,;.]{3,80})/i.exec(after);
  if (stated === null || SOMEBODY_ELSES.test(stated[1]!)) return false;
  return !(startsClause(before) && /^['’]?s?,? (is|are|was|were|has|have|had)\b/i.test(after));
}

/** A company named by a word of every day, where the word is just that: "Square thumbnails", "Front end requests". */
function isOrdinaryWord({ name, before, after }: Place): boolean {
  if (!ORDINARY_NAME.test(name)) return false;
  const speaks =
    /^(['’]s\b|-related|,? \(?(our|one of our|the) (\w+ ){0,2}(provider|processor|vendor|partner|host|carrier|platform)|\s+(is|are|was|were|has|have|had|API|APIs|outage|incident|issues?|status|reports?|reported|confirmed|returns|currently|isn['’]t|says)\b)/;
  if (/^\W*$|[.:]\s*$/.test(before)) return !speaks.test(after);
  return !(speaks.test(after) || /^(\s*[.,;:)!?—–(]|$|\s+\p{Ll}{2,}\b)/u.test(after));
}
