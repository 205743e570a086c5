import type { Trainable } from './peers/trainable';

/*
 * How fast this machine multiplies and adds by SIMD128: a WebAssembly module written out below that does nothing
 * else. Each of its accumulators becomes acc · m + c over and over. A result is waited for by no other accumulator,
 * and there are as many as hide the latency of the two operations and leave no value without a register.
 */

export type Lanes = 'f64x2' | 'f32x4';

const accumulators = 12;
/** Multiply-and-adds of each accumulator between two tests of the loop's end. */
const unrolled = 8;
const loopsPerStep = 1000;

const opcodes = {
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Const: 0x41,
  i32Sub: 0x6b,
  loop: 0x03,
  branchIf: 0x0d,
  end: 0x0b,
  simd: 0xfd,
  f64Const: 0x44,
  f32Const: 0x43,
} as const;

/** The part of an opcode behind the SIMD prefix, by WebAssembly's table of instructions. */
const simd: Readonly<Record<Lanes, Readonly<Record<'splat' | 'add' | 'multiply' | 'extract', number>>>> = {
  f64x2: { splat: 0x14, add: 0xf0, multiply: 0xf2, extract: 0x21 },
  f32x4: { splat: 0x13, add: 0xe4, multiply: 0xe6, extract: 0x1f },
};

const types = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

/** Floating-point operations of one step of `simdPeak`. */
export const peakOperations = (lanes: Lanes): number =>
  2 * (lanes === 'f64x2' ? 2 : 4) * accumulators * unrolled * loopsPerStep;

/** A step is `peakOperations(lanes)` operations; there is nothing to lose. */
export function simdPeak(lanes: Lanes): Trainable {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(peakModule(lanes)));
  const run = exports['run'] as (loops: number) => number;
  let sum = 0;
  return {
    reset() {
      sum = 0;
    },
    train(updates) {
      for (let made = 0; made < updates; made++) sum = run(loopsPerStep);
      // Every accumulator tends to c / (1 − m) = 1; another value means that something else was computed.
      if (!(sum > 0 && sum <= accumulators + 1)) throw new Error(`the SIMD accumulators sum to ${sum}`);
    },
    loss: () => 0,
  };
}

/** A module that exports `run(loops: i32)`, which returns the sum of the accumulators' first lanes' values. */
function peakModule(lanes: Lanes): Uint8Array<ArrayBuffer> {
  const result = lanes === 'f64x2' ? types.f64 : types.f32;
  const locals = [0x01, ...unsigned(accumulators + 2), types.v128];
  const body = [...locals, ...kernel(lanes), opcodes.end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x01, 0x60, 0x01, types.i32, 0x01, result]),
    ...section(3, [0x01, 0x00]),
    ...section(7, [0x01, 0x03, ...new TextEncoder().encode('run'), 0x00, 0x00]),
    ...section(10, [0x01, ...unsigned(body.length), ...body]),
  ]);
}

/** Local 0 counts down; locals from 1 are the accumulators, then m, then c. */
function kernel(lanes: Lanes): number[] {
  const { splat, add, multiply, extract } = simd[lanes];
  const [m, c] = [accumulators + 1, accumulators + 2];
  const each = Array.from({ length: accumulators }, (_, a) => 1 + a);
  const step = each.flatMap((a) => [
    ...[opcodes.localGet, a, opcodes.localGet, m, opcodes.simd, ...unsigned(multiply)],
    ...[opcodes.localGet, c, opcodes.simd, ...unsigned(add), opcodes.localSet, a],
  ]);
  return [
    ...constant(lanes, 0.999),
    ...[opcodes.simd, splat, opcodes.localSet, m],
    ...constant(lanes, 0.001),
    ...[opcodes.simd, splat, opcodes.localSet, c],
    ...[opcodes.loop, 0x40],
    ...Array.from({ length: unrolled }, () => step).flat(),
    ...[opcodes.localGet, 0, opcodes.i32Const, 1, opcodes.i32Sub, opcodes.localTee, 0],
    ...[opcodes.branchIf, 0, opcodes.end],
    opcodes.localGet,
    1,
    ...each.slice(1).flatMap((a) => [opcodes.localGet, a, opcodes.simd, ...unsigned(add)]),
    ...[opcodes.simd, extract, 0],
  ];
}

function constant(lanes: Lanes, value: number): number[] {
  const bytes = lanes === 'f64x2' ? new Float64Array([value]) : new Float32Array([value]);
  return [lanes === 'f64x2' ? opcodes.f64Const : opcodes.f32Const, ...new Uint8Array(bytes.buffer)];
}

const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
];

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): number[] {
  const rest = value >>> 7;
  return rest === 0 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(rest)];
}
