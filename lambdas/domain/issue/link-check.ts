import { decodeText } from '../feed/charset';
import { type PageHead, readPageHead } from '../feed/page-head';
import type { FetchAnswer } from '../fetch/fetch-answer';
import { hostOf } from '../link/publisher';

/** What became of a printed link: `unsure` when the site would not talk to us, which says nothing of a reader's browser. */
export interface LinkVerdict {
  state: 'fine' | 'dead' | 'looks-dead' | 'paid' | 'unsure';
  /** A sentence for a person; absent when it is fine. */
  because?: string;
}

const missing =
  /^\W*404\b|\berror 404\b|[|–—:-]\s*404\W*$|\b(?:page|article|post|document|file|url)\b.{0,30}\b(?:not|cannot be|can.?t be|no longer|doesn.?t|does not)\b.{0,20}\b(?:found|exist|available|here)|^\s*not found\b|\bnothing (?:was )?found\b|\bthis page (?:is gone|has moved|isn.?t available)/i;
/** Whose articles most readers cannot open, whatever their pages say. */
const paidHosts = new Set(['wsj.com', 'ft.com', 'nytimes.com', 'bloomberg.com', 'economist.com', 'theinformation.com']);

/** Judges one link by what the guarded fetcher brought back for it. */
export function judgeLink(url: string, answer: FetchAnswer): LinkVerdict {
  if (answer.kind === 'gone') return { state: 'dead', because: 'The page is gone for good (410).' };
  if (answer.kind === 'refused') return { state: 'unsure', because: answer.reason };
  if (answer.kind === 'failed') {
    if (answer.status === 404) return { state: 'dead', because: 'There is no such page (404).' };
    const silent = answer.status === undefined;
    return { state: silent ? 'looks-dead' : 'unsure', because: answer.reason };
  }
  if (answer.kind === 'unchanged') return { state: 'fine' };
  const isPage = answer.contentType === undefined || /html/i.test(answer.contentType);
  if (!isPage) return { state: 'fine' };
  const head = readPageHead(decodeText(answer.body, answer.contentType));
  const soft = softReason(url, answer.finalUrl, head);
  if (soft !== undefined) return { state: 'looks-dead', because: soft };
  if (head.paid || paidHosts.has(hostOf(url)))
    return { state: 'paid', because: 'Readers may meet a paywall, by what the site says of itself.' };
  return { state: 'fine' };
}

function softReason(asked: string, reached: string, { title, heading }: PageHead): string | undefined {
  const said = [title, heading].find((text) => text !== undefined && missing.test(text));
  if (said !== undefined) return `It answers, but its page says “${said.slice(0, 80)}”.`;
  if (pathOf(asked).length > 1 && pathOf(reached).length <= 1)
    return `It leads to the front page of ${hostOf(reached)}.`;
  return undefined;
}

/** Without the last slash, a query or what follows. */
const pathOf = (url: string) => (URL.canParse(url) ? new URL(url).pathname.replace(/\/+$/, '/') : '');
