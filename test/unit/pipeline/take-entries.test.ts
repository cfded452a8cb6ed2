import { expect, test } from 'vitest';
import type { Candidate } from '../../../lambdas/domain/candidate';
import { chooseArticles } from '../../../lambdas/domain/score/choose';
import { readShippedModel } from '../../../lambdas/domain/score/shipped-model';
import { newSource } from '../../../lambdas/domain/source';
import { takeEntries } from '../../../lambdas/pipeline/take-entries';

const now = '2026-06-07T12:00:00.000Z';

test('a candidate says whose page it is, so that one vendor’s blog and documentation are two articles at most', async () => {
  const told: Candidate[] = [];
  const world = {
    model: await readShippedModel(() => {}),
    candidates: {
      tell: async (candidate: Candidate) => {
        told.push(candidate);
        return 'brought' as const;
      },
    },
  };
  const source = newSource('s', { url: 'https://feeds.example/all', kind: 'blog', title: 'All' }, now);
  const title = 'Incident review: how our failover went wrong';
  const hosts = ['blog.vendor.co.uk', 'docs.vendor.co.uk', 'vendor.co.uk', 'ann.github.io', 'bob.github.io'];
  const entries = hosts.map((host) => ({ key: host, title: `${title} at ${host}`, url: `https://${host}/review` }));
  await takeEntries(world, source, entries, now);
  expect(told.map(({ vendor }) => vendor)).toEqual([
    'vendor.co.uk',
    'vendor.co.uk',
    'vendor.co.uk',
    'ann.github.io',
    'bob.github.io',
  ]);
  expect(chooseArticles(told, { now }).chosen).toHaveLength(4);
});
