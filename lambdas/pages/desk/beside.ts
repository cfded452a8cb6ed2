import { html } from 'hono/html';
import { type Issue, issueTitle } from '../../domain/issue';
import { framePage } from '../frame';
import type { Markup } from '../markup';

/** A page beside the desk of an issue: the way back, a heading, and what it has to say. */
export const besideDesk = (
  issue: Issue,
  about: { newsletter: string; styleNonce: string },
  heading: string,
  contents: Markup,
  classes = 'desk',
): string => {
  const title = issueTitle(about.newsletter, issue);
  return framePage({
    title: `${heading}: ${title}`,
    styleNonce: about.styleNonce,
    look: 'desk',
    body: html`<header class="bar">
<div><p class="back"><a class="own" href="/desk/${issue.number}">← ${title}</a></p></div>
</header>
<main class="${classes}">
<h1>${heading}</h1>
${contents}
</main>`,
  });
};
