import {
  knownDays,
  type SigningKey,
  type SigningKeys,
  sessionHours,
  signGrant,
  verifyGrant,
} from '../../domain/approval';
import { NotFoundError } from '../../domain/errors';
import { after, day, hour } from '../../domain/instant';
import type { Issue } from '../../domain/issue';
import type { IssueStore } from '../../domain/ports';

export interface SessionWorld {
  issues: Pick<IssueStore, 'get'>;
  signingKeys: SigningKeys;
}

/** A visit that may see one issue's desk, and the token for its forms. */
export interface Visit {
  issue: Issue;
  formToken: string;
  /** Whether a person has been seen in this browser; only the issue is for one that has not. */
  isKnown: boolean;
}

/** Issue number of a grant that is for every issue. */
export const everyIssue = 0;
/** Before any token expired. */
const whenever = '';

/** The issue behind a reading cookie, with a form token bound to this session and to the revision shown. Throws NotFoundError for anybody else. */
export async function readVisit(
  world: SessionWorld,
  request: { issue: number; read: string | undefined; known: string | undefined },
  now: string,
): Promise<Visit> {
  const keys = await world.signingKeys([request.read, request.known]);
  const grant = verifyGrant(request.read, { purpose: 'read', issue: request.issue, now }, keys);
  const issue = grant && (await world.issues.get(request.issue));
  if (!issue) throw new NotFoundError('No desk for this visitor.');
  return { issue, formToken: signForm(issue, grant.session, keys, now), isKnown: isKnown(request.known, now, keys) };
}

/** A form of the visitor's own session, as far as it can be believed. */
export interface Acting {
  issue: Issue;
  /** The revision that the form's page showed. */
  shown: number;
  /** The form is of this very session. One of an earlier session, or one that has expired, may say what was wanted and do nothing. */
  isOwn: boolean;
  /** A token for another form. */
  sign: (issue: Issue) => string;
  /** In a browser where nobody typed a word before: the session that an approval, which takes one, leads to. */
  unlocks?: () => KnownSession;
}

/**
 * The issue behind a form of the desk. Throws NotFoundError for a forged form, without a session that acts, and for anything but an
 * approval from a browser that no person was seen in.
 */
export async function readAct(
  world: SessionWorld,
  request: { issue: number; action?: string; act: string | undefined; form: Record<string, string> },
  now: string,
): Promise<Acting> {
  const keys = await world.signingKeys([request.act, request.form['form']]);
  const known = verifyGrant(request.act, { purpose: 'act', issue: request.issue, now }, keys);
  const unknown = verifyGrant(request.act, { purpose: 'approve', issue: request.issue, now }, keys);
  const act = known ?? (request.action === 'approve' ? unknown : undefined);
  const form = verifyGrant(request.form['form'], { purpose: 'form', issue: request.issue, now: whenever }, keys);
  if (!act || !form) throw new NotFoundError('No desk for this visitor.');
  const issue = await world.issues.get(request.issue);
  if (!issue) throw new NotFoundError(`There is no issue #${request.issue}.`);
  const { session, issue: number } = act;
  return {
    issue,
    shown: form.revision,
    isOwn: act.session === form.session && form.expiresAt > now,
    sign: (stored) => signForm(stored, session, keys, now),
    ...(!known && { unlocks: () => signSession({ issue: number, session }, keys, now) }),
  };
}

/** Whether a person has typed the word in this browser. */
export const isKnown = (known: string | undefined, now: string, keys: readonly SigningKey[]) =>
  verifyGrant(known, { purpose: 'known', issue: everyIssue, now }, keys) !== undefined;

function signForm(issue: Issue, session: string, keys: readonly SigningKey[], now: string): string {
  const { number, revision } = issue;
  return signGrant({ purpose: 'form', issue: number, session, revision, expiresAt: sessionEnd(now) }, keys);
}

/** What a browser holds in which a person was seen. */
export interface KnownSession {
  read: string;
  act: string;
  known: string;
}

/** The cookies for a session in which a person has just typed a word. */
export function signSession(
  about: { issue: number; session: string },
  keys: readonly SigningKey[],
  now: string,
): KnownSession {
  const session = { ...about, expiresAt: sessionEnd(now) };
  return {
    read: signGrant({ purpose: 'read', ...session }, keys),
    act: signGrant({ purpose: 'act', ...session }, keys),
    known: signGrant({ purpose: 'known', issue: everyIssue, expiresAt: after(now, knownDays * day) }, keys),
  };
}

/** When a session that begins at `now` (ISO 8601) ends. */
export const sessionEnd = (now: string) => after(now, sessionHours * hour);
