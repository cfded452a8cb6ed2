import { BadRequestError, DomainError, StaleRevisionError, WrongStateError } from '../domain/errors';
import { approve, type Issue, pullBack, reject } from '../domain/issue';
import { undoLast, writeOpening } from '../domain/issue/edits';
import { silences, undoable } from '../domain/issue/history';
import { takeUpUpdates } from '../domain/issue/outage-updates';
import { canBeReleased } from '../domain/issue/parked';
import { longestOpening, longestReason, longestWords } from '../domain/issue/words';
import type { CandidateStore, IncidentStore, IssueStore, LearnedStore, SourceStore } from '../domain/ports';
import { textsFingerprint } from '../domain/story/fingerprint';
import { stalePage } from '../pages/stale';
import { addFromForm, changeFromForm, checkHumanStep } from './desk/forms';
import { type Acting, type KnownSession, readAct, type SessionWorld } from './desk/session';
import { releaseAgain, retireForGood } from './silence-source';
import { teach } from './teach';

export interface DecideWorld extends SessionWorld {
  issues: Pick<IssueStore, 'get' | 'save' | 'unsettledSends' | 'releaseSend'>;
  incidents: Pick<IncidentStore, 'get'>;
  candidates: Pick<CandidateStore, 'get'>;
  sources: Pick<SourceStore, 'get' | 'save'>;
  learned: Pick<LearnedStore, 'change'>;
}

export type DeskAction =
  | 'item'
  | 'outages'
  | 'opening'
  | 'add'
  | 'undo'
  | 'approve'
  | 'pull-back'
  | 'reject'
  | 'resend';

export interface DecideRequest {
  issue: number;
  action: DeskAction;
  /** The cookie that browsers send only from the desk's own pages. */
  act: string | undefined;
  form: Record<string, string>;
}

/** What takes texts along. */
const edits: DeskAction[] = ['item', 'opening', 'add'];
/** What depends on the whole draft as it was shown. */
const rereads: DeskAction[] = ['undo', 'outages'];

export interface DecideSettings {
  newsletter: string;
  deskUrl: string;
  timeZone: string;
  coolingOffMinutes: number;
  styleNonce: string;
}

/**
 * `session` is for a browser in which a person typed a word for the first time; `unlearned` says why the ranking did not learn from it
 * yet; publication teaches it again.
 */
export type Decided =
  | { kind: 'done'; location: string; unlearned?: string; session?: KnownSession }
  | { kind: 'refused'; status: 400 | 409; page: string };

/**
 * Does one thing the editor asked for, if the request carries the session's own form token, for exactly the revision
 * that is stored; shows the difference otherwise, also to a page of an earlier session. Throws NotFoundError for a forged request.
 */
export async function decide(
  world: DecideWorld,
  settings: DecideSettings,
  request: DecideRequest,
  now: string,
): Promise<Decided> {
  const { issue, shown, isOwn, sign, unlocks } = await readAct(world, request, now);
  if (isRepeated(request, issue, shown)) return done(request, issue);
  try {
    if (!isOwn) throw new StaleRevisionError(shown, issue.revision);
    if (request.action === 'resend') return await release(world, request, issue, now);
    const changed = await change(world, settings, request, { issue, revision: shown }, now);
    if (changed !== issue) await world.issues.save(changed, issue.revision);
    await followUp(world, request, issue, now);
    const unlearned = changed === issue ? undefined : await teach(world, issue, changed);
    return {
      ...done(request, changed),
      ...(unlearned !== undefined && { unlearned }),
      ...(unlocks && { session: unlocks() }),
    };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return answerRefusal(world, settings, request, { error, issue, shown, sign }, now);
  }
}

/** Whatever is refused, the page says why, and what was written comes back with it. Throws the error when it says all there is to say. */
async function answerRefusal(
  world: DecideWorld,
  settings: DecideSettings,
  request: DecideRequest,
  { error, issue, shown, sign }: Pick<Acting, 'issue' | 'shown' | 'sign'> & { error: DomainError },
  now: string,
): Promise<Decided> {
  const { shown: _shown, form: _form, ...fields } = withoutUntouchedTexts(request.form);
  const isStale = error instanceof StaleRevisionError;
  if (!isStale && !(edits.includes(request.action) && textsOf(fields).length > 0)) throw error;
  const stored = (await world.issues.get(request.issue)) ?? issue;
  const wanted = { ...request, form: fields };
  const still = isStale ? await wouldChange(world, settings, wanted, { stored, shown }, now) : 'something';
  if (still === 'nothing') return done(request, stored);
  const canRepeat = still === 'something' && stored.state === 'draft';
  const action = `/desk/${stored.number}/${request.action}`;
  const again = { action, fields, ...(canRepeat && { formToken: sign(stored) }) };
  const page = stalePage({ shown, again, ...(!isStale && { refused: error.message }) }, stored, settings);
  return { kind: 'refused', status: error instanceof BadRequestError ? 400 : 409, page };
}

/** A press on an old page is no wish to bring back the texts that stood there: those nobody wrote in stay as they are stored. */
function withoutUntouchedTexts(form: Record<string, string>): Record<string, string> {
  if (form['shown'] !== textsFingerprint(Object.fromEntries(textsOf(form)))) return form;
  return Object.fromEntries(Object.entries(form).filter((field) => !isText(field)));
}

const isText = ([name]: [string, string]) => name in longestWords || name in longestOpening;
const textsOf = (form: Record<string, string>) => Object.entries(form).filter(isText);

/** What is wanted of a draft that changed meanwhile: nothing, when it is so already, as after a second click. */
async function wouldChange(
  world: DecideWorld,
  settings: DecideSettings,
  request: DecideRequest,
  { stored, shown }: { stored: Issue; shown: number },
  now: string,
): Promise<'nothing' | 'something' | 'impossible'> {
  // What was read is approved, and the last change is undone, only by somebody who has seen it.
  const possible = shown === stored.revision ? [...edits, ...rereads] : edits;
  if (!possible.includes(request.action)) return 'impossible';
  try {
    const changed = await change(world, settings, request, { issue: stored, revision: stored.revision }, now);
    return changed === stored ? 'nothing' : 'something';
  } catch (error) {
    if (error instanceof DomainError) return 'impossible';
    throw error;
  }
}

function done({ action, form }: DecideRequest, { number, articles, undo }: Issue): Extract<Decided, { kind: 'done' }> {
  const added = action === 'add' && form['item'] === undefined ? articles.at(-1)?.id : undefined;
  const item = added ?? form['item'] ?? (action === 'undo' ? undo?.of.item : undefined);
  const section = action === 'opening' || action === 'outages' ? `#${action}` : undefined;
  const place = section ?? (item === undefined ? '' : `#item-${encodeURIComponent(item)}`);
  return { kind: 'done', location: `/desk/${number}${place}` };
}

/** A second click on the same step is not an error: it is answered like the first. */
function isRepeated({ action }: DecideRequest, issue: Issue, shown: number): boolean {
  if (action === 'approve') return issue.approvedRevision === shown;
  if (issue.revision !== shown + 1) return false;
  // A draft that nobody touched is the one drawn up next, under the same number.
  if (action === 'pull-back') return issue.state === 'draft' && issue.updatedAt !== issue.createdAt;
  return action === 'reject' && issue.state === 'rejected';
}

/** A person's word that one parked mail may go out again, or all that were refused; the next run of `publish` or `remind` sends them. */
async function release(world: DecideWorld, request: DecideRequest, issue: Issue, now: string): Promise<Decided> {
  const { form } = request;
  const unsettled = await world.issues.unsettledSends(issue.number);
  if (form['all'] === 'refused') {
    const refused = unsettled.filter((send) => send.state === 'refused' && canBeReleased(send, issue, now));
    await Promise.all(refused.map((send) => world.issues.releaseSend(issue.number, send)));
    return done(request, issue);
  }
  const seen = unsettled.find((send) =>
    (['kind', 'recipient', 'state', 'at'] as const).every((field) => send[field] === form[field]),
  );
  if (!seen || !canBeReleased(seen, issue, now) || !(await world.issues.releaseSend(issue.number, seen)))
    throw new WrongStateError(
      'This mail is no longer as the page showed it. Open the desk again to see what became of it.',
    );
  return done(request, issue);
}

async function change(
  world: DecideWorld,
  { coolingOffMinutes }: DecideSettings,
  { action, form }: DecideRequest,
  { issue, revision }: { issue: Issue; revision: number },
  now: string,
): Promise<Issue> {
  switch (action) {
    case 'item':
      return changeFromForm(issue, revision, form, now);
    case 'add':
      return addFromForm(world.candidates, issue, revision, form, now);
    case 'opening': {
      const { intro = '', label = '', text = '', url = '' } = form;
      return writeOpening(issue, revision, { intro, sponsor: { label, text, url } }, now);
    }
    case 'outages': {
      const incidents = await world.incidents.get(issue.outages.map(({ id }) => id));
      return takeUpUpdates(issue, revision, incidents, now);
    }
    case 'resend':
      return issue;
    case 'undo':
      return undoLast(issue, revision, now);
    case 'approve':
      checkHumanStep(form);
      return approve(issue, revision, now, coolingOffMinutes);
    case 'pull-back':
      return pullBack(issue, revision, now);
    case 'reject':
      return reject(issue, revision, now, (form['because'] ?? '').slice(0, longestReason), form['skipped'] === 'yes');
  }
}

/** What a change of the draft means for the source behind an item. The draft is saved first: pressed again, this is done again. */
async function followUp(
  world: DecideWorld,
  { action, form }: DecideRequest,
  before: Issue,
  now: string,
): Promise<void> {
  const sourceOf = (id: string | undefined) =>
    [...before.articles, ...before.runnersUp].find((article) => article.id === id)?.sourceId;
  if (action === 'item' && form['act'] === 'never') await retireForGood(world.sources, sourceOf(form['item']));
  const undone = action === 'undo' ? undoable(before)?.of : undefined;
  if (undone && silences(undone)) await releaseAgain(world.sources, sourceOf(undone.item), now);
  else if (undone?.undid === 'silenced') await retireForGood(world.sources, sourceOf(undone.item));
}
