import { ORDINARY_NAME } from './ordinary-names';

const NOT =
  "(?:\\b(?:not|never|n['’]t)(?: been)?(?: directly| in any way| believed to be| thought to be| actually| itself)? (?:related|caused by|due to|connected|linked to|tied to|attributed to|triggered by|because of|(?:affected|impacted|touched|hit)(?: by)?|a result|the result|an?|the|by|running? (?:in|on)|hosted)\\b|\\bunrelated\\b|\\bno relation\\b|nothing to do with|ruled out|\\brather than\\b|\\bindependent(?:ly)? of\\b|\\bdespite\\b|\\bunaffected\\b|\\bno (?:indication|evidence|sign)\\b|\\bunlike\\b|\\b(?:al|even )though\\b|\\binstead of\\b|\\bexclud\\w+\\b|\\b(?:first|initially|at first|originally|wrongly) (?:we )?(?:suspect|attribut|blam|thought|assum)\\w+\\b|\\bsuspected\\b|\\bdoes not matter\\b)";
const THEN =
  '(?:\\blast (?:week|month|year|night)|\\byesterday|\\bprevious\\b|\\bprior\\b|\\bearlier (?:this (?:week|month|year)|in the)|\\bsimilar to\\b|\\blessons? (?:learn\\w+|from)\\b|\\bin the (?:past|event)\\b|\\bmigrat\\w+ (?:away )?(?:from|off|to)|\\bmov\\w+ (?:away )?(?:from|off|to)\\b|\\bin case\\b|\\bif (?:the|there|an?)\\b|\\bsimulat\\w+|\\bdrill\\b|\\bgame ?day\\b|\\bguard against\\b|\\bprotect\\w* against\\b|\\bagainst future\\b|\\bsince (?:the )?last\\b|\\b(?:as|like|back) in (?:the )?\\w+\\b|\\bat the time\\b|\\bused to\\b|\\blike the\\b|\\bcompared\\b|\\bwe (?:wrote|built|learn\\w+|prepared) \\w* ?(?:after|for)\\b|\\brecovered from\\b)';
const MONTH = '(?:january|february|march|april|may|june|july|august|september|october|november|december)';
/** Words that put a cause with the speaker. */
export const OWN =
  /\b(on our (own )?(side|end|part)|our own|of ours|by (mistake|accident)|(accidental|mistaken|inadvertent)ly|misconfigur\w+|we (had )?(removed|changed|disabled|deleted|updated|upgraded|rotated|moved|deployed|pushed|released|rolled|enabled|configured|introduced|made|renamed|exceeded|broke|forgot|missed)|(a|an|our|the|recent|faulty|bad|last|latest|new|failed|botched|[\d.]+) (\w+ )?(deploy(ment)?|release)|code change|configuration (change|error|update|push)|schema (change|migration)|database migration|firewall rule|feature flag|bugs? (in|with|of) (our|the)|(a )?change (to|in) our|our (configuration|bug|code|certificate|credentials|account|quota|token|rules?)|quota|rate limits? (on|of) our|(api )?(key|token|certificate|credential)s? (had |has |have )?(expired|rotated|rotation)|expired (api )?(key|token|certificate|credential)s?|internal(ly)?)\b/i;
/** What breaks at home: said of nobody else in the sentence, it is a cause of the speaker's own. */
const AT_HOME =
  /\b((memory|connection|file descriptor) leaks?|out[- ]of[- ]memory|missing index(es)?|slow quer(y|ies)|runaway quer(y|ies)|regression|bugs?|typo|race condition|deadlocks?|we (shipped|switched|raised|lowered|replaced|re-?index\w*|rate-limit\w*|pause\w*|started|ran)|our (last|latest|new|recent) \w+|(bad|failed|botched) (migration|upgrade|rollout|merge|import)|by mistake|one of our( own)? \w+|maintenance (overran|took longer)|translation|schema change|a colleague|certificate)\b/i;
const PART =
  /^['’]?s?\s*(integration|connector|sync|app\b|plugin|login|log-in|sign[- ]?in|sso|webhooks?|importer|export(er)?|action|bot|notifications?|mirror|widget|extension|template|oauth|runners?|add-?on|workflows?|actions?|containers?)/i;
/** "our Cloudflare firewall": what of theirs is in the speaker's hands. */
const OURS =
  /^ (rules?|config\w*|firewall|account|zone|settings?|integration|set-?up|tokens?|keys?|policy|policies|subscription|bill\w*|quota)\b/i;
/** What the speaker did, or moves between itself and the other. */
const DONE =
  /\b(because|as|after|since|when|once|while) we \w+|\bhow we\b[^,.;]*$|\b(imports?|exports?|messages?|sync\w*|uploads?|migrat\w+) (from|to|with) $|\b(unindexed|slow|bad|expensive|stuck|hot|inefficient|unoptimi[sz]ed) (quer|index|worker|partition|job|lock|cache)/i;
/** What a monitor does, or a thing made for its users. */
const WATCHES =
  /^['’]?s?,? (monitor|alert|report|page[sdr]|paging|woke|show|detect|notif|flag|dashboard|told|marketplace|customers?|users?|partners?|support|variet|fonts|models?|for|integration)/i;
/** Other people who happen to use it: "customers who put Cloudflare in front of their sites". */
const STRANGERS =
  /\b((customers?|users?|merchants?|teams?|those|anyone|people|sites) (who|that)|(?:if|whether|when) you)( also| may| might| can)* (use|put|host|run|call|rel(y|ies)|manage|connect|register)\w* (?:[\w'’-]+ ){0,2}$/i;
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

/** Denied, told of another day, put down to something else, of the speaker's own making, or of a part of the speaker's product that bears the name. */
export function isExcused(place: Place, isAwry: boolean): boolean {
  const { sentence, before, after } = place;
  if (isDenied(place) || LONG_PAST.test(after) || TALK.test(before) || STRANGERS.test(before) || ADVICE.test(before))
    return true;
  if (new RegExp(THEN, 'i').test(before) && !/^,? (which|who) (is|has|are|have)\b/i.test(after)) return true;
  if (BESIDE.test(before) || ASIDE.test(after) || NOTICED.test(before) || isPutDownElsewhere(place)) return true;
  if (/^\W*(while|whilst|although)( the)? $/i.test(before) && /\bwe\b/.test(after)) return true;
  if (OWN.test(sentence) && !/\b(upstream|third[- ]party)\b/i.test(before)) return true;
  return PART.test(after) && (OWN.test(before + after) || !isAwry);
}

/** Whether the name stands only for a part of the speaker's product, a monitor, or something the speaker did. */
export function isMereUse({ before, after }: Place): boolean {
  if (/\bour $/i.test(before) && OURS.test(after)) return true;
  return PART.test(after) || WATCHES.test(after) || DONE.test(before);
}

/** Whether one sentence says the cause was the speaker's own, and names nobody else's part in it. */
export function ownsUp(sentence: string): boolean {
  if (
    /\b((has|have|was|were)( now)? been|we( have| are|['’]ve|['’]re)?( now)?|be) (revert\w*|roll(ed|ing) (it )?back)\b/i.test(
      sentence,
    )
  )
    return true;
  const states =
    /\b(caused by|due to|because|result of|root cause|traced (it )?to|triggered by|introduced by|after|since|broke|makes?|from (a|an|our) (bad|failed|faulty|wrong|broken|botched)|comes? from|came from|turned out to be|rolled back|rolling back|revert(ed|ing)|too long|overran)\b/i;
  return (
    states.test(sentence) &&
    (OWN.test(sentence) || AT_HOME.test(sentence)) &&
    !/\b(upstream|third[- ]party|providers?['’]?s?|vendors?|their)\b/i.test(sentence)
  );
}

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
