import type { Program } from './program';

/**
 * A program at work. Core knows no WebAssembly: whoever runs it hands in how a program is instantiated. All
 * arrays that are made on `memory` stay valid, because it never grows.
 */
export interface ProgramInstance {
  readonly memory: ArrayBufferLike;
  /** Makes at most so many updates; gives how many were made. */
  train(updates: number): number;
  /** Of an evaluation: see `compileEvaluation`. */
  evaluate(list: number, length: number): void;
  /** Draws the order of an epoch, where batches are shuffled; else nothing. */
  shuffle(): void;
  /** The sum of the losses of the samples of a list. */
  measure(list: number, length: number): number;
  /** Of a program for several threads: the same program on memory of its own, where nobody helps. */
  readonly startAfresh?: () => ProgramInstance;
}

/** Throws where there is no WebAssembly, no SIMD, or not enough memory. */
export type Instantiate = (program: Program) => ProgramInstance;
