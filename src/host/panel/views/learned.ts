import { classAt, classesOf, confusionSteps, type Classes } from '../../../core/insight/learned/classes';
import {
  predictionSteps,
  sortedSampleSteps,
  type Predictions,
} from '../../../core/insight/learned/predictions';
import { inputRanges, responseSteps, type Watched } from '../../../core/insight/learned/responses';
import type { Dataset } from '../../../core/engine/dataset';
import { createNames, type Names } from '../../../core/math/names';
import type { Network } from '../../../core/network/network';
import type { Cancellation, Handlers } from '../../../protocol/channel';
import type {
  AxisView,
  ClassesView,
  ConfusionView,
  LearnedRequests,
  PointsView,
  PredictionRow,
  ResponseView,
} from '../../../protocol/views/learned';
import type { GoodNetwork } from '../../documents';
import { sliced } from './sliced';
import type { ViewSource } from './viewSource';

/** Units that are drawn at most; the outputs come first. */
const mostOutputs = 12;
const mostHidden = 48;
/** Samples on the map at most: more of them hide it. */
const mostPoints = 1000;
const rowsPerPage = 50;
/** Columns of targets and of outputs at most. */
const mostColumns = 6;
/** A table of more classes is not read. */
const mostClasses = 24;

/** How far a long computation is, is told so often. */
const progressMs = 200;

/** What was computed of all samples, kept while pages are turned. */
interface Kept {
  readonly parameters: Float64Array;
  readonly dataset: Dataset;
  readonly predictions: Predictions;
  readonly confusion: ConfusionView | null;
}

/** Answers the view "Learned", at the numbers that are shown. */
export function learnedHandlers(
  source: ViewSource,
): Handlers<{ readonly requests: LearnedRequests; readonly events: object }> {
  let kept: Kept | null = null;

  const compute = async (good: GoodNetwork, dataset: Dataset, cancellation: Cancellation): Promise<Kept> => {
    const { parameters } = source.shown();
    if (kept?.parameters === parameters && kept.dataset === dataset) return kept;
    const { network, model } = good;
    let toldAt = performance.now();
    const tell = (done: number): void => {
      const now = performance.now();
      if (now - toldAt < progressMs) return;
      toldAt = now;
      source.send('learnedProgress', { done, of: dataset.sampleCount });
    };
    const predictions = await sliced(predictionSteps(model, parameters, dataset, tell), cancellation);
    const classes = classesOf(network, dataset);
    const confusion =
      classes && classes.count <= mostClasses
        ? await confusionOf(good, dataset, classes, predictions, cancellation)
        : null;
    kept = { parameters, dataset, predictions, confusion };
    return kept;
  };

  return {
    learnedMap: async ({ size, hasHidden }, cancellation) => {
      const { network, symbols, model, dataset } = source.good();
      const { parameters } = source.shown();
      const inputUnits = network.inputs.units;
      if (inputUnits > 2) return null;
      const last = network.layers.length - 1;
      const units = (layer: number): Watched[] =>
        Array.from({ length: network.layers[layer]!.units }, (_, j) => ({ layer, j }));
      const [allOutputs, allHidden] = [units(last), network.layers.slice(0, -1).flatMap((_, l) => units(l))];
      const outputs = allOutputs.slice(0, mostOutputs);
      const hidden = hasHidden ? allHidden.slice(0, mostHidden) : [];
      const ranges = inputRanges(inputUnits, dataset);
      const steps = responseSteps(model, parameters, ranges, size, [...outputs, ...hidden]);
      const values = await sliced(steps, cancellation);
      const names = createNames(network, symbols);
      const views = [...outputs, ...hidden].map(({ layer, j }, n): ResponseView => ({
        layer,
        j,
        text: names.unicode({ kind: 'activation', layer, j }),
        layerName: network.layers[layer]!.name,
        values: values[n]!,
      }));
      const classes = classesOf(network, dataset);
      return {
        axes: ranges.map(({ least, greatest }, i): AxisView => {
          const ofFile = inOwnUnits(dataset, i);
          const column = dataset?.inputColumns?.[i];
          return {
            text: column ?? names.unicode({ kind: 'input', i }),
            least: ofFile(least),
            greatest: ofFile(greatest),
          };
        }),
        size,
        outputs: views.slice(0, outputs.length),
        hidden: views.slice(outputs.length),
        leftOut:
          allOutputs.length - outputs.length + Math.max(0, hasHidden ? allHidden.length - hidden.length : 0),
        points: dataset && pointsOf(dataset, classes),
        classes: classes && classesView(network, names, dataset, classes),
      };
    },
    learnedPredictions: async ({ page: asked, key, isDescending }, cancellation) => {
      const good = source.good();
      const { network, symbols, dataset } = good;
      if (!dataset) return null;
      const { predictions, confusion } = await compute(good, dataset, cancellation);
      const order = await sliced(sortedSampleSteps(predictions, key, isDescending), cancellation);
      const pages = Math.max(1, Math.ceil(order.length / rowsPerPage));
      const page = Math.min(asked, pages - 1);
      const names = createNames(network, symbols);
      const { targetUnits } = dataset;
      const columns = Math.min(targetUnits, mostColumns);
      const classes = classesOf(network, dataset);
      const isTest = heldOut(dataset);
      const texts = (kind: 'target' | 'activation'): string[] =>
        Array.from({ length: columns }, (_, k) =>
          kind === 'target'
            ? names.unicode({ kind, k })
            : names.unicode({ kind, layer: network.layers.length - 1, j: k }),
        );
      const rowOf = (sample: number): PredictionRow => {
        const from = sample * targetUnits;
        return {
          sample,
          isTest: isTest(sample),
          targets: [...dataset.targets.subarray(from, from + columns)],
          outputs: [...predictions.outputs.subarray(from, from + columns)],
          error: predictions.errors[sample]!,
          loss: predictions.losses[sample]!,
          gradientNorm: predictions.gradientNorms[sample]!,
          isRight:
            classes &&
            classAt(classes, dataset.targets, from) === classAt(classes, predictions.outputs, from),
        };
      };
      return {
        rows: [...order.subarray(page * rowsPerPage, (page + 1) * rowsPerPage)].map(rowOf),
        page,
        pages,
        sampleCount: dataset.sampleCount,
        outputCount: targetUnits,
        targetTexts: texts('target'),
        outputTexts: texts('activation'),
        confusion,
      };
    },
  };
}

async function confusionOf(
  { network, symbols }: GoodNetwork,
  dataset: Dataset,
  classes: Classes,
  { outputs }: Predictions,
  cancellation: Cancellation,
): Promise<ConfusionView> {
  const { targets, targetUnits, trainingIndices, testIndices } = dataset;
  const count = (indices: Uint32Array): Promise<Uint32Array> =>
    sliced(confusionSteps(classes, outputs, targets, targetUnits, indices), cancellation);
  return {
    classes: classesView(network, createNames(network, symbols), dataset, classes).names,
    training: await count(trainingIndices),
    test: testIndices.length > 0 ? await count(testIndices) : null,
  };
}

function classesView(
  network: Network,
  names: Names,
  dataset: Dataset | null,
  { count, threshold }: Classes,
): ClassesView {
  const layer = network.layers.length - 1;
  const nameOf = (k: number): string => {
    if (threshold !== null) return String(k);
    // A column of a one-hot code is called column=value: the value is the class.
    const column = dataset?.targetColumns?.[k];
    return column?.slice(column.indexOf('=') + 1) ?? names.unicode({ kind: 'activation', layer, j: k });
  };
  return { names: Array.from({ length: count }, (_, k) => nameOf(k)), threshold };
}

/** From what the network sees of input `i` back to what the file says. */
function inOwnUnits(dataset: Dataset | null, i: number): (x: number) => number {
  const standardization = dataset?.standardization;
  if (!standardization) return (x) => x;
  const [mean, deviation] = [standardization.mean[i]!, standardization.deviation[i]!];
  return (x) => mean + deviation * x;
}

/** Whether a sample is held out; both lists of a dataset ascend. */
function heldOut({ testIndices }: Dataset): (sample: number) => boolean {
  const held = new Set(testIndices);
  return (sample) => held.has(sample);
}

function pointsOf(dataset: Dataset, classes: Classes | null): PointsView {
  const { inputUnits, targetUnits, sampleCount, inputs, targets } = dataset;
  const count = Math.min(mostPoints, sampleCount);
  const samples = Uint32Array.from({ length: count }, (_, n) => Math.floor((n * sampleCount) / count));
  const isTest = heldOut(dataset);
  const ofFile = Array.from({ length: inputUnits }, (_, i) => inOwnUnits(dataset, i));
  return {
    inputs: Float64Array.from({ length: count * inputUnits }, (_, n) => {
      const i = n % inputUnits;
      return ofFile[i]!(inputs[samples[Math.floor(n / inputUnits)]! * inputUnits + i]!);
    }),
    targets: Float64Array.from(
      { length: count * targetUnits },
      (_, n) => targets[samples[Math.floor(n / targetUnits)]! * targetUnits + (n % targetUnits)]!,
    ),
    samples,
    isTest: Uint8Array.from(samples, (sample) => Number(isTest(sample))),
    classes: classes && Uint8Array.from(samples, (sample) => classAt(classes, targets, sample * targetUnits)),
    sampleCount,
  };
}
