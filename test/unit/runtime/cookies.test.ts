import { expect, test } from 'vitest';
import { readCookie, type WebEvent } from '../../../lambdas/runtime/http';

const eventWith = (about: object) => ({ headers: {}, ...about }) as WebEvent;

test('reads a cookie where API Gateway puts it, and where a front that knows no such place leaves it', () => {
  expect(readCookie(eventWith({ cookies: ['a=1', 'desk_read=x=y'] }), 'desk_read')).toBe('x=y');
  expect(readCookie(eventWith({ headers: { cookie: 'a=1; desk_read=x=y' } }), 'desk_read')).toBe('x=y');
  expect(readCookie(eventWith({ cookies: [], headers: { cookie: 'desk_read=x' } }), 'desk_read')).toBeUndefined();
  expect(readCookie(eventWith({ headers: { cookie: 'other_desk_read=x' } }), 'desk_read')).toBeUndefined();
  expect(readCookie(eventWith({}), 'desk_read')).toBeUndefined();
});
