import { isDenied, isExcused, isMereUse, isRuledOut, type Place, placesOf, startsClause } from './excuse';

const CAUSE =
  '(?:due to|caused by|because of|(?:as a )?results? of|resulting from|result from|stem(?:s|ming|med)? from|attribut\\w+ to|related to|linked to|tied to|connected (?:to|with)|traced (?:[\\w’-]+ ){0,3}?(?:back )?to|originat\\w+ (?:from|in|at|with)|impacted by|affected by|blam\\w+(?: on)?|triggered by|owing to|wait(?:ing)? (?:on|for)|awaiting|working (?:closely )?with|escalated to|in contact with|(?:raised|reported|opened) (?:[\\w-]+ ){1,3}(?:with|to)|root cause (?:is|was)|downstream of|consequence of|following|(?:lies|lie|is|sits) (?:with|at|on the side of))';
const KIND =
  '(?:upstream|third[- ]party|external|hosting|cloud|infrastructure|network|dns|cdn|email|sms|payments?|model|identity|authentication|transit|connectivity|telecom|messaging|storage|database|data ?cent(?:er|re)|edge|backbone|colocation)';
const ROLE =
  '(?:providers?|vendors?|partners?|carriers?|suppliers?|services?|hosts?|processors?|platform|dependency|gateway|network|operators?)';
const PARTY = '(?:providers?|vendors?|partners?|carriers?|suppliers?|hosts?|processors?|operators?)';
const TROUBLE =
  '(?:outages?|incidents?|issues?|problems?|disruptions?|degrad\\w+|failures?|errors?|downtime|interruptions?|unavailab\\w+|latency|delays?|event|is down|went down|impairment|loss|cut|timeouts?|trouble|backlogs?)';
const AWRY =
  "(?:not (?:currently |yet |properly )?\\w+ing|not (?:available|reachable)|(?:is|are|was|were|do|does|did|have|has)n['’]t (?:currently |be )?\\w+|(?:ca|wo|could)n['’]t|can ?not|no longer|stopped|down|offline|unavailable|unreachable|fail\\w*|degrad\\w*|experienc\\w*|outages?|errors?|timing out|slow\\w*|delay\\w*|having (?:issues|problems|trouble)|lost power|struggling|stuck|late|(?:at|in) fault|faults?|[45]\\d\\ds?|reject\\w*|dropp\\w*|attack\\w*|unresponsive|unstable|broken|missing|(?:is|are|was|were) out\\b(?! of)|does not (?:answer|respond|work)|(?:running|falling|lagging) behind|works? through)";
const CONTEXT =
  /\b(due|because|caus\w+|result\w*|related|connected|linked|affect\w*|impact\w*|following|root cause|wait\w*|await\w*|blocked|downstream|upstream|behind|attribut\w+|stem\w*|ongoing|current(ly)?|experienc\w*|confirmed|acknowledged|aware|part of|wider|global|there (?:is|are|was|were)|prevent\w*|stop\w*|break\w*|block\w*)\b/i;
/** What may stand behind a name that is blamed: not a thing of the speaker's own ("an Okta rule we removed"). */
const ITSELF = new RegExp(
  `^(?:\\s+[A-Z][\\w-]*){0,3}(?:$|\\s*[.,;:)!?—–(]|['’]s\\s+(?:[\\w./-]+\\s+){0,3}(?:${TROUBLE}|infrastructure|network|platform|services?|systems?|side|end)|\\s+(?:in|at|and|or|which|that|who|is|are|was|were|has|have|had|for|on|with|during|to|as|from|where|while|when|affecting|impacting|today|since|globally)\\b|\\s+(?:[\\w.()/-]+\\s+){0,4}${TROUBLE}|\\s+(?:[\\w.()/-]+\\s+){0,3}${AWRY})`,
);

/** "held up at NAME": where it is stuck. */
const STUCK =
  /\b(?:held(?: up)?|stuck|queued|backed up|piling up|lost|rejected|dropped|bounced|blocked|stalled) (?:at|by|in|inside|within) (?:our [\w-]+ )?$/i;
/** "NAME has fixed the errors": whoever puts its trouble right had it. */
const PUT_RIGHT = new RegExp(
  `^['’]?s?,? (?:(?:engineers|team|staff) )?(?:(?:has|have|had) )?(?:now |since |already |also )*(?:fixed|resolved|restored|addressed|mitigated|identified|rolled out|implemented|applied|deployed|found|recovered) (?!our|us|the attack|an attack)(?:[\\w.’'-]+ ){0,6}?(?:${TROUBLE}|fix|mitigation|workaround|service)\\b`,
  'i',
);
/** "we use NAME, and their API is returning errors". */
const THEIRS = new RegExp(
  `^[^.;]{0,60}\\b(?:their|whose) (?:[\\w-]+ ){1,3}(?:is|are|has|have) (?:currently |now |been )*(?:returning|having|experiencing|seeing|${AWRY})`,
  'i',
);
/** "because NAME does not answer". */
const FAILS = new RegExp(`^['’]?s?(?: [\\w-]+){0,3}? ${AWRY}`, 'i');
const AWRY_BEFORE = /\b(?:delayed|failing|slow|degraded|failed|unavailable|unreliable|unreachable) $/i;
const TROUBLED = new RegExp(
  `\\b(?:${TROUBLE}|${AWRY}|recover\\w*|restor\\w*|brings?\\b|until|paus\\w+|blocked|waiting|(?:is|are) (?:fixing|looking into|working on))`,
  'i',
);
/** "Störung bei X", "panne chez X", "caída de X": trouble and where it is, in the other languages of status pages. */
const ABROAD =
  /(störung\w*|ausfall|ausfälle|probleme?s?|panne|incidents?|caída|falla|fallo|interrupci[oó]n|falha|guasto|storing|avería|disservizio)\s+(\w+\s+)?(bei|beim|von|des|der|chez|de|du|da|do|di|van|bij|en|na|no)\s+$/i;

/**
 * Whether a name occurs in a sentence that puts the trouble down to whoever bears it: cause, upstream, or its own outage; denials, old
 * stories and one's own mistakes do not count.
 */
export function blamesName(sentence: string, name: string): boolean {
  return placesOf(sentence, name).some((place) => !isExcused(place, isAwry(place.before)) && isBlamed(place));
}

/**
 * Whether a sentence names somebody and trouble together, and nothing in it excuses them. Too little to blame them for
 * it, but enough while they have an incident of their own.
 */
export function speaksOfTroubleAt(sentence: string, name: string): boolean {
  return placesOf(sentence, name).some(
    (place) => TROUBLED.test(clauseOf(place)) && !isExcused(place, isAwry(place.before)) && !isMereUse(place),
  );
}

const CLAUSE = /[;:—–]\s|, (?=(?:and|but|so|yet|which means) )/;
/** What stands around a name up to the next semicolon, colon, dash or coordinate clause on either side. */
const clauseOf = ({ before, name, after }: Place) => `${before.split(CLAUSE).at(-1)}${name}${after.split(CLAUSE)[0]}`;

/** Whether a sentence calls the name's bearer the cause in so many words ("due to an outage at X"); all that counts of a page that also owns up. */
export function blamesOutright(sentence: string, name: string): boolean {
  return placesOf(sentence, name).some(
    (place) =>
      !isExcused(place, true) &&
      ITSELF.test(place.after) &&
      (endsIn(CAUSE, 80, place.before) ||
        (/\b(?:because|as|since) (?:the )?$/i.test(place.before) && FAILS.test(place.after))),
  );
}

/** Whether a sentence says that whoever bears the name has nothing to do with it. */
export function clearsName(sentence: string, name: string): boolean {
  return placesOf(sentence, name).some(isDenied);
}

/** Whether a sentence says in so many words that the name's bearer is not the cause: no other sentence outweighs it. */
export function rulesOutName(sentence: string, name: string): boolean {
  return placesOf(sentence, name).some(isRuledOut);
}

/** Names given as "our upstream provider, Northwind Networks": the words after the role, as spelt. */
export function namedRoles(sentence: string): string[] {
  const source = sentence.slice(0, 600);
  const names: string[] = [];
  for (const { 0: role, index } of source.matchAll(
    new RegExp(`\\b(?:(?:${KIND} ){1,2}${ROLE}|our (?:[\\w-]+ ){0,3}?${PARTY})[,:(]? ?\\(?(?:called |named )?`, 'gi'),
  )) {
    const name = /^[A-Z][\w.&-]+(?: [A-Z][\w.&-]+){0,3}/.exec(source.slice(index + role.length))?.[0];
    if (name !== undefined && !isDenied({ sentence: source, name, before: source.slice(0, index), after: '' }))
      names.push(name.replace(/[.,]+$/, ''));
  }
  return names;
}

function isBlamed({ sentence, before, after }: Place): boolean {
  const itself = ITSELF.test(after);
  return (
    (itself && endsIn(CAUSE, 80, before)) ||
    ABROAD.test(before) ||
    /^-related\b/.test(after) ||
    (itself && STUCK.test(before)) ||
    PUT_RIGHT.test(after) ||
    THEIRS.test(after) ||
    (/\b(it['’]s|it (is|was)|this (is|was)) (the |all |just )?$/i.test(before) && /^\s*([.;!—–]|$)/.test(after)) ||
    (itself &&
      new RegExp(`${KIND} (?:[\\w-]+ ){0,2}${ROLE}[,:(–—-]{0,2} ?\\(?(?:called |named )?$`, 'i').test(before)) ||
    (itself && new RegExp(`\\bour (?:[\\w-]+ )?${PARTY}[,:]? \\(?$`, 'i').test(before)) ||
    (itself && new RegExp(`${KIND}[,:]? \\(?$`, 'i').test(before) && CONTEXT.test(sentence)) ||
    (itself &&
      new RegExp(
        `${TROUBLE} (?:at|with|in|on|from|of|affecting|within|impacting) (?:our )?(?:[\\w-]+,? ){0,4}\\(?$`,
        'i',
      ).test(before)) ||
    (new RegExp(
      `^['’]?s?,? (?:(?!(?:is|are|was|were|has|have|had|reported|alerted|showed|shows|detected|flagged|reports?)\\b)[\\w.()/-]+ ){0,4}${TROUBLE}`,
      'i',
    ).test(after) &&
      CONTEXT.test(sentence)) ||
    (/\b(?:because|as|while|since|after) (?:the )?$/i.test(before) &&
      new RegExp(`^[^.;]{0,60}\\b${AWRY}\\b`, 'i').test(after)) ||
    (AWRY_BEFORE.test(before) && CONTEXT.test(sentence)) ||
    (/\b(depend\w* on|rel(y|ies|ying) on|powered by|provided by|(hosted|runs?|running|built) (on|in|by|at)) (?:[\w-]+ ){0,3}$/i.test(
      before,
    ) &&
      (/\b(affected|impacted|(provider|vendor|upstream)['’]?s? (is|has|are|reports?|outage|incident|issue))\b/i.test(
        sentence,
      ) ||
        new RegExp(`^[^.;]{0,60}, (?:which|who) (?:is|are|has|have) (?:currently |now )?${AWRY}`, 'i').test(after))) ||
    speaksForItself(after) ||
    (startsClause(before) && actsUp(after)) ||
    /^,? (has|have)( now| already)? (told|informed|notified|advised|alerted) us\b/i.test(after) ||
    /^,? ?(?:\([^)]{0,40}\),? ?)?(our|the|one of our) (?:[\w-]+ ){0,3}(provider|vendor|partner|carrier|supplier|hoster|host|processor|registrar|cdn|isp)\b/i.test(
      after,
    )
  );
}

/** "NAME is experiencing …", "NAME has confirmed …"; not "NAME reported errors in our API", which is a monitor's job. */
function speaksForItself(words: string): boolean {
  const after = words.replace(/^, (?:which|who|whose|where) [^,.;]{3,60},/, '');
  const said =
    /^['’]?s?,? (?:[\w.()/-]+ ){0,4}?(?:has |have )?(is|are|was|were|been|currently|reports?|reported|reporting|confirmed|acknowledged)( currently| also| now)? (experiencing|having|investigating|working on|working to|working with|reporting|returning|failing|dropping|throwing|suffering|down|degraded|seeing|unavailable|impacted|aware|an?\b|elevated|increased|delays|issues|errors|problems|trouble|failures|latency|degraded|that)/i.exec(
      after,
    );
  return (
    said !== null &&
    !(/report|seeing/i.test(said[0]) && /\b([Oo]ur|us|[Ww]e)\b/.test(after.slice(0, said[0].length + 40)))
  );
}

/** Whether the words before a name put trouble with it. */
function isAwry(before: string): boolean {
  return endsIn(CAUSE, 40, before) || AWRY_BEFORE.test(before);
}

/** "NAME is sending its webhooks late", "NAME's API isn't accepting requests": the name is what acts up. */
function actsUp(after: string): boolean {
  return /^(?:['’]s)?,? (?:[\w.()/-]+ ){0,3}?(?:(?:is|are|has been|have been) (?:[\w-]+ ){0,6}?(?:late|slow|slowly|stuck|behind|[45]\d\ds?|errors)\b|(?:is|are) (?:currently |now )?(?:holding|blocking|dropping|refusing|rejecting|throttling|delaying|queue?ing)\b|(?:is|are|does|do|did|has|have|was|were|could)n['’]t \w+|(?:currently |now )?(?:can['’]t|cannot|can not) \w+)/i.test(
    after,
  );
}

function endsIn(pattern: string, within: number, before: string): boolean {
  const between = new RegExp(`\\b${pattern}([^.;]{0,${within}})$`, 'i').exec(before)?.[1];
  if (between === undefined || /\b(we|us|I|how|when|which|that|who|while|whilst|although)\b/.test(between))
    return false;
  if (/\b(for|about|using|called|via|through)( the| our)? $/i.test(between)) return false;
  return !/\b(to|on|in|of)( the| our)? $/i.test(between) || new RegExp(TROUBLE, 'i').test(between);
}
