/**
 * A formula as a person wrote it: the tree that reading makes of it, every node with its place in the document
 * and every name bound to a quantity of the network. It is kept apart from `Expression`, which has no places and
 * tidies what it is given: a checker must see what stands there, not what it amounts to.
 */

import type { OperationName, Quantity } from '../math/expression';

/** A stretch of the document's text: offsets in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A spelling that is not quite a name of the network, read as the nearest one. */
export interface Misspelling {
  readonly span: Span;
  readonly spelled: string;
  readonly quantity: Quantity;
  /** The name in the syntax and manner of the document: a\_o_1, a_{o_1}, a_o1. */
  readonly suggestion: string;
}

/** A letter that a sum binds or that is free in a general formula. */
export type Letter = 'i' | 'j' | 'k' | 'm' | 'n' | 'p' | 'q';

export type Written =
  | { readonly kind: 'number'; readonly value: number; readonly span: Span }
  | { readonly kind: 'quantity'; readonly quantity: Quantity; readonly span: Span }
  /** A parameter after this step's update: w_5^{new}, or w5 read after `w5 = w5 - …` in a program. */
  | { readonly kind: 'updated'; readonly quantity: Quantity; readonly span: Span }
  /** ∂of/∂by of two quantities: the total derivative along every path of the network. */
  | {
      readonly kind: 'partial';
      readonly of: Quantity;
      readonly by: Quantity;
      readonly span: Span;
      readonly ofSpan: Span;
      readonly bySpan: Span;
    }
  /** ∂(expression)/∂by: the derivative of what stands there, other quantities held. */
  | { readonly kind: 'derivative'; readonly of: Written; readonly by: Quantity; readonly span: Span }
  /** σ′(x) of a function of the operation table. */
  | {
      readonly kind: 'prime';
      readonly operation: OperationName;
      readonly operand: Written;
      readonly span: Span;
    }
  /** Σ over 0 … count − 1 of the letter. */
  | {
      readonly kind: 'sum';
      readonly index: Letter;
      readonly count: number;
      readonly body: Written;
      readonly span: Span;
    }
  /** Σ over the samples of the batch; every quantity of the body is that sample's. */
  | { readonly kind: 'sampleSum'; readonly body: Written; readonly span: Span }
  /** N, the number of samples in the batch. */
  | { readonly kind: 'sampleCount'; readonly span: Span }
  | {
      readonly kind: 'apply';
      /** 'chain' never: a written product is 'multiply', with as many operands as factors stand side by side. */
      readonly operation: OperationName;
      readonly operands: readonly Written[];
      readonly span: Span;
    };

/** How a document spells formulas: decides how names are read and in what spelling repairs are offered. */
export type Syntax = 'markdown' | 'latex' | 'python';

/** One equation of a document that states a gradient. */
export interface WrittenFormula {
  /** The whole equation, without the delimiters around it. */
  readonly span: Span;
  readonly syntax: Syntax;
  /**
   * What the equation is about: the derivative on its left (dw5 in Python is ∂L/∂w_5), or the parameter that an
   * update assigns. A side that continues an equation begun before ("= …" in a block of its own) has its left
   * side there.
   */
  readonly left: Written;
  /** True for an update, w ← w − η ∂L/∂w: the sides are the parameter's new value. */
  readonly isUpdate: boolean;
  /** Everything said to be equal to the left side, in order. */
  readonly sides: readonly Written[];
  readonly misspellings: readonly Misspelling[];
}

/** A place that looks like a gradient formula and could not be read; the message says why. */
export interface Unreadable {
  readonly span: Span;
  readonly message: string;
}

export interface ReadDocument {
  /** In the order of the text. */
  readonly formulas: readonly WrittenFormula[];
  readonly unreadable: readonly Unreadable[];
}

/** Which mistake a wrong formula or number shows; its words are made in mistakes.ts. */
export type MistakeCode =
  | 'missingPath'
  | 'extraTerm'
  | 'wrongIndex'
  | 'missingActivationDerivative'
  | 'missingFactor'
  | 'extraFactor'
  | 'sign'
  | 'factorTwo'
  | 'sumForMean'
  | 'meanForSum'
  | 'updatedWeights'
  | 'wrongOutput'
  | 'misspeltName'
  | 'other';

export interface Mistake {
  readonly code: MistakeCode;
  /** One sentence for people: what is wrong and what belongs there. */
  readonly message: string;
}

export interface CheckedFormula {
  readonly span: Span;
  /** 'right' with the mistake `misspeltName` where only a name is misspelt. */
  readonly verdict: 'right' | 'wrong' | 'unknown';
  readonly mistake: Mistake | null;
  /** The smallest part that has to change; null where nothing has or no single part does. */
  readonly wrongPart: Span | null;
  /** What to put in place of `wrongPart`, in the document's own syntax. */
  readonly suggestion: string | null;
}
