/** The views of single units: term by term, with Σ, by letters for a whole layer, and in numbers. */

import type { Network } from '../network/network';
import { counted } from '../network/wording';
import { evaluateExpression, quantityValue, type SampleValues } from './evaluate';
import { apply, number, partial, quantity, type Expression, type Index, type Quantity } from './expression';
import { extentOf, isShown, SHOWN, type Extent } from './extent';
import { lastLayer, unitCount } from './formulas';
import {
  gradientFormula,
  lettersOf,
  letterWriting,
  termsWriting,
  writtenOutExtent,
  type GradientSubject,
  type Unfolding,
} from './unfold';
import type { Attempt, Form, ViewEquation } from './viewEquation';
import { say } from '../words/say';

const LOSS: Quantity = { kind: 'loss' };

/** ∂L/∂subject, or δ. */
function leftSide(subject: GradientSubject): Expression {
  return subject.kind === 'delta' ? quantity(subject) : partial(LOSS, subject);
}

/** A gradient in symbols at a level; δ-form always succeeds with Σ and by letters. */
export function unitView(
  network: Network,
  subject: GradientSubject,
  level: Unfolding,
  form: Exclude<Form, 'matrix'>,
): Attempt {
  const of = form === 'index' ? byLetters(subject) : subject;
  const formula = form === 'terms' ? inTerms(network, of, level) : withSums(network, of, level);
  if ('reason' in formula) return formula;
  const main: ViewEquation = { kind: 'units', sides: [leftSide(of), formula] };
  const definitions = level === 'delta' ? deltaDefinitions(network, subject, form === 'terms') : [];
  return { equations: [main, ...definitions] };
}

type Reason = Extract<Attempt, { reason: string }>;

function tooLong({ terms }: Extent): Reason {
  const many = terms > 1e6 ? say('more than a million terms') : counted(terms, 'term');
  return terms > SHOWN.terms
    ? { reason: say('Written out this has {0}, and no more than {1} are shown', many, String(SHOWN.terms)) }
    : { reason: say('Written out this has more than {0}', counted(SHOWN.symbols, 'symbol')) };
}

function inTerms(network: Network, of: GradientSubject, level: Unfolding): Expression | Reason {
  const expected = writtenOutExtent(network, of, level);
  if (!isShown(expected)) return tooLong(expected);
  const formula = gradientFormula(network, of, level, termsWriting(network, level));
  // Softmax is counted with its sum taken together, and written with each output by itself.
  const extent = extentOf(formula);
  return isShown(extent) ? formula : tooLong(extent);
}

function withSums(network: Network, of: GradientSubject, level: Unfolding): Expression | Reason {
  const writing = letterWriting(network, level, lettersOf(network, of));
  const formula = gradientFormula(network, of, level, writing);
  if (writing.hasRunOut()) return { reason: say('Its sums need more index letters than there are') };
  const extent = extentOf(formula);
  return isShown(extent) || level === 'delta' ? formula : tooLong(extent);
}

/** The subject with i and j for its units. */
function byLetters(subject: GradientSubject): GradientSubject {
  switch (subject.kind) {
    case 'weight':
      return { ...subject, i: 'i', j: 'j' };
    case 'input':
      return { ...subject, i: 'i' };
    default:
      return { ...subject, j: 'j' };
  }
}

/**
 * What each δ that a gradient in δ-form leads to is: unit by unit if all of it is short enough, else one equation
 * for each layer.
 */
function deltaDefinitions(
  network: Network,
  subject: GradientSubject,
  isParticular: boolean,
): readonly ViewEquation[] {
  const last = lastLayer(network);
  const isOwn = subject.kind === 'weight' || subject.kind === 'bias' || subject.kind === 'preActivation';
  const first = isOwn ? subject.layer : subject.kind === 'input' ? 0 : subject.layer + 1;
  const layers = Array.from({ length: Math.max(0, last + 1 - first) }, (_, n) => first + n);
  const units = (layer: number): readonly number[] =>
    isOwn && layer === first
      ? [subject.j as number]
      : Array.from({ length: unitCount(network, layer) }, (_, j) => j);
  const total = layers.reduce<Extent>(
    (sum, layer) => {
      const { terms, symbols } = writtenOutExtent(network, { kind: 'delta', layer, j: 0 }, 'delta');
      const count = isOwn && layer === first ? 1 : unitCount(network, layer);
      return { terms: sum.terms + count * terms, symbols: sum.symbols + count * symbols };
    },
    { terms: 0, symbols: 0 },
  );
  if (isParticular && isShown(total)) {
    return layers.flatMap((layer) => units(layer).map((j) => definition(network, layer, j, true)));
  }
  return layers.map((layer) => definition(network, layer, 'j', false));
}

function definition(network: Network, layer: number, j: Index, isInTerms: boolean): ViewEquation {
  const delta: GradientSubject = { kind: 'delta', layer, j };
  const writing = isInTerms
    ? termsWriting(network, 'delta')
    : letterWriting(network, 'delta', lettersOf(network, delta));
  return {
    kind: 'units',
    sides: [quantity(delta), gradientFormula(network, delta, 'delta', writing)],
  };
}

/** A gradient with one sample's numbers in place of the symbols, and what it comes to. */
export function numbersView(network: Network, subject: GradientSubject, values: SampleValues): Attempt {
  const formula = inTerms(network, subject, 'activations');
  const isLong = 'reason' in formula;
  const shown = isLong ? inTerms(network, subject, 'delta') : formula;
  if ('reason' in shown) return shown;
  const sides = [
    leftSide(subject),
    inNumbers(network, values, shown),
    number(evaluateExpression(network, values, shown)),
  ];
  const remark = isLong ? { remark: say('{0}, so each δ stands as one number.', formula.reason) } : {};
  return { equations: [{ kind: 'units', sides }], ...remark };
}

/** Below this, six digits of y leave too few of 1 − y: the factor stands as its own number. */
const LEAST_COMPLEMENT = 1e-3;

function inNumbers(network: Network, values: SampleValues, expression: Expression): Expression {
  switch (expression.kind) {
    case 'quantity':
      return number(quantityValue(network, values, expression.quantity));
    case 'apply': {
      if (expression.operation === 'oneMinus' || expression.operation === 'oneMinusSquare') {
        const own = evaluateExpression(network, values, expression);
        if (Math.abs(own) < LEAST_COMPLEMENT) return number(own);
      }
      const operands = expression.operands.map((operand) => inNumbers(network, values, operand));
      return apply(expression.operation, ...operands);
    }
    case 'number':
      return expression;
    default:
      throw new RangeError(`a ${expression.kind} does not stand in a formula written out`);
  }
}
