import type { Context } from 'aws-lambda';
import { createFetcher, userAgent } from './adapters/http-fetch';
import { createIssueStore } from './adapters/issues';
import { createSigningKeys } from './adapters/signing-keys';
import { Table } from './adapters/table';
import { readAccount, readEnvironment } from './contract/env';
import type { LookRoute } from './contract/routes';
import { checkLinks, lookAtLink } from './pipeline/look';
import { now } from './runtime/clock';
import type { WebAnswer, WebEvent } from './runtime/http';
import { answering, chooseRoute, htmlAnswer, newNonce, readCookie, readForm, readIssueNumber } from './runtime/http';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('look', process.env);
  const world = {
    issues: createIssueStore(new Table(env.TABLE_NAME)),
    signingKeys: createSigningKeys(env.SIGNING_KEY_NAME, readAccount('SSM', process.env)),
    // The gateway waits thirty seconds for everything together.
    fetcher: createFetcher({
      userAgent: userAgent('newsletter back office', env.CONTACT),
      allowed: env.ALLOWED_HOSTS,
      deadlineMs: 6000,
      maxBytes: 1_048_576,
      maxTotal: 20,
      hostPauseMs: env.HOST_PAUSE_MS,
    }),
  };
  return { world, newsletter: env.NEWSLETTER, deskUrl: env.DESK_URL, timeZone: env.TIME_ZONE };
});

const looks: Record<LookRoute, typeof lookAtLink> = {
  'POST /desk/{issue}/link': lookAtLink,
  'POST /desk/{issue}/check': checkLinks,
};

type Clock = Pick<Context, 'getRemainingTimeInMillis'>;

/** Without a context there is no end to the time. */
export const handler = (event: WebEvent, context?: Clock): Promise<WebAnswer> =>
  answering(event, async () => {
    const look = chooseRoute(looks, event);
    const { world, ...settings } = wire();
    const styleNonce = newNonce();
    const issue = readIssueNumber(event);
    const form = readForm(event, settings.deskUrl);
    const request = { issue, act: readCookie(event, 'desk_act'), form };
    const timeLeft = () => context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
    return htmlAnswer(await look(world, { ...settings, styleNonce, timeLeft }, request, now()), styleNonce);
  });
