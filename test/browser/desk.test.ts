import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDeskLink } from '../../lib/local/editor';
import { type Intake, openIntake } from '../../lib/local/intake';
import { openMailbox } from '../../lib/local/mailbox';
import { type Newsroom, openNewsroom } from '../../lib/local/newsroom';
import { browserPath, openBrowser, warnNoBrowser } from '../support/browser';
import { readStoredItems } from '../support/stored-items';

const root = join(import.meta.dirname, '..', '..');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let intake: Intake;
let newsroom: Newsroom;
let browser: Browser;
let link: string;

test('there is a browser to look with', () => {
  if (browserPath === undefined) warnNoBrowser('the desk in a browser');
});

/** Without a browser there is nothing to describe; the test above has said so. */
const editors = browserPath === undefined ? [] : ['without JavaScript', 'with JavaScript'];

beforeAll(async () => {
  if (browserPath === undefined) return;
  intake = await openIntake(
    { live: false, once: true, approve: false, help: false },
    { samples: join(root, 'lib/local/samples'), catalogue: join(root, 'sources.opml') },
  );
  newsroom = await openNewsroom({
    newsletter: 'Steady State',
    firstIssue: 76,
    hostPause: 0,
    allowedHosts: intake.allowedHosts,
    now: '2026-06-07T12:00:00.000Z',
  });
  const mailbox = await openMailbox(newsroom.inbox);
  await newsroom.addSources(intake.opml);
  await newsroom.pollWeek(() => {});
  await newsroom.draftIssue();
  link = findDeskLink((await mailbox.sent()).map(({ parsed }) => parsed.text ?? '')) as string;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await newsroom?.stop();
  await intake?.stop();
});

/** A phone whose mail is read on another site than the desk's: 127.0.0.1, and localhost. */
async function openPhone(javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({
    javaScriptEnabled,
    viewport: { width: 375, height: 740 },
    hasTouch: true,
  });
  await context.route('http://127.0.0.1:9/mail', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<a id="link" href="${link}">Review</a>` }),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  await page.goto('http://127.0.0.1:9/mail');
  return page;
}

/** A browser is asked once for the word. */
async function unlock(page: Page): Promise<void> {
  await page.locator('input[name=word]').fill('edit');
  await tap(page, 'Open the desk');
}

const tap = async (page: Page, name: string) => {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name }).first().tap()]);
};
const textOf = async (page: Page) => (await page.locator('body').textContent()) ?? '';
const stored = () => readStoredItems(newsroom.storeUrl, newsroom.tableName);

/** Nothing to scroll sideways, and nothing serious for a person who cannot see or point. */
async function lookAt(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{ violations: { id: string; impact: string }[] }>('axe.run()');
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
}

describe.sequential.each(editors)('an editor %s', (editor) => {
  let page: Page;
  const withJavaScript = editor === 'with JavaScript';
  beforeAll(async () => {
    page = await openPhone(withJavaScript);
  });

  test('opens the desk from a mail on another site in one tap, and no token stays in the address', async () => {
    const before = await stored();
    await page.tap('#link');
    await page.waitForURL('**/desk/76');
    expect(await page.locator('h1').first().textContent()).toContain('Steady State Issue #76');
    expect(await stored()).toEqual(before);
    if (withJavaScript) await lookAt(page);
  });

  test('types a word once in a browser, and opens the desk in one tap from then on', async () => {
    await unlock(page);
    expect(await page.getByRole('button', { name: 'Drop' }).count()).toBeGreaterThan(0);
    await page.goto('http://127.0.0.1:9/mail');
    await page.tap('#link');
    await page.waitForURL('**/desk/76');
    expect(await page.getByRole('button', { name: 'Drop' }).count()).toBeGreaterThan(0);
    if (withJavaScript) await lookAt(page);
  });

  test('drops an article in one tap, comes back to it, and undoes it in another', async () => {
    await tap(page, 'Drop');
    expect(page.url()).toMatch(/\/desk\/76#item-/);
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(1);
    await tap(page, 'Undo');
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });

  test('approves nothing by a button alone', async () => {
    await page.getByRole('button', { name: 'Approve issue' }).tap();
    await page.waitForTimeout(300);
    expect(page.url()).toMatch(/\/desk\/76/);
    expect(await newsroom.publishDue()).toEqual([]);
  });
});

describe.sequential.each(editors.slice(0, 1))('the approval', () => {
  let page: Page;

  test('takes a tick, a word and a tap', async () => {
    page = await openPhone(true);
    await page.tap('#link');
    await page.waitForURL('**/desk/76');
    await unlock(page);
    await page.locator('input[name=read]').check();
    await page.locator('input[name=word]').fill('Publish');
    await tap(page, 'Approve issue');
    expect(await textOf(page)).toMatch(/approved/i);
    await lookAt(page);
    expect(await newsroom.publishDue()).toMatchObject([{ issue: 76, sent: 1 }]);
  });

  test('shows on the desk and in the archive, where everybody can read it', async () => {
    await page.reload();
    expect(await textOf(page)).toMatch(/published/i);
    for (const path of ['/issues/76', '/issues']) {
      await page.goto(newsroom.deskUrl + path);
      expect(await page.locator('h1').textContent()).toMatch(/#76|All issues/);
      await lookAt(page);
    }
  });
});
