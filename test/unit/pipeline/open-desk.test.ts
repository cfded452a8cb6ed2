import { expect, test } from 'vitest';
import { signGrant, verifyGrant } from '../../../lambdas/domain/approval';
import { NotFoundError } from '../../../lambdas/domain/errors';
import { type DeskWorld, openDesk, showDesk } from '../../../lambdas/pipeline/desk';

const now = '2026-06-07T12:00:00.000Z';
const later = '2026-06-28T12:00:00.000Z';
const keys = [{ id: 'k1', secret: 'a'.repeat(48) }];
const settings = {
  newsletter: 'S',
  deskUrl: 'https://desk.example',
  editor: 'lee@newsroom.org',
  timeZone: 'Etc/UTC',
  coolingOffMinutes: 30,
};
const good = signGrant({ purpose: 'open', issue: 76, expiresAt: later }, keys);
const session = 's';
const bad: [string, string | undefined][] = [
  ['nothing', undefined],
  ['an empty one', ''],
  ['a cut one', good.slice(0, -1)],
  ['an expired one', signGrant({ purpose: 'open', issue: 76, expiresAt: now }, keys)],
  ['one of another issue', signGrant({ purpose: 'open', issue: 77, expiresAt: later }, keys)],
  ['one for another purpose', signGrant({ purpose: 'act', issue: 76, session, expiresAt: later }, keys)],
  [
    'one of another key',
    signGrant({ purpose: 'open', issue: 76, expiresAt: later }, [{ id: 'k1', secret: 'b'.repeat(48) }]),
  ],
  [
    'one of an unknown key',
    signGrant({ purpose: 'open', issue: 76, expiresAt: later }, [{ id: 'k9', secret: 'a'.repeat(48) }]),
  ],
];

/** A store that fails the test when it is touched: what it would take to answer cannot tell one bad token from another. */
const untouched = new Proxy({}, { get: () => expect.unreachable('the store was asked') }) as DeskWorld['issues'];
const world = { issues: untouched, signingKeys: async () => keys } as unknown as DeskWorld;

test.each(bad)('a desk is not opened with %s: one error, and the store is not asked', async (_name, token) => {
  const opened = openDesk(world, { issue: 76, key: token, session, known: token }, now);
  await expect(opened).rejects.toThrow(new NotFoundError('No desk behind this link.'));
  const shown = showDesk(
    world,
    settings,
    { issue: 76, read: token, known: token, styleNonce: 'n', query: {}, format: '' },
    now,
  );
  await expect(shown).rejects.toThrow(new NotFoundError('No desk for this visitor.'));
});

test('the link of a mail gives a session that may look and approve; one that may change anything needs a browser that is known', async () => {
  const known = signGrant({ purpose: 'known', issue: 0, expiresAt: later }, keys);
  const open = (cookie: string | undefined) => openDesk(world, { issue: 76, key: good, session, known: cookie }, now);
  const expired = signGrant({ purpose: 'known', issue: 0, expiresAt: now }, keys);
  const allows = async (cookie: string | undefined) => {
    const { act } = await open(cookie);
    return (['act', 'approve'] as const).filter((purpose) => verifyGrant(act, { purpose, issue: 76, now }, keys));
  };
  expect(await allows(known)).toEqual(['act']);
  for (const cookie of [undefined, good, expired]) expect(await allows(cookie)).toEqual(['approve']);
});
