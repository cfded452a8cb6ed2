import { beforeEach, describe, expect, test } from 'vitest';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createIncidentStore } from '../../lambdas/adapters/incidents';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createReceiptStore } from '../../lambdas/adapters/receipts';
import { createSourceStore } from '../../lambdas/adapters/sources';
import type { Table } from '../../lambdas/adapters/table';
import { createTallyStore } from '../../lambdas/adapters/tallies';
import type { MailEvent } from '../../lambdas/contract/messages';
import { signGrant } from '../../lambdas/domain/approval';
import type { Issue } from '../../lambdas/domain/issue';
import type { SendResult } from '../../lambdas/domain/ports';
import { showDesk } from '../../lambdas/pipeline/desk';
import { watchWeek } from '../../lambdas/pipeline/watch';
import { readMailEvent } from '../../lambdas/runtime/mail-event';
import { keys, signingKeys } from '../support/draft-world';
import { makeIssue } from '../support/made';
import { minutesPast, noon } from '../support/moments';
import { openTestTable } from '../support/store';

// What the editor is shown, and what the operator is told, when the draft's mail did not arrive: by every event SES has, and by none.

const editor = 'lee@newsroom.org';
const settings = {
  newsletter: 'S',
  deskUrl: 'https://desk.example',
  editor,
  timeZone: 'Etc/UTC',
  coolingOffMinutes: 0,
};
const sent: SendResult = { state: 'sent', messageId: 'm' };

let world: ReturnType<typeof openWorld>;
beforeEach(async () => {
  const { table, stop } = await openTestTable();
  world = openWorld(table);
  await draft();
  return stop;
});

function openWorld(table: Table) {
  return {
    issues: createIssueStore(table),
    receipts: createReceiptStore(table),
    incidents: createIncidentStore(table),
    candidates: createCandidateStore(table),
    sources: createSourceStore(table),
    tallies: createTallyStore(table),
    signingKeys,
  };
}

const draft = (about: Partial<Issue> = {}) => world.issues.create(makeIssue(76, { week: '2026-W23', ...about }));

async function mail(result: SendResult = sent, kind = 'draft'): Promise<void> {
  await world.issues.claimSend(76, kind, editor, noon);
  await world.issues.recordSend(76, kind, editor, result);
}

async function hear(eventType: string, about: Partial<MailEvent['detail']> = {}, minutes = 1): Promise<void> {
  const mailed = { destination: [editor], tags: { issue: ['76'], kind: ['draft'] } };
  const report = readMailEvent({ time: minutesPast(minutes), detail: { eventType, mail: mailed, ...about } });
  if (report) await world.receipts.note(report.issue, report.mail, report.receipt);
}

/** The banner's words at so many minutes past the draft's hour, as the editor reads them; undefined without one. */
async function banner(minutes: number): Promise<string | undefined> {
  const now = minutesPast(minutes);
  const expiresAt = minutesPast(minutes + 60);
  const read = signGrant({ purpose: 'read', issue: 76, session: 's', expiresAt }, keys);
  const known = signGrant({ purpose: 'known', issue: 0, expiresAt }, keys);
  const page = await showDesk(world, settings, { issue: 76, read, known, styleNonce: 'n', query: {}, format: '' }, now);
  const [, inside] = /<section class="warning" id="undelivered"[^>]*>([\s\S]*?)<\/section>/.exec(page) ?? [];
  return inside
    ?.replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const told = async (minutes: number) =>
  (await watchWeek(world, { editor, draftDue: { weekday: 0, hour: 12, timeZone: 'Etc/UTC' } }, minutesPast(minutes)))
    .mailsUndelivered;

const bounce = { bounce: { bounceType: 'Permanent', bounceSubType: 'General' } };

describe('the desk of a draft says that its mail did not arrive', () => {
  test.each([
    ['Bounce', bounce, 'The draft mail came back', '(bounced Permanent General)'],
    ['Reject', { reject: { reason: 'Bad content' } }, 'The draft mail did not go out', '(rejected Bad content)'],
    [
      'Complaint',
      { complaint: { complaintFeedbackType: 'abuse' } },
      'The draft mail was marked as spam',
      '(complaint abuse)',
    ],
  ])(
    'at once when SES reports a %s: what happened, to which address, and what to do',
    async (type, about, heading, reason) => {
      await mail();
      await hear('Send');
      expect(await banner(2)).toBeUndefined();
      await hear(type, about);
      const says = await banner(2);
      expect(says?.startsWith(heading)).toBe(true);
      expect(says).toContain(`It was sent to ${editor}, Sun, Jun 7, 12:00 pm UTC.`);
      expect(says).toContain(reason);
      expect(says).toMatch(/next draft|next week/);
      expect(says).toMatch(/This desk works without the mail\.$/);
      expect(await told(2)).toBe(1);
    },
  );

  test('after 15 minutes in which nobody reported a delivery, and no longer once somebody does', async () => {
    await mail();
    expect([await banner(15), await told(15)]).toEqual([undefined, 0]);
    expect(await banner(16)).toContain('The draft mail may not have arrived');
    expect(await told(16)).toBe(1);
    await hear('DeliveryDelay', { deliveryDelay: { delayType: 'MailboxFull' } });
    expect(await banner(16)).toMatch(/^The draft mail is late.*goes on trying\. \(delayed MailboxFull\)/);
    await hear('Delivery', {}, 20);
    expect([await banner(30), await told(30)]).toEqual([undefined, 0]);
  });

  test('when SES refused it, beside the button that sends it again', async () => {
    await mail({ state: 'refused', reason: 'MessageRejected: Email address is not verified.' });
    expect(await banner(16)).toMatch(/^The draft mail did not go out.*sent again by the button below\./);
  });

  test('as long as it is a draft, when nobody mails the operator any more', async () => {
    await mail();
    await hear('Bounce', bounce);
    expect([await told(2 * 1440), (await banner(2 * 1440)) !== undefined]).toEqual([0, true]);
    await world.issues.save(
      makeIssue(76, { week: '2026-W23', state: 'approved', publishAt: minutesPast(60), revision: 2 }),
      1,
    );
    expect(await banner(2 * 1440)).toBeUndefined();
  });

  test('of the mail of this draft, not of the one before it under the same number', async () => {
    await mail();
    await hear('Bounce', bounce);
    await world.issues.save(makeIssue(76, { week: '2026-W23', drawnAgain: 1, revision: 2 }), 1);
    await mail(sent, 'draft-1');
    expect(await banner(2)).toBeUndefined();
    expect(await banner(16)).toContain('may not have arrived');
  });

  test('but not of a mail nobody knows the end of, which is among those to decide on, nor of one that was never begun', async () => {
    expect(await banner(60)).toBeUndefined();
    await mail({ state: 'unclear', reason: 'TimeoutError' });
    expect(await banner(60)).toBeUndefined();
  });
});
