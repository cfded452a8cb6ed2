import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

export interface NumberedLine {
  /** From 1. */
  number: number;
  text: string;
}

/**
 * The lines of a stream that are not blank, numbered, one at a time. A line ends with LF or CR LF, not as in `node:readline` also within
 * a JSON string.
 */
export async function* readLines(input: Readable): AsyncGenerator<NumberedLine> {
  let number = 0;
  for await (const line of splitLines(input)) {
    number += 1;
    const text = (number === 1 ? line.replace(/^\uFEFF/, '') : line).replace(/\r$/, '');
    if (text.trim() !== '') yield { number, text };
  }
}

async function* splitLines(input: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of input) {
    const [first = '', ...others] = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    rest += first;
    for (const line of others) {
      yield rest;
      rest = line;
    }
  }
  yield rest + decoder.end();
}

/** Writes a text, and waits until it is taken. A reader that has seen enough, such as `head`, is no fault. */
export function writeAll(output: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) =>
    output.write(text, (error) =>
      error && (error as NodeJS.ErrnoException).code !== 'EPIPE' ? reject(error) : resolve(),
    ),
  );
}

/** Parses one line as a JSON object; a string says what is wrong with it instead. */
export function parseObject(text: string): Record<string, unknown> | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : 'is not a JSON object';
}
