import type { Move } from './move';

/** What a person is told of a move that source `id` proposes. By itself, so that who only tells it carries no list of domains. */
export function explainMove(id: string, { url }: Move): string {
  return `It says that it has moved to ${url}, which is another owner's: "accept ${id}" follows it, "decline ${id}" stays.`;
}
