import { type SigningKeys, verifyGrant } from '../domain/approval';
import { BadRequestError, NotFoundError, StaleRevisionError, WrongStateError } from '../domain/errors';
import { approve, type Decision, decideItem, type Issue, pullBack, reject } from '../domain/issue';
import { takeUpUpdates } from '../domain/outage-updates';
import { canBeReleased } from '../domain/parked';
import type { IncidentStore, IssueStore } from '../domain/ports';
import { stalePage } from '../pages/stale';

export interface DecideWorld {
  issues: Pick<IssueStore, 'get' | 'save' | 'unsettledSends' | 'releaseSend'>;
  incidents: Pick<IncidentStore, 'get'>;
  signingKeys: SigningKeys;
}

export type DeskAction = 'item' | 'outages' | 'approve' | 'pull-back' | 'reject' | 'resend';

export interface DecideRequest {
  issue: number;
  action: DeskAction;
  /** The cookie that browsers send only from the desk's own pages. */
  act: string | undefined;
  form: Record<string, string>;
}

/** What the typed word must be: a scanner that presses buttons and fills fields does not know it. */
export const approvalWord = 'publish';
const decisions: readonly string[] = ['kept', 'dropped', 'undecided'] satisfies Decision[];
const longestReason = 500;

export interface DecideSettings {
  newsletter: string;
  deskUrl: string;
  timeZone: string;
  coolingOffMinutes: number;
  styleNonce: string;
}

export type Decided = { kind: 'done'; location: string } | { kind: 'stale'; page: string };

/**
 * Does one thing the editor asked for, if the request carries the session's own form token, for exactly the revision
 * that is stored; shows the difference otherwise. Throws NotFoundError for a forged or expired request.
 */
export async function decide(
  world: DecideWorld,
  settings: DecideSettings,
  request: DecideRequest,
  now: string,
): Promise<Decided> {
  const keys = await world.signingKeys([request.act, request.form['form']]);
  const act = verifyGrant(request.act, { purpose: 'act', issue: request.issue, now }, keys);
  const form = verifyGrant(request.form['form'], { purpose: 'form', issue: request.issue, now }, keys);
  if (!act || !form || act.session !== form.session) throw new NotFoundError('No desk for this visitor.');
  const issue = await world.issues.get(request.issue);
  if (!issue) throw new NotFoundError(`There is no issue #${request.issue}.`);
  const { action } = request;
  if (action === 'resend') return release(world, request, issue, now);
  if (isRepeated(request, issue, form.revision)) return done(request);
  try {
    const changed =
      action === 'outages'
        ? takeUpUpdates(issue, form.revision, await world.incidents.get(issue.outages.map(({ id }) => id)), now)
        : change(request, action, issue, form.revision, settings.coolingOffMinutes, now);
    await world.issues.save(changed, issue.revision);
    return done(request);
  } catch (error) {
    if (!(error instanceof StaleRevisionError)) throw error;
    const stored = (await world.issues.get(request.issue)) ?? issue;
    return { kind: 'stale', page: stalePage(form.revision, stored, settings) };
  }
}

const done = ({ issue, action, form }: DecideRequest): Decided => ({
  kind: 'done',
  location: `/desk/${issue}${action === 'item' ? `#item-${encodeURIComponent(form['item'] ?? '')}` : action === 'outages' ? '#outages' : ''}`,
});

/** A second click on the same approval is not an error: it is answered like the first. */
function isRepeated(request: DecideRequest, issue: Issue, shown: number): boolean {
  return request.action === 'approve' && issue.approvedRevision === shown && issue.revision > shown;
}

/** A person's word that one parked mail may go out again; the next run of `publish` or `remind` sends it. */
async function release(world: DecideWorld, request: DecideRequest, issue: Issue, now: string): Promise<Decided> {
  const { form } = request;
  const seen = (await world.issues.unsettledSends(issue.number)).find((send) =>
    (['kind', 'recipient', 'state', 'at'] as const).every((field) => send[field] === form[field]),
  );
  if (!seen || !canBeReleased(seen, issue, now) || !(await world.issues.releaseSend(issue.number, seen)))
    throw new WrongStateError(
      'This mail is no longer as the page showed it. Open the desk again to see what became of it.',
    );
  return done(request);
}

function change(
  { form }: DecideRequest,
  action: Exclude<DeskAction, 'outages' | 'resend'>,
  issue: Issue,
  revision: number,
  coolingOffMinutes: number,
  now: string,
): Issue {
  switch (action) {
    case 'item': {
      const decision = form['decision'] ?? '';
      if (!decisions.includes(decision))
        throw new BadRequestError(`"decision" must be one of ${decisions.join(', ')}.`);
      return decideItem(issue, revision, form['item'] ?? '', decision as Decision, now);
    }
    case 'approve':
      if (form['read'] === undefined || form['word']?.trim().toLowerCase() !== approvalWord) {
        throw new BadRequestError(`To approve, tick the box and type the word “${approvalWord}”.`);
      }
      return approve(issue, revision, now, coolingOffMinutes);
    case 'pull-back':
      return pullBack(issue, revision, now);
    case 'reject':
      return reject(issue, revision, now, (form['because'] ?? '').slice(0, longestReason), form['skipped'] === 'yes');
  }
}
