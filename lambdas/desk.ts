import { randomUUID } from 'node:crypto';
import { openDeskStores } from './adapters/desk-stores';
import { createSigningKeys } from './adapters/secrets';
import { readEnvironment } from './contract/env';
import type { DeskRoute } from './contract/routes';
import { openDesk, showArchive, showDesk, showFeed, showIssue, showMarkdown } from './pipeline/desk';
import { now } from './runtime/clock';
import type { WebAnswer, WebEvent } from './runtime/http';
import {
  answering,
  chooseRoute,
  deskCookies,
  readCookie,
  readIssueNumber,
  renderAnswer,
  seeOther,
  textAnswer,
} from './runtime/http';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('desk', process.env);
  const world = { ...openDeskStores(env.TABLE_NAME), signingKeys: createSigningKeys(env.SIGNING_SECRET) };
  const coolingOffMinutes = env.COOLING_OFF_MINUTES;
  return { world, newsletter: env.NEWSLETTER, deskUrl: env.DESK_URL, timeZone: env.TIME_ZONE, coolingOffMinutes };
});

const publicly = { cache: 'public, max-age=300' };
const types = { rss: 'application/rss+xml', json: 'application/feed+json', markdown: 'text/markdown' };

const showList = () => renderAnswer((styleNonce) => showArchive(wire().world, wire(), { styleNonce }), publicly);

const routes: Record<DeskRoute, (event: WebEvent) => Promise<WebAnswer>> = {
  'GET /': showList,
  'GET /issues': showList,
  'GET /issues/{issue}': (event) =>
    renderAnswer(
      (styleNonce) => showIssue(wire().world, wire(), { issue: readIssueNumber(event), styleNonce }),
      publicly,
    ),
  'GET /issues/{issue}/markdown': async (event) =>
    textAnswer(await showMarkdown(wire().world, wire(), readIssueNumber(event)), types.markdown),
  'GET /open/{issue}': async (event) => {
    const request = { issue: readIssueNumber(event), key: event.queryStringParameters?.['key'], session: randomUUID() };
    const session = await openDesk(wire().world, request, now());
    return seeOther(`/desk/${request.issue}`, deskCookies(request.issue, session, wire().deskUrl));
  },
  'GET /desk/{issue}': (event) =>
    renderAnswer((styleNonce) => {
      const request = { issue: readIssueNumber(event), read: readCookie(event, 'desk_read'), styleNonce };
      return showDesk(wire().world, wire(), request, now());
    }),
  'GET /feed.xml': async () => textAnswer(await showFeed(wire().world, wire(), 'rss'), types.rss),
  'GET /feed.json': async () => textAnswer(await showFeed(wire().world, wire(), 'json'), types.json),
};

export const handler = (event: WebEvent): Promise<WebAnswer> =>
  answering(event, async () => chooseRoute(routes, event)(event));
