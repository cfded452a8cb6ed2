// What `watch` measures: it logs a number under each of these names, and the stack makes a metric of each. Imports nothing.

/** The `message` of the log line that carries the numbers. */
export const measuredMessage = 'watched';

/** The `message` of the line about one mail; its `lost` is true when the mail came back or is late. */
export const receiptMessage = 'receipt';

export const measures = [
  'draftsMissing',
  'issuesLate',
  'mailsUnclear',
  'mailsUndelivered',
  'candidatesDown',
  'sourcesSilent',
] as const;

export type Measures = Record<(typeof measures)[number], number>;
