import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decideRoutes, knockRoutes } from '../../lambdas/contract/routes';
import type { Issue } from '../../lambdas/domain/issue';
import { findDeskLink, Visitor } from '../../lib/local/editor';
import { type Intake, openIntake } from '../../lib/local/intake';
import { type Mailbox, openMailbox } from '../../lib/local/mailbox';
import { type Newsroom, openNewsroom } from '../../lib/local/newsroom';
import { sampleWeek } from '../../lib/local/sample-week';
import { readItems, withoutDoor } from '../../lib/rehearsal/read-items';
import { minutesPast, noon } from '../support/moments';

let intake: Intake;
let newsroom: Newsroom;
let mailbox: Mailbox;
let link: string;
const printed: string[] = [];
const shown = new Map<string, string>();
const write = { out: process.stdout.write, err: process.stderr.write };
const level = process.env['POWERTOOLS_LOG_LEVEL'];

beforeAll(async () => {
  const listening = (chunk: string | Uint8Array) => printed.push(String(chunk)) > 0;
  Object.assign(process.stdout, { write: listening });
  Object.assign(process.stderr, { write: listening });
  // Everything the lambdas log, at the most talkative level.
  process.env['POWERTOOLS_LOG_LEVEL'] = 'DEBUG';
  intake = await openIntake();
  newsroom = await openNewsroom({
    ...sampleWeek,
    allowedHosts: intake.allowedHosts,
    settings: { COOLING_OFF_MINUTES: '30', UNSUBSCRIBE: 'https://lists.example.com/leave?who={recipient}' },
  });
  mailbox = await openMailbox(newsroom.inbox);
  await newsroom.addSources(intake.opml);
  await newsroom.pollWeek(() => {});
  await newsroom.draftIssue();
  link = findDeskLink(await mailbox.texts()) as string;
});
afterAll(async () => {
  await newsroom.stop();
  await intake.stop();
  Object.assign(process.stdout, { write: write.out });
  Object.assign(process.stderr, { write: write.err });
  if (level === undefined) delete process.env['POWERTOOLS_LOG_LEVEL'];
  else process.env['POWERTOOLS_LOG_LEVEL'] = level;
});

const stored = async () => withoutDoor(await readItems(newsroom.tableName, newsroom.storeUrl));
const subjects = async () => (await mailbox.sent()).map(({ parsed }) => parsed.subject ?? '');
/** What a browser sends back of the cookies it was given. */
const cookiesOf = ({ headers }: Response) =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
const withoutNonce = (page: string) => page.replace(/nonce="[^"]+"/g, 'nonce');

/** What a visitor can tell of an answer. */
async function answerTo(path: string, request: RequestInit = {}) {
  const response = await fetch(newsroom.deskUrl + path, { redirect: 'manual', ...request });
  const headers = Object.fromEntries(
    [...response.headers]
      .filter(([name]) => name !== 'date')
      .map(([name, value]) => [name, value.replace(/nonce-[^']+/g, 'nonce')]),
  );
  return { status: response.status, headers, page: withoutNonce(await response.text()) };
}

describe('a link that is no longer good', () => {
  test('forged, cut, for another issue or expired: one page, with nothing in it that tells which', async () => {
    const key = new URL(link).searchParams.get('key') as string;
    const [version, body, id, signature] = key.split('.');
    const other = Buffer.from((Buffer.from(body ?? '', 'base64url').toString() ?? '').replace('76', '77')).toString(
      'base64url',
    );
    const paths = [
      '/open/76',
      '/open/76?key=',
      `/open/76?key=${key.slice(0, -1)}`,
      `/open/76?key=${key.slice(0, 20)}`,
      `/open/76?key=${version}.${other}.${id}.${signature}`,
      `/open/76?key=${version}.${body}.k9.${signature}`,
      `/open/76?key=v2.${body}.${id}.${signature}`,
      `/open/77?key=${key}`,
      `/open/999999?key=${key}`,
      `/open/0?key=${key}`,
      `/open/76?key=${'x'.repeat(8000)}`,
      '/desk/76',
      '/desk/77',
    ];
    const first = await answerTo(paths[0] as string);
    expect(first.status).toBe(404);
    expect(first.page).toContain('action="/link"');
    for (const path of paths.slice(1)) expect(await answerTo(path), path.slice(0, 60)).toEqual(first);
    expect(await answerTo('/issues/76'), 'a draft, to readers').toEqual(await answerTo('/issues/9999'));
    newsroom.setClock(minutesPast(21 * 24 * 60 + 1));
    expect(await answerTo(`/open/76?key=${key}`), 'expired').toEqual(first);
    newsroom.setClock(noon);
    expect((await answerTo(`/open/76?key=${key}`)).status, 'and none of it burnt the link').toBe(303);
  });

  test('offers a new one, which is mailed to the editor and to nobody else, whatever the form says', async () => {
    newsroom.setClock(minutesPast(2));
    const before = await subjects();
    const ask = (fields: Record<string, string>) =>
      answerTo('/link', {
        method: 'POST',
        headers: { origin: newsroom.deskUrl },
        body: new URLSearchParams(fields),
      });
    const first = await ask({});
    expect(first.status).toBe(200);
    for (const fields of [{ email: 'mallory@evil.example' }, { issue: '999' }, { to: 'a', editor: 'b' }])
      expect(await ask(fields as Record<string, string>)).toEqual(first);
    await newsroom.remind();
    await newsroom.remind();
    const mails = (await mailbox.sent()).slice(before.length);
    expect(mails.map(({ parsed }) => parsed.subject)).toEqual(['Steady State Issue #76 — a new link to the desk']);
    expect(mails[0]?.parsed.to).toMatchObject({ text: 'editor@example.com' });
    newsroom.setClock(minutesPast(20));
    await ask({});
    await newsroom.remind();
    expect(await subjects()).toHaveLength(before.length + 1);
    const visitor = new Visitor();
    expect(await visitor.open(findDeskLink([mails[0]?.parsed.text ?? '']) as string)).toContain('Issue #76');
  });
});

describe('a form that is not ours', () => {
  const posts = [...decideRoutes, ...knockRoutes].map((route) => route.replace('POST ', '').replace('{issue}', '76'));
  const cookies = async () => {
    const visitor = new Visitor();
    const desk = await visitor.open(link);
    return { cookie: visitor.cookieHeader(), form: /name="form" value="([^"]+)"/.exec(desk)?.[1] as string };
  };
  const spoiled: [string, (path: string, cookie: string, form: string) => RequestInit][] = [
    [
      'from another site',
      (_path, cookie, form) => ({ headers: { origin: 'https://evil.example', cookie }, body: fields(form) }),
    ],
    [
      'from another port of this host',
      (_path, cookie, form) => ({ headers: { origin: 'http://localhost:1', cookie }, body: fields(form) }),
    ],
    [
      'from a sandbox (Origin: null)',
      (_path, cookie, form) => ({ headers: { origin: 'null', cookie }, body: fields(form) }),
    ],
    ['without Origin', (_path, cookie, form) => ({ headers: { cookie }, body: fields(form) })],
    [
      'as text/plain',
      (_path, cookie, form) => ({
        headers: { origin: newsroom.deskUrl, cookie, 'content-type': 'text/plain' },
        body: fields(form).toString(),
      }),
    ],
    [
      'as JSON',
      (_path, cookie, form) => ({
        headers: { origin: newsroom.deskUrl, cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ form }),
      }),
    ],
    [
      'as multipart',
      (_path, cookie, form) => {
        const body = new FormData();
        body.set('form', form);
        return { headers: { origin: newsroom.deskUrl, cookie }, body };
      },
    ],
    [
      'without a type',
      (_path, cookie, form) => ({
        headers: { origin: newsroom.deskUrl, cookie },
        body: Buffer.from(fields(form).toString()),
      }),
    ],
    [
      'over 64 KiB',
      (_path, cookie, form) => ({
        headers: { origin: newsroom.deskUrl, cookie },
        body: new URLSearchParams({ ...Object.fromEntries(fields(form)), because: 'x'.repeat(65_536) }),
      }),
    ],
    [
      'over 64 KiB in bytes only',
      (_path, cookie, form) => ({
        headers: { origin: newsroom.deskUrl, cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: `${fields(form)}&because=${'€'.repeat(30_000)}`,
      }),
    ],
    [
      'over a megabyte',
      (_path, cookie, form) => ({
        headers: { origin: newsroom.deskUrl, cookie },
        body: new URLSearchParams({ form, because: 'x'.repeat(1_100_000) }),
      }),
    ],
  ];
  const fields = (form: string) =>
    new URLSearchParams({ form, word: 'publish', read: 'on', item: 'x', decision: 'dropped', because: 'no' });

  test.each(spoiled)('%s: every address that takes a form refuses it, and nothing is stored', async (_name, spoil) => {
    const { cookie, form } = await cookies();
    const before = await stored();
    for (const path of posts) {
      const { status, page } = await answerTo(path, { method: 'POST', ...spoil(path, cookie, form) });
      expect([400, 404, 413], `${path} ${status}`).toContain(status);
      expect(page).not.toContain('Something broke');
    }
    expect(await stored()).toEqual(before);
  });

  test('with no token, somebody else’s token, or no cookie: a clear answer, and nothing is stored', async () => {
    const { cookie, form } = await cookies();
    const other = await cookies();
    const before = await stored();
    const post = (headers: Record<string, string>, token: string) =>
      answerTo('/desk/76/reject', {
        method: 'POST',
        headers: { origin: newsroom.deskUrl, ...headers },
        body: fields(token),
      });
    expect((await post({}, form)).status).toBe(404);
    expect((await post({ cookie }, '')).status).toBe(404);
    expect((await post({ cookie }, other.form)).status).toBe(409);
    expect((await post({ cookie: cookie.replace(/desk_act=[^;]+/, '') }, form)).status).toBe(404);
    expect((await post({ cookie: cookie.replace(/desk_act=[^;]+/, (act) => `${act}x`) }, form)).status).toBe(404);
    expect(await stored()).toEqual(before);
  });

  test('of an earlier opening of the desk: does nothing by itself, and shows what was written to be sent again', async () => {
    const earlier = await cookies();
    const { cookie } = await cookies();
    const before = await stored();
    const item =
      (before.find(({ sk, number }) => sk === 'ISSUE' && number === 76) as unknown as Issue).articles[5]?.id ?? '';
    const post = (path: string, form: string, more: Record<string, string> = {}) =>
      answerTo(path, {
        method: 'POST',
        headers: { origin: newsroom.deskUrl, cookie },
        body: new URLSearchParams({ ...Object.fromEntries(fields(form)), item, ...more }),
      });
    // Of the outages nothing is new, so that nothing was wanted.
    for (const path of posts.filter((path) => path.startsWith('/desk') && !path.endsWith('/unlock')))
      expect((await post(path, earlier.form, { intro: 'Hello.' })).status, path).toBe(/outages/.test(path) ? 303 : 409);
    newsroom.setClock(minutesPast(13 * 60));
    const anew = await cookies();
    const expired = await answerTo('/desk/76/item', {
      method: 'POST',
      headers: { origin: newsroom.deskUrl, cookie: anew.cookie },
      body: new URLSearchParams({ form: earlier.form, item, act: 'save', comment: 'Typed all night.' }),
    });
    newsroom.setClock(noon);
    expect(expired.status).toBe(409);
    expect(expired.page).toContain('Typed all night.</textarea>');
    expect(await stored()).toEqual(before);
    const { page } = await post('/desk/76/item', earlier.form, { decision: 'kept', comment: 'From the older tab.' });
    expect(page).toContain('The desk was opened anew');
    expect(page).toContain('From the older tab.</textarea>');
    const again = /data-unchanged>\s*<input type="hidden" name="form" value="([^"]+)"/.exec(page)?.[1] as string;
    const done = await post('/desk/76/item', again, { decision: 'kept', comment: 'From the older tab.' });
    expect(done.status).toBe(303);
    const meanwhile = await post('/desk/76/item', earlier.form, { decision: 'kept', comment: 'Older still.' });
    expect(meanwhile.page).toContain('The draft changed meanwhile');
    expect(meanwhile.page).not.toContain('data-unchanged');
    expect(meanwhile.page).toContain('From the older tab.');
  });

  test('that cannot be saved gives back every word in it: a fault elsewhere in the form, an issue approved meanwhile', async () => {
    const visitor = new Visitor();
    await visitor.open(link);
    const cookie = visitor.cookieHeader();
    const read = async () => (await fetch(`${newsroom.deskUrl}/desk/76`, { headers: { cookie } })).text();
    const post = (path: string, fields: Record<string, string>) =>
      answerTo(path, {
        method: 'POST',
        headers: { origin: newsroom.deskUrl, cookie },
        body: new URLSearchParams(fields),
      });
    const tokenIn = (page: string) => /name="form" value="([^"]+)"/.exec(page)?.[1] as string;
    const before = await stored();
    const desk = await read();
    const form = tokenIn(desk);
    const item = /id="item-([^"]+)"/.exec(desk)?.[1] as string;
    const sponsor = { form, intro: 'Five good lines.', label: 'Sponsor', text: '', url: '' };
    const faulty = await post('/desk/76/opening', sponsor);
    expect(faulty.status).toBe(400);
    expect(faulty.page).toContain('has a label or a link but no text');
    expect(faulty.page).toContain('Five good lines.</textarea>');
    const untitled = { form, url: 'https://blog.example/by-hand', title: '', comment: 'Why it matters.' };
    const { page: again } = await post('/desk/76/add', untitled);
    expect(again).toContain('Why it matters.</textarea>');
    const mended = { ...untitled, form: tokenIn(again), title: 'By hand' };
    expect(await stored()).toEqual(before);
    expect((await post('/desk/76/add', mended)).status).toBe(303);

    const words = { form: tokenIn(await read()), item, act: 'save', comment: 'Written while it was approved.' };
    expect((await post('/desk/76/approve', { form: words.form, word: 'publish', read: 'yes' })).status).toBe(303);
    const approved = await stored();
    const late = await post('/desk/76/item', words);
    expect(late.status).toBe(409);
    expect(late.page).toContain('Issue #76 is approved, so nobody can change it now.');
    expect(late.page).toContain('Written while it was approved.</textarea>');
    expect(late.page).not.toContain('action="/desk/76/item"');
    expect(await stored()).toEqual(approved);
    for (const path of ['pull-back', 'undo']) await post(`/desk/76/${path}`, { form: tokenIn(await read()) });
  });

  test('with ten thousand items: refused, and nothing is stored', async () => {
    const { cookie, form } = await cookies();
    const before = await stored();
    for (const path of ['/desk/76/item', '/desk/76/add']) {
      const { status, page } = await answerTo(path, {
        method: 'POST',
        headers: { origin: newsroom.deskUrl, cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: `${fields(form)}${'&item='.repeat(10_000)}`,
      });
      expect([400, 413], path).toContain(status);
      expect(page).not.toContain('Something broke');
    }
    expect(await stored()).toEqual(before);
  });

  test('of a revision that is yet to come, as after the table was restored: the difference is shown, and nothing is stored', async () => {
    const { cookie, form } = await cookies();
    const before = await stored();
    const item = before.find(({ sk, number }) => sk === 'ISSUE' && number === 76) as unknown as Issue;
    const press = (token: string, decision: string) =>
      answerTo('/desk/76/item', {
        method: 'POST',
        headers: { origin: newsroom.deskUrl, cookie },
        body: new URLSearchParams({ form: token, item: item.articles[3]?.id ?? '', decision }),
      });
    expect((await press(form, 'later')).status).toBe(303);
    const page = await (await fetch(`${newsroom.deskUrl}/desk/76`, { headers: { cookie } })).text();
    const later = /name="form" value="([^"]+)"/.exec(page)?.[1] as string;
    const client = DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint: newsroom.storeUrl, region: 'us-east-1' }),
    );
    await client.send(new PutCommand({ TableName: newsroom.tableName, Item: { ...item } }));
    client.destroy();
    const restored = await stored();
    for (const decision of ['dropped', 'kept']) {
      const answer = await press(later, decision);
      expect(answer.status).toBe(409);
      expect(answer.page).toContain(
        `This page showed revision ${item.revision + 1}; the draft is at revision ${item.revision}.`,
      );
    }
    expect(await stored()).toEqual(restored);
  });

  test('cannot open the desk either: the word is asked of a session that came by the link, on our own page', async () => {
    const cookie = cookiesOf(await fetch(link, { redirect: 'manual' }));
    const gate = await (await fetch(`${newsroom.deskUrl}/desk/76`, { headers: { cookie } })).text();
    const before = await stored();
    const token = /name="form" value="([^"]+)"/.exec(gate)?.[1] as string;
    for (const [path, more] of [
      ...posts.filter((path) => /desk/.test(path) && !/approve|unlock/.test(path)).map((path) => [path, {}] as const),
      ['/desk/76/approve', { word: 'approve' }],
      ['/desk/76/approve', { read: '' }],
    ] as const) {
      const body = new URLSearchParams({ ...Object.fromEntries(fields(token)), ...more });
      if ('read' in more) body.delete('read');
      const { status, page } = await answerTo(path, {
        method: 'POST',
        headers: { origin: newsroom.deskUrl, cookie },
        body,
      });
      expect([400, 404], path).toContain(status);
      // Who mistyped the word is led back to where it is typed.
      if (path.endsWith('/approve')) expect(page).toContain('href="/desk/76#approve"');
    }
    expect(await stored()).toEqual(before);
    const unlock = (headers: Record<string, string>, word: string) =>
      fetch(`${newsroom.deskUrl}/desk/76/unlock`, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams({ word }),
      });
    expect((await unlock({ origin: newsroom.deskUrl }, 'edit')).status).toBe(404);
    expect((await unlock({ origin: 'https://evil.example', cookie }, 'edit')).status).toBe(404);
    expect((await unlock({ origin: newsroom.deskUrl, cookie }, 'yes')).status).toBe(400);
    const through = await unlock({ origin: newsroom.deskUrl, cookie }, ' Edit ');
    expect(through.status).toBe(303);
    const set = through.headers.getSetCookie();
    for (const line of set) expect(line).toContain('HttpOnly');
    expect(set.find((line) => line.startsWith('desk_act='))).toContain('SameSite=Strict');
  });
});

describe('the issue, approved and cooled off', () => {
  test('is approved in a browser that nobody typed a word in by one word and two presses, which opens the desk there', async () => {
    newsroom.setClock(minutesPast(90));
    const cookie = cookiesOf(await fetch(link, { redirect: 'manual' }));
    const gate = await (await fetch(`${newsroom.deskUrl}/desk/76`, { headers: { cookie } })).text();
    const form = /action="\/desk\/76\/approve".*?name="form" value="([^"]+)"/s.exec(gate)?.[1] as string;
    const approve = await fetch(`${newsroom.deskUrl}/desk/76/approve`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: newsroom.deskUrl, cookie },
      body: new URLSearchParams({ form, read: 'yes', word: 'publish' }),
    });
    expect(approve.status).toBe(303);
    const known = cookiesOf(approve);
    const desk = await (await fetch(`${newsroom.deskUrl}/desk/76`, { headers: { cookie: known } })).text();
    expect(desk).toContain('Pull back issue #76');
    const visitor = new Visitor();
    await visitor.open(link);
    await visitor.submit('/desk/76/pull-back', {});
  });

  test('is announced with the time it goes out, pulled back, announced again, and goes out once', async () => {
    newsroom.setClock(minutesPast(100));
    const before = await subjects();
    const editor = new Visitor();
    await editor.open(link);
    expect(await editor.submit('/desk/76/approve', { word: 'publish', read: 'on' })).toContain('can be pulled back');
    await newsroom.remind();
    await newsroom.remind();
    expect((await subjects()).slice(before.length)).toEqual([
      'Steady State Issue #76 — goes out Sun, Jun 7, 2:10 pm UTC',
    ]);
    const notice = (await mailbox.sent()).at(-1)?.parsed.text ?? '';
    newsroom.setClock(minutesPast(110));
    const other = new Visitor();
    await other.open(findDeskLink([notice]) as string);
    await other.submit('/desk/76/pull-back', {});
    newsroom.setClock(minutesPast(131));
    expect(await newsroom.publishDue()).toEqual([]);
    await other.submit('/desk/76/approve', { word: 'publish', read: 'on' });
    await newsroom.remind();
    expect(await newsroom.publishDue()).toEqual([]);
    const asked = { headers: { cookie: other.cookieHeader(), 'accept-encoding': 'identity' } };
    for (const format of ['mail', 'text', 'web', 'markdown'])
      shown.set(format, await (await fetch(`${newsroom.deskUrl}/desk/76/raw/${format}`, asked)).text());
    newsroom.setClock(minutesPast(162));
    expect(await newsroom.publishDue()).toMatchObject([{ issue: 76, sent: 1, left: 0 }]);
    expect((await subjects()).slice(before.length + 1)).toEqual([
      'Steady State Issue #76 — goes out Sun, Jun 7, 2:41 pm UTC',
      'Steady State Issue #76',
    ]);
  });

  test('goes out as the preview showed it, byte for byte but for the reader’s own way out and a page’s nonce', async () => {
    const { html, text } = (await mailbox.sent()).at(-1)?.parsed ?? {};
    const mailed = (body: string) => body.replaceAll('reader%40example.com', 'readers%40example.com');
    expect(html).toBe(mailed(shown.get('mail') as string));
    expect(text).toBe(mailed(shown.get('text') as string));
    const page = async (path: string) => withoutNonce(await (await fetch(newsroom.deskUrl + path)).text());
    expect(await page('/issues/76')).toBe(withoutNonce(shown.get('web') as string));
    expect(await page('/issues/76/markdown')).toBe(shown.get('markdown'));
  });

  test('carries both headers of the one-click way out, made for its reader', async () => {
    const { headers, text } = (await mailbox.sent()).at(-1)?.parsed ?? {};
    const raw = (await mailbox.sent()).at(-1)?.raw.toString() ?? '';
    expect(raw.replace(/\r\n[ \t]/g, ' ')).toMatch(
      /^List-Unsubscribe: <https:\/\/lists\.example\.com\/leave\?who=readers%40example\.com>\r?$/m,
    );
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
    expect(text).toContain('Unsubscribe: https://lists.example.com/leave?who=readers%40example.com');
    expect(headers?.has('bcc')).toBe(false);
  });

  test('is a page, a text, Markdown and three feeds, each found from the page, and each cheap to ask for again', async () => {
    const page = await (await fetch(`${newsroom.deskUrl}/issues/76`)).text();
    const paths = [
      '/',
      '/issues',
      '/issues/76',
      '/issues/76/text',
      '/issues/76/markdown',
      '/feed.xml',
      '/feed.atom',
      '/feed.json',
    ];
    for (const path of paths.slice(3)) expect(page, path).toContain(`href="${path}"`);
    for (const path of paths) {
      const first = await fetch(newsroom.deskUrl + path, { headers: { 'accept-encoding': 'identity' } });
      expect(first.status, path).toBe(200);
      expect(await first.text(), path).toContain('76');
      expect(first.headers.get('cache-control')).toBe('public, max-age=300');
      const etag = first.headers.get('etag') as string;
      const head = await fetch(newsroom.deskUrl + path, { method: 'HEAD' });
      expect([head.status, head.headers.get('etag'), await head.text()], path).toEqual([200, etag, '']);
      for (const held of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
        const again = await fetch(newsroom.deskUrl + path, { headers: { 'if-none-match': held } });
        expect(again.status, `${path} ${held}`).toBe(304);
        expect(await again.text()).toBe('');
        expect(again.headers.get('content-security-policy')).toBeNull();
      }
      expect((await fetch(newsroom.deskUrl + path, { headers: { 'if-none-match': 'W/"other"' } })).status).toBe(200);
    }
  });

  test('is the same for everybody, whatever headers a visitor sends into a cache', async () => {
    const plain = await answerTo('/issues/76');
    const odd = [
      'x-forwarded-host',
      'x-host',
      'forwarded',
      'x-original-url',
      'x-rewrite-url',
      'x-forwarded-scheme',
      'referer',
      'origin',
      'cookie',
      'accept',
      'accept-language',
      'x-http-method-override',
    ];
    for (const name of odd) {
      const answer = await answerTo('/issues/76', { headers: { [name]: '"><script>evil.example</script>' } });
      expect(answer, name).toEqual(plain);
    }
  });
});

test('no token was logged, though everything was: not the mailed one, not a cookie’s, not a form’s', () => {
  const text = printed.join('');
  expect(text).toContain('"drafted"');
  expect(text).toContain('"published"');
  expect(text.match(/v1\.[\w-]{20,}|[?&]key=|desk_(read|act|known)=/g)).toBeNull();
});
