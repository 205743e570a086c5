import type { Code, CodeVariable } from './code';
import type { Value } from './writtenCode';
import { packedTerms, unitBytes, zeroVector } from './memory';
import type { Precision } from './precision';

/*
 * Products of the weights with panels of samples, a block of four units by two vectors of samples at a time: eight sums
 * stay in registers, and each number that is loaded is used twice or four times. Every sum begins with its
 * first term and goes on in the order of the units, as in propagate.ts.
 *
 * So many terms are summed up before the next block is begun that their weights stay cached. Those of a block
 * are copied side by side first: rows of a matrix lie apart by a power of two more often than not, and then
 * share the few places of the cache that such addresses fall on. The loop over the terms of a block is as short
 * as it can be: the compilers of today put all loads of a longer one first, and run out of registers.
 */

/** Units of a block, at most. */
export const blockUnits = 4;

/** Vectors of a unit in a panel. */
const vectors = 2;

/** Where the weights of a product are, and what runs over what. */
interface Shape {
  readonly weights: Value;
  /** Bytes of a row of the weights. */
  readonly rowBytes: Value;
  readonly source: Value;
  readonly sourceStride: Value;
  readonly target: Value;
  readonly targetStride: Value;
  /** Terms of each sum. */
  readonly terms: Value;
  /** Units that are computed. */
  readonly units: Value;
  readonly panels: Value;
  readonly precision: Precision;
}

/** Copies the weights of `width` units for `count` terms, for each term side by side. */
type Pack = (code: Code, shape: Shape, at: Block) => void;

interface Block {
  readonly width: number;
  readonly firstUnit: Value;
  readonly firstTerm: Value;
  readonly count: Value;
  readonly packed: number;
}

/**
 * a_j = Σ_i h_i w_ij for panels of samples, without the bias. Parameters: weights, source, its panel stride,
 * target, its panel stride, inputs, units, panels.
 *
 * @param packed address of the copy of weights.
 * @param sizes blocks of the units that are computed.
 */
export function writeForwardProduct(
  code: Code,
  precision: Precision,
  packed: number,
  sizes: BlockSizes,
): void {
  const units = code.parameter(6);
  writeProduct(code, packed, sizes, packColumns, {
    ...shapeOf(code, precision),
    terms: code.parameter(5),
    units,
  });
}

/** ∂L/∂h_i = Σ_j w_ij δ_j for panels of samples. Parameters as of the forward product. */
export function writeBackwardProduct(
  code: Code,
  precision: Precision,
  packed: number,
  sizes: BlockSizes,
): void {
  const units = code.parameter(5);
  writeProduct(code, packed, sizes, packRows, {
    ...shapeOf(code, precision),
    terms: code.parameter(6),
    units,
  });
}

function shapeOf(code: Code, precision: Precision): Omit<Shape, 'terms' | 'units'> {
  return {
    precision,
    weights: code.parameter(0),
    rowBytes: times(code, code.parameter(6), precision.bytes),
    source: code.parameter(1),
    sourceStride: code.parameter(2),
    target: code.parameter(3),
    targetStride: code.parameter(4),
    panels: code.parameter(7),
  };
}

function writeProduct(code: Code, packed: number, sizes: BlockSizes, pack: Pack, shape: Shape): void {
  const { source, sourceStride, target, targetStride, terms, units, panels } = shape;
  code.countOnce(code.i32(0), terms, packedTerms, (firstTerm) => {
    const count = smaller(code, code.op('i32.sub', [terms, firstTerm]), code.i32(packedTerms));
    const panelStart = past(code, source, times(code, firstTerm, unitBytes));
    forBlocks(code, units, sizes, (firstUnit, width) => {
      const block = { width, firstUnit, firstTerm, count, packed };
      pack(code, shape, block);
      const sumsStart = past(code, target, times(code, firstUnit, unitBytes));
      code.countOnce(code.i32(0), panels, 1, (panel) => {
        const samples = past(code, panelStart, code.op('i32.mul', [panel, sourceStride]));
        const sums = past(code, sumsStart, code.op('i32.mul', [panel, targetStride]));
        writeBlock(code, shape.precision, block, samples, sums);
      });
    });
  });
  code.leave();
}

function writeBlock(
  code: Code,
  { bytes, multiply, add, loadSplat }: Precision,
  { width, firstTerm, count, packed }: Block,
  samples: Value,
  sums: Value,
): void {
  const totals = Array.from({ length: width * vectors }, () => code.variable(zeroVector(code)));
  const sample = code.variable(samples);
  const weight = code.variable(code.i32(packed));
  const end = past(code, samples, times(code, count, unitBytes));
  const term = (use: (total: CodeVariable, product: Value) => void): void => {
    const [at, weightAt] = [sample.get(), weight.get()];
    const lanes = Array.from({ length: vectors }, (_, v) => code.load('v128.load', at, 16 * v));
    totals.forEach((total, n) => {
      const unit = Math.floor(n / vectors);
      const splat = n % vectors === 0 ? code.load(loadSplat, weightAt, bytes * unit) : null;
      splats[unit] = splat ?? splats[unit]!;
      use(total, code.op(multiply, [splats[unit], lanes[n % vectors]!]));
    });
    sample.set(past(code, at, code.i32(unitBytes)));
    weight.set(past(code, weightAt, code.i32(bytes * width)));
  };
  const splats: Value[] = [];
  const isLeft = (): Value => code.op('i32.lt_u', [sample.get(), end]);
  code.when(
    code.op('i32.eqz', [firstTerm]),
    () => {
      term((total, product) => {
        total.set(product);
      });
    },
    () => {
      totals.forEach((total, n) => {
        total.set(code.load('v128.load', sums, 16 * n));
      });
    },
  );
  code.when(isLeft(), () => {
    code.repeat(() => {
      term((total, product) => {
        total.set(code.op(add, [total.get(), product]));
      });
      return isLeft();
    });
  });
  totals.forEach((total, n) => {
    code.store('v128.store', sums, total.get(), 16 * n);
  });
}

/** The weights of neighbouring columns: each row has those of one term. */
function packColumns(code: Code, shape: Shape, { width, firstUnit, firstTerm, count, packed }: Block): void {
  const { bytes } = shape.precision;
  const first = past(code, shape.weights, code.op('i32.mul', [firstTerm, shape.rowBytes]));
  const row = code.variable(past(code, first, times(code, firstUnit, bytes)));
  const step = bytes * width;
  code.countOnce(code.i32(0), times(code, count, step), step, (at) => {
    const from = row.get();
    let left = step;
    for (const size of [16, 8, 4]) {
      for (; left >= size; left -= size) copy(code, size, from, step - left, at, packed + step - left);
    }
    row.set(past(code, from, shape.rowBytes));
  });
}

/** The weights of neighbouring rows: each column has those of one term. */
function packRows(code: Code, shape: Shape, { width, firstUnit, firstTerm, count, packed }: Block): void {
  const { bytes } = shape.precision;
  const first = past(code, shape.weights, code.op('i32.mul', [firstUnit, shape.rowBytes]));
  const from = code.variable(past(code, first, times(code, firstTerm, bytes)));
  const step = bytes * width;
  code.countOnce(code.i32(0), times(code, count, step), step, (at) => {
    let row = from.get();
    from.set(past(code, row, code.i32(bytes)));
    for (let unit = 0; unit < width; unit++) {
      copy(code, bytes, row, 0, at, packed + bytes * unit);
      row = past(code, row, shape.rowBytes);
    }
  });
}

/** Copies 16, 8 or 4 bytes. */
function copy(code: Code, size: number, from: Value, offset: number, to: Value, place: number): void {
  const [load, store] =
    size === 16
      ? (['v128.load', 'v128.store'] as const)
      : size === 8
        ? (['f64.load', 'f64.store'] as const)
        : (['i32.load', 'i32.store'] as const);
  code.store(store, to, code.load(load, from, offset), place);
}

/** Which blocks come up for some numbers of units: only these are written. */
export interface BlockSizes {
  readonly widest: number;
  readonly hasWhole: boolean;
  /** What can be left over after whole blocks; null: it is gone through one by one. */
  readonly rests: readonly number[] | null;
}

export function blockSizes(units: readonly number[], widest: number): BlockSizes {
  const rests = new Set(units.map((count) => count % widest));
  rests.delete(0);
  return { widest, hasWhole: units.some((count) => count >= widest), rests: [...rests].sort() };
}

/** Blocks of this width, and single units after them. */
export function blocksAndSingles(units: readonly number[], widest: number): BlockSizes {
  const hasSingles = units.some((count) => count % widest !== 0);
  return { widest, hasWhole: units.some((count) => count >= widest), rests: hasSingles ? null : [] };
}

/** Writes `body` for each width that a block can have: whole blocks in a loop, then the rest. */
export function forBlocks(
  code: Code,
  units: Value,
  { widest, hasWhole, rests }: BlockSizes,
  body: (first: Value, width: number) => void,
): void {
  const whole = code.op('i32.and', [units, code.i32(-widest)]);
  if (hasWhole) {
    code.count(code.i32(0), whole, widest, (first) => {
      body(first, widest);
    });
  }
  if (!rests) {
    code.count(whole, units, 1, (first) => {
      body(first, 1);
    });
    return;
  }
  const rest = code.op('i32.and', [units, code.i32(widest - 1)]);
  for (const width of rests) {
    code.when(code.op('i32.eq', [rest, code.i32(width)]), () => {
      body(whole, width);
    });
  }
}

/** `offset` bytes past `address`. */
export function past(code: Code, address: Value, offset: Value): Value {
  return code.op('i32.add', [address, offset]);
}

export function times(code: Code, value: Value, factor: number): Value {
  return code.op('i32.mul', [value, code.i32(factor)]);
}

/** The smaller of two unsigned numbers. */
export function smaller(code: Code, left: Value, right: Value): Value {
  const least = code.variable(left);
  code.when(code.op('i32.lt_u', [right, left]), () => {
    least.set(right);
  });
  return least.get();
}
