import type { Incident } from '../incident';
import { ownsUp } from './own-cause';
import { providerOfPage, providerOfService } from './providers';
import { regionsIn } from './regions';

export const MINUTE = 60_000;
/** How long after the cause ended an effect may still begin. */
export const LATE = 45 * MINUTE;
const LONGEST_OPEN = 24 * 60 * MINUTE;
const UNKNOWN_LENGTH = 6 * 60 * MINUTE;
/** Names too ordinary to be looked for in other people's sentences. */
const ORDINARY =
  /^(status|service|services|api|cloud|network|platform|support|web|app|data|global|system|systems|unknown service|production)$/i;

/** More than these are everywhere. */
const MOST_REGIONS = 10;
const GENERIC =
  /^(?:(?:data|data ?cent(?:er|re)s?|dns|cdn|email|mail|sms|cent(?:er|re)s?|networks?|hosting|cloud|systems?|technologies|internet|telecom|communications|platform|payments?|inc\.?|ltd\.?|gmbh|labs?|services?)(?: |$))+$/;
const ANOTHER_DAY =
  /\b(next (week|month|year|quarter)|tomorrow|last (week|month|year)|will (be )?(mov|migrat)\w+|plan(s|ned|ning)? to|migrat\w+ (to|from)|precaution\w*|to be (?:safe|on the safe side)|simulat\w+|drills?|exercise|rehears\w+|game ?day|mov(e|ing|ed) (\w+ )?(away|out))\b/i;

/** One incident put under the one that led to it, and why, in words for a person. */
export interface Grouped {
  key: string;
  group: string;
  reason: string;
}

/** An incident as the grouping sees it: what it says of others, where it failed, and from when to when (milliseconds). */
export interface Suspect {
  incident: Incident;
  sentences: string[];
  regions: string[];
  names: string[];
  provider: string | undefined;
  /** Providers whose status pages it links to. */
  links: string[];
  /** It says that the cause was its own. */
  ownsUp: boolean;
  from: number;
  to: number;
}

/** Reads an incident for the grouping. One without an end lasts a day at most, one of unknown length six hours. */
export function suspectOf(incident: Incident): Suspect {
  const said = [incident.title, ...(incident.blames ?? []), ...(incident.quote === undefined ? [] : [incident.quote])];
  const sentences = [...new Set(said.map((sentence) => withoutLinks(nameStatusPages(sentence))))];
  const from = Date.parse(incident.startedAt);
  const open =
    incident.endedAt === undefined
      ? LONGEST_OPEN
      : incident.endedAt === incident.startedAt
        ? UNKNOWN_LENGTH
        : Date.parse(incident.endedAt) - from;
  const bare = incident.service.replace(/\s*\([^)]*\)/g, '').trim();
  const short = bare.replace(/\.(?:io|com|ai|dev|app|net|org|co|sh)$/i, '');
  const names = [...new Set([incident.service, bare, short])].filter(
    (name) => name.length >= 3 && !ORDINARY.test(name),
  );
  const here = sentences.filter(isOfNow).map(withoutRefuge);
  const named = regionsIn([...here, incident.service, ...incident.components].join(' \n '));
  const regions = named.length > MOST_REGIONS ? [] : named;
  const links = said.flatMap((sentence) =>
    [...sentence.matchAll(/https?:\/\/([a-z\d.-]+)/gi)].map((match) => providerOfPage(match[1]!)),
  );
  return {
    incident,
    sentences,
    regions,
    names,
    provider: providerOfService(incident.service)?.name,
    links: [...new Set(links.filter((name) => name !== undefined))],
    ownsUp: incident.facts?.own === true || sentences.some(ownsUp),
    from,
    to: from + Math.max(0, open),
  };
}

/** Whether two incidents are of one page or one provider, so that neither can be put down to the other. */
export function isSamePage(a: Suspect, b: Suspect): boolean {
  return (
    a.incident.sourceId === b.incident.sourceId ||
    a.incident.service === b.incident.service ||
    (a.provider !== undefined && a.provider === b.provider)
  );
}

/** Whether two incidents may be one: they touch in time and do not name different regions. */
export function overlap(a: Suspect, b: Suspect): boolean {
  const conflicting =
    a.regions.length > 0 && b.regions.length > 0 && !a.regions.some((region) => b.regions.includes(region));
  return !conflicting && b.from <= a.to + LATE && a.from <= b.to + LATE && Math.abs(a.from - b.from) <= UNKNOWN_LENGTH;
}

/** Whether the page itself calls it more than minor. */
export function isHeavy(incident: Incident): boolean {
  return incident.impact === 'major' || incident.impact === 'critical';
}

/** Companies are called by less than their full name: "Holtwood" for "Holtwood Data Centers". */
export function isNameOf(called: string, name: string): boolean {
  const full = name.toLowerCase();
  return full === called || (full.startsWith(`${called} `) && GENERIC.test(full.slice(called.length + 1)));
}

/** A link to a status page says whose trouble it is: "https://status.fastly.com/incidents/1" is read as "fastly". */
const nameStatusPages = (sentence: string) =>
  sentence.replace(
    /https?:\/\/(?:www\.)?(?:(?:status|health|trust)\.([a-z\d-]{3,})|([a-z\d-]{3,}?)-?status)\.[a-z.]+[^\s,;)]*/gi,
    '$1$2',
  );

/** Any other link names whoever wrote the page it leads to. */
const withoutLinks = (sentence: string) => sentence.replace(/https?:\/\/\S+/gi, '');

/** "Failing over to us-west-2": where the traffic goes is where it works. */
const withoutRefuge = (sentence: string) =>
  sentence.replace(
    /\b(fail\w* over|mov(e|ed|ing)|shift\w*|rerout\w*|re-rout\w*|divert\w*|redirect\w*|switch\w*|evacuat\w*|drain\w*)\b([^.;]{0,40}? )?(to|into|towards) [^.;]*/gi,
    '$1',
  );

/** Where somebody will go, or was once, is not where it fails now. */
const isOfNow = (sentence: string) => !ANOTHER_DAY.test(sentence);
