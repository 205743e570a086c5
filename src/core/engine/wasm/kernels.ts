import type { Callable, Code, CodeVariable } from './code';
import { vectorBytes } from './constants';
import type { Functions } from './functions';
import { zeroVector } from './memory';
import { past } from './places';
import { vectorsOf, type Precision } from './precision';
import type { Value } from './writtenCode';

/*
 * The innermost loops of products: Σ splat · vector over terms, for each of some rows of splats and each of some columns
 * of vectors. All sums of a block stay in registers, and each number that is loaded is used as often as there are columns
 * or rows; five rows by two columns are as many as there are registers for. Every sum begins with its first term.
 *
 * Each kernel is a function of its own, so that its loop lies in no other: compilers of today write a loop out several
 * times if it is short for how deep it lies, then put all loads first, and run out of registers.
 */

/**
 * The kernel of a shape. It finds its splats, as many for each term as there are rows, in the packed numbers. Parameters:
 * the vectors of the first term, those of others behind them; their end; sums, row by row; 1 if they go on, 0 if
 * they begin.
 */
export type Kernels = (rows: number, columns: number) => Callable;

/** Bytes of the splats of a term: whole vectors. */
export const packedStep = (precision: Precision, rows: number): number =>
  vectorBytes * vectorsOf(precision, rows);

/** Only shapes that come up are written. */
export function createKernels(functions: Functions, precision: Precision, packed: number): Kernels {
  return functions.family(4, (code, rows: number, columns: number) => {
    writeKernel(code, precision, packed, rows, columns);
  });
}

function writeKernel(code: Code, precision: Precision, packed: number, rows: number, columns: number): void {
  const { bytes, multiply, multiplyAdd, add, loadSplat } = precision;
  const [vectors, end, sums, isGoingOn] = code.parameters(4);
  const totals = Array.from({ length: rows * columns }, () => code.variable(zeroVector(code)));
  const vector = code.variable(vectors);
  const splat = code.variable(code.i32(packed));
  const term = (sum: (total: CodeVariable, left: Value, right: Value) => Value): void => {
    const [at, splatAt] = [vector.get(), splat.get()];
    const right = Array.from({ length: columns }, (_, c) => code.load('v128.load', at, vectorBytes * c));
    for (let row = 0; row < rows; row++) {
      const left = code.load(loadSplat, splatAt, bytes * row);
      right.forEach((factor, c) => {
        const total = totals[row * columns + c]!;
        total.set(sum(total, left, factor));
      });
    }
    vector.set(past(code, at, code.i32(vectorBytes * columns)));
    splat.set(past(code, splatAt, code.i32(packedStep(precision, rows))));
  };
  const isLeft = (): Value => code.op('i32.lt_u', [vector.get(), end]);
  code.when(
    isGoingOn,
    () => {
      totals.forEach((total, n) => {
        total.set(code.load('v128.load', sums, vectorBytes * n));
      });
    },
    () => {
      term((_, left, right) => code.op(multiply, [left, right]));
    },
  );
  code.when(isLeft(), () => {
    code.repeat(() => {
      term((total, left, right) =>
        multiplyAdd
          ? code.op(multiplyAdd, [left, right, total.get()])
          : code.op(add, [total.get(), code.op(multiply, [left, right])]),
      );
      return isLeft();
    });
  });
  totals.forEach((total, n) => {
    code.store('v128.store', sums, total.get(), vectorBytes * n);
  });
  code.leave();
}
