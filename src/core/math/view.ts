/**
 * Any gradient at any level of unfolding in any form: the equations to show, the main one first and then the
 * definitions it refers to. What would be too long, or says nothing, is shown one form or level more compactly, and
 * the note says so.
 */

import type { Network } from '../network/network';
import type { Subject } from '../network/subject';
import { createSymbols, type Symbols } from '../network/symbols';
import type { SampleValues } from './evaluate';
import type { Expression, Quantity } from './expression';
import { indexCounts } from './formulas';
import { matrixView } from './matrixView';
import type { GradientSubject } from './unfold';
import { numbersView, unitView } from './unitView';
import type { Attempt, Form, Level, ViewEquation } from './viewEquation';
import { say } from '../words/say';

export interface GradientView {
  /** What was asked for. */
  readonly level: Level;
  readonly form: Form;
  /** What is shown. */
  readonly shownLevel: Level;
  readonly shownForm: Form;
  /** The gradient asked for, then what the names in it are defined as. */
  readonly equations: readonly ViewEquation[];
  /** Why something else is shown than was asked for, and which names the file does not have; null: nothing to say. */
  readonly note: string | null;
}

/**
 * ∂L_s/∂subject, the derivative of one sample's loss (δ itself for δ), at `level` in `form`. `values` are that
 * sample's numbers, which level `numbers` needs. The work grows with what is shown and with the network's units,
 * never with its paths. Throws RangeError for a subject that is not in the network or has no gradient.
 */
export function viewGradient(
  network: Network,
  subject: Subject,
  level: Level,
  form: Form,
  values?: SampleValues,
): GradientView {
  const of = requireGradient(network, subject);
  let reason: string | null = null;
  for (const [shownLevel, shownForm] of attempts(level, form)) {
    const made = attempt(network, of, shownLevel, shownForm, values);
    if ('reason' in made) {
      reason ??= made.reason;
      continue;
    }
    const { equations, remark } = made;
    const notes = [
      reason === null ? null : say('{0}, so {1}.', reason, outcome([level, form], [shownLevel, shownForm])),
      remark ?? null,
      unnamedNote(network, equations),
    ].filter((note) => note !== null);
    const note = notes.length === 0 ? null : notes.join(' ');
    return { level, form, shownLevel, shownForm, equations, note };
  }
  throw new RangeError('δ-form with Σ is always short enough to show');
}

function requireGradient(network: Network, subject: Subject): GradientSubject {
  switch (subject.kind) {
    case 'target':
    case 'lossTerm':
    case 'loss':
      throw new RangeError(`a ${subject.kind} is not something training differentiates by`);
    default: {
      const layer = 'layer' in subject ? network.layers[subject.layer] : null;
      const isMissing = layer === undefined || (subject.kind === 'bias' && !layer?.hasBiases);
      const fits = ([index, count]: readonly [unknown, number]): boolean =>
        typeof index === 'number' && index >= 0 && index < count;
      if (isMissing || !indexCounts(network, subject).every(fits)) {
        throw new RangeError(`the network has no such ${subject.kind}`);
      }
      return subject;
    }
  }
}

type Choice = readonly [Level, Form];

/** What to try, the choice asked for first; the last always succeeds. */
function attempts(level: Level, form: Form): readonly Choice[] {
  if (level === 'numbers') {
    const alone: readonly Choice[] = form === 'terms' ? [] : [['numbers', 'terms']];
    return [['numbers', form], ...alone, ...attempts('activations', form)];
  }
  const levels = (['inputs', 'activations', 'delta'] as const).slice(
    ['inputs', 'activations', 'delta'].indexOf(level),
  );
  return levels.flatMap((one): Choice[] =>
    form === 'terms'
      ? [
          [one, 'terms'],
          [one, 'summation'],
        ]
      : [[one, form]],
  );
}

function attempt(
  network: Network,
  subject: GradientSubject,
  level: Level,
  form: Form,
  values: SampleValues | undefined,
): Attempt {
  if (level === 'numbers' && !values) return { reason: say('There is no sample to take numbers from') };
  if (form === 'matrix') return matrixView(network, subject, level, values);
  if (level !== 'numbers') return unitView(network, subject, level, form);
  return form === 'terms'
    ? numbersView(network, subject, values!)
    : { reason: say('Index letters stand for many units at once and have no numbers') };
}

/** The second half of the sentence that the reason begins. */
function outcome([level, form]: Choice, [shownLevel, shownForm]: Choice): string {
  if (shownLevel === 'numbers') return say('the numbers of this quantity alone are shown, term by term');
  if (level === 'numbers') return say('it is shown in symbols');
  const sums = form === 'terms' && shownForm === 'summation' ? say('its sums are written with Σ') : null;
  if (level === shownLevel) return sums ?? say('it is shown more compactly');
  const depth = shownLevel === 'delta' ? say('it stays in δ-form') : say('it goes down to activations only');
  return sums === null ? depth : say('{0} and {1}', depth, sums);
}

/** Where the file names each thing by itself, formulas with letters need names that it does not have. */
function unnamedNote(network: Network, equations: readonly ViewEquation[]): string | null {
  let symbols: Symbols | null = null;
  const isUnnamed = (of: Quantity): boolean => {
    if (indexCounts(network, of).every(([index]) => typeof index === 'number')) return false;
    const { generic } = (symbols ??= createSymbols(network));
    switch (of.kind) {
      case 'weight':
      case 'bias':
      case 'preActivation':
      case 'activation':
        return generic[of.kind](of.layer) === null;
      case 'delta':
        return generic.preActivation(of.layer) === null;
      case 'input':
      case 'target':
      case 'lossTerm':
        return generic[of.kind]() === null;
      case 'loss':
      case 'learningRate':
        return false;
    }
  };
  const isFound = equations.some(
    (equation) => equation.kind === 'units' && equation.sides.some((side) => hasQuantity(side, isUnnamed)),
  );
  return isFound
    ? say(
        'Some of these things are named one by one and have no name with letters: in its place stands the standard symbol, with the layer above and the units below.',
      )
    : null;
}

function hasQuantity(expression: Expression, test: (of: Quantity) => boolean): boolean {
  switch (expression.kind) {
    case 'quantity':
      return test(expression.quantity);
    case 'partial':
      return test(expression.of) || test(expression.by);
    case 'sum':
      return hasQuantity(expression.body, test);
    case 'apply':
      return expression.operands.some((operand) => hasQuantity(operand, test));
    case 'number':
    case 'variable':
      return false;
  }
}
