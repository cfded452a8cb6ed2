import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDeskLink, Visitor } from '../../lib/local/editor';
import { type Mailbox, openMailbox } from '../../lib/local/mailbox';
import { type Newsroom, openNewsroom } from '../../lib/local/newsroom';
import { sampleWeek } from '../../lib/local/sample-week';
import { browserPath, openBrowser, warnNoBrowser } from '../support/browser';
import { lookAt } from '../support/look-at';

// An editor whose address does not take the draft: the mail leaves by the embedded SES, whose events the real lambda notes.

const editor = 'bounce@simulator.amazonses.com';
let newsroom: Newsroom;
let mailbox: Mailbox;
let browser: Browser | undefined;
let link: string;

beforeAll(async () => {
  newsroom = await openNewsroom({ ...sampleWeek, settings: { EDITOR: editor } });
  mailbox = await openMailbox(newsroom.inbox);
  await newsroom.draftIssue();
  link = findDeskLink(await mailbox.texts()) as string;
  if (browserPath === undefined) warnNoBrowser('the banner of a mail that came back');
  else browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await newsroom.stop();
});

test('the desk says so over HTTP, and as long as nobody acted on the draft', async () => {
  const visitor = new Visitor();
  const page = await visitor.open(link);
  expect(page).toContain('The draft mail came back');
  expect(page).toContain(`<bdi>${editor}</bdi>`);
  expect(page).toContain('bounced Permanent General');
  await visitor.submit('/desk/76/reject', { because: 'holiday' });
  expect(await visitor.open(link)).not.toContain('id="undelivered"');
});

describe.runIf(browserPath !== undefined)('on a phone', () => {
  test.each(['light', 'dark'] as const)('it is the first thing an editor reads, in the %s', async (colorScheme) => {
    newsroom.setClock(colorScheme === 'light' ? '2026-06-14T12:00:00.000Z' : '2026-06-21T12:00:00.000Z');
    await newsroom.draftIssue();
    const newest = findDeskLink(await mailbox.texts()) as string;
    const context = await (browser as Browser).newContext({
      viewport: { width: 375, height: 812 },
      hasTouch: true,
      colorScheme,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(newest);
    await page.locator('#unlock input[name=word]').fill('edit');
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Open the desk' }).tap()]);
    const banner = page.getByRole('region', { name: 'The draft mail came back' });
    expect(await banner.textContent()).toContain(editor);
    const { y, height, width } = (await banner.boundingBox()) ?? { y: Number.NaN, height: 0, width: 0 };
    // Whole in the first screen, between the bar and everything there is to decide.
    expect(y + height).toBeLessThan(812);
    expect(y).toBeLessThan((await page.locator('p.intro').boundingBox())?.y ?? 0);
    expect(width).toBeGreaterThan(300);
    await lookAt(page);
    const folder = process.env['PICTURES'];
    if (folder) await page.screenshot({ path: `${folder}/undelivered-${colorScheme}.png` });
    await context.close();
  });
});
