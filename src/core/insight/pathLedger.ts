/**
 * The account of a gradient by paths: what each route from a quantity to the loss adds to the derivative, the
 * factors it is the product of, how much of it all cancels, and which loss terms no path leads to.
 */

import { evaluateExpression, quantityValue, type SampleValues } from '../math/evaluate';
import type { Quantity } from '../math/expression';
import { lastLayer, penaltyDerivative, unitCount } from '../math/formulas';
import type { Subject } from '../network/subject';
import type { ExplanationContext } from './explanation';
import { kinksOf } from './kinks';
import { planRoutes, type PathFactor, type RoutePlan } from './pathRoutes';
import { sampleValues } from './sampleValues';
import { termDerivatives } from './termDerivatives';

/** A local derivative with its value at the sample shown. */
export interface LedgerFactor extends PathFactor {
  readonly value: number;
}

export interface LedgerEntry {
  /** The loss term it ends in; the loss where the terms are not told apart. */
  readonly term: Quantity;
  /** What it passes after the subject's own unit: pre-activations, and an output that softmax leads to. */
  readonly through: readonly Quantity[];
  /** From the loss to the subject. Their product is the entry's value at the sample shown. */
  readonly factors: readonly LedgerFactor[];
  /** What it adds to the derivative: of the one sample, or reduced over the batch as the loss is. */
  readonly value: number;
  /** |value| of Σ |values|, 0 … 1; 0 where all are 0. */
  readonly share: number;
  /** How many paths it stands for. */
  readonly paths: number;
  /** The first factor that is exactly 0 in every sample, and with it the entry; null where there is none. */
  readonly zero: LedgerFactor | null;
}

export interface LedgerGroup {
  readonly term: Quantity;
  readonly total: number;
  /** Indices into the entries; none where each entry leads to several terms. */
  readonly entries: readonly number[];
}

/** Something that stands exactly where a derivative jumps. */
export interface LedgerKink {
  /** A pre-activation, or the output whose residual is at a kink of the loss. */
  readonly at: Quantity;
  /** The first sample where it does, from 0. */
  readonly sample: number;
}

export interface PathLedger {
  readonly subject: Subject;
  /** All paths to the loss; exact up to 2⁵³, and Infinity beyond every number. */
  readonly paths: number;
  /** True: too many to list, so one entry for each unit of the next layer with δ for what lies behind it. */
  readonly isMerged: boolean;
  readonly entries: readonly LedgerEntry[];
  /** What goes into each loss term, in the order of the terms; one for the loss where they are not told apart. */
  readonly groups: readonly LedgerGroup[];
  /** Loss terms that no path leads to: their derivative is 0 by the network's structure. */
  readonly unreached: readonly Quantity[];
  /** The derivative of the data loss: the sum of the entries, in their order. */
  readonly total: number;
  /** The sum of the entries above 0, and of those below. */
  readonly positive: number;
  readonly negative: number;
  /** The smaller of the two by the larger, 0 … 1: how much cancels. */
  readonly cancelled: number;
  /** What the penalty adds to a weight's gradient, which no path carries; 0 for a single sample asked for. */
  readonly penalty: number;
  /** The sample that `value` of the entries is about, from 0; null: the training samples as one batch. */
  readonly sample: number | null;
  /** The sample that the factors are shown at. */
  readonly shown: number;
  /** True: a batch was asked for, but its sum would have taken too long. */
  readonly isBatchLeftOut: boolean;
  /** In the order of the factors; at most a few of many. */
  readonly kinks: readonly LedgerKink[];
}

/** Sums over the batch are made up to this much work without asking: about 30 ms. */
const batchWorkLimit = 500_000;
/** What a sample and a factor cost, in the unit of a parameter. */
const sampleWork = 500;
const factorWork = 100;

/** No more kinks than this are told. */
const kinkLimit = 8;

/**
 * The ledger of ∂L/∂subject. `asked` (from 0, file order): that sample's loss alone; null: the training samples as
 * one batch, unless that takes too long and `context.mayTakeLong` is not set. Throws RangeError for a subject
 * without a gradient and for a sample that does not exist.
 *
 * @param limit more paths than this are merged; 64 by default.
 */
export function pathLedger(
  context: ExplanationContext,
  subject: Subject,
  asked: number | null,
  limit?: number,
): PathLedger {
  const { network, dataset } = context;
  if (asked !== null && !(asked >= 0 && asked < dataset.sampleCount)) {
    throw new RangeError(`there is no sample ${asked + 1}: the data has ${dataset.sampleCount}`);
  }
  const plan = planRoutes(network, subject, limit);
  const first = dataset.trainingIndices[0] ?? 0;
  const isBatchLeftOut = asked === null && !isBatchSummed(context, plan);
  const sample = isBatchLeftOut ? first : asked;
  const sums = sumRoutes(context, plan, subject, sample === null ? dataset.trainingIndices : [sample]);
  const isMean = sample === null && network.reduction === 'mean';
  const share = isMean ? 1 / Math.max(1, dataset.trainingIndices.length) : 1;
  const values = sums.routes.map((value) => value * share);
  const entries = entriesOf(plan, sums, values);
  const [positive, negative] = [values.filter((value) => value > 0), values.filter((value) => value < 0)].map(
    (some) => some.reduce((sum, value) => sum + value, 0),
  ) as [number, number];
  const [small, large] = [Math.min(positive, -negative), Math.max(positive, -negative)];
  return {
    subject,
    paths: plan.paths,
    isMerged: plan.isMerged,
    entries,
    groups: sums.terms ? groupsOfTerms(sums.terms, share) : groupsOf(entries),
    unreached: unreachedBy(context, plan),
    total: values.reduce((sum, value) => sum + value, 0),
    positive,
    negative,
    cancelled: small > 0 ? small / large : 0,
    penalty: asked === null && subject.kind === 'weight' ? penaltyOf(context, subject, first) : 0,
    sample,
    shown: sample ?? first,
    isBatchLeftOut,
    kinks: sums.kinks,
  };
}

function isBatchSummed({ model, dataset, mayTakeLong }: ExplanationContext, plan: RoutePlan): boolean {
  const links = plan.routes.reduce((sum, { factors }) => sum + factors.length, 0);
  const each = model.layout.parameterCount + sampleWork + factorWork * plan.factors.length + links;
  return mayTakeLong === true || each * dataset.trainingIndices.length <= batchWorkLimit;
}

interface RouteSums {
  /** Of each route over the samples. */
  readonly routes: Float64Array;
  /** Of each loss term over the samples, for entries that lead to several; else null. */
  readonly terms: Float64Array | null;
  /** Each factor at the first sample. */
  readonly factors: Float64Array;
  /** 1: exactly 0 in every sample. */
  readonly isZero: Uint8Array;
  readonly kinks: readonly LedgerKink[];
}

function sumRoutes(
  context: ExplanationContext,
  plan: RoutePlan,
  subject: Subject,
  samples: Iterable<number>,
): RouteSums {
  const { network, model, dataset, parameters } = context;
  const routes = new Float64Array(plan.routes.length);
  const shown = new Float64Array(plan.factors.length);
  const isZero = new Uint8Array(plan.factors.length).fill(1);
  const kinks: LedgerKink[] = [];
  const factors = new Float64Array(plan.factors.length);
  const isAtKink = kinkFinder(context);
  let terms = plan.isMerged ? new Float64Array(model.outputUnits) : null;
  let isFirst = true;
  for (const sample of samples) {
    const values = sampleValues(model, dataset, parameters, sample);
    plan.factors.forEach((factor, n) => {
      factors[n] = evaluateExpression(network, values, factor.formula);
      if (factors[n] !== 0) isZero[n] = 0;
      const isNew = kinks.length < kinkLimit && !kinks.some(({ at }) => at === factor.by);
      if (isNew && isAtKink(factor, values)) kinks.push({ at: factor.by, sample });
    });
    plan.routes.forEach((route, n) => {
      let product = 1;
      for (const factor of route.factors) product *= factors[factor]!;
      routes[n] = routes[n]! + product;
    });
    const own = terms && termDerivatives(network, model, parameters, values, subject);
    terms = own && terms!.map((sum, k) => sum + own[k]!);
    if (isFirst) shown.set(factors);
    isFirst = false;
  }
  return { routes, terms, factors: shown, isZero, kinks };
}

/** Whether a factor is a slope exactly where it jumps. A corner of the slope alone, as huber has, is no jump. */
function kinkFinder({ model, network }: ExplanationContext) {
  const { layers, residual } = kinksOf(model);
  const { derivative: lossSlope } = model.lossFunction;
  const lossJumps = residual.filter((at) => isJump((y) => lossSlope(y, 0), at));
  return ({ kind, by }: PathFactor, values: SampleValues): boolean => {
    if (kind === 'activationDerivative' && by.kind === 'preActivation') {
      const a = quantityValue(network, values, by);
      const slope = model.layers[by.layer]!.activationFunction?.derivative;
      return slope !== undefined && layers[by.layer]!.some((at) => at(a) === 0) && isJump(slope, a);
    }
    if (kind !== 'lossDerivative' || by.kind !== 'activation') return false;
    const target = quantityValue(network, values, { kind: 'target', k: by.j });
    return lossJumps.includes(quantityValue(network, values, by) - target);
  };
}

function isJump(slope: (x: number) => number, at: number): boolean {
  const near = 1e-9 * Math.max(1, Math.abs(at));
  return Math.abs(slope(at + near) - slope(at - near)) > 1e-6;
}

function entriesOf(plan: RoutePlan, sums: RouteSums, values: Float64Array): LedgerEntry[] {
  const factors = plan.factors.map((factor, n): LedgerFactor => ({ ...factor, value: sums.factors[n]! }));
  const gross = values.reduce((sum, value) => sum + Math.abs(value), 0);
  return plan.routes.map((route, n) => {
    const zero = route.factors.find((factor) => sums.isZero[factor]);
    return {
      term: route.term === null ? { kind: 'loss' } : { kind: 'lossTerm', k: route.term },
      through: route.through,
      factors: route.factors.map((factor) => factors[factor]!),
      value: values[n]!,
      share: gross === 0 ? 0 : Math.abs(values[n]!) / gross,
      paths: plan.isMerged ? plan.paths / plan.routes.length : 1,
      zero: zero === undefined ? null : factors[zero]!,
    };
  });
}

function groupsOf(entries: readonly LedgerEntry[]): LedgerGroup[] {
  const groups = new Map<number | null, number[]>();
  entries.forEach(({ term }, n) => {
    const k = term.kind === 'lossTerm' ? Number(term.k) : null;
    const known = groups.get(k);
    if (known) known.push(n);
    else groups.set(k, [n]);
  });
  return [...groups]
    .sort(([a], [b]) => (a ?? 0) - (b ?? 0))
    .map(([, own]) => ({
      term: entries[own[0]!]!.term,
      total: own.reduce((sum, n) => sum + entries[n]!.value, 0),
      entries: own,
    }));
}

function groupsOfTerms(terms: Float64Array, share: number): LedgerGroup[] {
  return Array.from(terms, (sum, k) => ({ term: { kind: 'lossTerm', k }, total: sum * share, entries: [] }));
}

/** Loss terms in which no route ends; none where the routes do not tell the terms apart. */
function unreachedBy({ network }: ExplanationContext, { routes }: RoutePlan): Quantity[] {
  const reached = new Set(routes.map(({ term }) => term));
  if (reached.has(null)) return [];
  const terms = Array.from({ length: unitCount(network, lastLayer(network)) }, (_, k) => k);
  return terms.filter((k) => !reached.has(k)).map((k) => ({ kind: 'lossTerm', k }));
}

function penaltyOf(context: ExplanationContext, subject: Subject, sample: number): number {
  const { network, model, dataset, parameters } = context;
  const values = sampleValues(model, dataset, parameters, sample);
  return evaluateExpression(network, values, penaltyDerivative(network, subject));
}
