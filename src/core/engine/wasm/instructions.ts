import type { ValueType } from './binary';

/**
 * The instructions that compiled networks use, by their names in the WebAssembly specification (release 2.0,
 * section 5.4), with their opcodes and the type of their result.
 */

interface Instruction<Result> {
  /** One byte; of vector instructions `VECTOR` and the number that follows their prefix. */
  readonly opcode: number;
  /** Null: leaves nothing. */
  readonly result: Result;
}

const plain = <Result extends ValueType | null>(opcode: number, result: Result): Instruction<Result> => ({
  opcode,
  result,
});

/** The prefix of vector instructions, before their number, which is unsigned LEB128. */
export const VECTOR = 0xfd00;

const vectorResult = <Result extends ValueType | null>(
  opcode: number,
  result: Result,
): Instruction<Result> => ({ opcode: VECTOR + opcode, result });
const vector = (opcode: number): Instruction<'v128'> => vectorResult(opcode, 'v128');

export const instructions = {
  'i32.eqz': plain(0x45, 'i32'),
  'i32.eq': plain(0x46, 'i32'),
  'i32.ne': plain(0x47, 'i32'),
  'i32.lt_u': plain(0x49, 'i32'),
  'i32.gt_u': plain(0x4b, 'i32'),
  'i32.ge_u': plain(0x4f, 'i32'),
  'i32.add': plain(0x6a, 'i32'),
  'i32.sub': plain(0x6b, 'i32'),
  'i32.mul': plain(0x6c, 'i32'),
  'i32.div_u': plain(0x6e, 'i32'),
  'i32.rem_u': plain(0x70, 'i32'),
  'i32.and': plain(0x71, 'i32'),
  'i32.or': plain(0x72, 'i32'),
  'i32.xor': plain(0x73, 'i32'),
  'i32.shl': plain(0x74, 'i32'),
  'i32.shr_u': plain(0x76, 'i32'),
  'f64.lt': plain(0x63, 'i32'),
  'f64.add': plain(0xa0, 'f64'),
  'f64.mul': plain(0xa2, 'f64'),
  'f64.convert_i32_u': plain(0xb8, 'f64'),
  'i32.trunc_f64_u': plain(0xab, 'i32'),

  'i8x16.shuffle': vector(0x0d),
  'f64x2.splat': vector(0x14),
  'f64x2.extract_lane': vectorResult(0x21, 'f64'),
  'v128.not': vector(0x4d),
  'v128.and': vector(0x4e),
  'v128.andnot': vector(0x4f),
  'v128.or': vector(0x50),
  'v128.bitselect': vector(0x52),
  'i64x2.all_true': vectorResult(0xc3, 'i32'),
  'i64x2.shl': vector(0xcb),
  'i64x2.shr_u': vector(0xcd),
  'i64x2.add': vector(0xce),
  'f64x2.eq': vector(0x47),
  'f64x2.lt': vector(0x49),
  'f64x2.le': vector(0x4b),
  'f64x2.nearest': vector(0x94),
  'f64x2.abs': vector(0xec),
  'f64x2.neg': vector(0xed),
  'f64x2.sqrt': vector(0xef),
  'f64x2.add': vector(0xf0),
  'f64x2.sub': vector(0xf1),
  'f64x2.mul': vector(0xf2),
  'f64x2.div': vector(0xf3),
  'f64x2.min': vector(0xf4),
  'f64x2.max': vector(0xf5),
  'f64x2.pmin': vector(0xf6),
  'f64x2.pmax': vector(0xf7),
  'f32x4.eq': vector(0x41),
  'f32x4.lt': vector(0x43),
  'f32x4.le': vector(0x45),
  'f32x4.nearest': vector(0x6a),
  'f32x4.abs': vector(0xe0),
  'f32x4.neg': vector(0xe1),
  'f32x4.sqrt': vector(0xe3),
  'f32x4.add': vector(0xe4),
  'f32x4.sub': vector(0xe5),
  'f32x4.mul': vector(0xe6),
  'f32x4.div': vector(0xe7),
  'f32x4.min': vector(0xe8),
  'f32x4.max': vector(0xe9),
  'f32x4.pmin': vector(0xea),
  'f32x4.pmax': vector(0xeb),
  /** Not in release 2.0, but in 3.0, section "relaxed SIMD": rounded once or twice, as the machine does it. */
  'f32x4.relaxed_madd': vector(0x105),
  'f32x4.demote_f64x2_zero': vector(0x5e),
  'f64x2.promote_low_f32x4': vector(0x5f),
} satisfies Record<string, Instruction<ValueType | null>>;

export const memoryInstructions = {
  'i32.load': plain(0x28, 'i32'),
  'i32.store': plain(0x36, null),
  'f64.load': plain(0x2b, 'f64'),
  'f64.store': plain(0x39, null),
  'v128.load': vector(0x00),
  'v128.load32_splat': vector(0x09),
  'v128.load64_splat': vector(0x0a),
  'v128.load32_zero': vector(0x5c),
  'v128.load64_zero': vector(0x5d),
  'v128.store': vectorResult(0x0b, null),
} satisfies Record<string, Instruction<ValueType | null>>;

/** Loads into and stores of one lane: the number of the lane follows the place in memory. */
export const laneInstructions = {
  'v128.load64_lane': vector(0x57),
  'v128.load32_lane': vector(0x56),
  'v128.store64_lane': vectorResult(0x5b, null),
  'v128.store32_lane': vectorResult(0x5a, null),
} satisfies Record<string, Instruction<ValueType | null>>;

/**
 * Atomic instructions on the 32 bits at an address that is a multiple of 4 (section "threads" of release 3.0). What
 * they do is seen by other threads in the order in which it is written.
 */
export const atomicInstructions = {
  'memory.atomic.notify': 0x00,
  'i32.atomic.load': 0x10,
  'i32.atomic.rmw.add': 0x1e,
  'i32.atomic.rmw.xchg': 0x41,
} satisfies Record<string, number>;

/** What stands before the number of an atomic instruction. */
export const ATOMIC = 0xfe;

/** Alignment and offset of an atomic instruction: the alignment has to be that of 32 bits. */
export const atomicAccess: readonly number[] = [2, 0];

/**
 * What follows the opcode of an i64 constant: how long to wait, in nanoseconds (null: for ever), and
 * `memory.atomic.wait32`, which takes it from the stack.
 */
export function waitImmediates(nanoseconds: number | null): readonly number[] {
  const constant: number[] = [];
  let left = nanoseconds ?? 0;
  for (; left >= 0x40; left = Math.floor(left / 0x80)) constant.push((left % 0x80) | 0x80);
  constant.push(nanoseconds === null ? 0x7f : left);
  return [...constant, ATOMIC, 0x01, ...atomicAccess];
}

export type AtomicInstructionName = keyof typeof atomicInstructions;
export type InstructionName = keyof typeof instructions;
export type MemoryInstructionName = keyof typeof memoryInstructions;
export type LaneInstructionName = keyof typeof laneInstructions;

/** As a power of two: what is stated is a hint, and changes nothing on the machines of today. */
export const ANY_ALIGNMENT = 0;
