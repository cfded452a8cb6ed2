import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDeskLink } from '../../lib/local/editor';
import { type Intake, openIntake } from '../../lib/local/intake';
import { type Mailbox, openMailbox } from '../../lib/local/mailbox';
import { type Newsroom, openNewsroom } from '../../lib/local/newsroom';
import { browserPath, openBrowser, warnNoBrowser } from '../support/browser';
import { lookAt } from '../support/look-at';
import { readStoredItems } from '../support/stored-items';

const root = join(import.meta.dirname, '..', '..');
const firstSunday = Date.parse('2026-06-07T12:00:00.000Z');

interface Way {
  name: string;
  script: boolean;
  width: number;
  touch: boolean;
}
const ways: Way[] = [
  { name: 'by mouse', script: true, width: 1280, touch: false },
  { name: 'by touch on a phone', script: true, width: 375, touch: true },
  { name: 'without JavaScript on a phone', script: false, width: 375, touch: true },
];
const byKeys: Way = { name: 'by keyboard', script: true, width: 1280, touch: false };

let intake: Intake;
let newsroom: Newsroom;
let mailbox: Mailbox;
let browser: Browser;
let week = -1;

test('there is a browser to look with', () => {
  if (browserPath === undefined) warnNoBrowser('the desk in a browser');
});

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
    now: new Date(firstSunday).toISOString(),
  });
  mailbox = await openMailbox(newsroom.inbox);
  await newsroom.addSources(intake.opml);
  await newsroom.pollWeek(() => {});
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await newsroom?.stop();
  await intake?.stop();
});

/** A draft of its own for every editor: what is approved and not yet published comes back a week later. */
async function nextDraft(): Promise<{ number: number; link: string }> {
  week += 1;
  newsroom.setClock(new Date(firstSunday + week * 7 * 86_400_000).toISOString());
  const { issue } = await newsroom.draftIssue();
  const link = findDeskLink((await mailbox.sent()).map(({ parsed }) => parsed.text ?? '')) as string;
  return { number: issue, link };
}

/** An editor whose mail is read on another site than the desk's: 127.0.0.1, and localhost. */
class Editor {
  constructor(
    readonly page: Page,
    readonly way: Way,
    readonly number: number,
  ) {}

  static async open(way: Way, draft: { number: number; link: string }): Promise<Editor> {
    const context = await browser.newContext({
      javaScriptEnabled: way.script,
      viewport: { width: way.width, height: 800 },
      hasTouch: way.touch,
    });
    await context.route('http://127.0.0.1:9/mail', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<a id="link" href="${draft.link}">Review</a>` }),
    );
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto('http://127.0.0.1:9/mail');
    await page.click('#link');
    await page.waitForURL(`**/desk/${draft.number}`);
    // A browser is asked once for the word.
    await page.locator('input[name=word]').fill('edit');
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Open the desk' }).click()]);
    return new Editor(page, way, draft.number);
  }

  get cards() {
    return this.page.locator('#articles .card');
  }
  card(index: number) {
    return this.cards.nth(index);
  }
  titles = () => this.page.locator('#articles h3').allTextContents();
  revision = async () =>
    Number(/revision (\d+)/.exec((await this.page.locator('p.intro').textContent()) ?? '')?.[1] ?? 0);

  /** Does something that saves, and waits until the page shows the revision that it led to. */
  async saving(act: () => Promise<unknown>): Promise<void> {
    const before = await this.revision();
    if (this.way.script) {
      await act();
      const saved = async () =>
        (await this.revision()) > before && /^Saved/.test((await this.page.locator('#saved').textContent()) ?? '');
      await expect.poll(saved, { timeout: 10_000 }).toBe(true);
    } else {
      await Promise.all([this.page.waitForEvent('load'), act()]);
      expect(await this.revision()).toBeGreaterThan(before);
    }
  }

  press(scope: ReturnType<Page['locator']>, name: string, exact = true) {
    const button = scope.getByRole('button', { name, exact }).first();
    return this.way.touch ? button.tap() : button.click();
  }

  async unfold(scope: ReturnType<Page['locator']>): Promise<void> {
    if ((await scope.locator('details.edit').getAttribute('open')) === null)
      await scope.locator('details.edit > summary').click();
  }

  /** Fills a field; what is typed is saved by leaving it, or without JavaScript by the button. */
  async write(scope: ReturnType<Page['locator']>, label: string, text: string): Promise<void> {
    await this.unfold(scope);
    await this.saving(async () => {
      const field = scope.getByLabel(label);
      await field.fill(text);
      await (this.way.script ? field.blur() : this.press(scope, 'Save'));
    });
  }
}

/** The second outage onto the first, with the mouse; both are in sight below the bar. */
async function dragOutage(editor: Editor): Promise<void> {
  const outages = editor.page.locator('#outages .card');
  const titles = () => outages.locator('h3').allTextContents();
  const [first, second] = await titles();
  await editor.page.locator('#outages h2').evaluate((heading) => heading.scrollIntoView());
  await editor.saving(async () => {
    await outages.nth(1).locator('.grip').hover();
    const box = (await outages.nth(0).boundingBox()) as { x: number; y: number };
    await editor.page.mouse.down();
    // A browser tells a target of the drag only after the second move over it.
    for (const down of [30, 40]) await editor.page.mouse.move(box.x + 80, box.y + down);
    await editor.page.mouse.up();
  });
  expect((await titles()).slice(0, 2)).toEqual([second, first]);
  await editor.saving(() => editor.press(editor.page.locator('#bar'), 'Undo'));
  expect((await titles()).slice(0, 2)).toEqual([first, second]);
}

const stored = () => readStoredItems(newsroom.storeUrl, newsroom.tableName);

describe.sequential.each(browserPath === undefined ? [] : ways)(
  'an editor $name',
  (way) => {
    let editor: Editor;
    let draft: { number: number; link: string };

    test('opens the desk from a mail on another site, and nothing is written by looking', async () => {
      draft = await nextDraft();
      const before = await stored();
      editor = await Editor.open(way, draft);
      expect(await editor.page.locator('h1').first().textContent()).toContain(`Steady State Issue #${draft.number}`);
      expect(await editor.cards.count()).toBe(10);
      if (way.script) await lookAt(editor.page);
      for (const path of ['/find?q=incident', '/preview/mail', '/raw/text'])
        await editor.page.goto(`${newsroom.deskUrl}/desk/${draft.number}${path}`);
      expect(await stored()).toEqual(before);
      await editor.page.goto(`${newsroom.deskUrl}/desk/${draft.number}`);
    });

    test('decides on ten items, takes one decision back, and undoes it', async () => {
      for (let index = 0; index < 8; index++) await editor.saving(() => editor.press(editor.card(index), 'Keep'));
      await editor.saving(() => editor.press(editor.card(8), 'Drop'));
      await editor.saving(() => editor.press(editor.card(9), 'Later'));
      expect(await editor.page.locator('#bar').textContent()).toContain('8 of 10 articles');
      await editor.saving(() => editor.press(editor.card(8), 'Drop'));
      expect(await editor.card(8).getAttribute('class')).toBe('card undecided');
      await editor.saving(() => editor.press(editor.page.locator('#bar'), 'Undo'));
      expect(await editor.card(8).getAttribute('class')).toBe('card dropped');
    });

    test('writes a comment in Markdown and sees it as readers will; script in it stays text', async () => {
      await editor.write(
        editor.card(0),
        'Your words (Markdown)',
        'Read the **third** part.\n\n- a\n  - b\n\n<script>alert(1)</script>',
      );
      const words = editor.card(0).locator('.shown .words');
      expect(await words.locator('strong').textContent()).toBe('third');
      expect(await words.locator('ul ul li').textContent()).toBe('b');
      expect(await words.textContent()).toContain('<script>alert(1)</script>');
    });

    test('puts title, author, company and disclosure right', async () => {
      for (const [label, text] of [
        ['Title', 'A better title'],
        ['Author', 'Ada Byron'],
        ['Company', 'Analytical Engines'],
        ['Disclosure', 'Full disclosure: my employer.'],
      ])
        await editor.write(editor.card(1), label as string, text as string);
      const shown = await editor.card(1).locator('.shown').textContent();
      for (const text of ['A better title', 'Ada Byron — Analytical Engines', 'Full disclosure'])
        expect(shown).toContain(text);
    });

    test('moves an item, by its buttons and by dragging', async () => {
      const [first, second] = await editor.titles();
      await editor.saving(() => editor.press(editor.card(1), 'Move up'));
      expect((await editor.titles()).slice(0, 2)).toEqual([second, first]);
      if (way.script && !way.touch) await dragOutage(editor);
    });

    test('adds a runner-up, a link by hand, and what a search finds', async () => {
      const runnerUp = editor.page.locator('#runners-up .line').first();
      const title = await runnerUp.locator('h3').textContent();
      await editor.saving(() => editor.press(runnerUp, 'Add'));
      expect(await editor.titles()).toContain(title);

      const url = /https?:\/\/[^"]*fathom[^"]*/.exec(intake.opml)?.[0] as string;
      await editor.page.fill('#url-add', url);
      await editor.press(editor.page.locator('#add'), 'Look it up');
      await editor.page.waitForSelector('h1:has-text("Add a link")');
      expect(await editor.page.getByLabel('Title').inputValue()).toMatch(/\w/);
      await editor.page.getByLabel('Title').fill('By my own hand');
      await editor.press(editor.page.locator('main'), `Add to issue #${draft.number}`);
      await editor.page.waitForSelector('#articles h3:has-text("By my own hand")');

      await editor.page.fill('#find', 'incident');
      await editor.press(editor.page.locator('#add'), 'Find');
      await editor.page.waitForSelector('h1:has-text("Find")');
      if (way.script) await lookAt(editor.page);
      const found = editor.page.locator('.line', { has: editor.page.getByRole('button', { name: 'Add' }) }).first();
      const name = (await found.locator('h3').textContent()) as string;
      await editor.press(found, 'Add');
      await editor.page.waitForURL(`**/desk/${draft.number}#item-*`);
      expect(await editor.titles()).toContain(name);
    });

    test('writes the opening and the sponsor’s message, and sees all of it in every preview', async () => {
      const opening = editor.page.locator('.opening');
      await editor.write(opening, 'Opening lines (Markdown)', 'Hello from *home*.');
      await editor.write(opening, 'Sponsor’s message (Markdown)', 'Try our **beacons**.');
      for (const format of ['mail', 'web', 'text', 'markdown']) {
        await editor.page.goto(`${newsroom.deskUrl}/desk/${draft.number}/preview/${format}`);
        const inside = editor.page.frameLocator('iframe').locator('body');
        const text = (await inside.textContent()) ?? '';
        for (const part of ['Hello from', 'beacons', 'third', 'A better title', 'Analytical Engines', 'By my own hand'])
          expect(text, `${part} in ${format}`).toContain(part);
        if (way.script) await lookAt(editor.page);
      }
      await editor.page.goto(`${newsroom.deskUrl}/desk/${draft.number}`);
    });

    test('is shown the difference by a tab that was forgotten, and loses no word of it', async () => {
      const forgotten = await Editor.open(way, draft);
      await editor.write(editor.card(2), 'Your words (Markdown)', 'From the newer tab.');
      const card = forgotten.card(2);
      await forgotten.unfold(card);
      await card.getByLabel('Your words (Markdown)').fill('From the older tab.');
      await (way.script ? card.getByLabel('Your words (Markdown)').blur() : forgotten.press(card, 'Save'));
      await forgotten.page.waitForSelector('h1:has-text("changed meanwhile")');
      const page = (await forgotten.page.locator('main').textContent()) ?? '';
      expect(page).toContain('From the newer tab.');
      expect(await forgotten.page.getByLabel('Your comment').inputValue()).toBe('From the older tab.');
      if (way.script) await lookAt(forgotten.page);
      await forgotten.press(forgotten.page.locator('main'), 'Do it all the same');
      await forgotten.page.waitForSelector('.words:has-text("From the older tab.")');
      await forgotten.page.context().close();
      await editor.page.goto(`${newsroom.deskUrl}/desk/${draft.number}`);
    });

    test('has the links checked, and approves with a tick and a word', async () => {
      await editor.press(editor.page.locator('#checks'), 'Check', false);
      await editor.page.waitForSelector('h1:has-text("Links")', { timeout: 30_000 });
      await editor.page.goto(`${newsroom.deskUrl}/desk/${draft.number}`);
      await editor.page.locator('input[name=read]').check();
      await editor.page.locator('input[name=word]').fill('Publish');
      await Promise.all([
        editor.page.waitForEvent('load'),
        editor.press(editor.page.locator('#approve'), 'Approve issue', false),
      ]);
      expect(await editor.page.locator('#approve h2').textContent()).toBe('Approved');
      if (way.script) await lookAt(editor.page);
      await editor.page.context().close();
    });
  },
  120_000,
);

describe.sequential.each(browserPath === undefined ? [] : [byKeys])('an editor $name', (way) => {
  test('edits and approves ten items in less than three minutes, typing like a person', {
    timeout: 240_000,
  }, async () => {
    const editor = await Editor.open(way, await nextDraft());
    const { keyboard } = editor.page;
    const think = () => editor.page.waitForTimeout(600);
    const began = performance.now();
    // The first is the opening, which stays empty.
    await keyboard.press('n');
    for (let index = 0; index < 10; index++) {
      await keyboard.press('n');
      await think();
      if (index === 7) await keyboard.press('d');
      else if (index === 8) await keyboard.press('l');
      else {
        await keyboard.press('k');
        await keyboard.press('c');
        await keyboard.type(`Worth it for part ${index}: *why* it broke.`, { delay: 110 });
        await keyboard.press('Escape');
      }
    }
    await keyboard.press('p');
    await keyboard.press('p');
    await keyboard.press('p');
    await editor.saving(() => keyboard.press('['));
    await editor.page.focus('input[name=read]');
    await keyboard.press('Space');
    await keyboard.press('Tab');
    await keyboard.type('publish', { delay: 110 });
    await Promise.all([editor.page.waitForEvent('load'), keyboard.press('Enter')]);
    const seconds = Math.round((performance.now() - began) / 1000);
    console.info(`ten items edited and approved by keyboard, at 110 ms a letter: ${seconds} s`);
    expect(await editor.page.locator('#approve h2').textContent()).toBe('Approved');
    expect(await editor.page.locator('#articles .card.kept').count()).toBe(8);
    expect(await editor.page.locator('#articles .words em').count()).toBe(8);
    expect(await editor.page.locator('#articles .card.dropped, #articles .card.later').count()).toBe(2);
    await editor.page.context().close();
  });

  test('publishes what was approved, with every comment, to everybody', { timeout: 60_000 }, async () => {
    expect((await newsroom.publishDue()).length).toBeGreaterThan(0);
    const page = await browser.newPage();
    await page.goto(`${newsroom.deskUrl}/issues/${76 + week}`);
    expect(await page.locator('main em').count()).toBe(8);
    await lookAt(page);
    await page.goto(`${newsroom.deskUrl}/issues`);
    await lookAt(page);
  });
});
