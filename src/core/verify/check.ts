/** The formula checker: every gradient formula of a document compared with the network, and what is wrong in it. */

import type { Dataset } from '../engine/dataset';
import type { Model } from '../engine/model';
import type { Network } from '../network/network';
import { runToEnd, type Steps } from '../network/steps';
import type { Symbols } from '../network/symbols';
import { halfUnit, isNumeric, roundedLike, textAt } from './digits';
import type { Budget } from './measure';
import { Words } from './mistakes';
import { explainNumber, hasGradient } from './mine';
import { isOfNetwork, placed } from './places';
import { exactValues, numericValue } from './numericSide';
import { repairSteps } from './repairs';
import { READ_LIMITS } from './readLimits';
import { createSpelling, type Spelling } from './spelling';
import {
  agreementSteps,
  hasReference,
  SCENE_STEPS,
  trialSteps,
  withPenalty,
  type Agreement,
  type PointSource,
  type Trial,
} from './trial';
import { isApplied, isWithin, quantitiesOf } from './trees';
import type {
  CheckedFormula,
  Mistake,
  ReadDocument,
  Span,
  Unreadable,
  Written,
  WrittenFormula,
} from './written';
import { say } from '../words/say';

export interface CheckContext {
  readonly network: Network;
  /** The network's own. */
  readonly symbols: Symbols;
  /** Of the network. */
  readonly model: Model;
  /** Null: there is no data, and numbers cannot be judged. */
  readonly dataset: Dataset | null;
  /** The network's numbers, in the order of the layout; null: numbers cannot be judged. */
  readonly parameters: Float64Array | null;
}

/** A formula of more nodes, or nested deeper, is not judged. */
const MAX_NODES = 10_000;
const MAX_DEPTH = 400;

/** Steps of evaluation that the search for one mistake may take: about a tenth of a second. */
const REPAIR_STEPS = 150_000;

/**
 * Judges every formula of a document: one result for each formula and each unreadable place, in the order of the
 * text. Never throws; the work for each formula is bounded.
 */
export function checkFormulas(
  context: CheckContext,
  text: string,
  document: ReadDocument,
): readonly CheckedFormula[] {
  return runToEnd(checkFormulasSteps(context, text, document));
}

/**
 * The same in steps of a few milliseconds, for whoever must not be held up.
 *
 * @param told each result as it is reached.
 */
export function* checkFormulasSteps(
  context: CheckContext,
  text: string,
  document: ReadDocument,
  told?: (formula: CheckedFormula) => void,
): Steps<readonly CheckedFormula[]> {
  const { network, symbols, model, dataset } = context;
  const all = [...document.formulas, ...document.unreadable].toSorted((a, b) => a.span.start - b.span.start);
  const readable: WrittenFormula[] = [];
  for (const formula of document.formulas) {
    if (refusal(network, formula) === null) readable.push(formula);
    yield;
  }
  const check: Check = {
    ...context,
    text,
    words: new Words(network, symbols),
    spelling: createSpelling(network, symbols, text, { formulas: readable, unreadable: [] }),
    source: { network, model, trainingSamples: dataset?.trainingIndices.length ?? null, drawn: new Map() },
    searched: { count: 0 },
  };
  const checked: CheckedFormula[] = [];
  for (const one of all) {
    const result = 'message' in one ? unreadable(one) : yield* judge(check, one);
    checked.push(result);
    told?.(result);
    yield;
  }
  return checked;
}

interface Check extends CheckContext {
  readonly text: string;
  readonly words: Words;
  readonly spelling: Spelling;
  readonly source: PointSource;
  /** How many wrong formulas had their mistake searched for. */
  readonly searched: { count: number };
}

function unreadable({ span, message }: Unreadable): CheckedFormula {
  return unknown(span, message);
}

function unknown(span: Span, message: string): CheckedFormula {
  return { span, verdict: 'unknown', mistake: { code: 'other', message }, wrongPart: null, suggestion: null };
}

/** Why a formula is not judged at all; null where it is. */
function refusal(network: Network, { left, sides }: WrittenFormula): string | null {
  for (const side of [left, ...sides]) {
    if (!isWithin(side, MAX_NODES, MAX_DEPTH)) {
      return say(
        'The formula is too long to be judged: at most {0} parts, nested {1} deep. Write it in steps.',
        MAX_NODES,
        MAX_DEPTH,
      );
    }
    for (const of of quantitiesOf(side)) {
      if (!isOfNetwork(network, of)) {
        return say('The formula names a {0} that the network does not have. Correct its index.', of.kind);
      }
    }
  }
  return null;
}

function* judge(check: Check, formula: WrittenFormula): Generator<undefined, CheckedFormula> {
  const { span } = formula;
  const refused = refusal(check.network, formula);
  if (refused !== null) return unknown(span, refused);
  const trial = yield* trialSteps(check.source, formula);
  let open: CheckedFormula | null = null;
  for (const side of formula.sides) {
    const verdict = yield* judgeSide(check, trial, side);
    if (verdict.agreement === 'wrong') return verdict.checked ?? (yield* repaired(check, trial, side));
    if (verdict.agreement === 'unknown') open ??= verdict.checked;
  }
  return open ?? misspelt(formula) ?? right(span);
}

interface SideVerdict {
  readonly agreement: Agreement;
  /** What is said of the formula, where that is known already. */
  readonly checked: CheckedFormula | null;
}

function* judgeSide(check: Check, trial: Trial, side: Written): Generator<undefined, SideVerdict> {
  const { span } = trial.formula;
  const isNumber = isNumeric(side);
  if (!hasReference(trial)) {
    if (isNumber) return judgeNumber(check, trial.formula, side);
    const message = say('The left side has no value in this network, so nothing can be compared with it.');
    return { agreement: 'unknown', checked: unknown(span, message) };
  }
  let agreement = yield* agreementSteps(trial, side);
  if (agreement === 'wrong' && isNumber) return judgeNumber(check, trial.formula, side);
  const { l1, l2 } = check.model;
  if (agreement === 'wrong' && (l1 > 0 || l2 > 0))
    agreement = yield* agreementSteps(withPenalty(trial), side);
  if (agreement === 'right' || agreement === 'wrong') return { agreement, checked: null };
  const message = agreement
    ? say('The terms cancel so far that rounding hides whether the formula is right.')
    : say('The formula takes too long to evaluate. Write it in steps.');
  return { agreement: 'unknown', checked: unknown(span, message) };
}

/** A side that is a plain number: right where it is the exact value rounded to the digits written. */
function judgeNumber(check: Check, formula: WrittenFormula, side: Written): SideVerdict {
  const { span } = formula;
  const { words } = check;
  const exact = exactValues(check, formula, { left: SCENE_STEPS });
  if (!exact) {
    const message =
      check.dataset && check.parameters
        ? say('What this number stands for has no value at the numbers of the network file.')
        : say('Numbers can be judged only with the data and the weights of the network file.');
    return { agreement: 'unknown', checked: unknown(span, message) };
  }
  const { value, open } = numericValue(side, check.text);
  if (exact.some((one) => Math.abs(value - one) <= open)) return { agreement: 'right', checked: null };
  if (exact.length > 1) {
    const message = say(
      'This number is the value of none of the {0} training samples: say of which it is meant to be.',
      exact.length,
    );
    return { agreement: 'unknown', checked: unknown(span, message) };
  }
  const written = textAt(check.text, side.span).trim();
  const own = halfUnit(written) === null ? null : roundedLike(exact[0]!, written);
  const known = isSearched(check) ? knownMistake(check, formula, written) : null;
  return {
    agreement: 'wrong',
    checked: {
      span,
      verdict: 'wrong',
      mistake: known ?? words.wrongNumber(exact[0]!),
      wrongPart: side.span,
      suggestion: isApplied(side, 'negate') ? null : own,
    },
  };
}

/** Counts a wrong formula; false where the document has had its share of searching. */
function isSearched({ searched }: Check): boolean {
  searched.count += 1;
  return searched.count <= READ_LIMITS.searchedMistakes;
}

/** The one known mistake that yields a wrong number; null where there is none, or more than one. */
function knownMistake(check: Check, formula: WrittenFormula, written: string): Mistake | null {
  const { dataset, parameters, network } = check;
  const { left, isUpdate } = formula;
  const by =
    left.kind === 'partial' && left.of.kind === 'loss'
      ? left.by
      : isUpdate && left.kind === 'quantity'
        ? left.quantity
        : null;
  const subject = by && placed(network, by, {});
  if (!subject || !dataset || !parameters || !hasGradient(subject)) return null;
  const { quantity, mistakes, verdict } = explainNumber({ ...check, dataset, parameters }, subject, written);
  const isAsked = (quantity === 'updatedValue') === isUpdate;
  return verdict === 'mistake' && isAsked && mistakes.length === 1 ? mistakes[0]! : null;
}

function* repaired(check: Check, trial: Trial, side: Written): Generator<undefined, CheckedFormula> {
  const { network, symbols, spelling, text, words } = check;
  const { span } = trial.formula;
  if (!isSearched(check)) {
    return { span, verdict: 'wrong', mistake: words.unsearched(), wrongPart: null, suggestion: null };
  }
  const budget: Budget = trial.budget;
  budget.left = REPAIR_STEPS;
  yield* spelling.prepare();
  const { mistake, wrongPart, suggestion } = yield* repairSteps(
    { network, symbols, spelling, text },
    trial,
    side,
  );
  return { span, verdict: 'wrong', mistake, wrongPart, suggestion };
}

function right(span: Span): CheckedFormula {
  return { span, verdict: 'right', mistake: null, wrongPart: null, suggestion: null };
}

/** A right formula whose names are not all spelled as the network has them. */
function misspelt({ span, misspellings }: WrittenFormula): CheckedFormula | null {
  const [first] = misspellings;
  if (!first) return null;
  const message = say('There is no {0} in the network: {1} is meant.', first.spelled, first.suggestion);
  return {
    span,
    verdict: 'right',
    mistake: { code: 'misspeltName', message },
    wrongPart: first.span,
    suggestion: first.suggestion,
  };
}
