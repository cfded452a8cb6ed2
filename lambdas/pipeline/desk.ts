import { type SigningKey, type SigningKeys, signGrant, verifyGrant } from '../domain/approval';
import { NotFoundError } from '../domain/errors';
import { outageUpdates } from '../domain/outage-updates';
import { canBeReleased } from '../domain/parked';
import type { IncidentStore, IssueStore } from '../domain/ports';
import { deskPage } from '../pages/desk';
import { gatePage } from '../pages/desk-gate';
import { parkedSends } from '../pages/desk-sends';
import { everyIssue } from './knock';

export interface DeskWorld {
  issues: Pick<IssueStore, 'get' | 'unsettledSends'>;
  incidents: Pick<IncidentStore, 'get'>;
  signingKeys: SigningKeys;
}

export interface DeskSettings {
  newsletter: string;
  deskUrl: string;
  timeZone: string;
  coolingOffMinutes: number;
}

const sessionHours = 12;

/**
 * Exchanges the link of the mail for a cookie that the browser sends on the way in from another site (it only shows)
 * and, in a browser where a person typed the word before, for one it sends only from the desk itself (it may change).
 * Nothing is written, and the link stays as good as it was.
 */
export async function openDesk(
  world: DeskWorld,
  request: { issue: number; key: string | undefined; session: string; known: string | undefined },
  now: string,
): Promise<{ read: string; act?: string }> {
  const keys = await world.signingKeys([request.key, request.known]);
  const { issue, session } = request;
  if (!verifyGrant(request.key, { purpose: 'open', issue, now }, keys))
    throw new NotFoundError('No desk behind this link.');
  const grant = { issue, session, expiresAt: hoursAfter(now) };
  return {
    read: signGrant({ purpose: 'read', ...grant }, keys),
    ...(isKnown(request.known, now, keys) && { act: signGrant({ purpose: 'act', ...grant }, keys) }),
  };
}

/**
 * The desk of one issue, with a form token bound to this session and to the revision shown; only the issue, with a word
 * to type, in a browser that no person has been seen in.
 */
export async function showDesk(
  world: DeskWorld,
  settings: DeskSettings,
  request: { issue: number; read: string | undefined; known: string | undefined; styleNonce: string; notice?: string },
  now: string,
): Promise<string> {
  const keys = await world.signingKeys([request.read, request.known]);
  const grant = verifyGrant(request.read, { purpose: 'read', issue: request.issue, now }, keys);
  const issue = grant && (await world.issues.get(request.issue));
  if (!issue) throw new NotFoundError('No desk for this visitor.');
  if (!isKnown(request.known, now, keys)) return gatePage(issue, { ...settings, styleNonce: request.styleNonce });
  const formToken = signGrant(
    {
      purpose: 'form',
      issue: issue.number,
      session: grant.session,
      revision: issue.revision,
      expiresAt: hoursAfter(now),
    },
    keys,
  );
  const incidents = await world.incidents.get(issue.outages.map(({ id }) => id));
  const sends = (await world.issues.unsettledSends(issue.number)).filter((send) => canBeReleased(send, issue, now));
  return deskPage(issue, {
    ...settings,
    updates: outageUpdates(issue, incidents),
    formToken,
    parked: parkedSends(sends, { issue: issue.number, timeZone: settings.timeZone, formToken }),
    styleNonce: request.styleNonce,
    ...(request.notice && { notice: request.notice }),
  });
}

const isKnown = (known: string | undefined, now: string, keys: readonly SigningKey[]) =>
  verifyGrant(known, { purpose: 'known', issue: everyIssue, now }, keys) !== undefined;

const hoursAfter = (now: string) => new Date(Date.parse(now) + sessionHours * 3_600_000).toISOString();
