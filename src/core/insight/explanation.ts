/**
 * One gradient explained on the network's own data: the derivation printed in both notations, with numbers,
 * the words for each step, what the batch and the penalty add, each path's share, and the next update.
 */

import type { Dataset } from '../engine/dataset';
import { evaluate } from '../engine/evaluate';
import { parameterIndex } from '../engine/layout';
import type { Model } from '../engine/model';
import { derive, type Derivation, type DerivationStep } from '../math/derivation';
import { evaluateExpression, quantityValue, type SampleValues } from '../math/evaluate';
import { partial, quantity, type Expression, type Quantity } from '../math/expression';
import { activationOf, penaltyDerivative } from '../math/formulas';
import { printEquation } from '../math/general';
import { latexStyle } from '../math/latex';
import { createNames, type Names } from '../math/names';
import { print } from '../math/printer';
import { unicodeStyle } from '../math/unicode';
import type { Network } from '../network/network';
import { formatNumber } from '../network/number';
import { differentiatedBy, type ParameterSubject, type Subject } from '../network/subject';
import type { Symbols } from '../network/symbols';
import { numbersStyle } from './numbersStyle';
import { sampleValues } from './sampleValues';
import { ruleTitles, stepSentence, subjectPlace } from './stepWords';
import { explainUpdate, type UpdateExplanation } from './update';
import { say } from '../words/say';

export interface ExplanationContext {
  readonly network: Network;
  readonly symbols: Symbols;
  readonly model: Model;
  readonly dataset: Dataset;
  /** Where everything is evaluated, in the layout's order. */
  readonly parameters: Float64Array;
  /** The batch gradient at `parameters` if the caller has it; else it is computed where it is needed. */
  readonly gradient?: Float64Array;
  /**
   * True: sums over the batch are made however long they take. Else a large batch has no contributions, and
   * what is not a parameter is explained on the one sample shown, which the scope says.
   */
  readonly mayTakeLong?: boolean;
}

export interface ExplanationStep {
  /** The rule's name. */
  readonly title: string;
  readonly latex: string;
  readonly unicode: string;
  /** What `latex` and `unicode` print, side by side; null where they say something about a batch. */
  readonly equation: readonly Expression[] | null;
  /** The formula with each symbol's number under it; null where there are no symbols to put one under. */
  readonly numbersLatex: string | null;
  readonly sentence: string;
  /** The value of the formula's right side; null where it has none of its own. */
  readonly value: number | null;
  /** True where formula and value are those of the one sample shown, not of the batch. */
  readonly isOfSample: boolean;
}

/** What goes through one unit of the next layer, or into one loss term. */
export interface Contribution {
  readonly throughLatex: string;
  readonly through: string;
  readonly value: number;
}

export interface Explanation {
  readonly subject: Subject;
  /** The subject's symbol in LaTeX and Unicode. */
  readonly symbol: string;
  readonly text: string;
  /** ∂L/∂subject in LaTeX and Unicode; of δ, ∂L/∂a of its unit. */
  readonly gradientSymbol: string;
  readonly gradientText: string;
  readonly place: string;
  /** The subject's own value; of the sample shown, unless it is a parameter. */
  readonly value: number;
  /** ∂L/∂subject: of the batch (loss and penalty), or of the one sample asked for (its loss alone). */
  readonly gradient: number;
  readonly steps: readonly ExplanationStep[];
  /** They add up to the gradient without the penalty, except where there are too many to add over the batch. */
  readonly contributions: readonly Contribution[];
  /** How much of the contributions cancels, in one sentence; null where all have one sign. */
  readonly cancellation: string | null;
  /** What the numbers are about, in words. */
  readonly scope: string;
  /** The sample whose numbers stand under the symbols, from 0. */
  readonly sample: number;
  /** Null for what is not a parameter, and for a single sample of a larger batch. */
  readonly update: UpdateExplanation | null;
}

/** Sums over the batch are made up to this much work without asking: about 15 ms. */
const BATCH_WORK_LIMIT = 300_000;

/** What a sample costs beside its parameters, in the unit of a parameter. */
const SAMPLE_WORK = 500;

const LOSS: Quantity = { kind: 'loss' };

/**
 * Explains ∂L/∂subject. `asked` (from 0, file order): that sample's loss alone; null: the training samples as
 * one batch, as `grad` sees them, with the numbers of the first of them under the symbols. Throws RangeError for
 * a subject without a gradient and for a sample that does not exist.
 */
export function explain(context: ExplanationContext, subject: Subject, asked: number | null): Explanation {
  const { network, dataset, model, parameters } = context;
  const first = dataset.trainingIndices[0] ?? 0;
  const sample = asked === null && !isParameter(subject) && !isBatchSummed(context) ? first : asked;
  if (sample !== null && !(sample >= 0 && sample < dataset.sampleCount)) {
    throw new RangeError(
      `there is no sample ${String(sample + 1)}: the data has ${String(dataset.sampleCount)}`,
    );
  }
  const shown = sample ?? first;
  const names = createNames(network, context.symbols);
  const values = sampleValues(model, dataset, parameters, shown);
  const derivation = derive(network, subject, { areTargetsOne: areTargetsOne(dataset, shown) });
  const batch = sample === null ? batchOf(context, derivation) : null;
  const printed = { network, names, subject, values, derivation };
  const gradient = batch ? batch.gradient : evaluateExpression(network, values, derivation.formula);
  const update =
    batch && isParameter(subject)
      ? explainUpdate(network, model, parameters, names, subject, gradient)
      : null;
  const contributions = batch?.contributions ?? contributionsAt(network, names, derivation, values);
  const sampleSteps = derivation.steps
    .filter(({ rule }) => rule !== 'update')
    .flatMap((step) => [...ownFormula(network, step), step]);
  return {
    subject,
    symbol: names.latex(subject),
    text: names.unicode(subject),
    ...gradientSymbols(names, subject),
    place: subjectPlace(network, names, subject),
    value: quantityValue(network, values, subject),
    gradient,
    steps: [
      ...sampleSteps.map((step) => explainStep(printed, step)),
      ...(batch ? batchSteps(context, names, subject, batch, values) : []),
      ...(update ? [updateStep(update)] : []),
    ],
    contributions,
    cancellation: cancellationOf(contributions),
    scope: scopeWords(context, sample, shown),
    sample: shown,
    update,
  };
}

/** Whether a sample's targets add up to 1, but for the rounding of their sum. */
function areTargetsOne({ targets, targetUnits }: Dataset, sample: number): boolean {
  let sum = 0;
  for (let k = 0; k < targetUnits; k++) sum += targets[sample * targetUnits + k]!;
  return Math.abs(sum - 1) <= targetUnits * Number.EPSILON;
}

function gradientSymbols(
  names: Names,
  subject: Subject,
): Pick<Explanation, 'gradientSymbol' | 'gradientText'> {
  const gradient = partial(LOSS, differentiatedBy(subject));
  return {
    gradientSymbol: print(gradient, latexStyle(names.latex)),
    gradientText: print(gradient, unicodeStyle(names.unicode)),
  };
}

/** h_j = φ(a_j) before its derivative, for a formula of the file: nobody knows it by its name. */
function ownFormula(network: Network, { rule, about }: DerivationStep): readonly DerivationStep[] {
  if (rule !== 'activationDerivative' || about?.kind !== 'activation') return [];
  if (network.layers[about.layer]!.activation.type !== 'formula') return [];
  const definition = activationOf(network, about.layer, about.j);
  return [{ rule: 'activation', about, equation: [quantity(about), definition] }];
}

function updateStep(update: UpdateExplanation): ExplanationStep {
  const { latex, unicode, numbersLatex, sentence, updatedValue: value } = update;
  const title = ruleTitles.update();
  return { title, latex, unicode, equation: null, numbersLatex, sentence, value, isOfSample: false };
}

function isParameter(subject: Subject): subject is ParameterSubject {
  return subject.kind === 'weight' || subject.kind === 'bias';
}

interface Printed {
  readonly network: Network;
  readonly names: Names;
  readonly subject: Subject;
  readonly values: SampleValues;
  readonly derivation: Derivation;
}

function explainStep(printed: Printed, step: DerivationStep): ExplanationStep {
  const { network, names, subject, values, derivation } = printed;
  const right = step.equation.at(-1)!;
  const hasValue = !containsPartial(right);
  const { latex, unicode } = printEquation(step.equation, names);
  const numbers = hasValue ? print(right, numbersStyle(network, names, values)) : null;
  return {
    title: ruleTitles[step.rule](),
    latex,
    unicode,
    equation: step.equation,
    numbersLatex: numbers?.includes('\\underset') ? numbers : null,
    sentence: stepSentence(network, names, subject, step, derivation.isFolded),
    value: hasValue ? evaluateExpression(network, values, right) : null,
    isOfSample: true,
  };
}

function containsPartial(expression: Expression): boolean {
  if (expression.kind === 'partial') return true;
  if (expression.kind === 'apply') return expression.operands.some(containsPartial);
  return expression.kind === 'sum' && containsPartial(expression.body);
}

interface Batch {
  readonly samples: number;
  /** Of the data loss alone. */
  readonly dataGradient: number;
  /** Of loss and penalty. */
  readonly gradient: number;
  readonly penalty: number;
  readonly contributions: readonly Contribution[];
}

function isBatchSummed({ model, dataset, mayTakeLong }: ExplanationContext): boolean {
  const work = (model.layout.parameterCount + SAMPLE_WORK) * dataset.trainingIndices.length;
  return mayTakeLong === true || work <= BATCH_WORK_LIMIT;
}

function batchOf(context: ExplanationContext, derivation: Derivation): Batch {
  const { network, model, dataset, parameters } = context;
  const { subject } = derivation;
  const indices = dataset.trainingIndices;
  const names = createNames(network, context.symbols);
  const share = network.reduction === 'mean' ? 1 / Math.max(1, indices.length) : 1;
  const isSummed = isBatchSummed(context);
  const sums = new Float64Array(derivation.contributions.length);
  for (const sample of isSummed ? indices : []) {
    const values = sampleValues(model, dataset, parameters, sample);
    derivation.contributions.forEach(({ formula }, n) => {
      sums[n]! += evaluateExpression(network, values, formula);
    });
  }
  const contributions = isSummed
    ? derivation.contributions.map(({ through }, n) => contribution(names, through, sums[n]! * share))
    : [];
  if (!isParameter(subject)) {
    const dataGradient = sums.reduce((sum, value) => sum + value, 0) * share;
    return { samples: indices.length, dataGradient, gradient: dataGradient, penalty: 0, contributions };
  }
  const all = context.gradient ?? evaluate(model, parameters, dataset, indices).gradient;
  const gradient = all[parameterIndex(model.layout, subject)]!;
  const penalty = penaltyAt(context, subject);
  return { samples: indices.length, dataGradient: gradient - penalty, gradient, penalty, contributions };
}

/** λ₂ w + λ₁ sign(w) of a weight; biases carry no penalty. */
function penaltyAt({ network, model, parameters }: ExplanationContext, subject: ParameterSubject): number {
  if (subject.kind === 'bias') return 0;
  const w = parameters[parameterIndex(model.layout, subject)]!;
  return network.training.l2 * w + network.training.l1 * Math.sign(w);
}

/**
 * A unit is called by its pre-activation where the file names it (o_1), else by its activation (y_1): readers
 * know the standard a^{(2)}_1 less well.
 */
function contribution(names: Names, through: Quantity, value: number): Contribution {
  const isStandard = through.kind === 'preActivation' && /^a(?:\^|_)/.test(names.latex(through));
  const named: Quantity = isStandard ? { ...through, kind: 'activation' } : through;
  return { throughLatex: names.latex(named), through: names.unicode(named), value };
}

function contributionsAt(
  network: Network,
  names: Names,
  derivation: Derivation,
  values: SampleValues,
): readonly Contribution[] {
  return derivation.contributions.map(({ through, formula }) =>
    contribution(names, through, evaluateExpression(network, values, formula)),
  );
}

/** The smaller of the positive and the negative sum is what cancels, of the larger. */
function cancellationOf(contributions: readonly Contribution[]): string | null {
  let positive = 0;
  let negative = 0;
  for (const { value } of contributions) {
    if (value > 0) positive += value;
    else negative -= value;
  }
  const [small, large] = positive < negative ? [positive, negative] : [negative, positive];
  if (!(small > 1e-9 * large)) return null;
  const percent = Math.round((100 * small) / large);
  return say(
    '+{0} and −{1}: {2} % cancels.',
    formatNumber(positive),
    formatNumber(negative),
    String(percent),
  );
}

/** What the batch and the penalty add to one sample's derivative; nothing for one sample without penalty. */
function batchSteps(
  context: ExplanationContext,
  names: Names,
  subject: Subject,
  batch: Batch,
  values: SampleValues,
): readonly ExplanationStep[] {
  const { network } = context;
  const steps: ExplanationStep[] = [];
  const { gradientSymbol: latexGradient, gradientText: textGradient } = gradientSymbols(names, subject);
  const isMean = network.reduction === 'mean';
  if (batch.samples > 1) {
    const n = String(batch.samples);
    const [loss, text] = [names.latex(LOSS), names.unicode(LOSS)];
    const variable = differentiatedBy(subject);
    const [by, byText] = [names.latex(variable), names.unicode(variable)];
    steps.push({
      title: isMean ? say('Mean over the samples') : say('Sum over the samples'),
      latex: `${latexGradient} = ${isMean ? `\\frac{1}{${n}} ` : ''}\\sum_{s=1}^{${n}} \\frac{\\partial {${loss}}_{[s]}}{\\partial ${by}}`,
      unicode: `${textGradient} = ${isMean ? `1/${n} ` : ''}Σ_s ∂${text}[s]/∂${byText}, s = 1 … ${n}`,
      equation: null,
      numbersLatex: null,
      sentence: isMean
        ? say('The loss is the mean over {0} training samples, and so is its gradient.', n)
        : say('The loss is the sum over {0} training samples, and so is its gradient.', n),
      value: batch.dataGradient,
      isOfSample: false,
    });
  }
  if (subject.kind === 'weight' && (network.training.l1 > 0 || network.training.l2 > 0)) {
    const penalty = penaltyDerivative(network, subject);
    const added = printEquation([penalty], names);
    steps.push({
      title: say('Penalty'),
      latex: `${latexGradient} \\mathrel{+}= ${added.latex}`,
      unicode: `${textGradient} += ${added.unicode}`,
      equation: null,
      numbersLatex: print(penalty, numbersStyle(network, names, values)),
      sentence: say('The penalty on the weights adds {0}; biases carry none.', formatNumber(batch.penalty)),
      value: batch.gradient,
      isOfSample: false,
    });
  }
  return steps;
}

function scopeWords({ network, dataset }: ExplanationContext, sample: number | null, shown: number): string {
  if (sample !== null)
    return say('sample {0} of {1} alone, without penalty', String(sample + 1), String(dataset.sampleCount));
  const count = dataset.trainingIndices.length;
  if (count === 1) return say('one training sample');
  return network.reduction === 'mean'
    ? say('mean over {0} training samples; factors are those of sample {1}', String(count), String(shown + 1))
    : say('sum over {0} training samples; factors are those of sample {1}', String(count), String(shown + 1));
}
