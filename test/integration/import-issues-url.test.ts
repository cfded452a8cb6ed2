import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createLearnedStore } from '../../lambdas/adapters/learned';
import { linkFingerprint } from '../../lambdas/domain/story/fingerprint';
import { listen, type Service } from '../../lib/local/service';
import { type MemoryWorld, runImportIssues } from '../../lib/tools/sources/memory-verbs';
import { useFaultyStore } from '../support/faulty-table';

const item = (number: number) =>
  `<item><title>Weekly Issue #${number}</title><guid>${number}</guid><description>&lt;p&gt;&lt;a href="https://blog${number}.example/x"&gt;How we tested failover number ${number} of every database&lt;/a&gt;&lt;/p&gt;</description></item>`;
const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>W</title>${[76, 77].map(item).join('')}</channel></rss>`;
const markdown = '# Weekly\n\n- [Anatomy of a cascading failure](https://blog.example/anatomy/)\n';
const answers: Record<string, [status: number, type: string, body: string, location?: string]> = {
  '/feed': [200, 'application/rss+xml', feed],
  '/feed.md': [200, 'text/plain', feed],
  '/issues/75.md': [200, 'text/plain; charset=utf-8', markdown],
  '/raw?issue=75': [200, 'text/markdown', markdown.replace('# Weekly', '# Weekly #75')],
  '/moved.md': [302, 'text/plain', '', '/issues/75.md'],
  '/page': [200, 'text/html', '<!doctype html><html><body><a href="https://blog.example/anatomy">a</a></body></html>'],
  '/page.md': [200, 'text/html', '<!DOCTYPE html><html><body><a href="https://blog.example/a">a</a></body></html>'],
  '/large.md': [200, 'text/markdown', `${markdown}${'x'.repeat(6 * 1024 * 1024)}`],
  '/inside': [302, 'text/plain', '', 'http://169.254.169.254/latest/meta-data/'],
  '/empty.md': [200, 'text/markdown', ''],
  '/gone': [410, 'text/plain', ''],
  '/half.xml': [200, 'application/xml', '<?xml version="1.0"?><html><body>'],
};

const store = useFaultyStore();
let server: Service;
beforeAll(async () => {
  server = await listen(
    createServer((request, response) => {
      const [status, type, body, location] = answers[request.url ?? ''] ?? [404, 'text/plain', 'not here'];
      response.writeHead(status, { 'content-type': type, ...(location && { location }) }).end(body);
    }),
  );
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

async function open() {
  const faulty = await store.open();
  const terminal = { line: vi.fn(), progress: vi.fn() } as unknown as MemoryWorld['terminal'];
  const allowed = [new URL(server.url).host];
  const desk = {
    candidates: createCandidateStore(faulty.table),
    learned: createLearnedStore(faulty.table),
    asking: { allowed },
    terminal,
  };
  return { faulty, desk, at: (path: string) => new URL(path, server.url).href };
}

test.each([
  ['/feed', ['https://blog76.example/x', 'https://blog77.example/x'], [76, 77]],
  ['/feed.md', ['https://blog76.example/x'], [76]],
  ['/issues/75.md', ['http://www.blog.example/anatomy?utm_source=x'], [75]],
  ['/raw?issue=75', ['https://blog.example/anatomy'], [75]],
  ['/moved.md', ['https://blog.example/anatomy'], [75]],
])('what %s printed is remembered, once', async (path, links, issues) => {
  const { faulty, desk, at } = await open();
  expect(await runImportIssues(desk, [at(path)])).toBe(0);
  expect([...(await desk.candidates.printed(links.map(linkFingerprint))).values()].sort()).toEqual(issues);
  const stored = await faulty.items();
  await runImportIssues(desk, [at(path)]);
  expect(await faulty.items()).toEqual(stored);
});

test.each([
  ['/nowhere', /404/],
  ['/gone', /410|gone/i],
  ['/page', /HTML.* Expected Markdown, or an RSS, Atom or JSON feed\.$/],
  ['/page.md', /HTML.* Expected Markdown/],
  ['/half.xml', /Expected Markdown/],
  ['/large.md', /larger than 5 MiB/],
  ['/inside', /169\.254\.169\.254/],
  ['/empty.md', /there is no link in it/],
])('%s is refused by name, and nothing is written, not even of what was read before it', async (path, why) => {
  const { faulty, desk, at } = await open();
  const refusal = runImportIssues(desk, [at('/feed'), at(path)]);
  await expect(refusal).rejects.toThrow(why);
  await expect(refusal).rejects.toThrow(`import-issues: ${at(path)}: `);
  expect(await faulty.items()).toEqual([]);
});

test.each(['http://10.0.0.1/feed', 'http://[::1]/issues.md', 'http://localhost:1/feed', 'http://169.254.169.254/'])(
  '%s, an address inside, is not asked',
  async (address) => {
    const { faulty, desk } = await open();
    await expect(runImportIssues(desk, [address])).rejects.toThrow(`import-issues: ${address}: `);
    expect(await faulty.items()).toEqual([]);
  },
);
