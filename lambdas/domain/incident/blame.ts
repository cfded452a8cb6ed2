const BEFORE = String.raw`(?:due to|caused by|because of|(?:as a )?results? of|resulting from|stem(?:s|ming) from|attribut\w+ to|related to|linked to|tied to|traced (?:back )?to|originat\w+ (?:from|in|at|with)|impacted by|affected by|depend\w* on|rel(?:y|ies|ying) on|blam\w+(?: on)?|triggered by|owing to|waiting (?:on|for)|working (?:closely )?with|escalated to|in contact with|root cause (?:is|was)|followed from|downstream of|consequence of|provided by|(?:hosted|run|runs|running) (?:on|in|by|at))`;
const KIND = `(?:upstream|third[- ]party|external|hosting|cloud|infrastructure|network|dns|cdn|email|sms|payments?|model|identity|authentication|transit|connectivity|telecom|messaging|storage|database|data ?cent(?:er|re)|edge)`;
const ROLE = `(?:providers?|vendors?|partners?|carriers?|suppliers?|services?|hosts?|processors?|platform|dependency|gateway)`;
const TROUBLE = String.raw`(?:outages?|incidents?|issues?|problems?|disruptions?|degrad\w+|failures?|errors?|downtime|interruption|unavailab\w+|latency|event|is down|went down|impairment)`;
const NOT = String.raw`(?:\b(?:not|never|n['’]t)(?: been)?(?: directly| in any way| believed to be| thought to be| actually| itself)? (?:related|caused|due|connected|linked|tied|attributed|triggered|because|a result|the result|an?|the|by)\b|\bunrelated\b|\bno relation\b|nothing to do|ruled out|\brather than\b|\bindependent of\b|\bdespite\b|\bunaffected\b|\bno (?:indication|evidence|sign)\b|\bunlike\b|\binstead of\b|\bexclud\w+\b)`;
const THEN = String.raw`(?:\blast (?:week|month|year|night)|\byesterday|\bprevious\b|\bprior\b|\bearlier (?:this (?:week|month|year)|in the)|\bsimilar to\b|\blessons?\b|\bin the (?:past|event)\b|\bmigrat\w+ (?:away )?(?:from|off|to)|\bmov\w+ (?:away )?(?:from|off|to)\b|\bin case\b|\bif (?:the|there|an?)\b|\bsimulat\w+|\bdrill\b|\bgame ?day\b|\bguard against\b|\bprotect\w* against\b|\bagainst future\b|\bsince (?:the|last)\b|\blike the\b|\bcompared\b)`;
const OWN =
  /\b(on our (own )?(side|end|part)|our own|we (accidentally|mistakenly|inadvertently|misconfigured)|misconfigur\w+|(a |our )?(recent |faulty |bad )?(deploy(ment)?|code change|release|configuration (change|error|update|push)|schema (change|migration)|database migration|firewall rule|feature flag)|bugs? (in|with|of) (our|the)|our (configuration|bug|code|certificate|credentials|account|quota|token)|(api )?(key|token|certificate|credential)s? (had |has |have )?(expired|rotated|rotation)|expired (api )?(key|token|certificate|credential)s?|internal(ly)?)\b/i;
const PART =
  /^['’]?s?\s*(integration|connector|sync|app\b|plugin|login|log-in|sign[- ]?in|sso|webhooks?|importer|export(er)?|action|bot|notifications?|mirror|widget|extension|template|oauth|runners?|add-?on|workflows?|actions?)/i;

/** Whether a name occurs in a sentence that puts the trouble down to whoever bears it: cause, upstream, or its own outage; denials, old stories and one's own mistakes do not count. */
export function blamesName(sentence: string, name: string): boolean {
  for (const { index } of sentence.matchAll(
    new RegExp(`(?<![\\p{L}\\p{N}])${quotePattern(name)}(?![\\p{L}\\p{N}])`, 'gu'),
  )) {
    const before = sentence.slice(Math.max(0, index - 120), index);
    const after = sentence.slice(index + name.length, index + name.length + 120);
    if (blamesAt(sentence, before, after)) return true;
  }
  return false;
}

/** Whether the text says the cause was the speaker's own. */
export function ownsUp(text: string): boolean {
  return (
    /\b(caused by|due to|because|result of|root cause|traced to|triggered by|introduced by|after)\b/i.test(text) &&
    OWN.test(text)
  );
}

/** Names given as "our upstream provider, Northwind Networks": the words after the role, lower-case. */
export function namedRoles(sentence: string): string[] {
  const pattern = new RegExp(
    `\\b(?:our|the|an?|of our)? ?(?:${KIND} )+(?:${ROLE} )?(?:${ROLE})?[,:(]? ?(?:called |named )?((?:[A-Z][\\w.&-]+)(?: [A-Z][\\w.&-]+){0,3})`,
    'g',
  );
  return [...sentence.slice(0, 600).matchAll(pattern)]
    .filter((match) => new RegExp(ROLE).test(match[0]) && !new RegExp(NOT, 'i').test(sentence.slice(0, match.index)))
    .map((match) => match[1]!.toLowerCase().replace(/[.,]+$/, ''));
}

function blamesAt(sentence: string, before: string, after: string): boolean {
  if (new RegExp(NOT, 'i').test(before.slice(-70)) || new RegExp(THEN, 'i').test(before)) return false;
  if (
    /^[^.]{0,40}\b(is|was|are|were|remains?) (not (affected|involved|related|the cause)|unaffected|unrelated|operational|healthy|operating normally|ruled out)/i.test(
      after,
    )
  )
    return false;
  if (
    /^[^.;]{0,30}\b(last (week|month|year)|yesterday|in (january|february|march|april|may|june|july|august|september|october|november|december))\b/i.test(
      after,
    )
  )
    return false;
  const upstream = /\b(upstream|third[- ]party)\b/i.test(before);
  if (OWN.test(sentence) && !upstream) return false;
  if (PART.test(after) && !new RegExp(`${BEFORE}[^.;]{0,40}$`, 'i').test(before)) return false;
  if (PART.test(after) && OWN.test(before + after)) return false;
  return (
    new RegExp(`${BEFORE}[^.;]{0,80}$`, 'i').test(before) ||
    new RegExp(`${KIND} (?:[\\w-]+ ){0,2}${ROLE}s?[,:(–—-]{0,2} ?(?:called |named )?$`, 'i').test(before) ||
    new RegExp(`${TROUBLE} (?:at|with|in|on|from|of|affecting|within|impacting) (?:our )?(?:[\\w-]+ ){0,4}$`, 'i').test(
      before,
    ) ||
    new RegExp(`^['’]?s?,? (?:[\\w.()/-]+ ){0,4}${TROUBLE}`, 'i').test(after) ||
    /^['’]?s?,? (?:[\w.()/-]+ ){0,4}(?:has |have )?(is|are|was|were|been|currently|reports?|reported|confirmed|acknowledged)( currently| also| now)? (experiencing|having|investigating|reporting|down|degraded|seeing|unavailable|impacted|an?\b|elevated|issues|that)/i.test(
      after,
    ) ||
    /^,? ?(?:\([^)]{0,40}\),? ?)?(our|an?|the|one of our) (?:[\w-]+ ){0,3}(provider|vendor|partner|carrier|supplier|host|processor)/i.test(
      after,
    )
  );
}

function quotePattern(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
