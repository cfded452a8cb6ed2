import { day, hour } from './instant';

/** Somebody who came to the desk without a good link: from which address, and when (ISO 8601 UTC). */
export interface Refusal {
  from: string;
  at: string;
}

/** What is remembered of those who tried the desk's door. It stays small, however many they are. */
export interface DoorBook {
  /** Those of the last hour that count, oldest first. */
  refusals: readonly Refusal[];
  /** The addresses of which somebody was told in the last day, once for each time, and when they were last found at it. */
  told: readonly Refusal[];
  /** When many were last found at it together. */
  manyAt?: string;
}

/** Who is to be told of: one address that keeps trying, or many. */
export type DoorFinding = { kind: 'address'; from: string } | { kind: 'many' };

export const emptyDoorBook: DoorBook = { refusals: [], told: [] };

/** So many from one address within an hour are no slip. */
const triesOfOne = 20;
/** So many together within an hour are a flood. */
const triesOfMany = 300;
/** What would be the sixth time within a day is told of as many, so that nobody can fill a mailbox. */
const singlyADay = 5;
/** Whoever was found is not counted for an hour, and is still at it when found again within two. */
const rest = hour;
const goesOn = 2 * hour;

/**
 * Enters refusals, in any order, and says who is to be told of. An address is told of when it was refused 20 times within an
 * hour; many, once for all, when 300 were refused within an hour or a single address would be told of for the sixth time within a day.
 * Whoever goes on is not told of again. The same book comes back when there is nothing to keep.
 */
export function enterRefusals(
  book: DoorBook,
  refusals: readonly Refusal[],
): { book: DoorBook; findings: DoorFinding[] } {
  const findings: DoorFinding[] = [];
  let kept = book;
  for (const refusal of refusals.toSorted((a, b) => a.at.localeCompare(b.at))) {
    const entered = enter(kept, { from: networkOf(refusal.from), at: refusal.at });
    kept = entered.book;
    findings.push(...entered.findings);
  }
  return { book: kept, findings };
}

function enter(book: DoorBook, { from, at }: Refusal): { book: DoorBook; findings: DoorFinding[] } {
  const isWithin = (since: string | undefined, span: number) =>
    since !== undefined && Date.parse(at) - Date.parse(since) < span;
  const known = book.told.findLast((one) => one.from === from);
  if (isWithin(book.manyAt, rest) || isWithin(known?.at, rest)) return { book, findings: [] };

  const refusals = [...book.refusals.filter((one) => isWithin(one.at, hour)), { from, at }];
  const told = book.told.filter((one) => isWithin(one.at, day));
  const isOne = refusals.filter((one) => one.from === from).length >= triesOfOne;
  const stays = isWithin(known?.at, goesOn);
  const isOneMore = isOne && !stays && (told.length >= singlyADay || isWithin(book.manyAt, goesOn));
  if (isOneMore || refusals.length >= triesOfMany)
    return {
      book: { refusals: [], told, manyAt: at },
      findings: isWithin(book.manyAt, goesOn) ? [] : [{ kind: 'many' }],
    };
  if (!isOne) return { book: { ...book, refusals, told }, findings: [] };
  return {
    book: {
      ...book,
      refusals,
      told: [...told.filter((one) => !stays || one !== known), { from, at }],
    },
    findings: stays ? [] : [{ kind: 'address', from }],
  };
}

/** Whoever holds one address of IPv6 holds its /64 too (RFC 4291, 2.5.4); of IPv4, the address. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [groups = [], after = []] = address
    .toLowerCase()
    .split('::')
    .map((half) => half.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - groups.length - after.length }, () => '0');
  return `${[...groups, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
