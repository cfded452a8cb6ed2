import { createIssueStore } from './adapters/issues';
import { Table } from './adapters/table';
import { readEnvironment } from './contract/env';
import type { ArchiveRoute } from './contract/routes';
import { showArchive, showFeed, showIssue, showToCopy } from './pipeline/archive';
import {
  answering,
  asGet,
  chooseRoute,
  publicPage,
  publicText,
  readIssueNumber,
  type WebAnswer,
  type WebEvent,
} from './runtime/http';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('archive', process.env);
  const world = { issues: createIssueStore(new Table(env.TABLE_NAME)) };
  return { world, settings: { newsletter: env.NEWSLETTER, deskUrl: env.DESK_URL, timeZone: env.TIME_ZONE } };
});

const showList = (event: WebEvent) =>
  publicPage(event, (styleNonce) => showArchive(wire().world, wire().settings, { styleNonce }));
const showFeedAs = (format: 'rss' | 'atom' | 'json', type: string) => async (event: WebEvent) =>
  publicText(event, await showFeed(wire().world, wire().settings, format), type);
const showCopyAs = (format: 'markdown' | 'text', type: string) => async (event: WebEvent) =>
  publicText(event, await showToCopy(wire().world, wire().settings, readIssueNumber(event), format), type);

const routes: Record<ArchiveRoute, (event: WebEvent) => Promise<WebAnswer>> = {
  'GET /': showList,
  'GET /issues': showList,
  'GET /issues/{issue}': (event) =>
    publicPage(event, (styleNonce) =>
      showIssue(wire().world, wire().settings, { issue: readIssueNumber(event), styleNonce }),
    ),
  'GET /issues/{issue}/markdown': showCopyAs('markdown', 'text/markdown'),
  'GET /issues/{issue}/text': showCopyAs('text', 'text/plain'),
  'GET /feed.xml': showFeedAs('rss', 'application/rss+xml'),
  'GET /feed.atom': showFeedAs('atom', 'application/atom+xml'),
  'GET /feed.json': showFeedAs('json', 'application/feed+json'),
};

export const handler = (event: WebEvent): Promise<WebAnswer> =>
  answering(event, async () => chooseRoute(routes, asGet(event))(event));
