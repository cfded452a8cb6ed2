import { html, raw } from 'hono/html';
import { deskScriptPath } from './desk/script';
import { deskStyle } from './desk/style';
import { type Markup, printMarkup } from './markup';
import { pageStyle } from './page-style';

export interface Frame {
  title: string;
  styleNonce: string;
  head?: Markup;
  body: Markup;
  /** A desk page carries the styles of what can be pressed, and is for no search engine. */
  look?: 'desk';
  /** Brings the desk's script, which waits for the page. */
  script?: true;
}

/** The frame of every web page: one inline style sheet under the nonce of the policy; only the desk has a script, and nothing comes from elsewhere. */
export function framePage(page: Frame): string {
  return printMarkup(html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title}</title>
${page.look === 'desk' ? html`<meta name="robots" content="noindex">` : page.head}
<style nonce="${page.styleNonce}">${raw(pageStyle)}${page.look === 'desk' && raw(deskStyle)}</style>
${page.script && html`<script src="${deskScriptPath}" nonce="${page.styleNonce}" defer></script>`}
</head>
<body>
${page.body}
</body>
</html>
`);
}
