import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Visitor } from '../local/editor';
import { openIntake } from '../local/intake';
import { openMailbox } from '../local/mailbox';
import { openNewsroom } from '../local/newsroom';
import { readItems } from './read-items';
import type { WeekHost } from './week-host';

const lib = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Where the samples are, and the catalogue that ships. */
export const folders = { samples: join(lib, 'local', 'samples'), catalogue: join(lib, '..', 'sources.opml') };
/** The moment the samples were written for. */
export const sampleSunday = '2026-06-07T12:00:00.000Z';

/** The week on the laptop: the handlers in this process, the services embedded beside them. */
export async function openLocalHost(): Promise<WeekHost> {
  const intake = await openIntake({ live: false, once: true, approve: false, help: false }, folders);
  const newsroom = await openNewsroom({
    newsletter: 'Steady State',
    firstIssue: 76,
    hostPause: 0,
    allowedHosts: intake.allowedHosts,
    now: sampleSunday,
  });
  const mailbox = await openMailbox(newsroom.inbox);
  await newsroom.addSources(intake.opml);
  return {
    deskUrl: newsroom.deskUrl,
    sunday: sampleSunday,
    sources: intake.opml.match(/xmlUrl=/g)?.length ?? 0,
    setClock: async (now) => newsroom.setClock(now),
    async pollWeek() {
      let polls = 0;
      await newsroom.pollWeek((done) => {
        polls = done;
      });
      return polls;
    },
    draftIssue: () => newsroom.draftIssue(),
    publishDue: () => newsroom.publishDue(),
    mails: async () => (await mailbox.sent()).map(({ parsed }) => parsed),
    items: () => readItems(newsroom.tableName, newsroom.storeUrl),
    visitor: () => new Visitor(),
    ask: (address, request) => fetch(new URL(address, newsroom.deskUrl), request),
    async stop() {
      await newsroom.stop();
      await intake.stop();
    },
  };
}
