import { createServer } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { Table } from '../../lambdas/adapters/table';
import { openNewsroom } from '../../lib/local/newsroom';
import { listen } from '../../lib/local/service';
import { spellFeed } from '../support/spell-feed';

const stopping: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stopping.reverse()) await stop();
});

async function serve(answer: Parameters<typeof createServer>[1]) {
  const service = await listen(createServer(answer));
  stopping.push(service.stop);
  return service;
}

test('the deployed poller follows a redirect to another host, counts one poll, and asks both hosts once', async () => {
  const asked: string[] = [];
  const platform = await serve((_, response) => {
    asked.push('platform');
    response.end(spellFeed([{ title: 'A post', link: 'https://blog.example/post', guid: 'post' }], { title: 'Blog' }));
  });
  const blog = await serve((_, response) => {
    asked.push('blog');
    response.writeHead(302, { location: `${platform.url}/feed` }).end();
  });
  const hosts = [blog, platform].map(({ url }) => new URL(url).host);
  const newsroom = await openNewsroom({ newsletter: 'Weekly', firstIssue: 1, allowedHosts: hosts });
  stopping.push(newsroom.stop);
  const opml = `<opml version="2.0"><body><outline type="rss" text="Blog" xmlUrl="${blog.url}/feed"/></body></opml>`;
  await newsroom.addSources(opml);
  const progress: [number, number][] = [];
  await newsroom.pollWeek((done, due) => progress.push([done, due]));
  expect(asked).toEqual(['blog', 'platform']);
  expect(progress.at(-1)).toEqual([1, 1]);
  const [source] = await createSourceStore(new Table(newsroom.tableName)).list();
  expect(source).toMatchObject({
    url: `${blog.url}/feed`,
    validatedUrl: `${platform.url}/feed`,
    lastOutcome: 'fetched',
    polls: 1,
    brought: 1,
  });
});
