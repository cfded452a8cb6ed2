import { findDeskLink } from './editor';
import { openMailbox } from './mailbox';
import { openNewsroom } from './newsroom';

const drawn = '2026-06-07T12:00:00.000Z';

/** The back office with an empty draft, mailed, and nothing in the week: the bench fills it. */
export async function startBenchDesk() {
  const newsroom = await openNewsroom({
    newsletter: 'Bench',
    firstIssue: 1,
    now: drawn,
  });
  const mailbox = await openMailbox(newsroom.inbox);
  await newsroom.draftIssue();
  const deskLink = findDeskLink(await mailbox.texts());
  if (deskLink === undefined) throw new Error('The draft mail has no link to the desk.');
  const { deskUrl, tableName, now, setClock, stop } = newsroom;
  return { deskUrl, deskLink, tableName, now, setClock, later: '2027-06-07T12:00:00.000Z', stop };
}
