import { createIssueStore } from './adapters/issues';
import { createSigningKeys } from './adapters/signing-keys';
import { Table } from './adapters/table';
import { readAccount, readEnvironment } from './contract/env';
import type { KnockRoute } from './contract/routes';
import { messagePage } from './pages/message-page';
import { askForLink, unlockDesk } from './pipeline/knock';
import { now } from './runtime/clock';
import {
  answering,
  chooseRoute,
  deskCookies,
  htmlAnswer,
  newNonce,
  readCookie,
  readForm,
  readIssueNumber,
  seeOther,
  type WebAnswer,
  type WebEvent,
} from './runtime/http';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('knock', process.env);
  return {
    issues: createIssueStore(new Table(env.TABLE_NAME)),
    signingKeys: createSigningKeys(env.SIGNING_KEY_NAME, readAccount('SSM', process.env)),
    deskUrl: env.DESK_URL,
  };
});

const asked = {
  title: 'Check your mail',
  text: 'If there is an issue to work on, a new link to its desk is on its way to the editor’s own address, and to no other. It is sent once in half an hour at most.',
};

const routes: Record<KnockRoute, (event: WebEvent, form: Record<string, string>) => Promise<WebAnswer>> = {
  'POST /desk/{issue}/unlock': async (event, form) => {
    const issue = readIssueNumber(event);
    const request = { issue, read: readCookie(event, 'desk_read'), word: form['word'] };
    const session = await unlockDesk(wire().signingKeys, request, now());
    return seeOther(`/desk/${issue}`, deskCookies(issue, session, wire().deskUrl));
  },
  'POST /link': async () => {
    await askForLink(wire().issues, now());
    const styleNonce = newNonce();
    return htmlAnswer(messagePage({ ...asked, styleNonce }), styleNonce);
  },
};

export const handler = (event: WebEvent): Promise<WebAnswer> =>
  answering(event, async () => chooseRoute(routes, event)(event, readForm(event, wire().deskUrl)));
