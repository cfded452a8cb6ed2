import { expect, test } from 'vitest';
import { canBeReleased } from '../../../../lambdas/domain/issue/parked';

const at = '2026-06-07T12:00:00.000Z';
const later = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();
const parked = (kind: string, state: 'claimed' | 'unclear' = 'unclear') => ({
  kind,
  recipient: 'a@b.example',
  state,
  at,
});

test('a person may have sent again the issue, and the draft while it is one, but no reminder, whose time is over', () => {
  const [draft, published] = [{ state: 'draft' } as const, { state: 'published' } as const];
  const kinds = ['issue', 'draft', 'draft-2', 'due-in-4h', 'fallback', 'approved-3'];
  const released = (issue: typeof draft | typeof published) =>
    kinds.filter((kind) => canBeReleased(parked(kind), issue, later(1)));
  expect(released(draft)).toEqual(['issue', 'draft', 'draft-2']);
  expect(released(published)).toEqual(['issue']);
});

test('a mail that a run may still be sending is left to it', () => {
  const released = (minutes: number) =>
    canBeReleased(parked('issue', 'claimed'), { state: 'publishing' }, later(minutes));
  expect([released(9), released(11)]).toEqual([false, true]);
});
