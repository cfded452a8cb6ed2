import { signGrant, verifyGrant } from '../domain/approval';
import { NotFoundError } from '../domain/errors';
import { type Issue, printedArticles, printedOutages } from '../domain/issue';
import { adviseOn } from '../domain/issue/checks';
import { isUndelivered } from '../domain/issue/delivery';
import { kindOf } from '../domain/issue/notices';
import { outageUpdates } from '../domain/issue/outage-updates';
import { canBeReleased, mostUnsettled } from '../domain/issue/parked';
import type { CandidateStore, IncidentStore, IssueStore, ReceiptStore, SendRecord } from '../domain/ports';
import { deskPage } from '../pages/desk';
import { gatePage } from '../pages/desk/gate';
import { parkedSends } from '../pages/desk/sends';
import { undeliveredMail } from '../pages/desk/undelivered';
import { isKnown, readVisit, type SessionWorld, sessionEnd } from './desk/session';
import { findPrintedItems } from './find-printed';

export interface DeskWorld extends SessionWorld {
  issues: Pick<IssueStore, 'get' | 'unsettledSends'>;
  incidents: Pick<IncidentStore, 'get'>;
  candidates: Pick<CandidateStore, 'best' | 'printed' | 'printedTitles'>;
  receipts: Pick<ReceiptStore, 'read'>;
}

export interface DeskSettings {
  newsletter: string;
  deskUrl: string;
  /** Whom the draft was mailed to. */
  editor: string;
  timeZone: string;
  coolingOffMinutes: number;
  /** Where readers leave the list, as `PublishSettings` has it: a preview shows it too. */
  unsubscribe?: readonly string[];
}

/** One look at a page of the desk. */
export interface DeskRequest {
  issue: number;
  /** The cookie that shows, and the mark of a browser in which a person was seen. */
  read: string | undefined;
  known: string | undefined;
  styleNonce: string;
  query: Record<string, string | undefined>;
  format: string;
}

/**
 * Exchanges the link of the mail for a cookie that the browser sends on the way in from another site (it only shows)
 * and one it sends only from the desk itself: it may change, in a browser where a person typed a word before, and in
 * any other only approve, which takes a word. Nothing is written, and the link stays as good as it was.
 */
export async function openDesk(
  world: DeskWorld,
  request: { issue: number; key: string | undefined; session: string; known: string | undefined },
  now: string,
): Promise<{ read: string; act: string }> {
  const keys = await world.signingKeys([request.key, request.known]);
  const { issue, session } = request;
  if (!verifyGrant(request.key, { purpose: 'open', issue, now }, keys))
    throw new NotFoundError('No desk behind this link.');
  const grant = { issue, session, expiresAt: sessionEnd(now) };
  return {
    read: signGrant({ purpose: 'read', ...grant }, keys),
    act: signGrant({ purpose: isKnown(request.known, now, keys) ? 'act' : 'approve', ...grant }, keys),
  };
}

/**
 * The desk of one issue, with a form token bound to this session and to the revision shown; only the issue, with a word
 * to type, in a browser that no person has been seen in.
 */
export async function showDesk(
  world: DeskWorld,
  settings: DeskSettings,
  request: DeskRequest,
  now: string,
): Promise<string> {
  const { issue, formToken, isKnown: known } = await readVisit(world, request, now);
  if (!known) return gatePage(issue, { ...settings, formToken, styleNonce: request.styleNonce });
  const [incidents, unsettled, printed, undelivered] = await Promise.all([
    world.incidents.get(issue.outages.map(({ id }) => id)),
    world.issues.unsettledSends(issue.number),
    issue.state === 'draft' ? printedBefore(world, issue) : new Map<string, number>(),
    findUndelivered(world, settings, issue, now),
  ]);
  const sends = unsettled.filter((send) => canBeReleased(send, issue, now));
  return deskPage(issue, {
    ...settings,
    updates: outageUpdates(issue, incidents),
    advice: adviseOn(issue, printed),
    formToken,
    undelivered: undelivered && undeliveredMail(undelivered, settings.timeZone),
    parked: parkedSends(sends, {
      issue: issue.number,
      timeZone: settings.timeZone,
      formToken,
      more: unsettled.length >= mostUnsettled,
    }),
    styleNonce: request.styleNonce,
  });
}

/** Which of its items an earlier issue printed, by id, with the number; what is told once more was meant to be. */
const printedBefore = ({ candidates }: DeskWorld, issue: Issue): Promise<Map<string, number>> =>
  findPrintedItems(candidates, {
    articles: printedArticles(issue),
    outages: printedOutages(issue).filter(({ followsUp }) => !followsUp),
  });

/** The draft's mail, if it did not arrive; once the editor has acted on the draft, it has done its work. */
async function findUndelivered(
  { receipts }: DeskWorld,
  { editor }: DeskSettings,
  issue: Issue,
  now: string,
): Promise<SendRecord | undefined> {
  if (issue.state !== 'draft') return undefined;
  const [record] = await receipts.read(issue.number, [{ kind: kindOf('draft', issue), recipient: editor }]);
  return record && isUndelivered(record, now) ? record : undefined;
}
