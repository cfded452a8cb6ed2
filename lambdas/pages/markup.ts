import type { html } from 'hono/html';

/** A piece of markup from the escaping template; nests in another template, alone or in arrays, without being escaped again. */
export type Markup = ReturnType<typeof html>;

/** The finished text. No value in our templates is a promise, so there is nothing to wait for. */
export const printMarkup = (markup: Markup): string => markup.toString();
