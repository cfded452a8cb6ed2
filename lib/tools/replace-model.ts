import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { readModel } from '../../lambdas/domain/score/model';

/** Where the model that a file held before is kept: `ranking.model.json` → `ranking.previous.model.json`. */
export function previousOf(file: string): string {
  return file.replace(/((?:\.model)?(?:\.json)?)$/, '.previous$1');
}

/**
 * Puts a new model in a file's place: written beside it, read back and checked, and only then renamed. What was there is kept as the previous
 * one if it is another model that can be read; a damaged one is not worth falling back on. Throws `UnreadableModelError`, and changes nothing,
 * when the new one cannot be read back. Answers whether the old one was kept.
 */
export async function replaceModel(file: string, model: string): Promise<boolean> {
  const fresh = `${file}.new`;
  const before = await readFile(file, 'utf8').catch(() => undefined);
  try {
    await writeFile(fresh, model);
    readModel(JSON.parse(await readFile(fresh, 'utf8')));
    const keeps = before !== undefined && before !== model && isGood(before);
    if (keeps) {
      const old = previousOf(file);
      await writeFile(`${old}.new`, before);
      await rename(`${old}.new`, old);
    }
    await rename(fresh, file);
    return keeps;
  } finally {
    await rm(fresh, { force: true });
  }
}

function isGood(text: string): boolean {
  try {
    readModel(JSON.parse(text));
    return true;
  } catch {
    return false;
  }
}
