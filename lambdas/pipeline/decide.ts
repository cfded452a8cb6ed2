import { type SigningKey, verifyGrant } from '../domain/approval';
import { BadRequestError, NotFoundError, StaleRevisionError } from '../domain/errors';
import { approve, type Decision, decideItem, type Issue, pullBack, reject } from '../domain/issue';
import { takeUpUpdates } from '../domain/outage-updates';
import type { IncidentStore, IssueStore } from '../domain/ports';
import { stalePage } from '../pages/stale';

export interface DecideWorld {
  issues: Pick<IssueStore, 'get' | 'save'>;
  incidents: Pick<IncidentStore, 'get'>;
  signingKeys: () => Promise<SigningKey[]>;
}

export type DeskAction = 'item' | 'outages' | 'approve' | 'pull-back' | 'reject';

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
  const keys = await world.signingKeys();
  const act = verifyGrant(request.act, { purpose: 'act', issue: request.issue, now }, keys);
  const form = verifyGrant(request.form['form'], { purpose: 'form', issue: request.issue, now }, keys);
  if (!act || !form || act.session !== form.session) throw new NotFoundError('No desk for this visitor.');
  const issue = await world.issues.get(request.issue);
  if (!issue) throw new NotFoundError(`There is no issue #${request.issue}.`);
  if (isRepeated(request, issue, form.revision)) return done(request);
  try {
    const changed =
      request.action === 'outages'
        ? takeUpUpdates(issue, form.revision, await world.incidents.get(issue.outages.map(({ id }) => id)), now)
        : change(request, request.action, issue, form.revision, settings.coolingOffMinutes, now);
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

function change(
  { form }: DecideRequest,
  action: Exclude<DeskAction, 'outages'>,
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
      return reject(issue, revision, now, (form['because'] ?? '').slice(0, longestReason));
  }
}
