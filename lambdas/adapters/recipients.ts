import { readFile } from 'node:fs/promises';

/** The recipients of the settings, or those of a file that is shipped beside the code, one a line. */
export async function readRecipients(given: readonly string[], file: string | undefined): Promise<readonly string[]> {
  if (file === undefined) return given;
  const lines = await readFile(file, 'utf8');
  return lines.split(/\r?\n/).filter(Boolean);
}
