import { randomUUID } from 'node:crypto';
import { createIssueStore } from './adapters/issues';
import { createSigningKeys } from './adapters/secrets';
import { Table } from './adapters/table';
import { readEnvironment } from './contract/env';
import type { DeskRoute } from './contract/routes';
import { NotFoundError } from './domain/errors';
import { openDesk, showArchive, showDesk, showFeed, showIssue, showMarkdown } from './pipeline/desk';
import { now } from './runtime/clock';
import { answering, deskCookies, htmlAnswer, newNonce, readCookie, readIssueNumber, seeOther, textAnswer, type WebAnswer, type WebEvent } from './runtime/http';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('desk', process.env);
  const world = { issues: createIssueStore(new Table(env.TABLE_NAME)), signingKeys: createSigningKeys(env.SIGNING_SECRET) };
  return { world, settings: { newsletter: env.NEWSLETTER, deskUrl: env.DESK_URL, timeZone: env.TIME_ZONE, coolingOffMinutes: env.COOLING_OFF_MINUTES } };
});

const publicly = { cache: 'public, max-age=300' };

const archive = async (): Promise<WebAnswer> => {
  const styleNonce = newNonce();
  return htmlAnswer(await showArchive(wire().world, wire().settings, { styleNonce }), styleNonce, publicly);
};

const routes: Record<DeskRoute, (event: WebEvent) => Promise<WebAnswer>> = {
  'GET /': archive,
  'GET /issues': archive,
  'GET /issues/{issue}': async (event) => {
    const styleNonce = newNonce();
    return htmlAnswer(await showIssue(wire().world, wire().settings, { issue: readIssueNumber(event), styleNonce }), styleNonce, publicly);
  },
  'GET /issues/{issue}/markdown': async (event) =>
    textAnswer(await showMarkdown(wire().world, wire().settings, readIssueNumber(event)), 'text/markdown; charset=utf-8'),
  'GET /open/{issue}': async (event) => {
    const issue = readIssueNumber(event);
    const session = await openDesk(wire().world, { issue, key: event.queryStringParameters?.['key'], session: randomUUID() }, now());
    return seeOther(`/desk/${issue}`, deskCookies(issue, session, wire().settings.deskUrl));
  },
  'GET /desk/{issue}': async (event) => {
    const styleNonce = newNonce();
    const request = { issue: readIssueNumber(event), read: readCookie(event, 'desk_read'), styleNonce };
    return htmlAnswer(await showDesk(wire().world, wire().settings, request, now()), styleNonce);
  },
  'GET /feed.xml': async () => textAnswer(await showFeed(wire().world, wire().settings, 'rss'), 'application/rss+xml; charset=utf-8'),
  'GET /feed.json': async () => textAnswer(await showFeed(wire().world, wire().settings, 'json'), 'application/feed+json; charset=utf-8'),
};

export const handler = (event: WebEvent): Promise<WebAnswer> =>
  answering(() => {
    const route = routes[event.routeKey as DeskRoute];
    if (!route) throw new NotFoundError('No such page.');
    return route(event);
  });
