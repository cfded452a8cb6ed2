import { openDeskStores } from './adapters/desk-stores';
import { createSigningKeys } from './adapters/signing-keys';
import { readAccount, readEnvironment } from './contract/env';
import type { DecideRoute } from './contract/routes';
import { type DeskAction, decide } from './pipeline/decide';
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
import { log } from './runtime/log';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('decide', process.env);
  const signingKeys = createSigningKeys(env.SIGNING_KEY_NAME, readAccount('SSM', process.env));
  const world = { ...openDeskStores(env.TABLE_NAME), signingKeys };
  const settings = {
    newsletter: env.NEWSLETTER,
    deskUrl: env.DESK_URL,
    timeZone: env.TIME_ZONE,
    coolingOffMinutes: env.COOLING_OFF_MINUTES,
  };
  return { world, settings };
});

const actions: Record<DecideRoute, DeskAction> = {
  'POST /desk/{issue}/item': 'item',
  'POST /desk/{issue}/outages': 'outages',
  'POST /desk/{issue}/opening': 'opening',
  'POST /desk/{issue}/add': 'add',
  'POST /desk/{issue}/undo': 'undo',
  'POST /desk/{issue}/approve': 'approve',
  'POST /desk/{issue}/pull-back': 'pull-back',
  'POST /desk/{issue}/reject': 'reject',
  'POST /desk/{issue}/resend': 'resend',
};

export const handler = (event: WebEvent): Promise<WebAnswer> =>
  answering(event, async () => {
    const action = chooseRoute(actions, event);
    const { world, settings } = wire();
    const styleNonce = newNonce();
    const issue = readIssueNumber(event);
    const request = { issue, action, act: readCookie(event, 'desk_act'), form: readForm(event, settings.deskUrl) };
    const answer = await decide(world, { ...settings, styleNonce }, request, now());
    if (answer.kind === 'refused') return htmlAnswer(answer.page, styleNonce, { status: answer.status });
    if (answer.unlearned !== undefined) log.error('not learned', { issue, reason: answer.unlearned });
    const { location, session } = answer;
    return seeOther(location, session && deskCookies(issue, session, settings.deskUrl));
  });
