import { html } from 'hono/html';
import type { ParkedSend } from '../../domain/ports';
import { formatMoment } from '../dates';
import { cleanText, isolateText } from '../foreign-text';
import type { Markup } from '../markup';
import { countOf, longest } from '../wording';

const whatHappened = {
  refused: 'SES refused it, so it did not go out.',
  unclear: 'Nobody knows whether it went out: the answer of SES was lost.',
  claimed: 'It was being sent when the run ended, so nobody knows whether it went out.',
} as const;

/** What is said of parked mails in a form; `more` of them are not among those shown. */
export interface ParkedFrame {
  issue: number;
  timeZone: string;
  formToken: string;
  more?: boolean;
}

/** The mails of an issue that a person has to decide on, each with what is known of it and a button that sends it again. */
export function parkedSends(sends: readonly ParkedSend[], about: ParkedFrame): Markup | undefined {
  if (sends.length === 0) return undefined;
  const refused = sends.filter(({ state }) => state === 'refused').length;
  return html`<section class="ending" id="parked">
<h2>${about.more && 'The first '}${countOf(sends.length, 'mail')} to decide on</h2>
<p>Nothing here is sent again by itself. Ask the recipient, or look into the log of SES, before you send a mail that may have arrived.${about.more && ' There are more: they come up as these are settled.'}</p>
${refused > 1 && together(refused, about)}<ul>${sends.map((send) => parked(send, about))}</ul>
</section>
`;
}

/** One press for those that certainly did not go out. */
const together = (refused: number, about: ParkedFrame): Markup =>
  html`<form method="post" action="/desk/${about.issue}/resend">
<input type="hidden" name="form" value="${about.formToken}"><input type="hidden" name="all" value="refused">
<p><button type="submit">Send the ${refused} that SES refused again</button></p>
</form>
`;

function parked(send: ParkedSend, about: ParkedFrame): Markup {
  const what = send.kind === 'issue' ? 'The issue' : 'The draft mail';
  const note = cleanText(send.note ?? '', longest.line);
  return html`<li>${what} to ${isolateText(send.recipient, longest.line)}, ${formatMoment(send.at, about.timeZone)}. ${whatHappened[send.state]}${note && html` <span class="facts"><bdi>${note}</bdi></span>`}
<form method="post" action="/desk/${about.issue}/resend">
<input type="hidden" name="form" value="${about.formToken}"><input type="hidden" name="kind" value="${send.kind}"><input type="hidden" name="recipient" value="${send.recipient}"><input type="hidden" name="state" value="${send.state}"><input type="hidden" name="at" value="${send.at}">
<p><button type="submit">Send it again</button></p>
</form></li>
`;
}
