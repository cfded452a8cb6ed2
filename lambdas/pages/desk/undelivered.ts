import { html } from 'hono/html';
import type { SendRecord } from '../../domain/ports';
import { formatMoment } from '../dates';
import { cleanText, isolateText } from '../foreign-text';
import type { Markup } from '../markup';
import { longest } from '../wording';

type Fate = 'bounced' | 'rejected' | 'complaint' | 'refused' | 'late' | 'silent';

/** What became of the mail, and what to do about it, for somebody who writes and does not run machines. */
const words: Record<Fate, { heading: string; happened: string; next: string }> = {
  bounced: {
    heading: 'The draft mail came back',
    happened: 'The other side did not take it.',
    next: 'Reminders and the next draft go to the same address. Is it misspelt, or its mailbox full? Have it put right before next week.',
  },
  rejected: {
    heading: 'The draft mail did not go out',
    happened: 'Amazon SES would not send it.',
    next: 'Ask whoever looks after this newsletter’s machinery to find out why before next week.',
  },
  complaint: {
    heading: 'The draft mail was marked as spam',
    happened: 'Somebody, or something, at that address reported it.',
    next: 'Mark it as no spam there. Amazon SES no longer writes to an address that complained, so have it unblocked: reminders and the next draft go there too.',
  },
  refused: {
    heading: 'The draft mail did not go out',
    happened: 'Amazon SES refused it.',
    next: 'Once the reason is gone, it can be sent again by the button below.',
  },
  late: {
    heading: 'The draft mail is late',
    happened: 'The other side has not taken it yet; Amazon SES goes on trying.',
    next: 'If it never comes, have the address checked: reminders and the next draft go there too.',
  },
  silent: {
    heading: 'The draft mail may not have arrived',
    happened: 'Amazon SES took it, and has not said since that it was delivered.',
    next: 'Look among the spam of that address. If it is not there, have the address checked: reminders and the next draft go there too.',
  },
};

/** A banner on the desk for a draft's mail that did not arrive: what happened, to which address, and what to do. */
export function undeliveredMail(mail: SendRecord, timeZone: string): Markup {
  const { heading, happened, next } = words[fateOf(mail)];
  const reason = cleanText(mail.returned ?? mail.delayed ?? '', longest.line);
  return html`<section class="warning" id="undelivered" aria-labelledby="undelivered-heading">
<h2 id="undelivered-heading">${heading}</h2>
<p>It was sent to ${isolateText(mail.recipient, longest.line)}, ${formatMoment(mail.at, timeZone)}. ${happened}${reason && html` <span class="facts">(<bdi>${reason}</bdi>)</span>`}</p>
<p>${next} This desk works without the mail.</p>
</section>
`;
}

/** The reasons begin with what kind of event SES reported. */
function fateOf({ state, returned, delayed }: SendRecord): Fate {
  if (returned?.startsWith('complaint')) return 'complaint';
  if (returned?.startsWith('rejected')) return 'rejected';
  if (returned !== undefined) return 'bounced';
  if (state === 'refused') return 'refused';
  return delayed === undefined ? 'silent' : 'late';
}
