import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadMail } from './mailbox';
import type { Summary } from './summary';

export interface Outputs {
  summary: Summary;
  draftMail: ReadMail | undefined;
  issueMail: ReadMail | undefined;
  deskHtml: string;
  deskUrl: string;
}

/** Writes what `--out` promises; the published issue's pages are fetched from its archive, as a reader would. */
export async function writeOutputs(
  folder: string,
  { summary, draftMail, issueMail, deskHtml, deskUrl }: Outputs,
): Promise<void> {
  const files = new Map<string, string | Buffer>([
    ['summary.json', `${JSON.stringify(summary, null, 2)}\n`],
    ['desk.html', deskHtml],
    ...mailFiles('draft', draftMail, true),
  ]);
  if (summary.published) {
    const { url } = summary.published;
    const page = async (address: string) => {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${address} answered ${answer.status}.`);
      return answer.text();
    };
    files.set('issue.html', await page(url));
    files.set('issue.md', await page(`${url}/markdown`));
    files.set('feed.xml', await page(`${deskUrl}/feed.xml`));
    files.set('feed.json', await page(`${deskUrl}/feed.json`));
    for (const [name, content] of mailFiles('issue', issueMail, false)) files.set(name, content);
  }
  await mkdir(folder, { recursive: true });
  for (const [name, content] of files) await writeFile(join(folder, name), content);
}

function mailFiles(name: string, mail: ReadMail | undefined, withHtml: boolean): [string, string | Buffer][] {
  if (!mail) return [];
  const { html, text } = mail.parsed;
  return [
    [`${name}.eml`, mail.raw],
    [`${name}.txt`, text ?? ''],
    ...(withHtml ? ([[`${name}.html`, html || '']] as [string, string][]) : []),
  ];
}
