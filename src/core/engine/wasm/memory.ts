import type { Model } from '../model';
import { leafTerms } from '../pairwise';
import type { StateShape } from '../updateRules';
import type { Code } from './code';
import type { Value } from './writtenCode';
import { laneRows } from './blocks';
import type { Precision } from './precision';

/**
 * Where everything of a compiled network stands in its memory, in bytes. Losses and settings are doubles, all
 * other numbers of the run's precision; matrices of
 * samples that come in are row by row, as in a dataset. What is computed of a batch stands in panels: a panel
 * holds `panelSamples` samples, and in it each unit has its numbers of these samples side by side, so that one
 * vector holds the same unit of neighbouring samples.
 */

/** Samples of a panel: two vectors full. */
export const panelSamples = ({ lanes }: Precision): number => 2 * lanes;
/** Bytes of one unit in a panel. */
export const unitBytes = 32;
/** Terms of a block of units whose weights a product copies side by side. */
export const packedTerms = 256;
const packedBytes = packedTerms * 48;
/** Samples that go through the network at once, at most: a leaf of a sum. */
export const chunkSamples = leafTerms;

/** The first bytes of the memory are never written: a vector of zeros. */
export function zeroVector(code: Code): Value {
  return code.constantInMemory('v128.load', 0);
}

/** What one run hands to its program, and reads from it: doubles, by their place in `settings`. */
export const settings = {
  learningRate: 0,
  /** 1/n, or 1 where losses are summed: of the batch at hand, of a whole one, of the last of an epoch. */
  share: 1,
  wholeBatchShare: 2,
  lastBatchShare: 3,
  lossBelow: 4,
  /** The least loss that was watched so far. */
  leastLoss: 5,
  /** 1/n of all training samples, and of all test samples; or 1. */
  epochShare: 6,
  testShare: 7,
  /** β₁ᵗ and β₂ᵗ of the updates made so far. */
  beta1Power: 8,
  beta2Power: 9,
  /** The rates of the update at hand, see `UpdateRates`: each in both lanes of a vector. */
  meanScale: 10,
  squareScale: 12,
  kept: 14,
  count: 16,
} as const;

export type SettingName = Exclude<keyof typeof settings, 'count'>;

/** Settings that an update needs of each batch: in single precision also as four numbers of it, side by side. */
export const singleRates = ['share', 'learningRate', 'meanScale', 'squareScale', 'kept'] as const;

/** Whole numbers of 32 bits that say where a run is, by their place in `counters`. */
export const counters = {
  /** Training samples, samples of a batch and batches of an epoch. */
  samples: 0,
  batchSize: 1,
  batches: 2,
  testSamples: 3,
  /** The batch that comes next in this epoch. */
  nextBatch: 4,
  /** Finished epochs since the history was read, and how many may be finished before it is read again. */
  epochs: 5,
  epochLimit: 6,
  /** 1: the order of the samples is drawn anew for each epoch. */
  isShuffled: 7,
  /** Whole numbers that the shuffle's stream of random numbers stands at. */
  random: 8,
  /** The same before it drew the order of this epoch. */
  randomBefore: 17,
  /** Why training ended: see `ending`. */
  ending: 12,
  /** Epochs without gain so far, and how many are patience's end; 0: no patience. */
  epochsWithoutGain: 13,
  patience: 14,
  /** 1: the rate of each epoch stands in `rates`. */
  hasRates: 15,
  /** 1: `stopWhen` may end the run. */
  hasRule: 16,
  count: 21,
} as const;

export type CounterName = Exclude<keyof typeof counters, 'count'>;

/** Why `train` came back before it had made its updates. */
export const ending = { none: 0, lossBelow: 1, patience: 2, suspicion: 3, lostThread: 4 } as const;

/**
 * Words of 32 bits by which threads work together, by their place in bytes from `team`: see team.ts. Words that
 * different threads write are a line of the cache apart.
 */
export const teamWords = {
  /** Followers that were started for this memory; 0: the leader works alone. */
  invited: 0,
  /** Followers that are there. */
  present: 64,
  /** How many threads share the work of the call under way, the leader among them. */
  threads: 128,
  /** The task at hand and its operands. */
  task: 132,
  operands: 136,
  /** Goes up by 1 when a task begins. */
  generation: 192,
  /** Followers that have done their share of the task. */
  done: 256,
  bytes: 320,
} as const;

/** Epochs that are trained before the history is read, at most. */
export const historyEpochs = 4096;

export interface LayerMemory {
  /** Panels of h, φ′(a) and δ; a of the last layer. */
  readonly outputs: number;
  readonly slopes: number;
  readonly deltas: number;
  readonly preActivations: number;
  /** Bytes from one panel to the next. */
  readonly panelStride: number;
}

/** What each thread works with, in bytes. */
export interface Scratch {
  /** A vector that is not finite as soon as anything was, or came near to being, infinite or no number. */
  readonly suspicion: number;
  /** The sums of a block, see gradients.ts. */
  readonly totals: number;
  readonly packedRows: number;
  readonly packedDeltas: number;
  /** A copy of the weights that a product is at, see products.ts. */
  readonly packed: number;
}

/** The scratch in it is that of the thread that leads. */
export interface MemoryMap extends Scratch {
  readonly precision: Precision;
  /** Whether numbers that are not finite are looked for. Without, nothing ends a run: only what it costs is asked so. */
  readonly isWatched: boolean;
  readonly settings: number;
  readonly counters: number;
  readonly parameters: number;
  readonly mean: number;
  readonly square: number;
  /** Of a run in single precision: see `singleRates`. */
  readonly singleRates: number;
  /** The gradient of the last batch; after it room for those of parts of a large batch. */
  readonly gradient: number;
  readonly gradientBytes: number;
  /** Sums of a leaf over its even and its odd samples, for each parameter. */
  readonly leaf: number;
  readonly inputs: number;
  readonly targets: number;
  readonly trainingIndices: number;
  readonly testIndices: number;
  readonly order: number;
  /** The loss of each sample of an epoch, in the order of the batches. */
  readonly losses: number;
  /** The losses of the samples that are measured or evaluated, in their order. */
  readonly measuredLosses: number;
  /** Partial sums of a long sum. */
  readonly partialSums: number;
  /** The address where the sums of a part of a batch go. */
  readonly partPlace: number;
  readonly historyLoss: number;
  readonly historyTestLoss: number;
  readonly rates: number;
  readonly inputPanels: number;
  readonly inputStride: number;
  readonly targetPanels: number;
  readonly targetStride: number;
  /** Panels of L_k, as far apart as those of the last layer. */
  readonly termPanels: number;
  readonly layers: readonly LayerMemory[];
  /** See `teamWords`. */
  readonly team: number;
  /** The scratch of each thread that helps. */
  readonly followers: readonly Scratch[];
  /** L_k and y of each sample of an evaluation, row by row in the order of its samples. */
  readonly terms: number;
  readonly results: number;
  /** Where the constants begin. */
  readonly constants: number;
}

/** How many samples a program must hold. */
export interface SampleCounts {
  readonly samples: number;
  readonly training: number;
  readonly test: number;
  /** Samples whose terms and outputs are kept; absent: none are. */
  readonly evaluated?: number;
}

/**
 * @param parts how many gradients of parts of a batch stand at the same time, beside the sum.
 * @param threads that work together, at least 1.
 */
export function mapMemory(
  model: Model,
  counts: SampleCounts,
  parts: number,
  { hasMean, hasSquare }: StateShape,
  precision: Precision,
  threads = 1,
): MemoryMap {
  let end = 16;
  const take = (bytes: number): number => {
    const start = end;
    end = Math.ceil((start + bytes) / 16) * 16;
    return start;
  };
  const { parameterCount } = model.layout;
  const doubles = (count: number): number => take(8 * count);
  const numbers = (count: number): number => take(precision.bytes * count);
  const perPanel = panelSamples(precision);
  const panels = chunkSamples / perPanel;
  // The last panel may hold places without a sample.
  const rows = counts.evaluated === undefined ? 0 : counts.evaluated + perPanel;
  // Panels a power of two apart would share the few places of the cache that such addresses fall on.
  const strideOf = (units: number): number => units * unitBytes + 64;
  const panelsOf = (units: number): number => take(panels * strideOf(units));
  const gradientBytes = Math.ceil((precision.bytes * parameterCount) / 16) * 16;
  const wholeVectors = (units: number): number => Math.ceil(units / precision.lanes) * precision.lanes;
  const scratch = (): Scratch => ({
    suspicion: take(16),
    totals: take(16 * 10),
    packedRows: take(precision.bytes === 8 ? (chunkSamples / precision.lanes) * 16 * laneRows : 0),
    packedDeltas: numbers(chunkSamples * wholeVectors(Math.max(...model.layers.map(({ units }) => units)))),
    packed: take(packedBytes),
  });
  const map = {
    settings: doubles(settings.count),
    counters: take(4 * counters.count),
    precision,
    isWatched: true,
    parameters: numbers(parameterCount),
    mean: numbers(hasMean ? parameterCount : 0),
    square: numbers(hasSquare ? parameterCount : 0),
    gradient: take(gradientBytes * (1 + parts)),
    gradientBytes,
    singleRates: take(precision.bytes === 4 ? 16 * singleRates.length : 0),
    leaf: take(16 * (parameterCount + 1)),
    inputs: numbers(counts.samples * model.inputUnits),
    targets: numbers(counts.samples * model.outputUnits),
    trainingIndices: take(4 * counts.training),
    testIndices: take(4 * counts.test),
    order: take(4 * counts.training),
    losses: doubles(counts.training + perPanel),
    measuredLosses: doubles(Math.max(counts.training, counts.test) + perPanel),
    partialSums: doubles(64),
    ...scratch(),
    partPlace: take(4),
    historyLoss: doubles(historyEpochs),
    historyTestLoss: doubles(historyEpochs),
    rates: doubles(historyEpochs),
    inputPanels: panelsOf(model.inputUnits),
    inputStride: strideOf(model.inputUnits),
    targetPanels: panelsOf(model.outputUnits),
    targetStride: strideOf(model.outputUnits),
    termPanels: panelsOf(model.outputUnits),
    layers: model.layers.map(({ units }): LayerMemory => ({
      outputs: panelsOf(units),
      slopes: panelsOf(units),
      deltas: panelsOf(units),
      preActivations: panelsOf(units),
      panelStride: strideOf(units),
    })),
    team: take(teamWords.bytes),
    followers: Array.from({ length: threads - 1 }, scratch),
    terms: doubles(rows * model.outputUnits),
    results: doubles(rows * model.outputUnits),
  };
  return { ...map, constants: end };
}
