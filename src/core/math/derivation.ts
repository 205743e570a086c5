/**
 * The derivation of one gradient, step by step, as a person would write it: the chain rule, each factor, the
 * δ-form, the form unfolded to weights and outputs, and the update. Every step is an equation, a list of
 * expressions that are all equal; printing, substituting numbers and proving them are readings of it.
 *
 * A derivation is about one sample's loss. What a batch and a penalty add to it is stated by the caller
 * (insight/explanation.ts), which knows the data.
 */

import type { Network } from '../network/network';
import type { ParameterSubject, Subject } from '../network/subject';
import {
  chain,
  isNumber,
  multiply,
  one,
  partial,
  quantity,
  subtract,
  type Expression,
  type Quantity,
} from './expression';
import { isShown } from './extent';
import {
  activationDerivativeOf,
  deltaFactors,
  errorOf,
  lastLayer,
  lossDerivative,
  output,
  outputDelta,
  outputDeltaFactors,
  pathCount,
  TERM_LIMIT,
  softmaxError,
  sumOver,
  unitCount,
  type Writing,
} from './formulas';
import { remember } from './remember';
import { termsWriting, writtenOutExtent, type GradientSubject } from './unfold';

/** Which rule a step applies; the words for it belong to whoever shows it. */
export type Rule =
  | 'weightedSum'
  | 'activation'
  | 'lossTerm'
  | 'loss'
  /** Only one loss term can be reached. */
  | 'singleTerm'
  /** δ = ∂L/∂a. */
  | 'deltaDefinition'
  | 'chainRule'
  | 'sumOverPaths'
  /** ∂L/∂h_j as Σ_k δ_k w_jk. */
  | 'error'
  | 'lossDerivative'
  | 'activationDerivative'
  | 'sumDerivative'
  | 'outputDelta'
  /** The targets add up to 1, and with them their sum falls out of δ. */
  | 'targetSum'
  | 'deltaForm'
  | 'unfolded'
  | 'update';

export interface DerivationStep {
  readonly rule: Rule;
  /** At least two expressions, each equal to the next; the first may be an unevaluated derivative. */
  readonly equation: readonly Expression[];
  /** The quantity the rule is about: the unit whose activation is differentiated, the loss term left out …. */
  readonly about: Quantity | null;
}

export interface Derivation {
  readonly subject: Subject;
  readonly steps: readonly DerivationStep[];
  /** ∂L_s/∂subject in the most unfolded form that stays within the limit. */
  readonly formula: Expression;
  /** How many products the fully unfolded form has; `formula` is in δ-form where it is past the limit. */
  readonly paths: number;
  readonly isFolded: boolean;
  /** One part for each unit of the next layer (for each loss term in the last), with the unit. */
  readonly contributions: readonly { readonly through: Quantity; readonly formula: Expression }[];
}

/** A fully unfolded sum of more products than this stays in δ-form. */
const PATH_LIMIT = TERM_LIMIT;

const LOSS: Quantity = { kind: 'loss' };

/** What is known of the sample beyond the network, and makes its formulas shorter. */
export interface SampleFacts {
  /** True where the sample's targets add up to 1, as those of a classification do. */
  readonly areTargetsOne: boolean;
}

const nothingKnown: SampleFacts = { areTargetsOne: false };

/**
 * The derivation of ∂L_s/∂subject for a parameter, pre-activation, activation or input, and of δ = ∂L_s/∂a. Throws
 * RangeError for subjects that have no gradient (targets, loss terms, the loss itself).
 *
 * @param facts of the sample; its steps hold for it alone, `formula` and `contributions` for every sample.
 */
export function derive(network: Network, subject: Subject, facts: SampleFacts = nothingKnown): Derivation {
  switch (subject.kind) {
    case 'weight':
    case 'bias':
      return deriveParameter(network, subject, facts);
    case 'preActivation':
      return derivePreActivation(network, subject.layer, subject.j, facts);
    case 'delta':
      return deriveDelta(network, subject, facts);
    case 'activation':
      return deriveActivation(network, subject, subject.layer, subject.j);
    case 'input':
      return deriveActivation(network, subject, -1, subject.i);
    case 'target':
    case 'lossTerm':
    case 'loss':
      throw new RangeError(`a ${subject.kind} is not something training differentiates by`);
  }
}

/** Whether a unit's error stays in δ-form. The error of an output unit is always written out. */
function isFolded(network: Network, layer: number): boolean {
  if (layer === lastLayer(network)) return false;
  if (pathCount(network, layer) > PATH_LIMIT) return true;
  const unit: GradientSubject = layer < 0 ? { kind: 'input', i: 0 } : { kind: 'delta', layer, j: 0 };
  return !isShown(writtenOutExtent(network, unit, 'activations'));
}

/** One for each network: all weights into a unit have its error in common, and share its formula. */
const writtenOut = remember((network: Network): Writing => termsWriting(network, 'activations', TERM_LIMIT));

/** The same where errors of the next layer stay by their names. */
const byErrors = remember((network: Network) => {
  const known = new Map<string, readonly Expression[]>();
  return (layer: number, j: number): readonly Expression[] => {
    const key = `${layer} ${j}`;
    const made = known.get(key) ?? deltaFactors(network, layer, j);
    known.set(key, made);
    return made;
  };
});

/** δ_j as the factors of a product, in δ-form or written out. */
function errorFactors(
  network: Network,
  layer: number,
  j: number,
  isInDeltas: boolean,
): readonly Expression[] {
  return isInDeltas ? byErrors(network)(layer, j) : writtenOut(network).delta(layer, j);
}

/** ∂a_j/∂w_ij = h_i, ∂a_j/∂b_j = 1. */
function localDerivative(subject: ParameterSubject): Expression {
  return subject.kind === 'bias' ? one : quantity(output(subject.layer - 1, subject.i));
}

/** In the last layer an output reaches one loss term only, unless softmax couples the outputs. */
function singleTerm(network: Network, layer: number, j: number): Quantity | null {
  const isCoupled = outputDelta(network) === 'softmax' || outputDelta(network) === 'softmaxCrossEntropy';
  if (layer !== lastLayer(network) || isCoupled) return null;
  return unitCount(network, layer) > 1 ? { kind: 'lossTerm', k: j } : null;
}

/** One step of a derivation or of the forward pass. */
export function step(rule: Rule, about: Quantity | null, ...equation: readonly Expression[]): DerivationStep {
  return { rule, equation, about };
}

function deriveParameter(network: Network, subject: ParameterSubject, facts: SampleFacts): Derivation {
  const { layer, j } = subject;
  const a: Quantity = { kind: 'preActivation', layer, j };
  const h: Quantity = { kind: 'activation', layer, j };
  const delta: Quantity = { kind: 'delta', layer, j };
  const term = singleTerm(network, layer, j);
  const loss = term ?? LOSS;
  const local = localDerivative(subject);
  const folded = isFolded(network, layer);
  const steps: DerivationStep[] = [];

  if (term) steps.push(step('singleTerm', term, partial(LOSS, subject), partial(term, subject)));
  steps.push(
    step('chainRule', a, partial(loss, subject), chain(partial(loss, h), partial(h, a), partial(a, subject))),
  );
  steps.push(...deltaSteps(network, layer, j, loss, facts));
  steps.push(step('sumDerivative', subject, partial(a, subject), local));
  steps.push(step('deltaForm', delta, partial(LOSS, subject), multiply(quantity(delta), local)));
  const formula = chain(...errorFactors(network, layer, j, folded), local);
  const left = targetSumError(network, layer, j, facts);
  steps.push(
    step('unfolded', null, partial(LOSS, subject), formula, ...(left ? [multiply(left, local)] : [])),
  );
  steps.push(
    step(
      'update',
      null,
      quantity(subject),
      subtract(quantity(subject), multiply(quantity({ kind: 'learningRate' }), partial(LOSS, subject))),
    ),
  );
  return {
    subject,
    steps,
    formula,
    paths: pathCount(network, layer),
    isFolded: folded,
    contributions: contributionsTo(network, layer, j, [activationFactor(network, layer, j), local]),
  };
}

/** φ′(a_j), or 1 where the loss derivative already ends at a_j. */
function activationFactor(network: Network, layer: number, j: number): Expression {
  return layer === lastLayer(network) ? one : activationDerivativeOf(network, layer, j);
}

/** The steps from ∂L/∂h_j and φ′ to δ_j: different for the last layer and for hidden ones. */
function deltaSteps(
  network: Network,
  layer: number,
  j: number,
  loss: Quantity,
  facts: SampleFacts,
): readonly DerivationStep[] {
  const a: Quantity = { kind: 'preActivation', layer, j };
  const h: Quantity = { kind: 'activation', layer, j };
  if (layer === lastLayer(network)) return outputSteps(network, j, loss, facts);
  return [...errorSteps(network, layer, j), activationStep(network, layer, j, h, a)];
}

function activationStep(
  network: Network,
  layer: number,
  j: number,
  h: Quantity,
  a: Quantity,
): DerivationStep {
  return step('activationDerivative', h, partial(h, a), activationDerivativeOf(network, layer, j));
}

function outputSteps(
  network: Network,
  j: number,
  loss: Quantity,
  facts: SampleFacts,
): readonly DerivationStep[] {
  const layer = lastLayer(network);
  const a: Quantity = { kind: 'preActivation', layer, j };
  const y: Quantity = { kind: 'activation', layer, j };
  const delta = quantity({ kind: 'delta', layer, j });
  const factors = outputDeltaFactors(network, j);
  switch (outputDelta(network)) {
    case 'elementwise':
      return [
        step('lossDerivative', y, partial(loss, y), lossDerivative(network, j)),
        activationStep(network, layer, j, y, a),
      ];
    case 'sigmoidCrossEntropy':
      return [
        step('lossDerivative', y, partial(loss, y), lossDerivative(network, j)),
        activationStep(network, layer, j, y, a),
        step(
          'outputDelta',
          y,
          delta,
          chain(lossDerivative(network, j), activationDerivativeOf(network, layer, j)),
          multiply(...factors),
        ),
      ];
    case 'softmaxCrossEntropy':
    case 'softmax': {
      const product = multiply(...factors);
      // With many outputs the sum says no more than the product it cancels to.
      const isCancelled = outputDelta(network) === 'softmax' || unitCount(network, layer) > TERM_LIMIT;
      const equation = isCancelled ? [delta, product] : [delta, softmaxError(network, j), product];
      const left = targetSumError(network, layer, j, facts);
      return [step('outputDelta', y, ...equation), ...(left ? [step('targetSum', y, delta, left)] : [])];
    }
  }
}

/** y_j − t_j, which a softmax output's δ under cross-entropy comes to where targets add up to 1; else null. */
function targetSumError(
  network: Network,
  layer: number,
  j: number,
  { areTargetsOne }: SampleFacts,
): Expression | null {
  const isLeft = outputDelta(network) === 'softmaxCrossEntropy' && layer === lastLayer(network);
  // With one output the sum of the targets is that one target, and stands in no formula.
  if (!areTargetsOne || !isLeft || unitCount(network, layer) === 1) return null;
  return subtract(quantity(output(layer, j)), quantity({ kind: 'target', k: j }));
}

/** ∂L/∂h_j: one term for each unit of the next layer, first as derivatives, then as δ_k w_jk. */
function errorSteps(network: Network, layer: number, j: number): readonly DerivationStep[] {
  const h = output(layer, j);
  const next = layer + 1;
  const deltas = errorOf(network, layer, j);
  const steps: DerivationStep[] = [];
  const last = next === lastLayer(network) && singleTerm(network, next, 0) !== null;
  const sum = sumOver('k', unitCount(network, next), (k): Expression => {
    if (last) return partial({ kind: 'lossTerm', k }, h);
    const a: Quantity = { kind: 'preActivation', layer: next, j: k };
    return multiply(partial(LOSS, a), partial(a, h));
  });
  steps.push(step('sumOverPaths', h, partial(LOSS, h), sum));
  const isUnfolded = next === lastLayer(network) && !isFolded(network, layer);
  const unfolded = isUnfolded ? [errorOf(network, layer, j, writtenOut(network))] : [];
  steps.push(step('error', h, partial(LOSS, h), deltas, ...unfolded));
  return steps;
}

function derivePreActivation(network: Network, layer: number, j: number, facts: SampleFacts): Derivation {
  const subject: Subject = { kind: 'preActivation', layer, j };
  const h: Quantity = { kind: 'activation', layer, j };
  const term = singleTerm(network, layer, j);
  const loss = term ?? LOSS;
  const folded = isFolded(network, layer);
  const steps: DerivationStep[] = [];
  if (term) steps.push(step('singleTerm', term, partial(LOSS, subject), partial(term, subject)));
  steps.push(
    step('chainRule', h, partial(loss, subject), chain(partial(loss, h), partial(h, subject))),
    ...deltaSteps(network, layer, j, loss, facts),
  );
  const formula = chain(...errorFactors(network, layer, j, folded));
  const left = targetSumError(network, layer, j, facts);
  steps.push(step('unfolded', null, partial(LOSS, subject), formula, ...(left ? [left] : [])));
  return {
    subject,
    steps,
    formula,
    paths: pathCount(network, layer),
    isFolded: folded,
    contributions: contributionsTo(network, layer, j, [activationFactor(network, layer, j)]),
  };
}

/** δ = ∂L/∂a, the steps of the pre-activation's gradient, and what they come to. */
function deriveDelta(
  network: Network,
  subject: Extract<Subject, { kind: 'delta' }>,
  facts: SampleFacts,
): Derivation {
  const { layer, j } = subject;
  const delta = quantity(subject);
  const a: Quantity = { kind: 'preActivation', layer, j };
  const of = derivePreActivation(network, layer, j, facts);
  const isOutput = layer === lastLayer(network);
  const steps = [
    step('deltaDefinition', a, delta, partial(LOSS, a)),
    ...of.steps.filter(({ rule }) => rule !== 'unfolded'),
  ];
  if (!isOutput && !of.isFolded) {
    steps.push(step('deltaForm', subject, delta, chain(...errorFactors(network, layer, j, true))));
  }
  // Where a factor cancels or the outputs are coupled, that step has ended with δ already.
  const isReached = isOutput && outputDelta(network) !== 'elementwise';
  if (!isReached) steps.push(step('unfolded', null, delta, of.formula));
  return { ...of, subject, steps };
}

function deriveActivation(network: Network, subject: Subject, layer: number, j: number): Derivation {
  if (layer === lastLayer(network)) return deriveOutput(network, subject, j);
  const folded = isFolded(network, layer);
  const steps = [...errorSteps(network, layer, j)];
  const formula = folded ? errorOf(network, layer, j) : errorOf(network, layer, j, writtenOut(network));
  if (folded || layer + 1 !== lastLayer(network)) {
    steps.push(step('unfolded', null, partial(LOSS, subject), formula));
  }
  return {
    subject,
    steps,
    formula,
    paths: pathCount(network, layer),
    isFolded: folded,
    contributions: contributionsTo(network, layer, j, []),
  };
}

/** ∂L/∂y_j: the loss derivative itself. */
function deriveOutput(network: Network, subject: Subject, j: number): Derivation {
  const formula = lossDerivative(network, j);
  const layer = lastLayer(network);
  const term: Quantity | null = unitCount(network, layer) > 1 ? { kind: 'lossTerm', k: j } : null;
  const y = output(layer, j);
  const steps: DerivationStep[] = [];
  if (term) steps.push(step('singleTerm', term, partial(LOSS, y), partial(term, y)));
  steps.push(step('lossDerivative', y, partial(term ?? LOSS, y), formula));
  return {
    subject,
    steps,
    formula,
    paths: 1,
    isFolded: false,
    contributions: [{ through: { kind: 'lossTerm', k: j }, formula }],
  };
}

/** Σ_k δ_k w_jk · rest split by k; for an output unit its one loss term. */
function contributionsTo(
  network: Network,
  layer: number,
  j: number,
  rest: readonly Expression[],
): Derivation['contributions'] {
  const factors = rest.filter((factor) => !isNumber(factor, 1));
  if (layer === lastLayer(network)) {
    const delta = quantity({ kind: 'delta', layer, j });
    return [{ through: { kind: 'lossTerm', k: j }, formula: multiply(delta, ...factors) }];
  }
  const next = layer + 1;
  return Array.from({ length: unitCount(network, next) }, (_, k) => ({
    through: { kind: 'preActivation', layer: next, j: k } as const,
    formula: multiply(
      quantity({ kind: 'delta', layer: next, j: k }),
      quantity({ kind: 'weight', layer: next, i: j, j: k }),
      ...factors,
    ),
  }));
}
