import { NotFoundError } from '../../domain/errors';
import type { Issue } from '../../domain/issue';
import { archivePage } from '../../pages/archive';
import { type PreviewFormat, previewFormats, previewPage } from '../../pages/desk/preview';
import { issueMarkdown } from '../../pages/issue-markdown';
import { issueEmail, leavingAddresses } from '../../pages/mail/issue-email';
import type { DeskRequest, DeskSettings, DeskWorld } from '../desk';
import { readVisit } from './session';

/** Stands for each of them in the address at which a reader leaves. */
const anyReader = 'reader@example.com';

/** The issue exactly as it will go out in one format: `mail`, `web`, `text` or `markdown`. Throws NotFoundError. */
export async function showRaw(
  world: DeskWorld,
  settings: DeskSettings,
  request: DeskRequest,
  now: string,
): Promise<{ body: string; isPage: boolean }> {
  const { issue } = await readVisit(world, request, now);
  const format = readFormat(request.format);
  return {
    body: rendered(issue, format, settings, request.styleNonce).body,
    isPage: format === 'mail' || format === 'web',
  };
}

/** The page around it. */
export async function showPreview(
  world: DeskWorld,
  settings: DeskSettings,
  request: DeskRequest,
  now: string,
): Promise<string> {
  const { issue } = await readVisit(world, request, now);
  const format = readFormat(request.format);
  const { body, subject } = rendered(issue, format, settings, request.styleNonce);
  return previewPage(
    issue,
    { format, subject, bytes: Buffer.byteLength(body) },
    { ...settings, styleNonce: request.styleNonce },
  );
}

function rendered(issue: Issue, format: PreviewFormat, settings: DeskSettings, styleNonce: string) {
  const { unsubscribe: addresses = [], ...whole } = settings;
  const about = { ...whole, url: `${settings.deskUrl}/issues/${issue.number}` };
  const [unsubscribe] = leavingAddresses(addresses, anyReader);
  const mail = issueEmail(issue, { ...about, ...(unsubscribe !== undefined && { unsubscribe }) });
  const bodies: Record<PreviewFormat, () => string> = {
    mail: () => mail.html,
    text: () => mail.text,
    web: () => archivePage(issue, { ...about, styleNonce }),
    markdown: () => issueMarkdown(issue, about),
  };
  return { body: bodies[format](), subject: mail.subject };
}

function readFormat(text: string): PreviewFormat {
  const format = previewFormats.find((known) => known === text);
  if (!format) throw new NotFoundError(`There is no preview as "${text.slice(0, 20)}".`);
  return format;
}
