import { match, notEqual, rejects, deepStrictEqual as same, ok as sure } from 'node:assert/strict';
import { findDeskLink } from '../local/editor';
import { withoutDoor } from './read-items';
import type { WeekHost } from './week-host';

/** One step of the week: what must happen, and what was seen. Throws what was expected instead. */
export interface WeekStep {
  does: string;
  play(host: WeekHost): Promise<string>;
}

const firstIssue = 76;
const week = 7 * 86_400_000;
const approval = { word: 'publish', read: 'on' };

const mailTexts = async (host: WeekHost) => (await host.mails()).map(({ text }) => text ?? '');
const deskLink = async (host: WeekHost) => {
  const link = findDeskLink(await mailTexts(host));
  sure(link, 'There is no mail with a link to the desk.');
  return link;
};
const articleIds = (desk: string) =>
  [...desk.matchAll(/<article[^>]* id="item-([^"]+)"/g)].map(([, id]) => id as string);
const textOf = async (host: WeekHost, path: string) => (await host.ask(path)).text();
const statusOf = async (host: WeekHost, path: string) => (await host.ask(path)).status;
const contains = (text: string, part: string) => sure(text.includes(part), `"${part}" is missing in: ${text}`);
const lacks = (text: string, part: string) => sure(!text.includes(part), `"${part}" should not be in: ${text}`);

/** The week, from feeds to the published issue and the next draft: the same steps on every host. */
export const weekSteps: readonly WeekStep[] = [
  {
    does: 'polls every source once, and then nothing is due',
    async play(host) {
      same(await host.pollWeek(), host.sources);
      same(await host.pollWeek(), 0);
      return `${host.sources} sources polled`;
    },
  },
  {
    does: 'mails one draft with articles, outages and one link to the desk, however often the draft lambda runs',
    async play(host) {
      const runs = [await host.draftIssue()];
      runs.push(...(await Promise.all([host.draftIssue(), host.draftIssue(), host.draftIssue()])));
      same(
        runs.map(({ issue }) => issue),
        runs.map(() => firstIssue),
      );
      const mails = await host.mails();
      same(mails.length, 1);
      const text = mails[0]?.text ?? '';
      contains(mails[0]?.subject ?? '', `Steady State Issue #${firstIssue}`);
      contains(text, 'Northlight Cloud: Loss of network connectivity in north-2');
      contains(text, 'Also affected: Saltmarsh and Lampwick');
      sure(!/scheduled maintenance/i.test(text));
      contains(text, 'Fathom Notes: This is an HTML page, not a feed.');
      same(text.match(/\/open\/76\?key=/g)?.length, 1);
      return `the draft mail "${mails[0]?.subject}"`;
    },
  },
  {
    does: 'shows the desk by the link, and no GET writes anything',
    async play(host) {
      const before = withoutDoor(await host.items());
      const desk = await host.visitor().open(await deskLink(host));
      const articles = articleIds(desk).length;
      sure(articles >= 10, `The desk shows ${articles} items; ten or more were expected.`);
      for (const path of ['/', '/issues', '/issues/76', '/feed.xml', '/feed.json', '/desk/76', '/open/76?key=x'])
        await host.ask(path);
      await host.ask(await deskLink(host), { method: 'HEAD' });
      same(withoutDoor(await host.items()), before);
      return `a desk of ${articles} items, and a table no GET has changed`;
    },
  },
  {
    does: 'does not show a draft in the archive, nor the desk to somebody without the link',
    async play(host) {
      const wrongKey = `${(await deskLink(host)).slice(0, -2)}xx`;
      for (const path of ['/issues/76', '/desk/76', wrongKey]) same(await statusOf(host, path), 404);
      return '404 without the link';
    },
  },
  {
    does: 'drops an article, refuses an approval of what was not read, and one without the human step',
    async play(host) {
      const editor = host.visitor();
      const forgotten = host.visitor();
      const [first] = articleIds(await editor.open(await deskLink(host)));
      await forgotten.open(await deskLink(host));
      const after = await editor.submit('/desk/76/item', { item: first as string, decision: 'dropped' });
      match(after, /revision 2/i);
      await rejects(forgotten.submit('/desk/76/approve', approval), /answered 409/);
      await rejects(editor.submit('/desk/76/approve', { ...approval, word: 'yes' }), /answered 400/);
      await rejects(editor.submit('/desk/76/approve', { word: 'publish' }), /answered 400/);
      same(await host.publishDue(), []);
      return '409 for an approval of what was not read, 400 without the human step';
    },
  },
  {
    does: 'refuses a POST from another site, without the strict cookie, or with another session’s form',
    async play(host) {
      const desk = await host.visitor().open(await deskLink(host));
      const form = /name="form" value="([^"]+)"/.exec(desk)?.[1] as string;
      const post = async (headers: Record<string, string>) => {
        const body = new URLSearchParams({ form, ...approval });
        return (await host.ask('/desk/76/approve', { method: 'POST', headers, body, redirect: 'manual' })).status;
      };
      same(await post({ origin: host.deskUrl }), 404);
      same(await post({ origin: 'https://evil.example' }), 404);
      same(await post({}), 404);
      const other = host.visitor();
      await other.open(await deskLink(host));
      await rejects(other.submit('/desk/76/approve', { ...approval, form }), /answered 409/);
      same(await host.publishDue(), []);
      return '404 for forged approvals, and a look at the draft for the form of another session';
    },
  },
  {
    does: 'publishes what was approved, once, by mail and in the archive, without what was dropped',
    async play(host) {
      const editor = host.visitor();
      const desk = await editor.open(await deskLink(host));
      const dropped = /<article[^>]*class="[^"]*dropped[^"]*"[\s\S]*?href="([^"]+)"/.exec(desk)?.[1] as string;
      match(dropped, /^https?:/);
      await editor.submit('/desk/76/approve', { word: 'Publish ', read: 'on' });
      await Promise.all([host.publishDue(), host.publishDue()]);
      await host.publishDue();
      const mails = await host.mails();
      same(mails.length, 2);
      const mail = mails.at(-1);
      same(mail?.subject, 'Steady State Issue #76');
      lacks(mail?.text ?? '', dropped);
      lacks(mail?.text ?? '', '/open/76');
      const page = await textOf(host, '/issues/76');
      contains(page, 'north-2');
      lacks(page, dropped);
      for (const path of ['/issues', '/feed.xml', '/feed.json', '/issues/76/markdown'])
        contains(await textOf(host, path), '76');
      return `the published page ${host.deskUrl}/issues/76, and one mail "${mail?.subject}"`;
    },
  },
  {
    does: 'answers a second approval like the first, and changes nothing',
    async play(host) {
      const before = withoutDoor(await host.items());
      const editor = host.visitor();
      match(await editor.open(await deskLink(host)), /published/i);
      await rejects(editor.submit('/desk/76/approve', approval), /no form/);
      same(withoutDoor(await host.items()), before);
      return 'the desk of a published issue, without a form';
    },
  },
  {
    does: 'makes issue 77 a week later, and repeats nothing that was printed',
    async play(host) {
      const printed = (await textOf(host, '/issues/76/markdown')).match(/https?:\/\/[^\s)]+/g) ?? [];
      await host.setClock(new Date(Date.parse(host.sunday) + week).toISOString());
      notEqual(await host.pollWeek(), 0);
      same(await host.draftIssue(), { issue: 77, mail: 'sent' });
      const mail = (await host.mails()).at(-1);
      contains(mail?.subject ?? '', '#77');
      const [chosen = ''] = (mail?.text ?? '').split('RUNNERS-UP');
      sure(printed.length > 8);
      const repeated = printed.filter((link) => !link.includes('/issues/76') && chosen.includes(link));
      same(repeated, []);
      return `the next draft mail "${mail?.subject}", which repeats nothing`;
    },
  },
];
