import type { Code } from './code';
import type { Value } from './writtenCode';
import { vectorBytes } from './constants';
import { blockVectors } from './blocks';
import { packedStep, type Kernels } from './kernels';
import { packedTerms, unitBytes, zeroVector } from './memory';
import { past, smaller, times } from './places';
import type { Precision } from './precision';
import { transposed } from './transpose';

/*
 * Products of the weights with panels of samples, a block of units by the two vectors of samples of a panel at a time, see
 * kernels.ts. Every sum goes on in the order of the units, as in propagate.ts.
 *
 * So many terms are summed up before the next block is begun that their weights stay cached. Those of a block
 * are copied side by side first: rows of a matrix lie apart by a power of two more often than not, and then
 * share the few places of the cache that such addresses fall on.
 */

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
  /** Address of the copy of weights. */
  readonly packed: number;
}

/** Copies the weights of `width` units for `count` terms, for each term side by side. */
type Pack = (code: Code, shape: Shape, at: Block) => void;

interface Block {
  readonly width: number;
  readonly firstUnit: Value;
  readonly firstTerm: Value;
  readonly count: Value;
}

/**
 * a_j = Σ_i h_i w_ij for panels of samples, without the bias. Parameters: weights, source, its panel stride,
 * target, its panel stride, inputs, units, panels.
 *
 * @param packed address of the copy of weights, which `kernels` read.
 * @param sizes blocks of the units that are computed.
 */
export function writeForwardProduct(
  code: Code,
  precision: Precision,
  packed: number,
  sizes: BlockSizes,
  kernels: Kernels,
): void {
  const units = code.parameter(6);
  writeProduct(code, sizes, packColumns, kernels, {
    ...shapeOf(code, precision, packed),
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
  kernels: Kernels,
): void {
  const units = code.parameter(5);
  writeProduct(code, sizes, packRows, kernels, {
    ...shapeOf(code, precision, packed),
    terms: code.parameter(6),
    units,
  });
}

function shapeOf(code: Code, precision: Precision, packed: number): Omit<Shape, 'terms' | 'units'> {
  return {
    packed,
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

function writeProduct(code: Code, sizes: BlockSizes, pack: Pack, kernels: Kernels, shape: Shape): void {
  const { source, sourceStride, target, targetStride, terms, units, panels } = shape;
  code.countOnce(code.i32(0), terms, packedTerms, (firstTerm) => {
    const count = smaller(code, code.op('i32.sub', [terms, firstTerm]), code.i32(packedTerms));
    const panelStart = past(code, source, times(code, firstTerm, unitBytes));
    const isGoingOn = code.op('i32.ne', [firstTerm, code.i32(0)]);
    forBlocks(code, units, sizes, (firstUnit, width) => {
      pack(code, shape, { width, firstUnit, firstTerm, count });
      const sumsStart = past(code, target, times(code, firstUnit, unitBytes));
      code.countOnce(code.i32(0), panels, 1, (panel) => {
        const samples = past(code, panelStart, code.op('i32.mul', [panel, sourceStride]));
        const end = past(code, samples, times(code, count, unitBytes));
        const sums = past(code, sumsStart, code.op('i32.mul', [panel, targetStride]));
        code.call(kernels(width, blockVectors), [samples, end, sums, isGoingOn]);
      });
    });
  });
  code.leave();
}

/** The weights of neighbouring columns: each row has those of one term. What stands behind the last is copied too. */
function packColumns(code: Code, shape: Shape, { width, firstUnit, firstTerm, count }: Block): void {
  const { packed, precision } = shape;
  const { bytes } = precision;
  const first = past(code, shape.weights, code.op('i32.mul', [firstTerm, shape.rowBytes]));
  const row = code.variable(past(code, first, times(code, firstUnit, bytes)));
  const step = packedStep(precision, width);
  code.countOnce(code.i32(0), times(code, count, step), step, (at) => {
    const from = row.get();
    for (let offset = 0; offset < step; offset += vectorBytes) {
      code.store('v128.store', at, code.load('v128.load', from, offset), packed + offset);
    }
    row.set(past(code, from, shape.rowBytes));
  });
}

/**
 * The weights of neighbouring rows: each column has those of one term. Columns are copied as many at a time as a vector
 * has lanes, what stands behind the last too.
 */
function packRows(code: Code, shape: Shape, { width, firstUnit, firstTerm, count }: Block): void {
  const { packed, precision } = shape;
  const { bytes, lanes } = precision;
  const first = past(code, shape.weights, code.op('i32.mul', [firstUnit, shape.rowBytes]));
  const from = code.variable(past(code, first, times(code, firstTerm, bytes)));
  const step = packedStep(precision, width);
  code.countOnce(code.i32(0), times(code, count, step), lanes * step, (at) => {
    let row = from.get();
    from.set(past(code, row, code.i32(vectorBytes)));
    for (let offset = 0; offset < step; offset += vectorBytes) {
      const rows = Array.from({ length: lanes }, (_, n) => {
        if ((lanes * offset) / vectorBytes + n >= width) return zeroVector(code);
        const numbers = code.load('v128.load', row);
        row = past(code, row, shape.rowBytes);
        return numbers;
      });
      transposed(code, precision, rows).forEach((column, n) => {
        code.store('v128.store', at, column, packed + offset + n * step);
      });
    }
  });
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
  const rest = code.op('i32.rem_u', [units, code.i32(widest)]);
  const whole = code.op('i32.sub', [units, rest]);
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
  for (const width of rests) {
    code.when(code.op('i32.eq', [rest, code.i32(width)]), () => {
      body(whole, width);
    });
  }
}
