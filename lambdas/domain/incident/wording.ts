import type { Impact, Stage } from '../incident';
import { providerOfService } from './providers';

const STAGE_WORDS: [RegExp, Stage][] = [
  [/^(post[- ]?mortem|rca|root cause( analysis)?)( (published|added))?$/, 'postmortem'],
  [
    /^(resolved|fixed|closed|service restored|restored|available|operational|operating normally|mitigated and resolved|recovered|false alarm|ok|all clear|solved)$/,
    'resolved',
  ],
  [
    /^(scheduled|planned|not started|notstartedyet|upcoming|maintenance[_ ]scheduled|scheduled maintenance)$/,
    'scheduled',
  ],
  [/^(in[ _-]?progress|inprogress|maintenance[_ ]in[_ ]progress|under ?maintenance)$/, 'in-progress'],
  [/^verifying$/, 'verifying'],
  [/^(completed?|maintenance[_ ]complete|maintenance completed)$/, 'completed'],
  [
    /^(investigating|investigation|open|opened|detected|active|triggered|down|started|new|acknowledged|reported|ongoing)$/,
    'investigating',
  ],
  [
    /^(identified|fixing|mitigating|cause identified|service (disruption|outage|information)|service_(disruption|outage|information))$/,
    'identified',
  ],
  [/^(monitoring|watching|mitigated|recovering|fix implemented)$/, 'monitoring'],
  [/^(update|updated|informational|note|ongoing update)$/, 'update'],
];
const PREFIX = /^\s*(?:\[([^\]]{2,40})\]|\(([^)]{2,40})\)|([a-z][a-z -]{1,38}?)\s*(?::|\s[-–—]\s))\s*/i;
const SUFFIX =
  /\s*(?:[-–—]\s*|\[|\()(resolved|closed|completed?|mitigated|monitoring|investigating|identified|update|updated|active|fixed|post[- ]?mortem)[\])]?\s*$/i;

/** The stage a provider's own word stands for ("Watching", "SERVICE_OUTAGE", "Fixed"), if it is one. */
export function stageOf(word: unknown): Stage | undefined {
  if (typeof word !== 'string' || word.length > 60) return undefined;
  const plain = word
    .trim()
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/[.:!]+$/, '');
  return STAGE_WORDS.find(([pattern]) => pattern.test(plain))?.[1];
}

/** The stage in front of or behind a title ("[Resolved] …", "RESOLVED: …", "… - Mitigated"). */
export function stageOfTitle(title: string): Stage | undefined {
  const before = PREFIX.exec(title);
  if (before !== null) {
    const words = (before[1] ?? before[2] ?? before[3] ?? '').toLowerCase();
    const stage = stageOf(words) ?? (/^service is operating normally/.test(words) ? 'resolved' : undefined);
    if (stage !== undefined) return /\[resolved\]/i.test(title) ? 'resolved' : stage;
  }
  if (/\[resolved\]/i.test(title)) return 'resolved';
  return stageOf(SUFFIX.exec(title)?.[1]);
}

/** The title without its stage marks: "[Resolved] API down" and "API down - Monitoring" are both "API down". */
export function bareTitle(title: string): string {
  let bare = title.trim();
  for (let round = 0; round < 3; round += 1) {
    const mark = PREFIX.exec(bare);
    const words = mark === null ? '' : (mark[1] ?? mark[2] ?? mark[3] ?? '');
    const isMark =
      stageOf(words) !== undefined ||
      /^(service (is operating normally|impact|degradation|disruption|issue)|informational message|performance issues|incident|outage|notice)$/i.test(
        words.trim(),
      );
    if (mark !== null && isMark && bare.length > mark[0].length) bare = bare.slice(mark[0].length);
  }
  const tail = SUFFIX.exec(bare);
  return tail !== null && tail.index > 0 ? bare.slice(0, tail.index) : bare;
}

/** The bare title reduced to its words, for comparing. */
export function titleCore(title: string): string {
  return bareTitle(title)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(' ');
}

/**
 * Whether a title announces scheduled work rather than trouble: it is about maintenance, and neither says that it
 * was unplanned nor that something broke because of it.
 */
export function isMaintenanceTitle(title: string): boolean {
  if (
    /\b(unplanned|unscheduled|emergency|outage|incident|degrad\w*|errors?|fail\w*|issues?|disruption|unavailab\w*|overr[au]n\w*|after|following|caused|due to|latency|delay\w*|problems?|interruption)\b/i.test(
      title.replace(/^\W*(incident|update)\s*:/i, ''),
    )
  )
    return false;
  return /\b(maintenance|scheduled (upgrade|downtime|work|change)|planned (upgrade|downtime|work|change|migration))\b/i.test(
    title,
  );
}

/** Whether a title only says that something is paused, with no trouble named: pages pause on purpose, and say so beforehand. */
export function isPauseNotice(title: string): boolean {
  return /\b(is|are|will be|being) (now |currently |temporarily |proactively )*paused\W*$/i.test(title);
}

/** Whether an item says that nothing is wrong ("All Systems Operational", "No known issues"). */
export function isAllClear(title: string): boolean {
  return /^\W*(all (systems?|services?|components?)( are)?( currently)?( now)? (operational|up|online|(running|operating|functioning|working)( normally)?|fine|ok|go)|no (known |open |active |current |ongoing |new )?(incidents?|issues?|outages?|problems?)( (were )?(reported|today|at this time|to report|known|currently|recorded))*|(we are|everything is) (fully |all )?(operational|good|running normally)|systems? operational|status:? (operational|ok|green|normal)|service is operating normally|operational|everything (is )?(ok|operational))\W*$/i.test(
    title,
  );
}

/** The impact the words speak of, for pages that do not grade their incidents. */
export function impactOfWords(text: string): Impact {
  if (
    /\b(complete(ly)?|total|full|global|widespread|major) (\w+ )?(outage|unavailab\w+|failure|loss)\b|\bcompletely (down|unavailable)\b|\ball (customers|users|requests|regions|traffic) (are|were|is|was)? ?(affected|impacted|failing|failed|unable|down)\b/i.test(
      text,
    )
  )
    return 'critical';
  if (
    /\b(outages?|unavailab\w+|down(time)?|offline|inaccessible|degraded availability|service disruption|unable to|cannot|can't|fails?|failed|failing|failures?|not (loading|working|responding)|5\d\d errors?|unreachable)\b/i.test(
      text,
    )
  )
    return 'major';
  return 'minor';
}

/** The word a page uses for how bad it is, as an impact; undefined when it says nothing known. */
export function impactOf(word: unknown): Impact | undefined {
  if (typeof word !== 'string') return undefined;
  const plain = word.toLowerCase().replace(/[^a-z]/g, '');
  if (/^(none|operational|nonotice|informational|info|available|noimpact)$/.test(plain)) return 'none';
  if (
    /^(minor|low|degraded|degradedperformance|serviceinformation|performanceissues?|notice|minoroutage|warning)$/.test(
      plain,
    )
  )
    return 'minor';
  if (/^(major|medium|partial|partialoutage|servicedisruption|incident|disruption|moderate|high)$/.test(plain))
    return 'major';
  if (/^(critical|majoroutage|fulloutage|outage|serviceoutage|downtime|down|emergency|severe)$/.test(plain))
    return 'critical';
  return undefined;
}

/** The service a page speaks for: its title without "Status", "Incident History", "RSS feed" and the like. */
export function serviceOfPage(title: string | undefined, url: string): string {
  const name = (title ?? '')
    .replace(
      /\s*[-–—|:•]\s*(incident history|incidents?|status( page)?( history)?|history|updates?|feed|rss( feed)?|atom( feed)?|notices|service status|system status|uptime)\s*$/i,
      '',
    )
    .replace(/\s*[-–—|:•]\s*(incident history|incidents?|status( page)?( history)?|history)\s*$/i, '')
    .replace(
      /\b('s)?\s*(public |official |system |systems |service |services |live )*(status|health)( page| dashboard| history| updates| feed| rss)*$/i,
      '',
    )
    .replace(/^(status( page)?|incidents|updates) (of|for|from)\s+/i, '')
    .replace(/\s+(incident history|incidents|outages|status page)$/i, '')
    .trim();
  if (name !== '' && !/^(status|incidents?|feed|history|rss|atom)$/i.test(name)) return name;
  return serviceOfHost(url);
}

/** A name made from the host: status.acme.io and www.acmestatus.com are both "Acme"; the host itself when nothing is left. */
export function serviceOfHost(url: string): string {
  let host = '';
  try {
    host = new URL(url).hostname;
  } catch {
    return 'Unknown service';
  }
  const parts = host.split('.');
  const labels = (parts.length > 1 ? parts.slice(0, -1) : parts).filter(
    (label) =>
      !/^(www|status|health|statuspage|api|uptime|feeds?|rss|com|org|net|io|co|dev|app|cloud|uk|de|ai|sh|instatus|betteruptime|betterstack)$/.test(
        label,
      ),
  );
  const label = (labels.at(-1) ?? '').replace(/[-]?status$/, '');
  const known = providerOfService(label.charAt(0).toUpperCase() + label.slice(1)) ?? providerOfService(label);
  if (known !== undefined && known.name.toLowerCase() === label) return known.name;
  return label === '' ? host : label.charAt(0).toUpperCase() + label.slice(1);
}
