import type { ValueType } from './binary';

/** Instructions of a function before they are put on the stack machine. */

export interface Value {
  readonly type: ValueType;
}

/**
 * How a value may be treated: pure ones stay on the stack where that is possible, reads are made where they
 * stand or left out, calls are made in any case, and what is written `again` costs less than a local.
 */
export type Treatment = 'pure' | 'read' | 'call' | 'again';

/** An instruction without its operands: its opcode, and what follows it. */
export interface Written {
  readonly opcode: readonly number[];
  /** The offset of an access to memory; null: it is none. */
  readonly offset: number | null;
  readonly immediates: readonly number[];
}

export interface WrittenValue extends Value {
  readonly id: number;
  readonly instruction: Written;
  readonly operands: readonly WrittenValue[];
  readonly block: Block;
  readonly treatment: Treatment;
  uses: number;
  /** The block of the last instruction that was seen to use it. */
  user: Block | null;
  local: number | null;
}

export type Item =
  | { readonly kind: 'value'; readonly value: WrittenValue }
  | { readonly kind: 'effect'; readonly instruction: Written; readonly operands: readonly WrittenValue[] }
  | { readonly kind: 'loop'; readonly body: Block; readonly condition: WrittenValue }
  | {
      readonly kind: 'when';
      readonly condition: WrittenValue;
      readonly then: Block;
      readonly otherwise: Block | null;
    };

export interface Block {
  readonly items: Item[];
  readonly known: Map<string, WrittenValue>;
  readonly parent: Block | null;
}
