import { html } from 'hono/html';
import type { Issue } from '../../domain/issue';
import { besideDesk } from './beside';

export const previewFormats = ['mail', 'web', 'text', 'markdown'] as const;
export type PreviewFormat = (typeof previewFormats)[number];

const names: Record<PreviewFormat, string> = { mail: 'Mail', web: 'Web', text: 'Plain text', markdown: 'Markdown' };

/** A frame around exactly what will go out, with the way to the other formats and back. */
export function previewPage(
  issue: Issue,
  shown: { format: PreviewFormat; subject: string; bytes: number },
  about: { newsletter: string; styleNonce: string },
): string {
  const { format, subject, bytes } = shown;
  const kilobytes = `${Math.max(1, Math.round(bytes / 1000))} KB`;
  return besideDesk(
    issue,
    about,
    'Preview',
    html`<nav class="jump" aria-label="Formats">${previewFormats.map((each) => html` <a href="/desk/${issue.number}/preview/${each}" ${each === format && html`aria-current="page"`}>${names[each]}</a>`)}</nav>
<p class="hint">${format === 'mail' && html`Subject: <bdi>${subject}</bdi> · `}${kilobytes}${format === 'mail' && bytes > 100_000 && ': Gmail hides what comes after 102 KB'} · <a href="/desk/${issue.number}/raw/${format}" target="_blank" rel="noopener">open alone</a>. ${issue.state === 'draft' ? 'As it would go out now; the time at its end will be that of the publication.' : 'As it goes out.'}</p>
<iframe ${(format === 'text' || format === 'markdown') && html`class="plain"`} src="/desk/${issue.number}/raw/${format}" title="${names[format]} of issue #${issue.number}"></iframe>`,
    'desk preview',
  );
}
