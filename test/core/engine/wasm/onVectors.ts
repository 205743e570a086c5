import { setFlagsFromString } from 'node:v8';
import type { Value } from '../../../../src/core/engine/wasm/writtenCode';
import type { Code } from '../../../../src/core/engine/wasm/code';
import { encodeModule } from '../../../../src/core/engine/wasm/binary';
import { Constants } from '../../../../src/core/engine/wasm/constants';
import { Doubles } from '../../../../src/core/engine/wasm/doubles';
import type { FloatVectors } from '../../../../src/core/engine/wasm/floatVectors';
import { Functions } from '../../../../src/core/engine/wasm/functions';
import { Singles } from '../../../../src/core/engine/wasm/singles';

const pageBytes = 65_536;

/** Some versions of V8 know the instructions of relaxed SIMD and need to be told so; for others this changes nothing. */
export function allowRelaxedSimd(): void {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/** A module's exports, with its memory. */
export interface Instance {
  readonly memory: ArrayBuffer;
  readonly exports: Readonly<Record<string, (...values: number[]) => number>>;
}

export function instanceOf(functions: Functions, constants: Constants, at: number, bytes: number): Instance {
  const pages = Math.ceil(bytes / pageBytes);
  const module = new WebAssembly.Module(
    encodeModule({
      ...functions.encoded(),
      pages,
      isShared: false,
      data: { offset: at, bytes: constants.bytes },
    }),
  );
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(module, { program: { memory } });
  return { memory: memory.buffer, exports: exports as unknown as Instance['exports'] };
}

/** A formula of some operands, compiled, at all places of rows of equal and even length. */
export function onVectors(
  formula: (m: Doubles, ...operands: Value[]) => Value,
  rows: readonly Float64Array[],
): Float64Array {
  return onMachine(Doubles, (buffer, at, count) => new Float64Array(buffer, at, count), formula, rows);
}

/** The same in single precision; rows are as long as some vectors. */
export function onSingles(
  formula: (m: Singles, ...operands: Value[]) => Value,
  rows: readonly Float32Array[],
): Float32Array {
  return onMachine(Singles, (buffer, at, count) => new Float32Array(buffer, at, count), formula, rows);
}

function onMachine<Machine extends FloatVectors, Row extends Float64Array | Float32Array>(
  makeMachine: new (code: Code, constants: Constants) => Machine,
  rowIn: (buffer: ArrayBuffer, at: number, count: number) => Row,
  formula: (m: Machine, ...operands: Value[]) => Value,
  rows: readonly Row[],
): Row {
  const { length: count, byteLength: rowBytes } = rows[0]!;
  const first = pageBytes;
  const functions = new Functions();
  const constants = new Constants(16);
  functions.add(0, null, 'run', (code) => {
    const m = new makeMachine(code, constants);
    code.countOnce(code.i32(0), code.i32(rowBytes), 16, (at) => {
      const operands = rows.map((_, row) => code.load('v128.load', at, first + row * rowBytes));
      code.store('v128.store', at, formula(m, ...operands), first + rows.length * rowBytes);
    });
  });
  const { memory, exports } = instanceOf(functions, constants, 16, first + (rows.length + 1) * rowBytes);
  rows.forEach((row, n) => {
    rowIn(memory, first + n * rowBytes, count).set(row);
  });
  exports['run']!();
  return rowIn(memory, first + rows.length * rowBytes, count).slice() as Row;
}
