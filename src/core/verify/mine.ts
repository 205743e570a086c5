/** "Why is my number different?": which known mistake yields a number that a person has got for a gradient. */

import { evaluate } from '../engine/evaluate';
import type { Dataset } from '../engine/dataset';
import { parameterIndex } from '../engine/layout';
import { createOptimizer } from '../engine/optimizers';
import { weightPenalty } from '../engine/penalty';
import type { Model } from '../engine/model';
import type { Quantity } from '../math/expression';
import type { Network } from '../network/network';
import { formatNumber } from '../network/number';
import { differentiatedBy, type ParameterSubject, type Subject } from '../network/subject';
import type { Symbols } from '../network/symbols';
import { wrongGradients, type CatalogueContext } from './catalogue';
import { halfUnit, significantDigits } from './digits';
import { Words } from './mistakes';
import { everyIndex } from './candidates';
import { indicesOf } from './places';
import { pointAt } from './points';
import { backwardWith, gradientFrom } from './slips';
import type { Mistake } from './written';
import { say } from '../words/say';

export interface MineContext {
  readonly network: Network;
  readonly symbols: Symbols;
  readonly model: Model;
  readonly dataset: Dataset;
  /** The network's numbers, in the order of the layout. */
  readonly parameters: Float64Array;
}

export interface NumberExplanation {
  /** ∂L/∂subject over the training samples as one batch, the penalty in it. */
  readonly gradient: number;
  /** The parameter after the first update; null for what is no parameter. */
  readonly updatedValue: number | null;
  /** The person's number; NaN where the text is none. */
  readonly mine: number;
  /** What the number was taken for. */
  readonly quantity: 'gradient' | 'updatedValue';
  readonly verdict: 'right' | 'mistake' | 'unknown';
  /** Every known mistake that yields these digits, the simplest first. */
  readonly mistakes: readonly Mistake[];
}

/** Mistakes that are told of one number, at most. */
const MAX_MISTAKES = 12;

/** More work than this, samples times parameters, is not done for the catalogue: only the gradients are compared. */
const MAX_WORK = 5_000_000;

/** A number this near to the right one was rounded on the way. */
const ROUNDED_EARLY = 0.01;

/** Numbers of fewer digits are matched by much. */
const FEW_DIGITS = 3;

/** What has a gradient that can be explained: everything with a place in the network but targets and losses. */
export type GradientSubject = Exclude<Subject, { kind: 'loss' | 'lossTerm' | 'target' }>;

export function hasGradient(of: Quantity): of is GradientSubject {
  const isPlaced = indicesOf(of).every((index) => typeof index === 'number');
  return isPlaced && !['loss', 'lossTerm', 'target', 'learningRate'].includes(of.kind);
}

/**
 * Explains the number `mine`, as the person spells it, for ∂L/∂subject (δ itself for δ) or for the subject after one
 * update. It matches a value when it equals that value rounded to the digits of `mine`.
 */
export function explainNumber(context: MineContext, of: GradientSubject, mine: string): NumberExplanation {
  const subject = differentiatedBy(of);
  const text = mine.trim().replace(/^[−–]/, '-');
  const number = halfUnit(text) === null ? NaN : Number(text);
  const prepared = prepare(context, subject);
  const gradient = prepared.own + prepared.penalty;
  const updatedValue = isParameter(subject) ? updated(context, subject, gradient) : null;
  const base = { gradient, updatedValue, mine: number };
  if (Number.isNaN(number)) {
    const message = say('"{0}" is no number. Write its digits, as in 0.0721 or 7.21e-2.', text.slice(0, 40));
    return { ...base, quantity: 'gradient', verdict: 'unknown', mistakes: [{ code: 'other', message }] };
  }
  const matches = (value: number): boolean =>
    Math.abs(value - number) <= halfUnit(text)! * (1 + 1e-9) && Number.isFinite(value);
  if (matches(gradient)) return { ...base, quantity: 'gradient', verdict: 'right', mistakes: [] };
  if (updatedValue !== null && matches(updatedValue)) {
    return { ...base, quantity: 'updatedValue', verdict: 'right', mistakes: [] };
  }
  const found = matchingMistakes(context, prepared, matches);
  const [first] = found;
  if (!first) return { ...base, ...unexplained(base, context, subject) };
  const told = found.filter(({ quantity }) => quantity === first.quantity).map(({ mistake }) => mistake);
  return {
    ...base,
    quantity: first.quantity,
    verdict: 'mistake',
    mistakes: withCaution(told.slice(0, MAX_MISTAKES), text),
  };
}

interface Found {
  readonly quantity: 'gradient' | 'updatedValue';
  readonly mistake: Mistake;
}

function prepare(context: MineContext, subject: Subject): CatalogueContext {
  const { network, model, dataset, parameters, symbols } = context;
  const indices = dataset.trainingIndices;
  const { gradient } = evaluate(model, parameters, dataset, indices);
  const isSmall = indices.length * model.layout.parameterCount <= MAX_WORK;
  const { samples } = pointAt(
    model,
    parameters,
    network.training.learningRate,
    dataset,
    isSmall || !isParameter(subject) ? indices : [],
  );
  let [own, penalty] = [0, 0];
  if (isParameter(subject)) {
    penalty = penaltyOf(model, parameters, subject);
    own = gradient[parameterIndex(model.layout, subject)]! - penalty;
  } else {
    for (const { values } of samples)
      own += gradientFrom(values, backwardWith(model, parameters, values, {}), subject);
    if (model.reduction === 'mean') own /= Math.max(1, samples.length);
  }
  const words = new Words(network, symbols);
  return { network, model, dataset, parameters, words, subject, samples, gradient, own, penalty };
}

function isParameter(subject: Subject): subject is ParameterSubject {
  return subject.kind === 'weight' || subject.kind === 'bias';
}

function penaltyOf(model: Model, parameters: Float64Array, subject: ParameterSubject): number {
  if (subject.kind === 'bias') return 0;
  const w = parameters[parameterIndex(model.layout, subject)]!;
  return weightPenalty(model, w) === 0 ? 0 : model.l1 * Math.sign(w) + model.l2 * w;
}

/** The parameter after the network's own optimizer has moved it once, from a fresh state. */
function updated(
  { network, model, parameters }: MineContext,
  subject: ParameterSubject,
  gradient: number,
): number {
  const vector = Float64Array.of(parameters[parameterIndex(model.layout, subject)]!);
  const { optimizer, learningRate } = network.training;
  const { weights, biases } = network.layers[subject.layer]!.frozen;
  const isFrozen = subject.kind === 'weight' ? weights : biases;
  const one = createOptimizer(optimizer, 1, Uint8Array.of(isFrozen ? 1 : 0));
  one.update(vector, Float64Array.of(gradient), learningRate);
  return vector[0]!;
}

/** Every mistake that yields the number, each told once; those of the gradient first. */
function matchingMistakes(
  context: MineContext,
  prepared: CatalogueContext,
  matches: (value: number) => boolean,
): readonly Found[] {
  const { subject } = prepared;
  const gradients: Found[] = [];
  const updates: Found[] = [];
  const told = new Set<string>();
  const add = (list: Found[], quantity: Found['quantity'], mistake: Mistake): void => {
    const key = `${quantity} ${mistake.message}`;
    if (!told.has(key)) list.push({ quantity, mistake });
    told.add(key);
  };
  if (isParameter(subject)) {
    for (const { mistake, value } of wrongUpdates(context, prepared, subject)) {
      if (matches(value)) add(updates, 'updatedValue', mistake);
    }
  }
  const catalogue = prepared.samples.length > 0 ? wrongGradients(prepared) : [];
  for (const { mistake, gradient } of [...catalogue, ...otherSubjects(prepared)]) {
    if (matches(gradient)) add(gradients, 'gradient', mistake);
    if (isParameter(subject) && matches(updated(context, subject, gradient))) {
      add(updates, 'updatedValue', mistake);
    }
  }
  return [...gradients, ...updates];
}

/** What goes wrong in the update itself. */
function* wrongUpdates(
  { network, model, parameters }: MineContext,
  { own, penalty, words }: CatalogueContext,
  subject: ParameterSubject,
): Generator<{ readonly mistake: Mistake; readonly value: number }> {
  const before = parameters[parameterIndex(model.layout, subject)]!;
  const gradient = own + penalty;
  const rate = network.training.learningRate;
  const name = words.name(subject);
  const eta = words.name({ kind: 'learningRate' });
  yield { mistake: words.missingFactor(eta), value: before - gradient };
  const up = say('The sign is wrong: the update goes against the gradient, {0} − {1} times it.', name, eta);
  yield { mistake: { code: 'sign', message: up }, value: before + rate * gradient };
  const both = say('The factor {0} is missing, and the update goes against the gradient.', eta);
  yield { mistake: { code: 'missingFactor', message: both }, value: before + gradient };
  const step = say(
    'This is the step {0} times the gradient; it is still to be subtracted from {1}.',
    eta,
    name,
  );
  yield { mistake: { code: 'other', message: step }, value: rate * gradient };
  yield { mistake: { code: 'other', message: step }, value: -rate * gradient };
  const old = say('This is {0} before the update.', name);
  yield { mistake: { code: 'other', message: old }, value: before };
}

/** The gradients of other names of the same kind: a wrong index somewhere. */
function* otherSubjects(
  prepared: CatalogueContext,
): Generator<{ readonly mistake: Mistake; readonly gradient: number }> {
  const { network, model, parameters, samples, subject, words, gradient } = prepared;
  for (const layer of 'layer' in subject ? network.layers.keys() : [0]) {
    const pattern = 'layer' in subject ? { ...subject, layer } : subject;
    for (const other of everyIndex(network, pattern)) {
      const one = other as Subject;
      if (words.name(one) === words.name(subject)) continue;
      let value = 0;
      if (isParameter(one)) value = gradient[parameterIndex(model.layout, one)]!;
      else {
        for (const { values } of samples) {
          value += gradientFrom(values, backwardWith(model, parameters, values, {}), one);
        }
        if (model.reduction === 'mean') value /= Math.max(1, samples.length);
      }
      const mistake: Mistake = {
        code: 'wrongIndex',
        message: say('This is the gradient of {0}, not of {1}.', words.name(one), words.name(subject)),
      };
      yield { mistake, gradient: value };
    }
  }
}

/** Nothing known yields the number: it may have been rounded on the way. */
function unexplained(
  { gradient, updatedValue, mine }: Pick<NumberExplanation, 'gradient' | 'updatedValue' | 'mine'>,
  { parameters, model }: MineContext,
  subject: Subject,
): Pick<NumberExplanation, 'quantity' | 'verdict' | 'mistakes'> {
  const before = isParameter(subject) ? parameters[parameterIndex(model.layout, subject)]! : 0;
  const isNearGradient = Math.abs(mine - gradient) <= ROUNDED_EARLY * Math.abs(gradient);
  // A parameter hardly moves: only its step says whether a new value is near.
  const isNearUpdate =
    updatedValue !== null && Math.abs(mine - updatedValue) <= ROUNDED_EARLY * Math.abs(updatedValue - before);
  const isOfUpdate =
    updatedValue !== null && !isNearGradient && Math.abs(mine - updatedValue) < Math.abs(mine - gradient);
  const exact = isOfUpdate ? updatedValue : gradient;
  const message =
    isNearGradient || isNearUpdate
      ? say(
          'Rounded too early: no known mistake gives this number, but it is within 1 % of {0}. Keep more digits on the way.',
          formatNumber(exact),
        )
      : say('No known mistake gives this number; {0} is right.', formatNumber(exact));
  return {
    quantity: isOfUpdate ? 'updatedValue' : 'gradient',
    verdict: 'unknown',
    mistakes: [{ code: 'other', message }],
  };
}

/** A number of few digits that much rounds to is told so. */
function withCaution(mistakes: readonly Mistake[], text: string): readonly Mistake[] {
  const digits = significantDigits(text) ?? 0;
  if (digits >= FEW_DIGITS || mistakes.length < 2) return mistakes;
  const message = say(
    '{0} has too few digits to tell: {1} mistakes round to it. Give at least {2}.',
    text,
    mistakes.length,
    FEW_DIGITS,
  );
  return [...mistakes, { code: 'other', message }];
}
