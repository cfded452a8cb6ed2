import { html } from 'hono/html';
import { type Issue, issueTitle } from '../../domain/issue';
import { framePage } from '../frame';
import { issueContents } from '../issue-contents';
import { deskIntro } from '../wording';
import { approveForm, type Ending } from './decision';

/** What must be typed once in a browser: scanners follow links, press buttons and fill fields, but do not know the word. */
export const deskWord = 'edit';

/**
 * The desk as a browser sees it that no person has typed a word in: it shows the issue, opens for a word, and approves
 * what it shows for a word, so that whoever changes nothing types only one.
 */
export function gatePage(issue: Issue, about: Ending & { newsletter: string; styleNonce: string }): string {
  const title = issueTitle(about.newsletter, issue);
  const isDraft = issue.state === 'draft';
  return framePage({
    title: `Desk: ${title}`,
    styleNonce: about.styleNonce,
    look: 'desk',
    body: html`<main class="issue gate">
<h1>${title}</h1>
<p>${deskIntro(issue, about.timeZone)}</p>
<section class="ending" id="unlock">
<h2>${isDraft ? 'Edit it' : 'Open the desk'}</h2>
<p>Mail scanners open links and press buttons, so a browser is asked once whether a person sits at it.${isDraft && html` To publish it as it is, go on to <a class="own" href="#approve">Approve</a>.`}</p>
<form method="post" action="/desk/${issue.number}/unlock" autocomplete="off">
<p><label for="word">Type <strong>${deskWord}</strong> to open the desk</label>
<input type="text" id="word" name="word" required autocapitalize="none" spellcheck="false" maxlength="20"></p>
<p><button type="submit" class="main">Open the desk</button></p>
</form>
</section>
${issueContents(issue, about.timeZone)}
${isDraft ? approveForm(issue, about) : undefined}</main>`,
  });
}
