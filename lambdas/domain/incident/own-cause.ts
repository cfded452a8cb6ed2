import { providersIn } from './providers';
import { regionCodesIn } from './regions';

/** Words that put a cause with the speaker. */
export const OWN =
  /\b(on our (own )?(side|end|part)|our own|of ours|by (mistake|accident)|(accidental|mistaken|inadvertent)ly|misconfigur\w+|we (had )?(removed|changed|disabled|deleted|updated|upgraded|rotated|moved|deployed|pushed|released|rolled|enabled|configured|introduced|made|renamed|exceeded|broke|forgot|missed|hit|reached|exhausted|used up|ran into)|(?:on|of) our own accord|we were (too )?(slow|late|wrong)\b|(an?|one of our) (administrator|admin|engineer|colleague|operator|employee|developer)s? (had )?\w+ed|(a|an|our|the|recent|faulty|bad|last|latest|new|failed|botched|[\d.]+) (\w+ )?(deploy(ment)?|release)|code change|configuration (change|error|update|push)|schema (change|migration)|database migration|firewall rule|feature flag|bugs? (in|with|of) (our|the)|(a )?change (to|in) our|our (configuration|bug|code|certificate|credentials|account|quota|token|rules?)|quota|rate limits? (on|of) our|(api )?(key|token|certificate|credential)s? (had |has |have )?(expired|rotated|rotation)|expired (api )?(key|token|certificate|credential)s?|internal(ly)?)\b/i;
/** What breaks at home: said of nobody else in the sentence, it is a cause of the speaker's own. */
const AT_HOME =
  /\b((memory|connection|file descriptor) leaks?|out[- ]of[- ]memory|missing index(es)?|slow quer(y|ies)|runaway quer(y|ies)|regression|bugs?|typo|race condition|deadlocks?|we (shipped|switched|raised|lowered|replaced|re-?index\w*|rate-limit\w*|pause\w*|started|ran)|our (last|latest|new|recent) \w+|(bad|failed|botched) (migration|upgrade|rollout|merge|import)|by mistake|one of our( own)? \w+|maintenance (overran|took longer)|translation|schema change|a colleague|certificate)\b/i;
const REVERTED =
  /\b((has|have|was|were)( now)? been|we( have| are|['’]ve|['’]re)?( now)?|be) (revert\w*|roll(ed|ing) (it )?back)\b/i;
const STATES =
  /\b(caused by|due to|because|result of|root cause|traced (it )?to|triggered by|introduced by|after|since|broke|makes?|from (a|an|our) (bad|failed|faulty|wrong|broken|botched)|comes? from|came from|turned out to be|rolled back|rolling back|revert(ed|ing)|too long|overran)\b/i;
const OTHERS = /\b(upstream|third[- ]party|providers?['’]?s?|vendors?|their)\b/i;

/** A cause and what it is said to be, up to the end of the clause. */
const CAUSED =
  /\b(?:caused by|due to|because(?: of)?|owing to|as an? results? of|resulted from|triggered by|introduced by|broken by|(?:comes?|came|stems?|stemmed) from)\s+((?:(?! (?:and|but|so|while|which|where)\b)(?:[^.;:,]|\.(?=\w))){3,90})/gi;
const AFTER = /\b(?:after|since|following)\s+((?:(?! (?:and|but|so|while|which|where)\b)(?:[^.;:,]|\.(?=\w))){3,90})/gi;
/** "since we bumped the image": something the speaker did, and did not merely see or wait for. */
const WE_DID =
  /\b(?:since|after|because|when|as) we (?:had |have )?(?!(?:notic|detect|observ|experienc|start|learn|identif|report|receiv|continu|investigat|work|wait|rel|depend|host|us|resum|fail|need|see|ow)\w*\b)(?:\w+ed|set|put|let|cut|sent|ran|took|made|gave|broke|built|wrote|lost)\b([^.;:,]{0,60})/i;
/** Things done or met at home, which trouble follows. */
const ACT =
  /\b(updat\w+|upgrad\w+|patch\w*|deploy\w*|releas\w+|rollout|rolled out|migrat\w+|maintenance|chang\w+|rebuil\w+|restart\w*|reboot\w*|re-?index\w*|import\w*|cut-?over|expir\w+|filled|ran (?:out|late|long)|crash\w*|overload\w*|exhaust\w*|leak\w*|renew\w*|rotat\w+|renam\w+|merg\w+|refactor\w*|scal(?:ed|ing)|drill|experiment)\b/i;
/** A cause that names nobody but is no cause of one's own either: somebody else, or only the symptom again. */
const VAGUE =
  /\b(upstream|third[- ]part(?:y|ies)|external|providers?|vendors?|partners?|carriers?|suppliers?|hosts?|hosting|hosted|processors?|operators?|their|theirs|they|them|isps?|data ?cent(?:er|re)s?|cloud|regional|region|outages?|incidents?|issues?|problems?|disruptions?|events?|degrad\w+|unavailab\w*|unreachable|downtime|down|errors?|latenc\w+|timeouts?|delays?|delayed|slow\w*|connectivity|networks?|networking|power|internet|it|this(?! (?:morning|afternoon|evening|week)['’]s)|that|which|fix|fixes|fixed|mitigat\w+|recover\w*|restor\w+|fail\w* to|service|api)\b/i;
/** Software that stands on one's own machines: its name is nobody else's. */
const SOFTWARE =
  /\b(?:I|SSL|TLS|DNS|CPU|RAM|SQL|JSON|CSV|XML|PDF|UI|VM|VPN|NTP|DDoS|Redis|Postgre\w*|MySQL|MariaDB|Kafka|Kubernetes|RabbitMQ|Elasticsearch|Nginx|HAProxy|Linux|Java|PHP|Python|Ruby|Android|iOS|Memcached|Cassandra|ClickHouse|Consul|Vault|Terraform)\b/g;
const NAMED = /(?<=[\s"“(])\p{Lu}[\p{L}\d.]*/u;
/** "a connection pool of ours was exhausted", "our storage array failed": a thing of one's own, broken. */
const BROKEN =
  /\b(?:our|an?|the)\s+(?:[\w-]+ ){0,3}?(?:worker|job|queue|cache|disk|node|server|replica|index|pool|balancer|array|database|table|cron|process|consumer|broker|certificate|script|importer|indexer|parser|scheduler|volume|shard|migration|deploy(?:ment)?|release|rollout|upgrade|patch|update|drill|batch)s?(?: of ours)? (?:\w+ ){0,2}?(?:failed|crashed|filled|overran|expired|overflowed|leaked|locked|hung|stalled|died|broke|delayed|ran (?:out|late|long|hot|over)|took (?:\w+ ){0,2}(?:down|longer)|(?:was|were|is|are|got|has been|have been|had) (?:\w+ )?(?:exhausted|saturated|overloaded|stuck|deadlocked|locked|full|expired|corrupt\w*|overrun|misplaced|not renewed))\b/i;
const CURED =
  /\b(?:we(?:['’]ve| have)? (?:renewed|repaired|patched)|we(?:['’]re| are) (?:now )?(?:rebooting|rolling back)|(?:is|are) being rolled back)\b/i;

/**
 * Whether one sentence puts the trouble down to the speaker: by words for it; by a cause it states that is neither
 * anybody else nor the mere symptom ("due to a stuck job"); by what of its own it says broke, or was put right.
 */
export function ownsUp(sentence: string): boolean {
  if (REVERTED.test(sentence)) return true;
  if (STATES.test(sentence) && (OWN.test(sentence) || AT_HOME.test(sentence)) && !OTHERS.test(sentence)) return true;
  if ([...sentence.matchAll(CAUSED)].some(([, cause]) => isOfNobodyElse(cause!))) return true;
  if ([...sentence.matchAll(AFTER)].some(([, act]) => ACT.test(act!) && isOfNobodyElse(act!))) return true;
  const did = WE_DID.exec(sentence)?.[1];
  if (did !== undefined && isOfNobodyElse(` ${did} `)) return true;
  return (BROKEN.test(sentence) || CURED.test(sentence)) && !OTHERS.test(sentence) && !namesAnybody(sentence);
}

const isOfNobodyElse = (cause: string) => !VAGUE.test(cause) && !namesAnybody(` ${cause}`);

function namesAnybody(words: string): boolean {
  return NAMED.test(words.replace(SOFTWARE, '')) || providersIn(words).length > 0 || regionCodesIn(words).length > 0;
}
