import { expect, test } from 'vitest';
import { approve } from '../../lambdas/domain/issue';
import { showFeed, showIssue, showToCopy } from '../../lambdas/pipeline/archive';
import { publishDue } from '../../lambdas/pipeline/publish';
import { draftSettings, makeDraftWorld } from '../support/draft-world';
import { makeIssue } from '../support/made';
import { MemoryTable } from '../support/memory-table';

const at = '2026-06-07T13:00:00.000Z';
const settings = { ...draftSettings, newsletter: 'Pager Weekly', unsubscribe: [], styleNonce: 'n' };
const renamed = { ...settings, newsletter: 'Steady State' };

test('an issue keeps the name under which it went out, on its page, to copy, in the feeds and in mails that go out late', async () => {
  const { world, mails } = makeDraftWorld(new MemoryTable());
  for (const number of [76, 77]) await world.issues.create(approve(makeIssue(number), 1, at, number - 76));
  await publishDue(world, { ...settings, recipients: ['ann@example.com'] }, at);
  await publishDue(world, { ...renamed, recipients: ['ann@example.com'] }, '2026-06-07T14:00:00.000Z');
  expect(mails.map(({ subject }) => subject)).toEqual(['Pager Weekly Issue #76', 'Steady State Issue #77']);

  const page = await showIssue(world, renamed, { issue: 76, styleNonce: 'n' });
  expect(page).toContain('<h1>Pager Weekly Issue #76</h1>');
  expect(page, 'the site around it has today’s name').toContain('<a href="/issues">Steady State</a>');
  for (const format of ['markdown', 'text'] as const)
    expect(await showToCopy(world, renamed, 76, format)).toMatch(/^(# )?Pager Weekly Issue (\\)?#76/);
  for (const format of ['rss', 'atom', 'json'] as const) {
    const feed = await showFeed(world, renamed, format);
    expect(feed).toContain('Pager Weekly Issue #76');
    expect(feed).toContain('Steady State Issue #77');
  }

  const resumed = (await world.issues.get(76)) ?? makeIssue(76);
  await world.issues.save({ ...resumed, state: 'publishing', revision: 9 }, resumed.revision);
  await publishDue(world, { ...renamed, recipients: ['ann@example.com', 'ben@example.com'] }, at);
  expect(mails.at(-1)).toMatchObject({ to: 'ben@example.com', subject: 'Pager Weekly Issue #76' });
});
