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
/** Letters no name has, because names are lower case: A to Z begin a name, and say how many characters it has in common with the one before. */
const [firstMark, lastMark] = [65, 90];

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

/** Joins names in their order, each without what it has in common with the one before: `incident`, `incidents` → `AincidentIs`. */
export function joinNames(names: readonly string[]): string {
  return names.map((name, at) => markAndRest(names[at - 1] ?? '', name)).join('');
}

/** How one name is written after another. */
export function markAndRest(before: string, name: string): string {
  const most = Math.min(before.length, name.length, lastMark - firstMark);
  let common = 0;
  while (common < most && before[common] === name[common]) common += 1;
  return String.fromCharCode(firstMark + common) + name.slice(common);
}

/**
 * Builds the table from joined names and one byte for each, whose weight `scale` gives, without making a string of any name.
 * Answers undefined when there are not as many names as bytes, or a name refers to more than the one before has.
 */
export function buildWeightTable(names: string, bytes: Uint8Array, scale: Float64Array): WeightTable | undefined {
  const size = 2 ** Math.ceil(Math.log2(Math.max(4, bytes.length * 1.5)));
  // Two arrays, not yet a table: Node 20 throws compiled code away that reads them from an object's fields, and is slow for the rest of the load.
  const slots = new Int32Array(size);
  const weights = new Float64Array(size);
  /** The hash after so many characters of the name so far, as far as the next name may refer to it. */
  const hashes = new Int32Array(lastMark - firstMark + 1);
  hashes[0] = seed;
  let length = 0;
  let count = 0;
  for (let at = 0; at < names.length; ) {
    const common = names.charCodeAt(at) - firstMark;
    // More names than weights: the file is damaged, and a full table would be searched for ever.
    if (common < 0 || common > length || count === bytes.length) return undefined;
    at += 1;
    length = common;
    let hash = hashes[length]!;
    for (let code = names.charCodeAt(at); code < firstMark || code > lastMark; code = names.charCodeAt(at)) {
      hash = Math.imul(hash ^ code, prime);
      length += 1;
      if (length < hashes.length) hashes[length] = hash;
      at += 1;
      if (at === names.length) break;
    }
    const slot = findSlot(slots, hash || 1);
    slots[slot] = hash || 1;
    weights[slot] = scale[bytes[count]!]!;
    count += 1;
  }
  return count === bytes.length ? { hashes: slots, weights } : undefined;
}

/** A name's weight; 0 for a name that is not in the table. */
export function weightOf(table: WeightTable, name: string): number {
  return table.weights[findSlot(table.hashes, hashName(name))]!;
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
      if (at - start + 1 >= shortest) sum += table.weights[findSlot(table.hashes, hash || 1)]!;
    }
  }
  return sum;
}

/** The slot of a hash, or the empty one where it would go. */
function findSlot(hashes: Int32Array, hash: number): number {
  const mask = hashes.length - 1;
  let slot = (hash ^ (hash >>> 15)) & mask;
  while (hashes[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & mask;
  return slot;
}

function frame(word: string): string {
  return `_${word.slice(0, maxWord)}_`;
}
