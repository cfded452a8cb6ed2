/**
 * Weights by name, kept under a 32-bit hash of the name's characters with open addressing: building one from a model file cuts no names apart,
 * and summing a word's character runs makes no strings. The names themselves are in the file, for people.
 */
export interface WeightTable {
  /** 0 where empty. */
  hashes: Int32Array;
  weights: Float64Array;
}

const shortest = 3;
const longest = 5;
/** Letters of a word that are read. */
const maxWord = 40;
/** FNV-1a. */
const seed = 0x811c9dc5 | 0;
const prime = 0x01000193;
/** `|` */
const separator = 124;

/** The runs of 3 to 5 characters inside `_word_`, so that `postmortems` helps `post-mortem`. */
export function gramsOf(word: string): string[] {
  const framed = frame(word);
  const grams: string[] = [];
  for (let start = 0; start < framed.length; start += 1) {
    for (let size = shortest; size <= longest && start + size <= framed.length; size += 1)
      grams.push(framed.slice(start, start + size));
  }
  return grams;
}

/** The hash a name is kept under; of two names with one hash only one can be kept. */
export function hashName(name: string): number {
  let hash = seed;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), prime);
  return hash || 1;
}

/**
 * Builds the table from names with `|` between and one byte for each, whose weight `scale` gives, without cutting the names apart.
 * Answers undefined when there are not as many names as bytes.
 */
export function buildWeightTable(names: string, bytes: Uint8Array, scale: Float64Array): WeightTable | undefined {
  const size = 2 ** Math.ceil(Math.log2(Math.max(4, bytes.length * 2)));
  const table = { hashes: new Int32Array(size), weights: new Float64Array(size) };
  let hash = seed;
  let count = 0;
  for (let at = 0; names !== '' && at <= names.length; at += 1) {
    const code = at === names.length ? separator : names.charCodeAt(at);
    if (code !== separator) {
      hash = Math.imul(hash ^ code, prime);
      continue;
    }
    // More names than weights: the file is damaged, and a full table would be searched for ever.
    if (count === bytes.length) return undefined;
    const slot = findSlot(table, hash || 1);
    table.hashes[slot] = hash || 1;
    table.weights[slot] = scale[bytes[count] ?? 0]!;
    count += 1;
    hash = seed;
  }
  return count === bytes.length ? table : undefined;
}

/** A name's weight; 0 for a name that is not in the table. */
export function weightOf(table: WeightTable, name: string): number {
  return table.weights[findSlot(table, hashName(name))]!;
}

/** The sum of the weights of a word's runs, each as often as it occurs. */
export function sumGrams(table: WeightTable, word: string): number {
  const framed = frame(word);
  let sum = 0;
  for (let start = 0; start <= framed.length - shortest; start += 1) {
    let hash = seed;
    const end = Math.min(framed.length, start + longest);
    for (let at = start; at < end; at += 1) {
      hash = Math.imul(hash ^ framed.charCodeAt(at), prime);
      if (at - start + 1 >= shortest) sum += table.weights[findSlot(table, hash || 1)]!;
    }
  }
  return sum;
}

/** The slot of a hash, or the empty one where it would go. */
function findSlot(table: WeightTable, hash: number): number {
  const mask = table.hashes.length - 1;
  let slot = (hash ^ (hash >>> 15)) & mask;
  while (table.hashes[slot] !== 0 && table.hashes[slot] !== hash) slot = (slot + 1) & mask;
  return slot;
}

function frame(word: string): string {
  return `_${word.slice(0, maxWord)}_`;
}
