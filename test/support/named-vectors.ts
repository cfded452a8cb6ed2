import { existsSync, readFileSync } from 'node:fs';

/**
 * The script vectors of a file that `XSS_VECTORS` names: one a line, or in a file that ends in `.jsonl` one JSON string a line, which may
 * hold line breaks. None when nothing is named. Throws when there is no such file.
 */
export function readNamedVectors(): string[] {
  const path = process.env['XSS_VECTORS'];
  if (!path) return [];
  if (!existsSync(path)) throw new Error(`XSS_VECTORS: expected a file of vectors, but there is none at ${path}.`);
  const lines = readFileSync(path, 'utf8').split('\n');
  const texts = lines.filter((line) => line.trim() !== '');
  return [...new Set(path.endsWith('.jsonl') ? texts.map((line) => String(JSON.parse(line))) : texts)];
}
