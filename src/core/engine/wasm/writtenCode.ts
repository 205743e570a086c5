import type { ValueType } from './binary';

/** Instructions of a function before they are put on the stack machine. */

export interface Value {
  readonly type: ValueType;
}

/**
 * What an instruction is: pure ones stay on the stack where that is possible, reads are made where they stand or left
 * out, calls are made in any case, what is written `again` costs less than a local, and effects have no value.
 */
export type Treatment = 'pure' | 'read' | 'call' | 'again' | 'effect';

/**
 * What follows the opcode: nothing, an alignment and the `number` as an offset in memory, the `number` as an index, as
 * a signed number of 32 bits or as a double.
 */
export type Format = 'nothing' | 'memory' | 'index' | 'i32' | 'f64';

/** An instruction with its operands. All have one shape, which the engine's own compiler rewards. */
export interface Written extends Value {
  readonly kind: Treatment;
  /** Of an effect: any. */
  readonly type: ValueType;
  readonly opcode: number;
  readonly format: Format;
  readonly number: number;
  /** Bytes at the end, such as numbers of lanes. */
  readonly immediates: readonly number[];
  readonly operands: readonly Written[];
  readonly block: Block;
  /** Counts the instructions of a function. */
  readonly id: number;
  /** The pure values that have this one as their newest operand, as a list linked by `following`, the last made first. */
  users: Written | null;
  following: Written | null;
  uses: number;
  /** The block of the last instruction that was seen to use it. */
  user: Block | null;
  /** −1: none. */
  local: number;
}

export type Item =
  | Written
  | { readonly kind: 'loop'; readonly body: Block; readonly condition: Written }
  | {
      readonly kind: 'when';
      readonly condition: Written;
      readonly then: Block;
      readonly otherwise: Block | null;
    };

export interface Block {
  readonly items: Item[];
  /** True while instructions are added to it or to a block inside it: its values are at hand. */
  isOpen: boolean;
}
