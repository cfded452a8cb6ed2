import { expect, test, vi } from 'vitest';
import { BadRequestError, NotFoundError, WrongStateError } from '../../../lambdas/domain/errors';
import { answering, readForm, type WebEvent } from '../../../lambdas/runtime/http';

const desk = 'https://desk.example';
const event = { rawPath: '/desk/76/item', headers: { origin: desk }, body: '' } as unknown as WebEvent;
const pageOf = async (error: Error) => {
  const answer = await answering(event, () => Promise.reject(error));
  return { status: answer.statusCode, page: String(answer.body) };
};

test.each([
  [new BadRequestError('"title" may not be empty.'), 400, 'may not be empty.'],
  [new WrongStateError('It is approved.'), 409, 'It is approved.'],
  [new NotFoundError('No desk for this visitor.'), 404, 'Open the desk from the newest draft mail.'],
])('%s is answered by a page that says what to do', async (error, status, says) => {
  expect(await pageOf(error)).toEqual({ status, page: expect.stringContaining(says) });
});

test('a reader of an issue that is not out is led to those that are, and not to the desk', async () => {
  const address = { ...event, rawPath: '/issues/75' } as WebEvent;
  const { body, statusCode } = await answering(address, () => Promise.reject(new NotFoundError('No such issue.')));
  expect(statusCode).toBe(404);
  expect(body).toContain('<a class="own" href="/issues">All issues</a>');
  expect(body?.slice(body.indexOf('<body'))).not.toMatch(/desk|draft|<form/i);
});

test('a visitor who may know nothing is not told why there is nothing', async () => {
  expect((await pageOf(new NotFoundError('No desk for this visitor.'))).page).not.toContain('visitor');
});

test('a fault of ours does not claim that nothing was changed, says nothing of itself, and leads back to what is stored', async () => {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  const { status, page } = await pageOf(new Error('table of ada@example.com'));
  vi.unstubAllEnvs();
  expect(status).toBe(500);
  expect(page).toContain('what it shows is what was stored');
  expect(page).toContain('href="/desk/76"');
  expect(page).not.toMatch(/Nothing was changed|ada@example/);
});

test('a form that is too large is told what to do with it', () => {
  const headers = { origin: desk, 'content-type': 'application/x-www-form-urlencoded' };
  const large = { ...event, headers, body: `comment=${'x'.repeat(65 * 1024)}` } as WebEvent;
  expect(() => readForm(large, desk)).toThrow(/larger than 64 KiB\. Go back, shorten/);
});
