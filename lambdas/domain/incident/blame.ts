const CAUSE =
  '(?:due to|caused by|because of|(?:as a )?results? of|resulting from|result from|stem(?:s|ming|med)? from|attribut\\w+ to|related to|linked to|tied to|connected (?:to|with)|traced (?:back )?to|originat\\w+ (?:from|in|at|with)|impacted by|affected by|blam\\w+(?: on)?|triggered by|owing to|waiting (?:on|for)|awaiting|working (?:closely )?with|escalated to|in contact with|root cause (?:is|was)|downstream of|consequence of|following|(?:lies|lie|is|sits) (?:with|at|on the side of))';
const KIND =
  '(?:upstream|third[- ]party|external|hosting|cloud|infrastructure|network|dns|cdn|email|sms|payments?|model|identity|authentication|transit|connectivity|telecom|messaging|storage|database|data ?cent(?:er|re)|edge|backbone|colocation)';
const ROLE =
  '(?:providers?|vendors?|partners?|carriers?|suppliers?|services?|hosts?|processors?|platform|dependency|gateway|network|operators?)';
const PARTY = '(?:providers?|vendors?|partners?|carriers?|suppliers?|hosts?|processors?|operators?)';
const TROUBLE =
  '(?:outages?|incidents?|issues?|problems?|disruptions?|degrad\\w+|failures?|errors?|downtime|interruptions?|unavailab\\w+|latency|delays?|event|is down|went down|impairment|loss|cut|timeouts?|trouble|backlogs?)';
const AWRY =
  '(?:not (?:answering|responding|working|available|reachable|loading)|down|offline|unavailable|unreachable|fail\\w*|degrad\\w*|experienc\\w*|outages?|errors?|timing out|slow\\w*|delay\\w*|having (?:issues|problems|trouble)|lost power|struggling)';
const NOT =
  "(?:\\b(?:not|never|n['’]t)(?: been)?(?: directly| in any way| believed to be| thought to be| actually| itself)? (?:related|caused by|due to|connected|linked to|tied to|attributed to|triggered by|because of|(?:affected|impacted|touched|hit)(?: by)?|a result|the result|an?|the|by)\\b|\\bunrelated\\b|\\bno relation\\b|nothing to do|ruled out|\\brather than\\b|\\bindependent of\\b|\\bdespite\\b|\\bunaffected\\b|\\bno (?:indication|evidence|sign)\\b|\\bunlike\\b|\\b(?:al|even )though\\b|\\binstead of\\b|\\bexclud\\w+\\b)";
const THEN =
  '(?:\\blast (?:week|month|year|night)|\\byesterday|\\bprevious\\b|\\bprior\\b|\\bearlier (?:this (?:week|month|year)|in the)|\\bsimilar to\\b|\\blessons?\\b|\\bin the (?:past|event)\\b|\\bmigrat\\w+ (?:away )?(?:from|off|to)|\\bmov\\w+ (?:away )?(?:from|off|to)\\b|\\bin case\\b|\\bif (?:the|there|an?)\\b|\\bsimulat\\w+|\\bdrill\\b|\\bgame ?day\\b|\\bguard against\\b|\\bprotect\\w* against\\b|\\bagainst future\\b|\\bsince (?:the|last)\\b|\\blike the\\b|\\bcompared\\b)';
const OWN =
  /\b(on our (own )?(side|end|part)|our own|of ours|by (mistake|accident)|(accidental|mistaken|inadvertent)ly|misconfigur\w+|we (had )?(removed|changed|disabled|deleted|updated|upgraded|rotated|moved|deployed|pushed|released|rolled|enabled|configured|introduced|made|renamed|exceeded|broke|forgot|missed)|(a |our )?(recent |faulty |bad )?(deploy(ment)?|code change|release|configuration (change|error|update|push)|schema (change|migration)|database migration|firewall rule|feature flag)|bugs? (in|with|of) (our|the)|(a )?change (to|in) our|our (configuration|bug|code|certificate|credentials|account|quota|token|rules?)|quota|rate limits? (on|of) our|(api )?(key|token|certificate|credential)s? (had |has |have )?(expired|rotated|rotation)|expired (api )?(key|token|certificate|credential)s?|internal(ly)?)\b/i;
const PART =
  /^['’]?s?\s*(integration|connector|sync|app\b|plugin|login|log-in|sign[- ]?in|sso|webhooks?|importer|export(er)?|action|bot|notifications?|mirror|widget|extension|template|oauth|runners?|add-?on|workflows?|actions?)/i;
const CONTEXT =
  /\b(due|because|caus\w+|result\w*|related|connected|linked|affect\w*|impact\w*|following|root cause|wait\w*|await\w*|blocked|downstream|upstream|behind|attribut\w+|stem\w*|ongoing|current(ly)?|experienc\w*|confirmed|acknowledged|aware|part of|wider|global|prevent\w*|stop\w*|break\w*|block\w*)\b/i;
/** What the speaker did, or moves between itself and the other. */
const DONE =
  /\b(because|as|after|since|when|once|while) we \w+|\b(imports?|exports?|messages?|sync\w*|uploads?|migrat\w+) (from|to|with) $|\b(unindexed|slow|bad|expensive|stuck|hot|inefficient|unoptimi[sz]ed) (quer|index|worker|partition|job|lock|cache)/i;
/** What a monitor does, or a thing made for its users. */
const WATCHES =
  /^['’]?s?,? (monitor|alert|report|page[sdr]|paging|woke|show|detect|notif|flag|dashboard|told|marketplace|customers?|users?|partners?|support|variet|fonts|models?|for|integration)/i;
/** What may stand behind a name that is blamed: not a thing of the speaker's own ("an Okta rule we removed"). */
const ITSELF = new RegExp(
  `^(?:\\s+[A-Z][\\w-]*){0,3}(?:$|\\s*[.,;:)!?—–(]|['’]s\\s+(?:[\\w./-]+\\s+){0,3}(?:${TROUBLE}|infrastructure|network|platform|services?|systems?|side|end)|\\s+(?:in|at|and|or|which|that|who|is|are|was|were|has|have|had|for|on|with|during|to|as|from|where|while|when|affecting|impacting|today|since|globally)\\b|\\s+(?:[\\w.()/-]+\\s+){0,4}${TROUBLE}|\\s+(?:[\\w.()/-]+\\s+){0,3}${AWRY})`,
);

/** Whether a name occurs in a sentence that puts the trouble down to whoever bears it: cause, upstream, or its own outage; denials, old stories and one's own mistakes do not count. */
export function blamesName(sentence: string, name: string): boolean {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${quotePattern(name)}(?![\\p{L}\\p{N}])`, 'gu');
  for (const { index } of sentence.matchAll(pattern)) {
    const before = sentence.slice(Math.max(0, index - 120), index);
    const after = sentence.slice(index + name.length, index + name.length + 120);
    if (!isExcused(sentence, before, after) && isBlamed(sentence, before, after)) return true;
  }
  return false;
}

/**
 * Whether a sentence names somebody and trouble together, and nothing in it excuses them. Too little to blame them for
 * it, but enough while they have an incident of their own.
 */
export function speaksOfTroubleAt(sentence: string, name: string): boolean {
  if (!new RegExp(`\\b(?:${TROUBLE}|${AWRY}|recover\\w*|return\\w* \\d{3}s?)`, 'i').test(sentence)) return false;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${quotePattern(name)}(?![\\p{L}\\p{N}])`, 'gu');
  for (const { index } of sentence.matchAll(pattern)) {
    const before = sentence.slice(Math.max(0, index - 120), index);
    const after = sentence.slice(index + name.length, index + name.length + 120);
    if (!isExcused(sentence, before, after) && !PART.test(after) && !WATCHES.test(after) && !DONE.test(before))
      return true;
  }
  return false;
}

/** Whether the text says the cause was the speaker's own. */
export function ownsUp(text: string): boolean {
  return (
    /\b(caused by|due to|because|result of|root cause|traced to|triggered by|introduced by|after|broke|comes? from|came from|rolled back|rolling back|revert(ed|ing))\b/i.test(
      text,
    ) && OWN.test(text)
  );
}

/** Names given as "our upstream provider, Northwind Networks": the words after the role, as spelt. */
export function namedRoles(sentence: string): string[] {
  const source = sentence.slice(0, 600);
  const names: string[] = [];
  for (const { 0: role, index } of source.matchAll(
    new RegExp(`\\b(?:(?:${KIND} ){1,2}${ROLE}|our (?:[\\w-]+ )?${PARTY})[,:(]? ?\\(?(?:called |named )?`, 'gi'),
  )) {
    const name = /^[A-Z][\w.&-]+(?: [A-Z][\w.&-]+){0,3}/.exec(source.slice(index + role.length))?.[0];
    if (name !== undefined && !new RegExp(NOT, 'i').test(source.slice(0, index)))
      names.push(name.replace(/[.,]+$/, ''));
  }
  return names;
}

/** Denied, told of another day, of the speaker's own making, or of a part of the speaker's product that bears the name. */
function isExcused(sentence: string, before: string, after: string): boolean {
  if (new RegExp(NOT, 'i').test(before.slice(-70)) || new RegExp(THEN, 'i').test(before)) return true;
  if (
    /^[^.]{0,40}\b(is|was|are|were|remains?) (not (affected|involved|related|the cause)|unaffected|unrelated|operational|healthy|operating normally|working as expected|ruled out)/i.test(
      after,
    )
  )
    return true;
  if (
    /^[^.;]{0,30}\b(last (week|month|year)|yesterday|in (january|february|march|april|may|june|july|august|september|october|november|december))\b/i.test(
      after,
    )
  )
    return true;
  if (OWN.test(sentence) && !/\b(upstream|third[- ]party)\b/i.test(before)) return true;
  return PART.test(after) && (OWN.test(before + after) || !(endsIn(CAUSE, 40, before) || hasAwryWord(before)));
}

function isBlamed(sentence: string, before: string, after: string): boolean {
  const itself = ITSELF.test(after);
  return (
    (itself && endsIn(CAUSE, 80, before)) ||
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
    (hasAwryWord(before) && CONTEXT.test(sentence)) ||
    (/\b(depend\w* on|rel(y|ies|ying) on|powered by|provided by|(hosted|runs?|running|built) (on|in|by|at)) (?:[\w-]+ ){0,3}$/i.test(
      before,
    ) &&
      (/\b(affected|impacted|(provider|vendor|upstream)['’]?s? (is|has|are|reports?|outage|incident|issue))\b/i.test(
        sentence,
      ) ||
        new RegExp(`^[^.;]{0,60}, (?:which|who) (?:is|are|has|have) (?:currently |now )?${AWRY}`, 'i').test(after))) ||
    speaksForItself(after) ||
    /^,? ?(?:\([^)]{0,40}\),? ?)?(our|the|one of our) (?:[\w-]+ ){0,3}(provider|vendor|partner|carrier|supplier|host|processor)/i.test(
      after,
    )
  );
}

/** "NAME is experiencing …", "NAME has confirmed …"; not "NAME reported errors in our API", which is a monitor's job. */
function speaksForItself(after: string): boolean {
  const said =
    /^['’]?s?,? (?:[\w.()/-]+ ){0,4}?(?:has |have )?(is|are|was|were|been|currently|reports?|reported|reporting|confirmed|acknowledged)( currently| also| now)? (experiencing|having|investigating|working on|working to|reporting|returning|failing|dropping|throwing|suffering|down|degraded|seeing|unavailable|impacted|an?\b|elevated|increased|delays|issues|that)/i.exec(
      after,
    );
  return (
    said !== null &&
    !(/report|seeing/i.test(said[0]) && /\b([Oo]ur|us|[Ww]e)\b/.test(after.slice(0, said[0].length + 40)))
  );
}

function hasAwryWord(before: string): boolean {
  return /\b(?:delayed|failing|slow|degraded|failed|unavailable|unreliable|unreachable) $/i.test(before);
}

function endsIn(pattern: string, within: number, before: string): boolean {
  const between = new RegExp(`\\b${pattern}([^.;]{0,${within}})$`, 'i').exec(before)?.[1];
  if (between === undefined || /\b(we|us|I|how|when|which|that|who)\b/.test(between)) return false;
  if (/\b(for|about|using|called|via|through)( the| our)? $/i.test(between)) return false;
  return !/\b(to|on|in|of)( the| our)? $/i.test(between) || new RegExp(TROUBLE, 'i').test(between);
}

function quotePattern(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
