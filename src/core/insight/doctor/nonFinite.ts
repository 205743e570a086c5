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
import { say } from '../../words/say';

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
    say(
      'The run met its first number that is not finite in epoch {0}, update {1}: {2}.',
      grouped(epoch + 1),
      grouped(step + 1),
      cause(chart, divergence, parameters),
    ),
    growth(chart, parameters, losses),
    isTooFast
      ? say(
          'The learning rate {0} is above 2/λ = {1} at the file’s weights, so the steps grow. Use a smaller one.',
          shownNumber(learningRate),
          shownNumber(limit),
        )
      : say(
          'The learning rate is {0}. Use a smaller one, smaller weights or scaled inputs.',
          shownNumber(learningRate),
        ),
  ];
  const place = layer === null ? learningRatePlace(chart) : unitPlace(chart, layer, unit ?? 0);
  const rate = isTooFast ? roundedDown(limit / 2) : Number((learningRate / 10).toPrecision(6));
  return [
    {
      message: sentences.filter((sentence) => sentence !== '').join(' '),
      range: place,
      related: [
        { message: say('The learning rate is set here.'), range: learningRatePlace(chart) },
        ...lossRelated(chart, say('This is the loss.')),
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
    return wholeBatch(what, shownNumber(largest));
  }
  const where = unitName(chart, layer, unit);
  if (what === 'weight') {
    return say(
      'an update takes a parameter of {0} past the largest number, {1}',
      where,
      shownNumber(largest),
    );
  }
  if (sample === null)
    return say('the gradient of {0}, summed over the batch, goes past the largest number', where);
  const trace = createTrace(model);
  forward(model, parameters, dataset.inputs, sample * model.inputUnits, trace);
  sampleLoss(model, dataset.targets, sample * model.outputUnits, trace);
  backward(model, parameters, trace);
  const at = say('at sample {0}', grouped(sample + 1));
  if (what === 'gradient') {
    return say(
      'the error δ of {0} {1} goes past the largest number: it is a sum over the units that follow',
      where,
      at,
    );
  }
  if (what === 'loss')
    return say('the loss of {0} {1} overflows: {2}', where, at, lossCause(chart, trace, unit));
  return `${where} ${at}: ${activationCause(chart, trace, parameters, layer, unit, sample, largest)}`;
}

function wholeBatch(what: NonNullable<RunRecord['divergence']>['what'], largest: string): string {
  switch (what) {
    case 'activation':
      return say('the sum of the whole batch goes past the largest number, {0}', largest);
    case 'loss':
      return say('the loss of the whole batch goes past the largest number, {0}', largest);
    case 'gradient':
      return say('the gradient of the whole batch goes past the largest number, {0}', largest);
    case 'weight':
      return say('the weight of the whole batch goes past the largest number, {0}', largest);
  }
}

function lossCause({ network }: Chart, trace: Trace, k: number): string {
  const { activations, preActivations } = trace.layers.at(-1)!;
  const [output, target, a] = [activations[k]!, trace.targets[k]!, preActivations[k]!];
  const isLogarithm =
    network.loss.type === 'binaryCrossEntropy' || network.loss.type === 'categoricalCrossEntropy';
  return isLogarithm
    ? say(
        'the pre-activation is {0}, where the logarithm of the output {1} is not finite',
        shownNumber(a),
        shownNumber(output),
      )
    : say(
        'the output is {0} and the target {1}, and what is made of their difference is larger than any number',
        shownNumber(output),
        shownNumber(target),
      );
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
    return say(
      '{0} of the pre-activation {1} is {2}',
      activationName(activation),
      shownNumber(a),
      shownNumber(activations[unit]!),
    );
  }
  const { inputs, units, weightOffset } = model.layers[layer]!;
  const before = (i: number): number =>
    layer === 0 ? dataset.inputs[sample * inputs + i]! : trace.layers[layer - 1]!.activations[i]!;
  const size = (i: number): number => Math.abs(before(i) * parameters[weightOffset + i * units + unit]!);
  let i = 0;
  for (let other = 1; other < inputs; other++) if (size(other) > size(i)) i = other;
  const name = layer === 0 ? names.unicode({ kind: 'input', i }) : unitName(chart, layer - 1, i);
  const weight = parameters[weightOffset + i * units + unit]!;
  return say(
    'its pre-activation goes past the largest number, {0}; the largest of its terms is {1} = {2} times {3} = {4}',
    shownNumber(largest),
    name,
    shownNumber(before(i)),
    names.unicode({ kind: 'weight', layer, i, j: unit }),
    shownNumber(weight),
  );
}

/** How weights and losses have grown until then. */
function growth(chart: Chart, parameters: Float64Array, losses: Float64Array): string {
  const largestOf = (values: Float64Array): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const [from, to] = [largestOf(chart.parameters), largestOf(parameters)];
  const weights =
    from === to
      ? []
      : [say('the largest parameter went from {0} to {1}', shownNumber(from), shownNumber(to))];
  const [first, last] = [losses[0], losses.at(-1)];
  const loss =
    first === undefined || last === undefined || losses.length < 2
      ? []
      : [
          say(
            'the loss went from {0} to {1} in {2} recorded epochs',
            shownNumber(first),
            shownNumber(last),
            grouped(losses.length),
          ),
        ];
  const [one, other] = [...weights, ...loss];
  if (one === undefined) return '';
  return other === undefined ? say('Until then {0}.', one) : say('Until then {0} and {1}.', one, other);
}
