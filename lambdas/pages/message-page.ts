import { html } from 'hono/html';
import { framePage } from './frame';

/** A page with one thing to say, such as that there is nothing at this address, and perhaps a way on. */
export function messagePage(about: {
  title: string;
  text: string;
  styleNonce: string;
  link?: { href: string; text: string };
  /** Offers the editor a new link, by mail. */
  offersLink?: true;
}): string {
  return framePage({
    title: about.title,
    styleNonce: about.styleNonce,
    look: 'desk',
    body: html`<main class="message">
<h1>${about.title}</h1>
<p>${about.text}</p>
${about.link && html`<p><a class="own" href="${about.link.href}">${about.link.text}</a></p>`}
${
  about.offersLink &&
  html`<form method="post" action="/link">
<p>Are you the editor, and the link is too old? A new one goes to the address that the drafts go to, and to no other.</p>
<p><button type="submit">Send me a new link</button></p>
</form>
`
}</main>`,
  });
}
