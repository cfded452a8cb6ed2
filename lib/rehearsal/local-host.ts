import { Visitor } from '../local/editor';
import { openIntake } from '../local/intake';
import { openMailbox } from '../local/mailbox';
import { openNewsroom } from '../local/newsroom';
import { sampleWeek } from '../local/sample-week';
import { readItems } from './read-items';
import type { WeekHost } from './week-host';

/** The week on the laptop: the handlers in this process, the services embedded beside them. */
export async function openLocalHost(): Promise<WeekHost> {
  const intake = await openIntake();
  const newsroom = await openNewsroom({ ...sampleWeek, allowedHosts: intake.allowedHosts });
  const mailbox = await openMailbox(newsroom.inbox);
  await newsroom.addSources(intake.opml);
  return {
    deskUrl: newsroom.deskUrl,
    sunday: sampleWeek.now,
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
