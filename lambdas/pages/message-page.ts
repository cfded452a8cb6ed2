import { html } from 'hono/html';
import { framePage } from './frame';

/** A page with one thing to say, such as that there is nothing at this address, and perhaps a way on. */
export function messagePage(about: {
  title: string;
  text: string;
  styleNonce: string;
  link?: { href: string; text: string };
}): string {
  return framePage({
    title: about.title,
    styleNonce: about.styleNonce,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<main class="message">
<h1>${about.title}</h1>
<p>${about.text}</p>
${about.link && html`<p><a class="own" href="${about.link.href}">${about.link.text}</a></p>`}
</main>`,
  });
}
