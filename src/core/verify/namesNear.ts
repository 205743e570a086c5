/** Names that differ from a name of the network by one slip of the pen. */

import type { Quantity } from '../math/expression';

/** A symbol of the network with its key. */
export interface NamedQuantity {
  readonly key: string;
  readonly symbol: string;
  readonly quantity: Quantity;
}

/** A name of the network that a misspelt key may have meant. */
export interface NearName extends NamedQuantity {
  /** What was done wrong: characters `from` … of the key as written, and what belongs there. */
  readonly slip: Slip;
}

/** Replace characters `start` … `end` of the key by `by`. */
export interface Slip {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** Signs that look alike, or that lie on one key. */
const ALIKE: readonly string[] = ['0oO', '1lI', 'aα', 'wω', 'vν', 'uμ', 'dδ', 'nη', 'pρ', 'tτ', 'oσ'];

function isAlike(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase() || ALIKE.some((group) => group.includes(a) && group.includes(b));
}

/** The one change that makes `written` into `known`; null where it takes more than one. */
function slipBetween(written: string, known: string): Slip | null {
  let start = 0;
  while (start < written.length && start < known.length && written[start] === known[start]) start++;
  let tail = 0;
  const most = Math.min(written.length, known.length) - start;
  while (tail < most && written[written.length - 1 - tail] === known[known.length - 1 - tail]) tail++;
  const slip = { start, end: written.length - tail, by: known.slice(start, known.length - tail) };
  const taken = written.slice(slip.start, slip.end);
  if (taken.length <= 1 && slip.by.length <= 1) return slip;
  const isSwap = taken.length === 2 && slip.by === `${taken[1]!}${taken[0]!}`;
  return isSwap ? slip : null;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && /\d/.test(character);
}

/**
 * The names of `known` that `written` may have meant: those that differ in a look-alike sign or in letter case; if
 * there is none, and the name is long enough for it to be told, those that differ by one letter. A different
 * number is never a slip.
 */
export function nearKeys(
  written: string,
  known: ReadonlyMap<string, readonly NamedQuantity[]>,
): readonly NearName[] {
  const alike: NearName[] = [];
  const edited: NearName[] = [];
  const hasLength = Array.from(written).length >= 3;
  for (const [key, named] of known) {
    if (Math.abs(key.length - written.length) > 1) continue;
    const slip = slipBetween(written, key);
    if (!slip) continue;
    const taken = written.slice(slip.start, slip.end);
    if (taken.length === 1 && slip.by.length === 1 && isAlike(taken, slip.by)) {
      alike.push(...named.map((one) => ({ ...one, slip })));
    } else if (hasLength && slip.start > 0 && !isDigit(taken) && !isDigit(slip.by)) {
      edited.push(...named.map((one) => ({ ...one, slip })));
    }
  }
  return alike.length > 0 ? alike : edited;
}
