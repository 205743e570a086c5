/** Which single change makes a wrong side right: every kind of mistake in turn, the likeliest first. */

import type { Network } from '../network/network';
import type { Symbols } from '../network/symbols';
import { type Finder, type Repair } from './repair';
import { findExtraFactor, findMissingFactor, findSlope } from './repairFactors';
import { findKind } from './repairKinds';
import { findName, findUnit } from './repairNames';
import { findNumber, findRate, findSign } from './repairNumbers';
import { findExtraTerm, findPath, findSum } from './repairTerms';
import { findUpdated } from './repairUpdated';
import { findKnown, rightFormula } from './repairWhole';
import { Words } from './mistakes';
import { childrenByPlace, placesOf, type Search } from './search';
import type { Spelling } from './spelling';
import { whileTrying, type Trial } from './trial';
import type { Written } from './written';
import { Writer } from './writer';

/**
 * In this order, because some changes come to the same: a wrong name is more likely than a factor missing beside it,
 * and what one name explains is no path left out.
 */
const FINDERS: readonly Finder[] = [
  findUpdated,
  findName,
  findUnit,
  findSign,
  findRate,
  findNumber,
  findSlope,
  findPath,
  findSum,
  findExtraTerm,
  findExtraFactor,
  findMissingFactor,
  findKind,
  findKnown,
];

export interface RepairContext {
  readonly network: Network;
  readonly symbols: Symbols;
  readonly spelling: Spelling;
  readonly text: string;
}

/**
 * The repair of a wrong side of a trial. The work is bounded by the trial's budget: past it, and where no single
 * change helps, the mistake is `other` and the whole side the wrong part.
 */
export function* repairSteps(
  context: RepairContext,
  judged: Trial,
  side: Written,
): Generator<undefined, Repair> {
  const { network, symbols, spelling, text } = context;
  const writer = new Writer(text, judged.formula, spelling);
  const places = placesOf(judged, side);
  const trial = whileTrying(judged);
  const search: Search = {
    network,
    symbols,
    spelling,
    writer,
    words: new Words(network, symbols),
    trial,
    side,
    places: places ?? [],
    children: childrenByPlace(places ?? []),
  };
  for (const finder of places ? FINDERS : []) {
    const repair = yield* finder(search);
    if (repair) return repair;
    if (trial.budget.left < 0) break;
  }
  return { mistake: search.words.other(), wrongPart: side.span, suggestion: rightFormula(search) };
}
