import { type SigningKeys, verifyGrant } from '../domain/approval';
import { BadRequestError, NotFoundError } from '../domain/errors';
import { after, minute } from '../domain/instant';
import type { IssueStore } from '../domain/ports';
import { deskWord } from '../pages/desk/gate';
import { type KnownSession, signSession } from './desk/session';

const linkPauseMinutes = 30;

/**
 * Gives a reading session that typed the word the cookie that may change something, and marks the browser, so that a
 * person is asked once. Throws NotFoundError without a session, BadRequestError for another word. Nothing is stored.
 */
export async function unlockDesk(
  signingKeys: SigningKeys,
  request: { issue: number; read: string | undefined; word: string | undefined },
  now: string,
): Promise<KnownSession> {
  const keys = await signingKeys([request.read]);
  const { issue } = request;
  const grant = verifyGrant(request.read, { purpose: 'read', issue, now }, keys);
  if (!grant) throw new NotFoundError('No desk for this visitor.');
  if (request.word?.trim().toLowerCase() !== deskWord)
    throw new BadRequestError(`To open the desk, type the word “${deskWord}”.`);
  return signSession({ issue, session: grant.session }, keys, now);
}

/** Notes that somebody asked for a new link, at most once in half an hour. Whether it did is nobody's business. */
export async function askForLink(issues: Pick<IssueStore, 'askForLink'>, now: string): Promise<void> {
  await issues.askForLink(now, after(now, -linkPauseMinutes * minute));
}
