import { type Candidate, candidateDays } from '../domain/candidate';
import type { Entry } from '../domain/entry';
import { nameEntry } from '../domain/feed/entry-name';
import { after, day } from '../domain/instant';
import { printableLink } from '../domain/link/canonical-link';
import { vendorOf } from '../domain/link/vendor';
import type { CandidateStore } from '../domain/ports';
import type { ScoreModel } from '../domain/score/model';
import { scoreCandidate } from '../domain/score/score-candidate';
import type { Source } from '../domain/source';
import { linkFingerprint, titleFingerprint } from '../domain/story/fingerprint';

/** Turns new entries into candidates. An entry without a link cannot be printed; one older than 90 days is history. */
export async function takeEntries(
  world: { candidates: Pick<CandidateStore, 'tell'>; model: ScoreModel },
  source: Source,
  entries: readonly Entry[],
  now: string,
): Promise<{ brought: number; joined: number }> {
  const told = { brought: 0, joined: 0 };
  const oldest = after(now, -candidateDays * day);
  for (const entry of entries) {
    if (!entry.url || (entry.publishedAt ?? now) < oldest) continue;
    const candidate = candidateFrom(entry, source, world.model, now);
    told[await world.candidates.tell(candidate, titleFingerprint(candidate.title, candidate.url))]++;
  }
  return told;
}

/** Whether the page is on the source's own host, with or without `www.`. */
function isAtHome(url: string, source: Source): boolean {
  const page = hostOf(url);
  return [source.site, source.url].some(
    (address) => address !== undefined && URL.canParse(address) && hostOf(address) === page,
  );
}

const hostOf = (address: string) => new URL(address).host.replace(/^www\./, '');

function candidateFrom(entry: Entry, source: Source, model: ScoreModel, now: string): Candidate {
  const title = nameEntry(entry);
  const { score, reasons } = scoreCandidate(model, { ...entry, title, source: source.title }, now);
  return {
    id: linkFingerprint(entry.url),
    title,
    url: printableLink(entry.url),
    vendor: vendorOf(entry.url),
    ...(entry.author && { author: entry.author }),
    ...(entry.summary && { summary: entry.summary }),
    ...(entry.publishedAt && { publishedAt: entry.publishedAt }),
    sourceTitle: source.title,
    sourceId: source.id,
    ...(isAtHome(entry.url, source) && { atHome: true as const }),
    toldBy: [source.id],
    firstSeenAt: now,
    score,
    reasons,
  };
}
