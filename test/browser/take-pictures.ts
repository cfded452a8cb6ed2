import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { BrowserContext, Page } from 'playwright-core';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { Table } from '../../lambdas/adapters/table';
import type { Issue } from '../../lambdas/domain/issue';
import { handler as receipt } from '../../lambdas/receipt';
import { findDeskLink } from '../../lib/local/editor';
import { openIntake } from '../../lib/local/intake';
import { openMailbox } from '../../lib/local/mailbox';
import { openNewsroom } from '../../lib/local/newsroom';
import { sampleWeek } from '../../lib/local/sample-week';
import { openBrowser } from '../support/browser';
import { makeArticle, makeCandidate } from '../support/made';

// Every page and mail in the states a week brings, on a phone and on a desk, in light and dark: `npm run pictures -- DIR`, then look.

const folder = process.argv[2] ?? 'pictures';
if (folder.startsWith('-')) {
  console.error(`pictures: expected a folder to write to, got "${folder}". Such as: npm run pictures -- DIR`);
  process.exit(2);
}
const sunday = Date.parse(sampleWeek.now);
const ways = [375, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

await mkdir(folder, { recursive: true });
const intake = await openIntake();
const newsroom = await openNewsroom({
  ...sampleWeek,
  allowedHosts: intake.allowedHosts,
  settings: { SECOND_EDITOR: 'second@example.com', COOLING_OFF_MINUTES: '30' },
});
const browser = await openBrowser();
const contexts: BrowserContext[] = [];
for (const { width, scheme } of ways)
  contexts.push(
    await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme, hasTouch: width < 500 }),
  );
const names: string[] = [];

const at = (hours: number) => newsroom.setClock(new Date(sunday + hours * 3_600_000).toISOString());
const desk = (path = '') => `${newsroom.deskUrl}/desk/76${path}`;

/** One page, or a part of it, in the four ways; `act` brings it into the state that is to be seen. */
async function take(
  name: string,
  url: string,
  act: (page: Page) => Promise<unknown> = async () => {},
  part?: string,
): Promise<void> {
  names.push(name);
  for (const [index, context] of contexts.entries()) {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(url);
    await act(page);
    const { width, scheme } = ways[index] as (typeof ways)[number];
    const path = join(folder, `${name}-${width}-${scheme}.png`);
    if (part === undefined) await page.screenshot({ path, fullPage: true });
    else await page.locator(part).screenshot({ path });
    await page.close();
  }
}

/** By the mailed link: a browser's own cookie lasts hours, and the clock moves by days. */
async function openDesk(page: Page, by = link): Promise<void> {
  await page.goto(by);
  const word = page.locator('#unlock input[name=word]');
  if ((await word.count()) === 0) return;
  await word.fill('edit');
  await Promise.all([page.waitForEvent('load'), press(page, 'Open the desk')]);
}

/** Something one editor does, once, on the desk of the wide light browser. */
async function once(act: (page: Page) => Promise<unknown>): Promise<void> {
  const page = await (contexts[2] as BrowserContext).newPage();
  page.setDefaultTimeout(60_000);
  await openDesk(page);
  await act(page);
  await page.close();
}

const press = (page: Page, name: string, within = 'body') =>
  page.locator(within).getByRole('button', { name }).first().click();
const saved = (page: Page) => page.locator('#saved', { hasText: /^Saved/ }).waitFor();

async function takeMails(): Promise<void> {
  const seen = new Set<string>();
  for (const { parsed } of await mailbox.sent()) {
    const subject = parsed.subject ?? '';
    const about = `${subject} ${/Week \d+/.exec(parsed.text ?? '')}`;
    if (seen.has(about) || typeof parsed.html !== 'string') continue;
    seen.add(about);
    for (const context of contexts)
      await context.route('http://mail.invalid/', (route) =>
        route.fulfill({ contentType: 'text/html; charset=utf-8', body: parsed.html as string }),
      );
    await take(`mail-${seen.size}`, 'http://mail.invalid/');
    await writeFile(join(folder, `mail-${seen.size}.txt`), `${subject}\n\n${parsed.text}`);
    for (const context of contexts) await context.unroute('http://mail.invalid/');
  }
}

await take('archive-empty', `${newsroom.deskUrl}/issues`);
await newsroom.addSources(intake.opml);
await newsroom.pollWeek(() => {});
const mailbox = await openMailbox(newsroom.inbox);
const newestLink = async () => findDeskLink(await mailbox.texts()) as string;
await newsroom.draftIssue();
const link = await newestLink();
await take('not-found', `${newsroom.deskUrl}/desk/76`);
await take('not-found-asked', `${newsroom.deskUrl}/desk/76`, async (page) => {
  await page.locator('form[action="/link"] button').click();
  await page.waitForLoadState();
});
await take('gate', link);
await take('gate-wrong-word', link, async (page) => {
  await page.locator('#unlock input[name=word]').fill('edti');
  await Promise.all([page.waitForEvent('load'), press(page, 'Open the desk')]);
});
await take('desk', link, (page) => openDesk(page));
await take('desk-keys', desk(), (page) => page.keyboard.press('?'));
await take('find', desk('/find?q=incident'));
await take('find-nothing', desk('/find?q=zeppelin'));
for (const format of ['mail', 'web', 'text', 'markdown']) await take(`preview-${format}`, desk(`/preview/${format}`));

const forgotten = await (contexts[0] as BrowserContext).newPage();
await forgotten.goto(desk());
await once(async (page) => {
  const cards = page.locator('#articles .card');
  await press(page, 'Keep', '#articles .card >> nth=0');
  await cards
    .first()
    .getByLabel('Your words (Markdown)')
    .fill('The **third** part is the one.\n\n> The plan was stored in the chat.\n\n- print yours\n  - twice');
  await cards.first().getByLabel('Your words (Markdown)').blur();
  await cards.first().locator('.words strong').waitFor();
  for (const [index, name] of [
    [1, 'Keep'],
    [2, 'Drop'],
    [3, 'Later'],
  ] as const) {
    await cards.nth(index).getByRole('button', { name }).click();
    await saved(page);
  }
  await page.locator('.opening summary').first().click();
  await page.getByLabel('Opening lines (Markdown)').fill('Hello from *home*: a quiet week.');
  await page.getByLabel('Sponsor’s message (Markdown)').fill('Try our **beacons**.');
  await page.getByLabel('Sponsor’s message (Markdown)').blur();
  await page.waitForTimeout(1_000);
});
await take('desk-edited', desk());
await take('desk-card-open', desk(), async (page) => {
  for (const section of ['#articles', '#outages'])
    for (const folded of ['details.edit:not([open])', 'details.more'])
      for (const part of await page.locator(`${section} .card >> nth=1`).locator(folded).all())
        await part.locator('> summary').click();
});
await forgotten.locator('#articles .card >> nth=0').getByRole('button', { name: 'Drop' }).click();
await forgotten.waitForSelector('h1:has-text("changed meanwhile")');
for (const [index, context] of contexts.entries()) {
  const { width, scheme } = ways[index] as (typeof ways)[number];
  const page = await context.newPage();
  await page.setContent(await forgotten.content());
  await page.screenshot({ path: join(folder, `conflict-${width}-${scheme}.png`), fullPage: true });
  await page.close();
}
names.push('conflict');
const elsewhere = /https?:\/\/[^"]*fathom[^"]*/.exec(intake.opml)?.[0] as string;
await take('add', desk(), async (page) => {
  await page.locator('#url-add').fill(elsewhere);
  await press(page, 'Look it up', '#add');
  await page.waitForSelector('h1:has-text("Add a link")');
});
await take('checks', desk(), async (page) => {
  await press(page, 'Check', '#checks');
  await page.waitForSelector('h1:has-text("Links")', { timeout: 60_000 });
});
at(9);
await newsroom.remind();
at(29);
await newsroom.remind();
await once(async (page) => {
  await page.locator('input[name=read]').check();
  await page.locator('#approve input[name=word]').fill('nope');
  await Promise.all([page.waitForEvent('load'), press(page, 'Approve issue', '#approve')]);
  await page.screenshot({ path: join(folder, 'approve-wrong-word-1280-light.png'), fullPage: true });
  await openDesk(page);
  await page.locator('input[name=read]').check();
  await page.locator('#approve input[name=word]').fill('publish');
  await Promise.all([page.waitForEvent('load'), press(page, 'Approve issue', '#approve')]);
});
await newsroom.remind();
await take('approved', link, (page) => openDesk(page));
await once((page) => Promise.all([page.waitForEvent('load'), press(page, 'Pull')]));
await take('pulled-back', link, (page) => openDesk(page));
await once(async (page) => {
  await page.locator('input[name=read]').check();
  await page.locator('#approve input[name=word]').fill('publish');
  await Promise.all([page.waitForEvent('load'), press(page, 'Approve issue', '#approve')]);
});
at(30);
await newsroom.publishDue();
await take('published-desk', link, (page) => openDesk(page));
await take('issue', `${newsroom.deskUrl}/issues/76`);
// Browsers keep the list for a while.
await take('archive', `${newsroom.deskUrl}/issues?newest`);
await take('no-such-issue', `${newsroom.deskUrl}/issues/99`);
at(7 * 24);
await newsroom.pollWeek(() => {});
await newsroom.draftIssue();
const next = await newestLink();
await take('next-week', next, (page) => openDesk(page, next));
await receipt({
  time: newsroom.now(),
  detail: {
    eventType: 'Bounce',
    mail: { destination: ['editor@example.com'], tags: { issue: ['77'], kind: ['draft'] } },
    bounce: { bounceType: 'Permanent', bounceSubType: 'General' },
  },
});
await take('undelivered', `${newsroom.deskUrl}/desk/77`);
await once(async (page) => {
  await openDesk(page, next);
  await page
    .locator('#reject input')
    .last()
    .fill('On holiday.')
    .catch(() => {});
  await Promise.all([page.waitForEvent('load'), press(page, 'Skip this week')]);
});
await take('skipped', `${newsroom.deskUrl}/desk/77`);
// No feed has anything new, and what it had is older than a candidate may be.
at(15 * 7 * 24);
await newsroom.pollWeek(() => {});
await newsroom.draftIssue();
const quiet = await newestLink();
await take('quiet-week', quiet, (page) => openDesk(page, quiet));
await once(async (page) => {
  await openDesk(page, quiet);
  await press(page, 'Keep', '#articles .card >> nth=0');
  await saved(page);
});
at(16 * 7 * 24);
await newsroom.draftIssue();
const late = await newestLink();
await take('forgotten-week', late, (page) => openDesk(page, late));
const table = new Table(newsroom.tableName, new DynamoDBClient({ endpoint: newsroom.storeUrl }));
const issues = createIssueStore(table);
const forgottenToo = (await issues.get(77)) as Issue;
// More words than anybody ever left, and news that has no room beside them.
const pile = Array.from({ length: 75 }, (_, n) =>
  makeArticle(`pile-${n}`, { title: `Pile ${n}`, decision: 'kept', comment: 'word '.repeat(780) }),
);
await issues.save({ ...forgottenToo, articles: pile, revision: forgottenToo.revision + 1 }, forgottenToo.revision);
at(17 * 7 * 24);
for (const name of ['Harbour', 'Quarry', 'Orchard', 'Foundry', 'Mill', 'Tannery', 'Kiln', 'Brewery'])
  await createCandidateStore(table).tell(
    makeCandidate(name.toLowerCase(), {
      title: `What the ${name} outage taught us about incident response`,
      url: `https://${name.toLowerCase()}.example/`,
      firstSeenAt: newsroom.now(),
      summary: 'word '.repeat(50),
    }),
    undefined,
  );
await newsroom.draftIssue();
const full = await newestLink();
await take('no-room', full, (page) => openDesk(page, full), '#left-out');
const out = (await issues.get(76)) as Issue;
await issues.save({ ...out, newsletter: 'Pager Weekly', revision: out.revision + 1 }, out.revision);
await take('former-name', `${newsroom.deskUrl}/issues/76?former`);
await take('former-name-archive', `${newsroom.deskUrl}/issues?former`);
await takeMails();

const row = (name: string) =>
  `<h2>${name}</h2><p>${ways.map(({ width, scheme }) => `<img src="${name}-${width}-${scheme}.png" width="${width}">`).join(' ')}</p>`;
await writeFile(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8">${names.map(row).join('')}`);
console.info(`${names.length} pages, four pictures of each, in ${folder}`);
await browser.close();
await newsroom.stop();
await intake.stop();
