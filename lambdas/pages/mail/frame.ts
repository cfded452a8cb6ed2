import { html, raw } from 'hono/html';
import { type Markup, printMarkup } from '../markup';

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const SERIF = "Charter,'Bitstream Charter','Sitka Text','Noto Serif',Cambria,Georgia,serif";

/** Inline styles, because some mail programs read nothing else; colours for dark mode come from the classes. */
export const mailStyle = {
  small: raw('style="margin:0;font-size:14px;line-height:21px;color:#56625e"'),
  rest: raw('style="margin:14px 0 0;font-size:14px;line-height:21px;color:#56625e"'),
  foot: raw(
    'style="margin:40px 0 0;padding:16px 0 0;border-top:1px solid #d5ddd9;font-size:14px;line-height:21px;color:#56625e"',
  ),
  text: raw('style="margin:12px 0 0;font-size:16px;line-height:25px"'),
  heading: raw(
    'style="margin:40px 0 0;padding:0 0 8px;border-bottom:2px solid #0b6b5b;font-size:17px;line-height:24px;font-weight:700"',
  ),
  title: raw(`style="margin:26px 0 4px;font:600 19px/26px ${SERIF}"`),
  link: raw('style="color:#17211e;text-decoration:underline;text-decoration-color:#84918c;text-underline-offset:3px"'),
  quote: raw(
    'style="margin:8px 0;padding:0 0 0 12px;border-left:3px solid #d5ddd9;font-size:15px;line-height:23px;color:#3d4945"',
  ),
  list: raw('style="margin:12px 0 0;padding:0 0 0 20px;font-size:15px;line-height:23px"'),
  notes: raw('style="margin:4px 0 0;padding:0 0 0 18px;font-size:14px;line-height:21px;color:#56625e"'),
  item: raw('style="margin:0 0 8px"'),
} as const;

/** The editor's Markdown in the same clothes. */
export const mailDress = {
  p: { style: 'margin:10px 0 0' },
  ul: { style: 'margin:10px 0 0;padding:0 0 0 20px' },
  ol: { style: 'margin:10px 0 0;padding:0 0 0 20px' },
  li: { style: 'margin:4px 0 0' },
  pre: { style: 'margin:10px 0 0;white-space:pre-wrap;font-size:14px;line-height:20px' },
  hr: { class: 'rule', style: 'margin:16px 0 0;border:0;border-top:1px solid #d5ddd9' },
  blockquote: {
    class: 'quote',
    style:
      'margin:10px 0 0;padding:0 0 0 12px;border-left:3px solid #d5ddd9;font-size:15px;line-height:23px;color:#3d4945',
  },
  a: {
    class: 'link',
    target: '_blank',
    rel: 'noopener noreferrer',
    style: 'color:#17211e;text-decoration:underline;text-decoration-color:#84918c;text-underline-offset:3px',
  },
} as const;

const DARK = `
@media (prefers-color-scheme:dark){
body,.page{background:#111615!important;color:#e6ece9!important}
a.link,h1,h2{color:#e6ece9!important}
.muted{color:#a2afaa!important}
.quote{color:#c3ceca!important;border-color:#3a4642!important}
h2{border-color:#69c9b5!important}
.rule{border-color:#2c3633!important}
}`;

/** The frame of every mail: one table, readable without styles, light and dark, nothing loaded from anywhere. */
export function frameMail(mail: { title: string; preview: string; kicker: string; body: Markup }): string {
  return printMarkup(html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${mail.title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>:root{color-scheme:light dark;supported-color-schemes:light dark}body{margin:0}${raw(DARK)}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#ffffff;color:#17211e;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden">${mail.preview}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page"><tr><td align="center" style="padding:28px 20px 40px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px"><tr><td align="left" style="font-family:${raw(FONT)};font-size:16px;line-height:25px;overflow-wrap:anywhere;word-break:break-word">
<p class="muted" ${mailStyle.small}>${mail.kicker}</p>
<h1 style="margin:6px 0 0;font:700 30px/36px ${raw(SERIF)}">${mail.title}</h1>
${mail.body}
</td></tr></table>
</td></tr></table>
</body>
</html>
`);
}

/** The one thing in a mail that looks like a button. Its address and words are ours; its ground is a style, so that without styles it is a link like any other. */
export const mailButton = (href: string, label: string): Markup =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:20px 0 0"><tr><td style="background-color:#0b6b5b;border-radius:8px;mso-padding-alt:14px 24px"><a href="${href}" target="_blank" rel="noopener" style="display:inline-block;padding:14px 24px;font-size:17px;line-height:22px;font-weight:600;color:#ffffff;text-decoration:none">${label}</a></td></tr></table>`;

/** A heading of a section. */
export const mailHeading = (text: string): Markup => html`<h2 ${mailStyle.heading}>${text}</h2>`;
