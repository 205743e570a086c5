/** A known mistake with the numbers that it yields. */

import { say } from '../../words/say';
import { moved, type Outcome, type StepNumbers } from './stepNumbers';

export type StepCauseCode =
  | 'factorTwo'
  | 'sumForMean'
  | 'meanForSum'
  | 'factor'
  | 'sign'
  | 'otherLoss'
  | 'otherActivation'
  | 'appliedTwice'
  | 'missingBias'
  | 'extraBias'
  | 'transposed'
  | 'missingActivationDerivative'
  | 'extraFactor'
  | 'updatedWeights'
  | 'singleSample'
  | 'perSample'
  | 'penalty'
  | 'biasNotUpdated'
  | 'notUpdated'
  | 'stepOnly'
  | 'missingFactor'
  | 'frozen'
  | 'epsilonPlace'
  | 'biasCorrection'
  | 'weightDecay'
  | 'momentumForm'
  | 'swappedConstant'
  | 'initialState'
  | 'otherOptimizer'
  | 'learningRate';

export interface StepCause {
  readonly code: StepCauseCode;
  /** What was done, and what belongs there. */
  readonly message: string;
}

export interface Hypothesis extends StepCause {
  readonly outcome: Outcome;
}

/** More work than this, samples times parameters, is not done for a hypothesis: only factors and updates are tried. */
export const MAX_WORK = 2_000_000;

/** Layers that are tried. */
export const MAX_LAYERS = 16;

/** The gradient and what an update makes of it. */
export function from(numbers: StepNumbers, gradient: Float64Array, loss?: number): Outcome {
  return { ...(loss === undefined ? {} : { loss }), gradient, updated: moved(numbers, gradient) };
}

/** A mistake that is in the update and nowhere else. */
export function inUpdate(message: string): string {
  return `${say('The update was made with other gradients than the right ones.')} ${message}`;
}
