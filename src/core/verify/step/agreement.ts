/** How near two lists of numbers are, when one of them may have been computed in single precision or rounded by hand. */

/** The first number that differs, and how far the others go. */
export interface Agreement {
  /** `double`: to 1e-9; `single`: to 1e-6; `rounded`: to as many decimals as the recording has. */
  readonly level: 'double' | 'single' | 'rounded' | 'differs';
  /** The index of the first number that differs; −1 where none does. */
  readonly first: number;
  /** The largest |found − expected| / max(|expected|, |found|); numbers that count for nothing in their group left out. */
  readonly worst: number;
  /** Decimals of the recording where `level` is `rounded`, else null. */
  readonly decimals: number | null;
}

export interface Compared {
  readonly expected: Float64Array;
  /** NaN: not recorded, and not compared. */
  readonly found: Float64Array;
  /** What both were added to before they were rounded, with the largest magnitude of the results; null: nothing. */
  readonly addedTo?: Float64Array | null;
  /** The largest magnitude in the whole quantity: less than 1e-6 of it has no digits, 0 but for rounding as it is. */
  readonly scale: number;
  /** The whole recording holds nothing but numbers of single precision. */
  readonly isSingle: boolean;
}

const EXACT = 1e-9;
/** What single precision, or seven digits, leave. */
const NEAR = 1e-6;
/** Roundings of a sum: a few units in the last place. */
const UNITS = 4;
/** Decimals that are taken for somebody's rounding: fewer say little, more are all that there are. */
const [FEWEST_DECIMALS, MOST_DECIMALS] = [3, 12];
/** Half a unit of the last decimal is at most this part of the largest number of the quantity. */
const COARSEST = 0.005;

export function agreementOf(compared: Compared): Agreement {
  const double = differences(compared, EXACT, 2 ** -52);
  const worst = double.worst;
  if (double.first < 0) return { level: 'double', first: -1, worst, decimals: null };
  const single = differences(compared, NEAR, compared.isSingle ? 2 ** -23 : 2 ** -52);
  if (single.first < 0) return { level: 'single', first: -1, worst, decimals: null };
  const decimals = decimalsOf(compared);
  if (decimals !== null && isRoundedTo(compared, decimals)) {
    return { level: 'rounded', first: -1, worst, decimals };
  }
  return { level: 'differs', first: single.first, worst, decimals: null };
}

function differences(
  { expected, found, addedTo, scale }: Compared,
  tolerance: number,
  unit: number,
): { readonly first: number; readonly worst: number } {
  let largest = scale * NEAR;
  for (let n = 0; n < expected.length; n++) {
    if (!Number.isNaN(found[n]!)) largest = Math.max(largest, Math.abs(expected[n]!));
  }
  let [first, worst] = [-1, 0];
  for (let n = 0; n < expected.length; n++) {
    const [right, other] = [expected[n]!, found[n]!];
    if (Number.isNaN(other)) continue;
    const difference = Math.abs(other - right);
    const slack = addedTo ? UNITS * unit * Math.max(Math.abs(addedTo[n]!), Math.abs(addedTo[n]! + right)) : 0;
    const allowed = tolerance * Math.max(largest, Math.abs(right)) + slack;
    if (difference > slack) worst = Math.max(worst, relativeDifference(right, other));
    if (!(difference <= allowed) && first < 0) first = n;
  }
  return { first, worst };
}

/** |found − expected| / max(|expected|, |found|), from 0 to 2; 0 for two zeros. */
export function relativeDifference(expected: number, found: number): number {
  const largest = Math.max(Math.abs(expected), Math.abs(found));
  return largest === 0 ? 0 : Math.abs(found - expected) / largest;
}

/** The recorded numbers, as they stand in the recording. */
function recorded({ found, addedTo }: Compared, n: number): number {
  return addedTo ? addedTo[n]! + found[n]! : found[n]!;
}

/** The most decimals of the recorded numbers; null where they do not look as if somebody had rounded them. */
function decimalsOf(compared: Compared): number | null {
  let most = 0;
  for (let n = 0; n < compared.found.length; n++) {
    if (Number.isNaN(compared.found[n]!)) continue;
    const value = recorded(compared, n);
    const text = compared.addedTo ? String(Number(value.toPrecision(15))) : String(value);
    if (text.includes('e')) return null;
    most = Math.max(most, (/\.(\d+)$/.exec(text)?.[1] ?? '').length);
    if (most > MOST_DECIMALS) return null;
  }
  return most < FEWEST_DECIMALS ? null : most;
}

function isRoundedTo({ expected, found, scale }: Compared, decimals: number): boolean {
  const half = 0.5 * 10 ** -decimals * (1 + 1e-6);
  let largest = scale;
  for (let n = 0; n < expected.length; n++) {
    if (Number.isNaN(found[n]!)) continue;
    if (!(Math.abs(found[n]! - expected[n]!) <= half)) return false;
    largest = Math.max(largest, Math.abs(expected[n]!));
  }
  return half <= COARSEST * largest;
}

/** Whether every number is one of single precision, and some not a short decimal. NaN stands for none. */
export function areSingle(numbers: Iterable<number>): boolean {
  for (const value of numbers) if (!Number.isNaN(value) && Math.fround(value) !== value) return false;
  return true;
}
