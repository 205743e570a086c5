import { createTrace, type Trace } from '../../engine/model';
import { backward, forward, sampleLoss } from '../../engine/propagate';
import type { Steps } from '../../network/steps';
import { grouped } from '../../network/wording';
import { shownNumber } from '../shownNumber';
import { learningRatePlace, lossRelated, unitPlace } from './chartPlaces';
import type { Chart } from './chart';
import type { Finding, RunRecord } from './patient';
import { activationName, unitName } from './shownUnits';
import { learningRateFix, roundedDown } from './textFixes';

/** The largest number of single precision, (2 − 2⁻²³) · 2¹²⁷. */
const largestSingle = 3.4028234663852886e38;

/**
 * Where a run that diverged met its first number that is not finite, and why: the sample that did it is computed
 * once more with the last finite parameters, up to the first number that leaves the finite ones.
 */
export function* findNonFinite(
  chart: Chart,
  { divergence, parameters, losses }: RunRecord,
): Steps<Finding[]> {
  if (!divergence) return [];
  const { layer, unit, epoch, step } = divergence;
  const { learningRate } = chart.network.training;
  const curvature = yield* chart.curvature();
  const limit = curvature?.learningRateLimit ?? null;
  const isTooFast = limit !== null && learningRate > limit;
  const sentences = [
    `The run met its first number that is not finite in epoch ${grouped(epoch + 1)}, update ${grouped(step + 1)}: ${cause(chart, divergence, parameters)}.`,
    growth(chart, parameters, losses),
    isTooFast
      ? `The learning rate ${shownNumber(learningRate)} is above 2/λ = ${shownNumber(limit)} at the file’s weights, so the steps grow. Use a smaller one.`
      : `The learning rate is ${shownNumber(learningRate)}. Use a smaller one, smaller weights or scaled inputs.`,
  ];
  const place = layer === null ? learningRatePlace(chart) : unitPlace(chart, layer, unit ?? 0);
  const rate = isTooFast ? roundedDown(limit / 2) : Number((learningRate / 10).toPrecision(6));
  return [
    {
      message: sentences.filter((sentence) => sentence !== '').join(' '),
      range: place,
      related: [
        { message: 'The learning rate is set here.', range: learningRatePlace(chart) },
        ...lossRelated(chart, 'This is the loss.'),
      ],
      fixes: learningRateFix(chart, rate),
    },
  ];
}

function cause(
  chart: Chart,
  { what, layer, unit, sample }: NonNullable<RunRecord['divergence']>,
  parameters: Float64Array,
): string {
  const { model, dataset, network } = chart;
  const largest = network.training.precision === 'float32' ? largestSingle : Number.MAX_VALUE;
  if (layer === null || unit === null) {
    return `the ${what === 'activation' ? 'sum' : what} of the whole batch goes past the largest number, ${shownNumber(largest)}`;
  }
  const where = unitName(chart, layer, unit);
  if (what === 'weight') {
    return `an update takes a parameter of ${where} past the largest number, ${shownNumber(largest)}`;
  }
  if (sample === null) return `the gradient of ${where}, summed over the batch, goes past the largest number`;
  const trace = createTrace(model);
  forward(model, parameters, dataset.inputs, sample * model.inputUnits, trace);
  sampleLoss(model, dataset.targets, sample * model.outputUnits, trace);
  backward(model, parameters, trace);
  const at = `at sample ${grouped(sample + 1)}`;
  if (what === 'gradient') {
    return `the error δ of ${where} ${at} goes past the largest number: it is a sum over the units that follow`;
  }
  if (what === 'loss') return `the loss of ${where} ${at} overflows: ${lossCause(chart, trace, unit)}`;
  return `${where} ${at}: ${activationCause(chart, trace, parameters, layer, unit, sample, largest)}`;
}

function lossCause({ network }: Chart, trace: Trace, k: number): string {
  const { activations, preActivations } = trace.layers.at(-1)!;
  const [output, target, a] = [activations[k]!, trace.targets[k]!, preActivations[k]!];
  const isLogarithm =
    network.loss.type === 'binaryCrossEntropy' || network.loss.type === 'categoricalCrossEntropy';
  return isLogarithm
    ? `the pre-activation is ${shownNumber(a)}, where the logarithm of the output ${shownNumber(output)} is not finite`
    : `the output is ${shownNumber(output)} and the target ${shownNumber(target)}, and what is made of their difference is larger than any number`;
}

function activationCause(
  chart: Chart,
  trace: Trace,
  parameters: Float64Array,
  layer: number,
  unit: number,
  sample: number,
  largest: number,
): string {
  const { model, dataset, names, network } = chart;
  const { preActivations, activations } = trace.layers[layer]!;
  const a = preActivations[unit]!;
  if (Math.abs(a) <= largest) {
    const { activation } = network.layers[layer]!;
    return `${activationName(activation)} of the pre-activation ${shownNumber(a)} is ${shownNumber(activations[unit]!)}`;
  }
  const { inputs, units, weightOffset } = model.layers[layer]!;
  const before = (i: number): number =>
    layer === 0 ? dataset.inputs[sample * inputs + i]! : trace.layers[layer - 1]!.activations[i]!;
  const size = (i: number): number => Math.abs(before(i) * parameters[weightOffset + i * units + unit]!);
  let i = 0;
  for (let other = 1; other < inputs; other++) if (size(other) > size(i)) i = other;
  const name = layer === 0 ? names.unicode({ kind: 'input', i }) : unitName(chart, layer - 1, i);
  const weight = parameters[weightOffset + i * units + unit]!;
  return (
    `its pre-activation goes past the largest number, ${shownNumber(largest)}; the largest of its terms is ${name} = ${shownNumber(before(i))} ` +
    `times ${names.unicode({ kind: 'weight', layer, i, j: unit })} = ${shownNumber(weight)}`
  );
}

/** How weights and losses have grown until then. */
function growth(chart: Chart, parameters: Float64Array, losses: Float64Array): string {
  const largestOf = (values: Float64Array): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const [from, to] = [largestOf(chart.parameters), largestOf(parameters)];
  const weights =
    from === to ? [] : [`the largest parameter went from ${shownNumber(from)} to ${shownNumber(to)}`];
  const [first, last] = [losses[0], losses.at(-1)];
  const loss =
    first === undefined || last === undefined || losses.length < 2
      ? []
      : [
          `the loss went from ${shownNumber(first)} to ${shownNumber(last)} in ${grouped(losses.length)} recorded epochs`,
        ];
  const grown = [...weights, ...loss];
  return grown.length === 0 ? '' : `Until then ${grown.join(' and ')}.`;
}
