/** Mistakes of an update whose gradients are right: a table, the simplest first. */

import { optimizerTypes, resolveOptimizer } from '../../network/resolve';
import { formatNumber } from '../../network/number';
import { say, saying } from '../../words/say';
import type { Hypothesis, StepCauseCode } from './hypothesis';
import { moved, type StepNumbers } from './stepNumbers';
import { updatedBy, type UpdateForm } from './updateForms';

interface FormRule {
  readonly code: StepCauseCode;
  readonly form: UpdateForm;
  readonly words: () => string;
  /** Whether the rule means anything here. */
  readonly concerns: (numbers: StepNumbers) => boolean;
}

const always = (): boolean => true;
const of =
  (...types: readonly string[]) =>
  ({ optimizer }: StepNumbers): boolean =>
    types.includes(optimizer.type);
const ofAdam = of('adam', 'adamw');
const ofRoots = of('adagrad', 'rmsprop', 'adam', 'adamw');
const hasPenalty = ({ network }: StepNumbers): boolean =>
  network.training.l2 > 0 && network.training.l1 === 0;

const rules: readonly FormRule[] = [
  {
    code: 'biasNotUpdated',
    form: { biasesKept: true },
    words: saying('The biases are not updated: they keep the values from before the step.'),
    concerns: always,
  },
  {
    code: 'sign',
    form: { direction: 1 },
    words: saying('The sign is wrong: the update goes with the gradient, not against it.'),
    concerns: always,
  },
  {
    code: 'stepOnly',
    form: { stepOnly: true },
    words: saying('These are the steps themselves: they are still to be subtracted from the weights.'),
    concerns: always,
  },
  {
    code: 'missingFactor',
    form: { withoutRate: true },
    words: saying('The learning rate η is missing from the update.'),
    concerns: always,
  },
  {
    code: 'frozen',
    form: { thawed: true },
    words: saying('What is frozen in the file was updated, too.'),
    concerns: ({ frozen }) => frozen.includes(1),
  },
  {
    code: 'epsilonPlace',
    form: { epsilon: 'inside' },
    words: saying('ε stands under the root, √(q + ε); here it stands beside it, √q + ε.'),
    concerns: ofRoots,
  },
  {
    code: 'epsilonPlace',
    form: { epsilon: 'uncorrected' },
    words: saying(
      'ε is added to √q before its bias correction; here it is added to the corrected root, √q̂ + ε.',
    ),
    concerns: ofAdam,
  },
  {
    code: 'epsilonPlace',
    form: { epsilon: 'nowhere' },
    words: saying('ε is missing: the step is divided by the root alone.'),
    concerns: ofRoots,
  },
  {
    code: 'biasCorrection',
    form: { uncorrected: 'both' },
    words: saying('The bias correction is missing: m is to be divided by 1 − β₁ᵗ and q by 1 − β₂ᵗ.'),
    concerns: ofAdam,
  },
  {
    code: 'biasCorrection',
    form: { uncorrected: 'mean' },
    words: saying('The bias correction of the mean is missing: m is to be divided by 1 − β₁ᵗ.'),
    concerns: ofAdam,
  },
  {
    code: 'biasCorrection',
    form: { uncorrected: 'square' },
    words: saying('The bias correction of the square is missing: q is to be divided by 1 − β₂ᵗ.'),
    concerns: ofAdam,
  },
  {
    code: 'weightDecay',
    form: { decay: 'coupled' },
    words: saying(
      'The weight decay is coupled: λ w was added to the gradient; here the weights shrink by 1 − η λ.',
    ),
    concerns: of('adamw'),
  },
  {
    code: 'weightDecay',
    form: { decay: 'nowhere' },
    words: saying('The weight decay is missing: the weights are to shrink by 1 − η λ.'),
    concerns: of('adamw'),
  },
  {
    code: 'weightDecay',
    form: { decay: 'weightsOnly' },
    words: saying('The weight decay leaves the biases out; here they shrink like weights.'),
    concerns: of('adamw'),
  },
  {
    code: 'weightDecay',
    form: { decay: 'withoutRate' },
    words: saying('The weight decay has no η: the weights shrink by 1 − λ in place of 1 − η λ.'),
    concerns: of('adamw'),
  },
  {
    code: 'weightDecay',
    form: { decoupledPenalty: true },
    words: saying(
      'The weight decay is decoupled: the weights shrink by 1 − η λ; here λ₂ w is a part of the gradient that the optimizer sees.',
    ),
    concerns: hasPenalty,
  },
  {
    code: 'momentumForm',
    form: { otherMomentum: true },
    words: saying(
      'This is plain momentum, w − η v; the network looks ahead as Nesterov does, w − η (g + μ v).',
    ),
    concerns: of('nesterov'),
  },
  {
    code: 'momentumForm',
    form: { otherMomentum: true },
    words: saying('This is Nesterov’s momentum, w − η (g + μ v); the network has the plain one, w − η v.'),
    concerns: of('momentum'),
  },
  {
    code: 'momentumForm',
    form: { isDampened: true },
    words: saying('The velocity is dampened, v = μ v + (1 − μ) g; here it is v = μ v + g.'),
    concerns: of('momentum', 'nesterov'),
  },
  {
    code: 'swappedConstant',
    form: { swappedAlpha: true },
    words: saying('α and 1 − α have changed places: q = α q + (1 − α) g².'),
    concerns: of('rmsprop'),
  },
  {
    code: 'initialState',
    form: { startingSquare: 0.1 },
    words: saying('The sum of squares starts at 0.1, as in Keras; here it starts at 0.'),
    concerns: of('adagrad'),
  },
];

/** What the rules make of the gradients. */
export function* updateHypotheses(numbers: StepNumbers, gradient: Float64Array): Generator<Hypothesis> {
  for (const { code, form, words, concerns } of rules) {
    if (concerns(numbers)) {
      yield { code, message: words(), outcome: { updated: moved(numbers, gradient, form) } };
    }
  }
  for (const type of optimizerTypes) {
    if (type === numbers.optimizer.type) continue;
    const optimizer = resolveOptimizer(type);
    const updated = updatedBy({ ...numbers, optimizer }, gradient, numbers.penaltyGradient);
    const message = say(
      'These are the new weights of the optimizer {0} with its default constants; the step is to be one of {1}.',
      type,
      numbers.optimizer.type,
    );
    yield { code: 'otherOptimizer', message, outcome: { updated } };
  }
}

/** Every change is the same number of times what it should be; null where it is not, or nothing changes. */
export function rateHypothesis(numbers: StepNumbers, found: Float64Array): Hypothesis | null {
  const { start, updated, learningRate } = numbers;
  const factor = commonFactor(
    updated.map((w, p) => w - start[p]!),
    found.map((w, p) => w - start[p]!),
  );
  if (factor === null) return null;
  const message = say(
    'Every change is {0} times what it should be, as with a learning rate of {1} in place of {2}.',
    formatNumber(factor),
    formatNumber(factor * learningRate),
    formatNumber(learningRate),
  );
  const changed = start.map((w, p) => w + factor * (updated[p]! - w));
  return { code: 'learningRate', message, outcome: { updated: changed } };
}

/** found/expected where the expected numbers are largest; null for 0 and what is no number. */
export function commonFactor(expected: Float64Array, found: Float64Array): number | null {
  let largest = -1;
  for (let p = 0; p < expected.length; p++) {
    if (Number.isNaN(found[p]!) || expected[p] === 0) continue;
    if (largest < 0 || Math.abs(expected[p]!) > Math.abs(expected[largest]!)) largest = p;
  }
  const factor = largest < 0 ? 0 : found[largest]! / expected[largest]!;
  return Number.isFinite(factor) && factor !== 0 ? factor : null;
}
