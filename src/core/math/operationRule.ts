import type { Arithmetic } from './arithmetic';
import type { Expression } from './expression';
import type { Range } from './range';

export interface Notation {
  readonly latex: string;
  readonly unicode: string;
}

/** A value as a program over any machine, from the values of the operands. */
export type Kernel = <V, M>(m: Arithmetic<V, M>, ...operands: V[]) => V;

/** What the table says of an operation. */
export interface Rule {
  /** How many operands; null: any number from one. */
  readonly arity: number | null;
  /**
   * The value, by the form that keeps most digits. Of an operation on any number of operands: of two; the next
   * is joined to the result of those before it.
   */
  readonly kernel: Kernel;
  /** The same where the last operand is a number that is known before the machine runs. */
  readonly kernelOfConstant?: <V, M>(m: Arithmetic<V, M>, operand: V, constant: number) => V;
  /** Between which numbers the value lies when the operands lie within theirs; absent: any. */
  readonly range?: (...operands: readonly Range[]) => Range;
  /** ∂self/∂operands[position]; `self` is the whole node, so that a rule may be stated in terms of the result. */
  readonly derivative: (operands: readonly Expression[], position: number, self: Expression) => Expression;
  /**
   * For an operation that picks one of its operands: ∂self from the derivatives of the operands, so that only
   * the branch that is taken has a say.
   */
  readonly branches?: (operands: readonly Expression[], derivatives: readonly Expression[]) => Expression;
  /**
   * The expressions at whose zeros the operation, or its slope, breaks: central differences across such a place
   * measure nothing. Absent: smooth wherever it has a value.
   */
  readonly breaks?: (operands: readonly Expression[]) => readonly Expression[];
  /** 1 − f(x) computed from x, where 1 − f loses digits. */
  readonly oneMinus?: Kernel;
  /** 1 − f(x)² computed from x. */
  readonly oneMinusSquare?: Kernel;
  /** The name of an operation that is written as a function; the printers know how to write the others. */
  readonly name?: Notation;
}
