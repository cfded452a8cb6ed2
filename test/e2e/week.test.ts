import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDeskLink, Visitor } from '../../lib/local/editor';
import { type Intake, openIntake } from '../../lib/local/intake';
import { type Mailbox, openMailbox } from '../../lib/local/mailbox';
import { type Newsroom, openNewsroom } from '../../lib/local/newsroom';
import { readStoredItems } from '../support/stored-items';

const root = join(import.meta.dirname, '..', '..');
const folders = { samples: join(root, 'lib/local/samples'), catalogue: join(root, 'sources.opml') };
const sunday = '2026-06-07T12:00:00.000Z';
const nextSunday = '2026-06-14T12:00:00.000Z';

let intake: Intake;
let newsroom: Newsroom;
let mailbox: Mailbox;

beforeAll(async () => {
  intake = await openIntake({ live: false, once: true, approve: false, help: false }, folders);
  newsroom = await openNewsroom({
    newsletter: 'Steady State',
    firstIssue: 76,
    hostPause: 0,
    allowedHosts: intake.allowedHosts,
    now: sunday,
  });
  mailbox = await openMailbox(newsroom.inbox);
  await newsroom.addSources(intake.opml);
});
afterAll(async () => {
  await newsroom.stop();
  await intake.stop();
});

const lastMail = async () => (await mailbox.sent()).at(-1)?.parsed;
const deskLink = async () => findDeskLink((await mailbox.sent()).map(({ parsed }) => parsed.text ?? '')) as string;
const stored = () => readStoredItems(newsroom.storeUrl, newsroom.tableName);
const articleIds = (desk: string) => [...desk.matchAll(/id="item-([^"]+)"/g)].map(([, id]) => id as string);

describe.sequential('the week, from feeds to the published issue, over HTTP', () => {
  test('polls every source once, and then nothing is due', async () => {
    let polled = 0;
    await newsroom.pollWeek((done) => {
      polled = done;
    });
    expect(polled).toBe(readFileSync(join(folders.samples, 'sources.opml'), 'utf8').match(/xmlUrl/g)?.length);
    let again = 0;
    await newsroom.pollWeek((done) => {
      again = done;
    });
    expect(again).toBe(0);
  });

  test('mails one draft with articles, outages and one link to the desk, however often the draft lambda runs', async () => {
    const runs = await Promise.all([newsroom.draftIssue(), newsroom.draftIssue(), newsroom.draftIssue()]);
    expect(runs.map(({ issue }) => issue)).toEqual([76, 76, 76]);
    await newsroom.draftIssue();
    const mails = await mailbox.sent();
    expect(mails).toHaveLength(1);
    const text = mails[0]?.parsed.text ?? '';
    expect(mails[0]?.parsed.subject).toContain('Steady State Issue #76');
    expect(text).toContain('Northlight Cloud: Loss of network connectivity in north-2');
    expect(text).toContain('Also affected: Saltmarsh and Lampwick');
    expect(text).not.toMatch(/scheduled maintenance/i);
    expect(text).toContain('Fathom Notes: This is an HTML page, not a feed.');
    expect(text.match(/\/open\/76\?key=/g)).toHaveLength(1);
  });

  test('shows the desk by the link, and no GET writes anything', async () => {
    const before = await stored();
    const visitor = new Visitor();
    const desk = await visitor.open(await deskLink());
    expect(articleIds(desk).length).toBeGreaterThanOrEqual(10);
    for (const path of ['/', '/issues', '/issues/76', '/feed.xml', '/feed.json', '/desk/76', '/open/76?key=x'])
      await fetch(newsroom.deskUrl + path);
    await fetch(await deskLink(), { method: 'HEAD' });
    expect(await stored()).toEqual(before);
  });

  test('does not show a draft in the archive, nor the desk to somebody without the link', async () => {
    expect((await fetch(`${newsroom.deskUrl}/issues/76`)).status).toBe(404);
    expect((await fetch(`${newsroom.deskUrl}/desk/76`)).status).toBe(404);
    expect((await fetch(`${(await deskLink()).slice(0, -2)}xx`)).status).toBe(404);
  });

  test('drops an article, refuses an approval of what was not read, and one without the human step', async () => {
    const editor = new Visitor();
    const forgotten = new Visitor();
    const desk = await editor.open(await deskLink());
    await forgotten.open(await deskLink());
    const [first] = articleIds(desk);
    const after = await editor.submit('/desk/76/item', { item: first as string, decision: 'dropped' });
    expect(after).toMatch(/revision 2/i);
    await expect(forgotten.submit('/desk/76/approve', { word: 'publish', read: 'on' })).rejects.toThrow('answered 409');
    await expect(editor.submit('/desk/76/approve', { word: 'yes', read: 'on' })).rejects.toThrow('answered 400');
    await expect(editor.submit('/desk/76/approve', { word: 'publish' })).rejects.toThrow('answered 400');
    expect(await newsroom.publishDue()).toEqual([]);
  });

  test('refuses a POST from another site, without the strict cookie, or with another session’s form', async () => {
    const editor = new Visitor();
    const desk = await editor.open(await deskLink());
    const form = /name="form" value="([^"]+)"/.exec(desk)?.[1] as string;
    const post = (headers: Record<string, string>) =>
      fetch(`${newsroom.deskUrl}/desk/76/approve`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ form, word: 'publish', read: 'on' }),
        redirect: 'manual',
      });
    expect((await post({ origin: newsroom.deskUrl })).status).toBe(404);
    expect((await post({ origin: 'https://evil.example' })).status).toBe(404);
    expect((await post({})).status).toBe(404);
    const other = new Visitor();
    await other.open(await deskLink());
    await expect(other.submit('/desk/76/approve', { word: 'publish', read: 'on', form })).rejects.toThrow(
      'answered 404',
    );
    expect(await newsroom.publishDue()).toEqual([]);
  });

  test('publishes what was approved, once, by mail and in the archive, without what was dropped', async () => {
    const editor = new Visitor();
    const desk = await editor.open(await deskLink());
    const dropped = /<article[^>]*class="[^"]*dropped[^"]*"[\s\S]*?href="([^"]+)"/.exec(desk)?.[1] as string;
    expect(dropped).toMatch(/^https?:/);
    await editor.submit('/desk/76/approve', { word: 'Publish ', read: 'on' });
    const runs = await Promise.all([newsroom.publishDue(), newsroom.publishDue()]);
    expect(runs.flat().reduce((sum, { sent }) => sum + sent, 0)).toBe(1);
    await newsroom.publishDue();
    expect(await mailbox.sent()).toHaveLength(2);
    const mail = await lastMail();
    expect(mail?.subject).toBe('Steady State Issue #76');
    expect(mail?.text).not.toContain(dropped);
    expect(mail?.text).not.toContain('/open/76');
    const page = await (await fetch(`${newsroom.deskUrl}/issues/76`)).text();
    expect(page).toContain('north-2');
    expect(page).not.toContain(dropped);
    for (const path of ['/issues', '/feed.xml', '/feed.json', '/issues/76/markdown']) {
      expect(await (await fetch(newsroom.deskUrl + path)).text()).toContain('76');
    }
  });

  test('answers a second approval like the first, and changes nothing', async () => {
    const before = await stored();
    const editor = new Visitor();
    expect(await editor.open(await deskLink())).toMatch(/published/i);
    await expect(editor.submit('/desk/76/approve', { word: 'publish', read: 'on' })).rejects.toThrow('no form');
    expect(await stored()).toEqual(before);
  });

  test('makes issue 77 a week later, and repeats nothing that was printed', async () => {
    const printed =
      (await (await fetch(`${newsroom.deskUrl}/issues/76/markdown`)).text()).match(/https?:\/\/[^\s)]+/g) ?? [];
    newsroom.setClock(nextSunday);
    await newsroom.pollWeek(() => {});
    expect(await newsroom.draftIssue()).toEqual({ issue: 77, mail: 'sent' });
    const mail = await lastMail();
    expect(mail?.subject).toContain('#77');
    const [chosen = ''] = (mail?.text ?? '').split('RUNNERS-UP');
    expect(printed.length).toBeGreaterThan(8);
    expect(printed.filter((link) => !link.includes('/issues/76') && chosen.includes(link))).toEqual([]);
  });
});
