import { expect, test } from 'vitest';
import type { Issue } from '../../../../lambdas/domain/issue';
import { isForgotten, noticesDue } from '../../../../lambdas/domain/issue/notices';
import { makeIssue } from '../../../support/made';
import { minutesPast } from '../../../support/moments';

const hours = (count: number) => minutesPast(count * 60);
const settings = { editor: 'editor', secondEditor: 'second', reminderHours: [16, 3], fallbackHours: 2 };
/** The first and the last minute, as hours from when it was drawn up, in which each kind of mail is due. */
function spans(about: Partial<Issue>, other: Partial<typeof settings> = {}) {
  const issue = makeIssue(7, about);
  const found: Record<string, [number, number]> = {};
  for (let minutes = 0; minutes <= 80 * 60; minutes++)
    for (const { kind, to } of noticesDue(issue, { ...settings, ...other }, minutesPast(minutes))) {
      const name = `${kind} to ${to}`;
      found[name] = [found[name]?.[0] ?? minutes / 60, minutes / 60];
    }
  return found;
}
const nearly = (hour: number) => hour - 1 / 60;

test('the second editor is asked from two hours after a draft was due, for six hours; a mail that could not go by then would only be late', () => {
  expect(spans({ dueAt: hours(24) })).toEqual({
    'due-in-16h to editor': [8, nearly(14)],
    'due-in-3h to editor': [21, nearly(24)],
    'fallback to second': [26, nearly(32)],
  });
});

test('the second editor’s six hours begin when whoever is at a late draft has rested for one', () => {
  expect(spans({ dueAt: hours(24), updatedAt: hours(30) })).toEqual({ 'fallback to second': [31, nearly(37)] });
  expect(spans({ dueAt: hours(24), updatedAt: hours(30) }, { secondEditor: '' })).toEqual({});
});

test('the editor is reminded by the latest of the reminders whose hour has come since the draft was drawn up, and by none at 0 hours', () => {
  const reminders = (about: Partial<Issue>, ...reminderHours: number[]) =>
    spans(about, { reminderHours, secondEditor: '' });
  expect(reminders({ dueAt: hours(24), drawnAgain: 2 }, 16, 12)).toEqual({
    'due-in-16h-2 to editor': [8, nearly(12)],
    'due-in-12h-2 to editor': [12, nearly(18)],
  });
  expect(reminders({ dueAt: hours(16) }, 16, 20), 'the draft’s own mail was the first').toEqual({});
  expect(reminders({ dueAt: hours(24) }, 0)).toEqual({});
});

test('an approval is announced for as long as it can still be pulled back', () => {
  const approved = { state: 'approved', approvedRevision: 3 } as const;
  expect(spans({ ...approved, publishAt: hours(2) })).toEqual({ 'approved-3 to editor': [0, nearly(2)] });
  for (const state of ['publishing', 'published', 'rejected'] as const)
    expect(spans({ approvedRevision: 3, publishAt: hours(2), state })).toEqual({});
});

test('a draft is forgotten a day after it was due and a day after anybody touched it, from the very minute', () => {
  const at = (issue: Partial<Issue>) =>
    Array.from({ length: 100 }, (_, hour) => hour).find((hour) => isForgotten(makeIssue(7, issue), hours(hour)));
  expect([at({}), at({ dueAt: hours(30) }), at({ dueAt: hours(30), updatedAt: hours(40) })]).toEqual([48, 54, 64]);
  expect(at({ state: 'approved' })).toBeUndefined();
});
