import { randomUUID } from 'node:crypto';
import { openDeskStores } from './adapters/desk-stores';
import { createSigningKeys } from './adapters/secrets';
import { readEnvironment } from './contract/env';
import type { DeskRoute } from './contract/routes';
import { openDesk, showDesk } from './pipeline/desk';
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
} from './runtime/http';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('desk', process.env);
  const world = { ...openDeskStores(env.TABLE_NAME), signingKeys: createSigningKeys(env.SIGNING_SECRET) };
  const coolingOffMinutes = env.COOLING_OFF_MINUTES;
  return { world, newsletter: env.NEWSLETTER, deskUrl: env.DESK_URL, timeZone: env.TIME_ZONE, coolingOffMinutes };
});

const routes: Record<DeskRoute, (event: WebEvent) => Promise<WebAnswer>> = {
  'GET /open/{issue}': async (event) => {
    const issue = readIssueNumber(event);
    const { world, deskUrl } = wire();
    const key = event.queryStringParameters?.['key'];
    const request = { issue, key, session: randomUUID(), known: readCookie(event, 'desk_known') };
    return seeOther(`/desk/${issue}`, deskCookies(issue, await openDesk(world, request, now()), deskUrl));
  },
  'GET /desk/{issue}': (event) =>
    renderAnswer((styleNonce) => {
      const cookies = { read: readCookie(event, 'desk_read'), known: readCookie(event, 'desk_known') };
      return showDesk(wire().world, wire(), { issue: readIssueNumber(event), ...cookies, styleNonce }, now());
    }),
};

export const handler = (event: WebEvent): Promise<WebAnswer> =>
  answering(event, async () => chooseRoute(routes, event)(event));
