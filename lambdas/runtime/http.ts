import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { knownDays, sessionHours } from '../domain/approval';
import { BadRequestError, NotFoundError, WrongStateError } from '../domain/errors';
import { messagePage } from '../pages/message-page';
import { log } from './log';

export type WebEvent = APIGatewayProxyEventV2;
export type WebAnswer = APIGatewayProxyStructuredResultV2;

const largestForm = 64 * 1024;
const cookieSeconds = sessionHours * 3600;
const knownSeconds = knownDays * 24 * 3600;

/** A fresh value for the style element of one page. */
export const newNonce = () => randomBytes(16).toString('base64url');

const policy = (styles: string, more = '') =>
  `default-src 'none'; style-src 'nonce-${styles}';${more} img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** A page may follow the links that are pressed on it, in any window, and do nothing by itself: not even leave (HTML, declarative refresh). */
const sandbox = 'sandbox allow-popups allow-popups-to-escape-sandbox';

/**
 * A page under a policy that allows its own style, script and forms, and nothing from anywhere else. What may be kept has
 * neither: everybody knows its nonce. No policy forbids a page with scripts to leave by itself, so what would make it is
 * taken out of the body here, as if nothing had been escaped; our own pages have it in the head only.
 */
export function htmlAnswer(html: string, nonce: string, options: { status?: number; cache?: string } = {}): WebAnswer {
  return {
    statusCode: options.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': options.cache
        ? `${policy(nonce)}; ${sandbox} allow-same-origin allow-downloads`
        : policy(nonce, ` script-src 'nonce-${nonce}'; connect-src 'self'; frame-src 'self';`),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      // Not no-referrer: under it browsers send `Origin: null` with the desk's own forms.
      'referrer-policy': 'same-origin',
      'cache-control': options.cache ?? 'no-store',
    },
    body: withoutRefresh(html),
  };
}

function withoutRefresh(html: string): string {
  const body = Math.max(0, html.indexOf('<body'));
  return html.slice(0, body) + html.slice(body).replace(/<(?=meta[\s/>])/gi, '&lt;');
}

/** Renders a page with a nonce of its own. */
export async function renderAnswer(
  render: (styleNonce: string) => Promise<string>,
  options: { cache?: string } = {},
): Promise<WebAnswer> {
  const styleNonce = newNonce();
  return htmlAnswer(await render(styleNonce), styleNonce, options);
}

/** The desk's script, at an address that changes with it. */
export const scriptAnswer = (body: string): WebAnswer => ({
  statusCode: 200,
  headers: {
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=31536000, immutable',
  },
  body,
});

/** The issue as it will go out, to be shown in a frame of the desk: it may dress itself, and do nothing else. */
export function previewAnswer({ body, isPage }: { body: string; isPage: boolean }): WebAnswer {
  return {
    statusCode: 200,
    headers: {
      'content-type': `text/${isPage ? 'html' : 'plain'}; charset=utf-8`,
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; ${sandbox}`,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
    body,
  };
}

/** What a page of the desk is asked for: the issue, the cookies that show, the query and the last part of the path. */
export function readDeskRequest(event: WebEvent, styleNonce: string) {
  return {
    issue: readIssueNumber(event),
    read: readCookie(event, 'desk_read'),
    known: readCookie(event, 'desk_known'),
    styleNonce,
    query: event.queryStringParameters ?? {},
    format: event.pathParameters?.['format'] ?? '',
  };
}

const publicly = 'public, max-age=300';

/** A page that anybody may keep for five minutes, and then ask whether it changed. */
export async function publicPage(event: WebEvent, render: (styleNonce: string) => Promise<string>): Promise<WebAnswer> {
  const styleNonce = newNonce();
  const html = await render(styleNonce);
  // The nonce is new every time and says nothing of the page.
  const etag = tagOf(html.replaceAll(styleNonce, ''));
  return unlessKnown(event, etag, htmlAnswer(html, styleNonce, { cache: publicly }));
}

/** A text that anybody may keep, as `publicPage`. */
export function publicText(event: WebEvent, body: string, contentType: string): WebAnswer {
  const headers = {
    'content-type': `${contentType}; charset=utf-8`,
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': publicly,
  };
  return unlessKnown(event, tagOf(body), { statusCode: 200, headers, body });
}

/** Weak (RFC 9110, 8.8.1): the bytes differ by nonce and compression, the page does not. */
const tagOf = (text: string) => `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

/** The answer with its tag, or 304 to whoever holds it. A 304 says nothing of the policy: the kept page has its own nonce. */
function unlessKnown(event: WebEvent, etag: string, answer: WebAnswer): WebAnswer {
  const held = event.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^(W\/)?/, 'W/')) ?? [];
  if (!held.includes(etag) && !held.includes('W/*')) return { ...answer, headers: { ...answer.headers, etag } };
  return { statusCode: 304, headers: { etag, 'cache-control': publicly }, body: '' };
}

export function seeOther(location: string, cookies: string[] = []): WebAnswer {
  return {
    statusCode: 303,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    cookies,
    body: '',
  };
}

/** The cookies of a desk session: see `openDesk` for why there are two, and `unlockDesk` for the third. */
export function deskCookies(
  issue: number,
  session: { read: string; act?: string; known?: string },
  deskUrl: string,
): string[] {
  const kept = `HttpOnly${deskUrl.startsWith('https:') ? '; Secure' : ''}`;
  const rest = `Path=/desk/${issue}; Max-Age=${cookieSeconds}; ${kept}`;
  return [
    `desk_read=${session.read}; SameSite=Lax; ${rest}`,
    ...(session.act ? [`desk_act=${session.act}; SameSite=Strict; ${rest}`] : []),
    ...(session.known ? [`desk_known=${session.known}; SameSite=Lax; Path=/; Max-Age=${knownSeconds}; ${kept}`] : []),
  ];
}

/** A cookie of the request. API Gateway takes them out of the headers; a front that leaves them there is understood too. */
export function readCookie(event: WebEvent, name: string): string | undefined {
  const cookies = event.cookies ?? event.headers['cookie']?.split(/;\s*/);
  return cookies?.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The number in the path. Anything but a whole number is a page that does not exist. */
export function readIssueNumber(event: WebEvent): number {
  const text = event.pathParameters?.['issue'] ?? '';
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new NotFoundError('The address has no issue number.');
  return Number(text);
}

/** The fields of a form posted by our own page: the right type, at most 64 KiB, from the desk's own origin. */
export function readForm(event: WebEvent, deskUrl: string): Record<string, string> {
  if (event.headers['origin'] !== new URL(deskUrl).origin) throw new NotFoundError('A form from another site.');
  if (!event.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    throw new BadRequestError('Only the forms of the desk can be sent here. Open the desk, and press its button.');
  }
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > largestForm)
    throw new BadRequestError(
      `The form is larger than ${largestForm / 1024} KiB. Go back, shorten what you wrote, and send it again.`,
    );
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

/** What this event's route leads to; the gateway sends no other, so anything else is a page that does not exist. */
export function chooseRoute<T>(routes: Record<string, T>, event: WebEvent): T {
  const chosen = Object.hasOwn(routes, event.routeKey) ? routes[event.routeKey] : undefined;
  if (chosen === undefined) throw new NotFoundError('No such page.');
  return chosen;
}

/** The same question for the whole page: the gateway itself sends no body with the answer to a HEAD (RFC 9110, 9.3.2). */
export const asGet = (event: WebEvent): WebEvent => ({ ...event, routeKey: event.routeKey.replace(/^HEAD /, 'GET ') });

/** Runs a handler's one call and gives every error its page: known ones say what to do, unknown ones say nothing. */
export async function answering(event: WebEvent, work: () => Promise<WebAnswer>): Promise<WebAnswer> {
  try {
    return compress(await work(), event);
  } catch (error) {
    const styleNonce = newNonce();
    const { status, ...says } = isIssueless(event, error) ? noIssue : describe(error);
    if (status === 500) log.error('unexpected error', { error });
    return htmlAnswer(messagePage({ ...says, ...wayBack(event, status), styleNonce }), styleNonce, { status });
  }
}

/** HTTP APIs do not compress by themselves, and a desk of sixty items is read on a phone. */
function compress(answer: WebAnswer, event: WebEvent): WebAnswer {
  const vary = { ...answer.headers, vary: 'accept-encoding' };
  if (!answer.body || !/\bgzip\b/.test(event.headers['accept-encoding'] ?? '')) return { ...answer, headers: vary };
  return {
    ...answer,
    headers: { ...vary, 'content-encoding': 'gzip' },
    body: gzipSync(answer.body).toString('base64'),
    isBase64Encoded: true,
  };
}

/** Back to the desk, for whoever was on it; a page that does not exist has no way that would tell that another does. */
function wayBack({ rawPath }: WebEvent, status: number): { link?: { href: string; text: string } } {
  const desk = /^\/desk\/[1-9]\d{0,5}(?=\/)/.exec(rawPath ?? '')?.[0];
  if (!desk || status === 404) return {};
  const approving = rawPath.endsWith('/approve') && status === 400;
  return { link: { href: approving ? `${desk}#approve` : desk, text: 'Back to the desk' } };
}

/** A reader is at the wrong address of the archive, and has no use for the desk's door. */
const isIssueless = ({ rawPath = '' }: WebEvent, error: unknown) =>
  error instanceof NotFoundError && rawPath.startsWith('/issues/');
const link = { href: '/issues', text: 'All issues' };
const noIssue = { status: 404, title: 'Nothing here', text: 'No issue of this number is out.', link };

function describe(error: unknown): { status: number; title: string; text: string; offersLink?: true } {
  if (error instanceof NotFoundError) {
    return {
      status: 404,
      title: 'Nothing here',
      text: 'This page does not exist, or its link has expired. Open the desk from the newest draft mail.',
      offersLink: true,
    };
  }
  if (error instanceof BadRequestError) return { status: 400, title: 'That did not work', text: error.message };
  if (error instanceof WrongStateError) return { status: 409, title: 'That is not possible now', text: error.message };
  return {
    status: 500,
    title: 'Something broke',
    text: 'The fault is ours, and the operator is told of it. Try again in a minute. On the desk, look first: what it shows is what was stored.',
  };
}
