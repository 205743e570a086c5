/** Axis limits and ticks: four to six a axis, at round numbers. */

const FEWEST = 4;
const MOST = 6;
const WANTED = 5;
/** Rounding slack at the ends of an axis, as a share of its length. */
const SLACK = 1e-9;

export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** Steps between ticks, times a power of ten; the second list where the first gives too many or too few. */
const ROUND_STEPS = [1, 2, 2.5, 5];
const LESS_ROUND_STEPS = [1.5, 3, 4, 6, 8];
/** What a count outside four to six adds. */
const OUTSIDE = 10;

/** How far the count of ticks is from what is wanted; within four to six it is small. */
function fault(count: number): number {
  return Math.abs(count - WANTED) + (count < FEWEST || count > MOST ? OUTSIDE : 0);
}

function best(candidates: readonly number[][]): number[] {
  let chosen: number[] = [];
  for (const ticks of candidates) {
    if (chosen.length === 0 || fault(ticks.length) < fault(chosen.length)) chosen = ticks;
  }
  return chosen;
}

function multiples(step: number, { min, max }: Limits): number[] {
  const slack = (max - min) * SLACK;
  const ticks: number[] = [];
  const first = Math.ceil((min - slack) / step);
  for (let index = first; index * step <= max + slack && ticks.length <= 4 * MOST; index++) {
    // 15 digits drop the rounding of index * step: 0.30000000000000004 is 0.3.
    ticks.push(Number((index * step).toPrecision(15)));
  }
  return ticks;
}

/** Ticks of a linear axis; `isWhole` for counts, whose steps are whole. */
export function linearTicks(limits: Limits, isWhole = false): number[] {
  const length = limits.max - limits.min;
  if (!(length > 0) || !Number.isFinite(length)) return [limits.min];
  const power = Math.floor(Math.log10(length));
  const tried = (factors: readonly number[]): number[] => {
    const steps = [power - 1, power].flatMap((exponent) =>
      factors.map((factor) => Number((factor * 10 ** exponent).toPrecision(12))),
    );
    const allowed = steps.filter((step) => !isWhole || (Number.isInteger(step) && step >= 1));
    return best(allowed.map((step) => multiples(step, limits)));
  };
  const round = tried(ROUND_STEPS);
  return fault(round.length) < OUTSIDE || isWhole ? round : best([round, tried(LESS_ROUND_STEPS)]);
}

/** Ticks of a logarithmic axis: powers of ten, or round numbers between them; linear ones where a limit has no logarithm. */
export function logTicks(limits: Limits): number[] {
  if (!(limits.min > 0) || !Number.isFinite(limits.max)) return linearTicks(limits);
  const low = Math.floor(Math.log10(limits.min));
  const high = Math.ceil(Math.log10(limits.max));
  const within = (value: number): boolean =>
    value >= limits.min * (1 - SLACK) && value <= limits.max * (1 + SLACK);
  const decades = (factors: readonly number[], every: number): number[] => {
    const ticks: number[] = [];
    for (let exponent = Math.ceil(low / every) * every; exponent <= high; exponent += every) {
      for (const factor of factors) ticks.push(Number(`${factor}e${exponent}`));
    }
    return ticks.filter(within);
  };
  const candidates = [decades([1, 3], 1), decades([1, 2, 5], 1)];
  for (let every = 1; every <= Math.max(1, high - low); every++) candidates.unshift(decades([1], every));
  candidates.push(linearTicks(limits).filter((tick) => tick > 0));
  return best(candidates);
}

const DECADES_FOR_LOG = 2;

/** Whether losses from `least` to `greatest` are better read on a logarithmic axis. */
export function spansDecades(least: number, greatest: number): boolean {
  return least > 0 && greatest / least > 10 ** DECADES_FOR_LOG;
}

const PADDING = 0.06;

/** Limits of the loss axis with some air; a linear axis starts at 0 where that is near. */
export function lossLimits(least: number, greatest: number, isLog: boolean): Limits {
  if (isLog && least > 0) {
    const decades = Math.max(0.1, Math.log10(greatest / least));
    const factor = 10 ** (PADDING * decades);
    return { min: least / factor, max: greatest * factor };
  }
  const air = PADDING * (greatest - least || Math.abs(greatest) || 1);
  const isNearZero = least >= 0 && least <= 0.3 * greatest;
  return { min: isNearZero ? 0 : least - air, max: greatest + air };
}
