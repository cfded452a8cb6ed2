import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createLearnedStore } from '../../lambdas/adapters/learned';
import { learn } from '../../lambdas/domain/score/learn';
import { UsageError } from '../../lib/local/terminal';
import {
  type MemoryWorld,
  runForget,
  runImportIssues,
  runLearned,
  runPrinted,
} from '../../lib/tools/sources/memory-verbs';
import { useFaultyStore } from '../support/faulty-table';
import { makeLesson } from '../support/made-lessons';

const store = useFaultyStore();
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sre-digest-memory-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
});

async function open() {
  const faulty = await store.open();
  const terminal = { line: vi.fn(), progress: vi.fn() } as unknown as MemoryWorld['terminal'];
  const desk = {
    candidates: createCandidateStore(faulty.table),
    learned: createLearnedStore(faulty.table),
    asking: { allowed: [] },
    terminal,
  };
  return { faulty, desk };
}

/** What a verb printed, and its exit code. */
async function said(work: () => Promise<number>): Promise<{ code: number; out: string }> {
  let out = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    return { code: await work(), out };
  } finally {
    spy.mockRestore();
  }
}

const write = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

test('past issues are remembered once, from Markdown and from a feed, and found again under any spelling', async () => {
  const { faulty, desk } = await open();
  const markdown = write(
    'weekly-75.md',
    '- [Anatomy of a Cascading Failure in Payments Databases](https://blog.example/anatomy/)\n- [bad](javascript:1)\n',
  );
  const feed = write(
    'feed.xml',
    '<rss version="2.0"><channel><title>W</title><item><title>Weekly Issue #76</title><guid>76</guid><description>&lt;p&gt;&lt;a href="https://other.example/x"&gt;How we tested the regional failover of every database&lt;/a&gt;&lt;/p&gt;</description></item></channel></rss>',
  );
  const first = await said(() => runImportIssues(desk, [markdown, feed]));
  expect(first).toMatchObject({ code: 1 });
  expect(first.out).toContain('line 2 "bad" leads to "javascript:1", which is no web address');
  expect(first.out).toContain('remembered 2 issues: 2 links added, 0 known, 1 skipped');
  const stored = await faulty.items();
  expect((await said(() => runImportIssues(desk, [markdown, feed]))).out).toContain('0 links added, 2 known');
  expect(await faulty.items()).toEqual(stored);
  const asked = [
    'http://www.blog.example/anatomy?utm_source=x',
    'Anatomy of a cascading failures in payments databases',
    'How We Tested the Regional Failover of Every Database!',
    'https://blog.example/something-else',
  ];
  const { out } = await said(() => runPrinted(desk, asked));
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => line.split('  ')[0]),
  ).toEqual(['printed in #75', 'printed in #75', 'printed in #76', 'not printed']);
});

test('nothing is written when one of the files cannot be read', async () => {
  const { faulty, desk } = await open();
  const good = write('74.md', '- [a](https://a.example/1)');
  for (const bad of [join(folder, 'absent.md'), write('page.xml', '<?xml version="1.0"?><html></html>')])
    await expect(runImportIssues(desk, [good, bad])).rejects.toThrow(UsageError);
  expect(await faulty.items()).toEqual([]);
});

test('what was learned is shown with its counts, and forgotten by name', async () => {
  const { desk } = await open();
  await desk.learned.change((layer) => learn(layer, [makeLesson({ words: ['ferrets'] })]));
  expect((await said(() => runLearned(desk, false))).out).toMatch(
    /\+\d\.\d\d {2}publisher {2}blog\.example +for printing 1 of 1, expected 0\.1/,
  );
  await expect(runForget(desk, ['ferrets', 'weasels'])).rejects.toThrow('nothing was learned of "weasels"');
  expect((await said(() => runLearned(desk, true))).out).toContain('ferrets');
  expect((await said(() => runForget(desk, ['Ferrets', 'ferrets']))).out).toBe('forgot  ferrets\n');
  expect((await said(() => runLearned(desk, true))).out).not.toContain('ferrets');
  await expect(runForget(desk, ['ferrets'])).rejects.toThrow('nothing was learned of "ferrets"');
});
