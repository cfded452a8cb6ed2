import { readFileSync } from 'node:fs';
import { address, projectRoot } from './setting-kinds';

const most = 10_000;

/** What keeps a file in the project's root from being a list of recipients, one address a line; undefined when nothing does. */
export function recipientsFault(name: string, root = projectRoot): string | undefined {
  if (!/^[\w-][\w.-]*$/.test(name)) return `expected the name of a file in the project’s folder; got "${name}"`;
  let lines: string[];
  try {
    lines = readFileSync(`${root}/${name}`, 'utf8').trimEnd().split(/\r?\n/);
  } catch {
    return `expected a file of addresses, one a line; there is no ${name} in the project’s folder`;
  }
  const wrong = lines.findIndex((line) => address.parse(line) === undefined);
  if (wrong >= 0)
    return `line ${wrong + 1} of ${name}: expected one mail address and nothing else; got "${lines[wrong]}"`;
  const seen = new Set<string>();
  const twice = lines.findIndex((line) => seen.size === seen.add(line.toLowerCase()).size);
  if (twice >= 0) return `line ${twice + 1} of ${name}: ${lines[twice]} is in the file twice`;
  return lines.length > most ? `${name} has ${lines.length} addresses; ${most} is the most` : undefined;
}
