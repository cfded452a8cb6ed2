import { html, raw } from 'hono/html';
import { type Markup, printMarkup } from './markup';
import { pageStyle } from './page-style';

/** The frame of every web page: one inline style sheet under the nonce of the policy, no script, nothing loaded. */
export function framePage(page: { title: string; styleNonce: string; head?: Markup; body: Markup }): string {
  return printMarkup(html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title}</title>
${page.head}
<style nonce="${page.styleNonce}">${raw(pageStyle)}</style>
</head>
<body>
${page.body}
</body>
</html>
`);
}
