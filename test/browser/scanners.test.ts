import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDeskLink } from '../../lib/local/editor';
import { type Intake, openIntake } from '../../lib/local/intake';
import { openMailbox } from '../../lib/local/mailbox';
import { type Newsroom, openNewsroom } from '../../lib/local/newsroom';
import { sampleWeek } from '../../lib/local/sample-week';
import { readItems, withoutDoor } from '../../lib/rehearsal/read-items';
import { browserPath, openBrowser, warnNoBrowser } from '../support/browser';

let intake: Intake;
let newsroom: Newsroom;
let browser: Browser;
let links: string[];
let deskLink: string;
/** What pages we do not own were told when a browser went there from ours. */
const referers: string[] = [];

test('there is a browser for the scanners', () => {
  if (browserPath === undefined) warnNoBrowser('the mail scanners');
});
const here = browserPath === undefined ? [] : ['Chromium'];

beforeAll(async () => {
  if (browserPath === undefined) return;
  intake = await openIntake();
  newsroom = await openNewsroom({ ...sampleWeek, allowedHosts: intake.allowedHosts });
  const mailbox = await openMailbox(newsroom.inbox);
  await newsroom.addSources(intake.opml);
  await newsroom.pollWeek(() => {});
  await newsroom.draftIssue();
  const { parsed } = (await mailbox.sent())[0] ?? {};
  const html = String(parsed?.html);
  links = [...new Set(Array.from(html.matchAll(/href="([^"]+)"/g), ([, href = '']) => href.replace(/&amp;/g, '&')))];
  deskLink = findDeskLink([parsed?.text ?? '']) as string;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await newsroom?.stop();
  await intake?.stop();
});

const stored = async () => withoutDoor(await readItems(newsroom.tableName, newsroom.storeUrl));

/** A browser of its own, in which sites that are not ours answer with an empty page. */
async function openScanner(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ javaScriptEnabled: true });
  await context.route(
    (url) => url.origin !== newsroom.deskUrl,
    (route) => {
      referers.push(route.request().headers()['referer'] ?? '');
      return route.fulfill({ contentType: 'text/html', body: '<p>elsewhere</p>' });
    },
  );
  const page = await context.newPage();
  page.setDefaultTimeout(4000);
  return { context, page };
}

const get = (link: string, method: string, cookie = '') =>
  fetch(link, { method, redirect: 'manual', headers: cookie ? { cookie } : {} });

/** Follows redirects with cookies, as a scanner without a browser does. */
async function crawl(link: string, method: string): Promise<void> {
  let next: string | null = link;
  const cookies: string[] = [];
  for (let hops = 0; next && hops < 5; hops++) {
    const answer: Response = await get(next, method, cookies.join('; '));
    cookies.push(...answer.headers.getSetCookie().map((line) => line.split(';')[0] as string));
    const location = answer.headers.get('location');
    next = location && new URL(location, next).href;
  }
}

/** Opens a link, runs its scripts, and presses every control of every page it comes to, three pages deep. */
async function pressEverything(link: string, fill?: string): Promise<number> {
  const { context, page } = await openScanner();
  let pressed = 0;
  const openAgain = () => page.goto(link, { waitUntil: 'load' }).catch(() => {});
  await openAgain();
  const controls = 'button, input[type=submit], input[type=image], [role=button], summary, [onclick]';
  const most = Math.min(await page.locator(controls).count(), 60);
  for (let index = 0; index < most; index++) {
    for (let deep = 0; deep < 3; deep++) {
      if (fill !== undefined) await fillEverything(page, fill);
      const control = page.locator(controls).nth(deep === 0 ? index : 0);
      if ((await control.count()) === 0) break;
      await control.click({ timeout: 1500, noWaitAfter: false }).catch(() => {});
      pressed++;
      // And what a script can do that a mouse cannot: send every form as it stands.
      await page
        .evaluate('for (const form of document.forms) { try { form.requestSubmit() } catch {} }')
        .catch(() => {});
      await page.waitForLoadState('load').catch(() => {});
    }
    await openAgain();
  }
  if (fill !== undefined) await fillEverything(page, fill);
  // Past the browser's own checks, too.
  await page.evaluate('for (const form of document.forms) { form.noValidate = true; form.submit() }').catch(() => {});
  await page.waitForLoadState('load').catch(() => {});
  await context.close();
  return pressed;
}

async function fillEverything(page: Page, text: string): Promise<void> {
  await page
    .evaluate(
      `for (const field of document.querySelectorAll('input, textarea, select')) {
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = true;
        else if (field.type !== 'hidden') field.value = ${JSON.stringify(text)};
      }`,
    )
    .catch(() => {});
}

const ours = () => links.filter((link) => link.startsWith(newsroom.deskUrl));

describe.each(here)('scanners of the draft mail, in %s', () => {
  test('find many links, and one of ours', () => {
    expect(links.length).toBeGreaterThan(15);
    expect(ours()).toEqual([deskLink]);
  });

  const models: [string, () => Promise<unknown>][] = [
    ['one that gets every link', () => Promise.all(ours().map((link) => crawl(link, 'GET')))],
    [
      'one that asks with HEAD and OPTIONS, and gets every link twenty times at once',
      async () => {
        for (const link of ours()) {
          await Promise.all(['HEAD', 'OPTIONS'].map((method) => crawl(link, method)));
          await Promise.all([...Array(20).keys()].map(() => crawl(link, 'GET')));
        }
      },
    ],
    [
      'one that posts to every link and to every address it is led to',
      async () => {
        for (const link of ours())
          for (const path of [
            link,
            `${newsroom.deskUrl}/desk/76`,
            `${newsroom.deskUrl}/desk/76/approve`,
            `${newsroom.deskUrl}/desk/76/unlock`,
          ])
            await crawl(path, 'POST');
      },
    ],
    [
      'one that opens every link in a browser and waits',
      async () => {
        for (const link of links) {
          const { context, page } = await openScanner();
          await page.goto(link, { waitUntil: 'load' }).catch(() => {});
          await page.waitForTimeout(50);
          await context.close();
        }
      },
    ],
    ['one that presses every button', async () => expect(await pressEverything(deskLink)).toBeGreaterThan(0)],
    [
      'one that fills every field, ticks every box and presses every button',
      async () => {
        for (const text of ['test', 'yes', 'approve', 'admin@example.com', '76'])
          expect(await pressEverything(deskLink, text)).toBeGreaterThan(0);
      },
    ],
  ];
  test.each(models)('%s changes nothing and burns nothing', { timeout: 120_000 }, async (_name, scan) => {
    const before = await stored();
    await scan();
    expect(await stored()).toEqual(before);
    expect(await newsroom.publishDue()).toEqual([]);
    expect((await get(deskLink, 'GET')).status, 'the link still opens').toBe(303);
  });

  test('a person opens, types a word and works on, with the very link the scanners pressed', {
    timeout: 60_000,
  }, async () => {
    const { context, page } = await openScanner();
    await page.goto(deskLink, { waitUntil: 'load' });
    expect(page.url(), 'the token leaves the address bar').toBe(`${newsroom.deskUrl}/desk/76`);
    expect(await page.evaluate('history.length <= 2 && !document.referrer.includes("key=")')).toBe(true);
    await page.locator('#unlock input[name=word]').fill('edit');
    await page.getByRole('button', { name: 'Open the desk' }).click();
    await page.waitForLoadState('load');
    expect(page.url()).toBe(`${newsroom.deskUrl}/desk/76`);
    referers.splice(0);
    const before = referers.length;
    const outside = page.locator('main a[href^="http"]');
    expect(await outside.count()).toBeGreaterThan(5);
    const [popup] = await Promise.all([context.waitForEvent('page'), outside.first().click()]);
    await popup.waitForLoadState('load');
    expect(referers.length).toBeGreaterThan(before);
    expect(
      referers.filter((referer) => referer !== ''),
      'no site learns where its reader came from',
    ).toEqual([]);
    expect(await page.evaluate('document.cookie'), 'no script can read a cookie of ours').toBe('');
    await context.close();
  });

  test('a page that frames the desk shows an empty frame', async () => {
    const { context, page } = await openScanner();
    await page.goto('http://127.0.0.1:9/mail');
    await page.setContent(`<iframe src="${deskLink}" width=600 height=600></iframe>`, { waitUntil: 'load' });
    const [, frame] = page.frames();
    const text = await frame
      ?.locator('body')
      .textContent({ timeout: 2000 })
      .catch(() => '');
    expect(text ?? '').not.toContain('Steady State');
    await context.close();
  });
});
