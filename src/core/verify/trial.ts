/**
 * A written formula put to the test: the scenes in which it must hold, what its left side is worth in each, and
 * whether a side agrees there.
 */

import type { Model } from '../engine/model';
import type { Network } from '../network/network';
import { extents, type Letters } from './places';
import { drawPoints, type Point } from './points';
import { measure, type Budget, type Measure, type Scene } from './measure';
import { contains, freeLetters, quantitiesOf, type LetterUse } from './trees';
import type { Letter, Written, WrittenFormula } from './written';

export type Agreement = 'right' | 'wrong' | 'unknown';

/** The points of a network, drawn once for all formulas of a document. */
export interface PointSource {
  readonly network: Network;
  readonly model: Model;
  /** How many samples the training data has; null where there is none. */
  readonly trainingSamples: number | null;
  readonly drawn: Map<number, readonly Point[]>;
}

export interface Trial {
  readonly formula: WrittenFormula;
  readonly isOfBatch: boolean;
  readonly scenes: readonly Scene[];
  /** What every side must be worth, scene by scene. */
  readonly references: readonly Measure[];
  readonly budget: Budget;
  /** The letters that are free in the left side: what stands for a unit there. */
  readonly leftLetters: readonly Letter[];
}

/** Relative to Σ |terms|. */
const TOLERANCE = 1e-9;

/** How far terms may cancel: beyond, a difference below the tolerance would hide a mistake. */
const MAX_CANCELLATION = 1e4;

/** Rounding, relative to Σ |terms|, of a formula of many operations. */
const ROUNDING = 1e-14;

/** In general formulas: values tried for one letter, scenes for each point, and scenes in all. */
const LETTER_VALUES = 4;
const MAX_ASSIGNMENTS = 12;

/** Multiples of the golden section, without their integer part, are spread evenly over [0, 1). */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** A batch of points is as large as the data up to here, so that a 4 written for N is 4. */
const MAX_BATCH = 32;
const STANDARD_BATCH = 3;

/** Steps of evaluation for one side in one scene: about ten milliseconds. */
export const SCENE_STEPS = 200_000;

/** Sets a formula up. */
export function* trialSteps(source: PointSource, formula: WrittenFormula): Generator<undefined, Trial> {
  const budget: Budget = { left: SCENE_STEPS };
  const whole = [formula.left, ...formula.sides];
  const isOfBatch = whole.some((side) => contains(side, 'sampleSum') || contains(side, 'sampleCount'));
  const namesRate = whole.some((side) =>
    Array.from(quantitiesOf(side)).some((of) => of.kind === 'learningRate'),
  );
  const left = freeLetters(formula.left);
  const letters = new Map(left);
  for (const side of formula.sides) {
    for (const [letter, use] of freeLetters(side)) if (!letters.has(letter)) letters.set(letter, use);
  }
  const points = yield* pointsOf(source, isOfBatch ? batchSize(source.trainingSamples) : 1);
  const scenes = points.flatMap((point) =>
    assignments(source.network, letters).map((values): Scene => ({
      network: source.network,
      model: source.model,
      point,
      sample: 0,
      scope: isOfBatch ? 'batch' : 'sample',
      // A rate written as a number can only be the file's.
      learningRate: namesRate ? point.learningRate : source.network.training.learningRate,
      hasPenalty: false,
      letters: values,
      budget,
      memo: new Map(),
      isTrying: false,
    })),
  );
  return withScenes({ formula, isOfBatch, budget, leftLetters: [...left.keys()] }, scenes);
}

/** The same trial with the penalty as part of the loss, which formulas of a gradient may or may not mean. */
export function withPenalty(trial: Trial): Trial {
  return withScenes(
    trial,
    trial.scenes.map((scene) => ({ ...scene, hasPenalty: true, memo: new Map() })),
  );
}

function withScenes(
  trial: Pick<Trial, 'formula' | 'isOfBatch' | 'budget' | 'leftLetters'>,
  scenes: readonly Scene[],
): Trial {
  const reference = referenceOf(trial.formula);
  return { ...trial, scenes, references: scenes.map((scene) => measure(reference, scene)) };
}

/** What the sides are compared with: the left side, or for an update the parameter after it. */
function referenceOf({ left, isUpdate }: WrittenFormula): Written {
  return isUpdate && left.kind === 'quantity' ? { ...left, kind: 'updated' } : left;
}

function batchSize(trainingSamples: number | null): number {
  if (trainingSamples === null || trainingSamples < 2 || trainingSamples > MAX_BATCH) return STANDARD_BATCH;
  return trainingSamples;
}

function* pointsOf(source: PointSource, sampleCount: number): Generator<undefined, readonly Point[]> {
  const known = source.drawn.get(sampleCount);
  if (known) return known;
  const points = yield* drawPoints(source.model, sampleCount);
  source.drawn.set(sampleCount, points);
  return points;
}

/**
 * The values that the letters of a general formula are tried with: all where there are few; else the first and the
 * last units of each, and of their combinations a few that are spread evenly.
 */
function assignments(network: Network, letters: ReadonlyMap<Letter, LetterUse>): readonly Letters[] {
  let all: Letters[] = [{}];
  for (const [letter, [of, place]] of letters) {
    const count = extents(network, of)[place] ?? 0;
    const values = Array.from({ length: Math.min(count, LETTER_VALUES) }, (_, n) =>
      n < LETTER_VALUES / 2 || count <= LETTER_VALUES ? n : count - LETTER_VALUES + n,
    );
    all = all.flatMap((known) => values.map((value): Letters => ({ ...known, [letter]: value })));
  }
  if (all.length <= MAX_ASSIGNMENTS) return all;
  return Array.from({ length: MAX_ASSIGNMENTS }, (_, n) => all[Math.floor(all.length * ((n * GOLDEN) % 1))]!);
}

/** Whether a side agrees with the left side in every scene, as far as the budget goes. */
export function agreementOf(trial: Trial, side: Written): Agreement {
  let worst: Agreement = 'right';
  for (const n of trial.scenes.keys()) {
    const one = agreementIn(trial, side, n);
    if (trial.budget.left < 0) return 'unknown';
    if (one === 'wrong') return 'wrong';
    if (one === 'unknown') worst = 'unknown';
  }
  return worst;
}

/** The same scene by scene, with a fresh budget in each; null where one scene takes too long. */
export function* agreementSteps(trial: Trial, side: Written): Generator<undefined, Agreement | null> {
  let worst: Agreement = 'right';
  for (const n of trial.scenes.keys()) {
    yield;
    trial.budget.left = SCENE_STEPS;
    const one = agreementIn(trial, side, n);
    if (trial.budget.left < 0) return null;
    if (one === 'wrong') return 'wrong';
    if (one === 'unknown') worst = 'unknown';
  }
  return worst;
}

function agreementIn({ scenes, references }: Trial, side: Written, n: number): Agreement {
  return agreement(references[n]!, measure(side, scenes[n]!));
}

/**
 * |side − left| ≤ 1e-9 Σ|terms|, unless the terms cancel so far that this would pass for anything; then only what
 * rounding explains is left open.
 */
export function agreement(left: Measure, side: Measure): Agreement {
  const difference = Math.abs(side.value - left.value);
  if (Number.isNaN(left.value)) return 'unknown';
  if (!Number.isFinite(difference)) return 'wrong';
  const scale = Math.max(Math.abs(left.value), Math.abs(side.value));
  const size = Math.max(left.size, side.size);
  if (difference <= TOLERANCE * Math.min(size, MAX_CANCELLATION * scale)) return 'right';
  return difference <= ROUNDING * size ? 'unknown' : 'wrong';
}

/** The same trial while candidates for a wrong side are tried. */
export function whileTrying(trial: Trial): Trial {
  return { ...trial, scenes: trial.scenes.map((scene) => ({ ...scene, isTrying: true })) };
}

/** True where the left side itself has a value in every scene. */
export function hasReference({ references }: Trial): boolean {
  return references.every(({ value }) => Number.isFinite(value));
}
