import { randomUUID } from 'node:crypto';
import { openDeskStores } from './adapters/desk-stores';
import { createSigningKeys } from './adapters/signing-keys';
import { readAccount, readEnvironment } from './contract/env';
import type { DeskRoute } from './contract/routes';
import { deskScript } from './pages/desk/script';
import { openDesk, showDesk } from './pipeline/desk';
import { showFound } from './pipeline/desk/find';
import { showPreview, showRaw } from './pipeline/desk/preview';
import { now } from './runtime/clock';
import type { WebAnswer, WebEvent } from './runtime/http';
import {
  answering,
  chooseRoute,
  deskCookies,
  newNonce,
  previewAnswer,
  readCookie,
  readDeskRequest,
  readIssueNumber,
  renderAnswer,
  scriptAnswer,
  seeOther,
} from './runtime/http';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('desk', process.env);
  const signingKeys = createSigningKeys(env.SIGNING_KEY_NAME, readAccount('SSM', process.env));
  const { NEWSLETTER: newsletter, DESK_URL: deskUrl, EDITOR: editor, TIME_ZONE: timeZone } = env;
  const { COOLING_OFF_MINUTES: coolingOffMinutes, UNSUBSCRIBE: unsubscribe } = env;
  const world = { ...openDeskStores(env.TABLE_NAME), signingKeys };
  return { world, newsletter, deskUrl, editor, timeZone, coolingOffMinutes, unsubscribe };
});

const onDesk = (show: typeof showDesk) => (event: WebEvent) =>
  renderAnswer((styleNonce) => show(wire().world, wire(), readDeskRequest(event, styleNonce), now()));

const routes: Record<DeskRoute, (event: WebEvent) => Promise<WebAnswer>> = {
  'GET /open/{issue}': async (event) => {
    const issue = readIssueNumber(event);
    const { world, deskUrl } = wire();
    const key = event.queryStringParameters?.['key'];
    const request = { issue, key, session: randomUUID(), known: readCookie(event, 'desk_known') };
    return seeOther(`/desk/${issue}`, deskCookies(issue, await openDesk(world, request, now()), deskUrl));
  },
  'GET /desk/{issue}': onDesk(showDesk),
  'GET /desk/{issue}/find': onDesk(showFound),
  'GET /desk/{issue}/preview/{format}': onDesk(showPreview),
  'GET /desk/{issue}/raw/{format}': async (event) =>
    previewAnswer(await showRaw(wire().world, wire(), readDeskRequest(event, newNonce()), now())),
  'GET /desk.js': async () => scriptAnswer(deskScript),
};

export const handler = (event: WebEvent): Promise<WebAnswer> =>
  answering(event, async () => chooseRoute(routes, event)(event));
