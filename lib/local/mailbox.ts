import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import type { Inbox } from './inbox';

export interface ReadMail {
  raw: Buffer;
  parsed: ParsedMail;
}

export interface Mailbox {
  /** Mails kept from earlier runs of the same data folder, oldest first. */
  earlier: readonly ReadMail[];
  /** Mails sent in this run, oldest first. */
  sent(): Promise<ReadMail[]>;
  /** The text of each of them, earlier and sent. */
  texts(): Promise<string[]>;
  /** Writes this run's mails to the data folder, so that the links in them can be found again. */
  keep(): Promise<void>;
}

const read = async (raw: Buffer): Promise<ReadMail> => ({ raw, parsed: await simpleParser(raw) });

/** The mails of this run and, with a data folder, of the runs before; the earlier ones are put back into the web inbox. */
export async function openMailbox(inbox: Inbox, dataFolder?: string): Promise<Mailbox> {
  const folder = dataFolder && join(dataFolder, 'mail');
  const kept = folder ? await readKept(folder) : [];
  for (const raw of kept) await deliver(inbox.url, raw);
  const before = inbox.mails.length;
  const earlier = await Promise.all(kept.map(read));
  const sent = () => Promise.all(inbox.mails.slice(before).map(({ raw }) => read(raw)));
  return {
    earlier,
    sent,
    texts: async () => [...earlier, ...(await sent())].map(({ parsed }) => parsed.text ?? ''),
    async keep() {
      if (!folder) return;
      for (const [index, { raw }] of inbox.mails.slice(before).entries()) {
        await writeFile(join(folder, `${String(kept.length + index).padStart(6, '0')}.eml`), raw);
      }
    },
  };
}

async function readKept(folder: string): Promise<Buffer[]> {
  await mkdir(folder, { recursive: true });
  const files = (await readdir(folder)).filter((file) => file.endsWith('.eml')).sort();
  return Promise.all(files.map((file) => readFile(join(folder, file))));
}

async function deliver(inboxUrl: string, raw: Buffer): Promise<void> {
  await fetch(inboxUrl, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 local' },
    body: new URLSearchParams({ Action: 'SendRawEmail', 'RawMessage.Data': raw.toString('base64') }),
  });
}
