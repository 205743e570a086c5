import type { SampleMatrices } from '../../engine/batchGradient';
import { reduceLosses } from '../../engine/evaluate';
import { evaluateInSlices } from '../../engine/evaluateInSlices';
import { createTrace, type Model } from '../../engine/model';
import { frozenParameters } from '../../engine/optimizers';
import { forward, sampleLoss } from '../../engine/propagate';
import type { Steps } from '../../network/steps';
import { grouped } from '../../network/wording';
import { euclideanNorm } from '../euclideanNorm';
import { shownNumber } from '../shownNumber';
import { learningRatePlace, placeAt } from './chartPlaces';
import type { Chart } from './chart';
import type { Finding, RunRecord } from './patient';
import { learningRateFix, roundedDown } from './textFixes';
import { say } from '../../words/say';

/** A run stands still where its second half made its best loss better by less than this share … */
export const stillShare = 0.001;
/** … while one step downhill from where it ended makes the loss better by at least this share. */
export const possibleShare = 0.01;
/** That has to be this share of the run's first loss too: what is left of a loss that is all but gone is no matter … */
export const shareOfFirst = 1e-4;
/** … and the step has to be longer than this share of the length of all parameters: shorter ones are rounding. */
const leastStep = 1e-10;
/** Runs of fewer recorded epochs are not judged. */
const leastEpochs = 20;
/** Steps downhill that are tried: the rates 10^−6, 10^−5, …, 10^6. */
const triedExponents = Array.from({ length: 13 }, (_, n) => n - 6);
/** A run goes up and down where more of its epochs than this share end higher than the one before. */
const bouncingShare = 0.25;

/** The work in gradients: one, and the loss of each step tried. */
export const plateauGradients = 1 + triedExponents.length / 2;

/**
 * A run that stands still although the loss goes on downhill: shown by making one step along the gradient from its
 * last parameters, at several rates, and measuring the loss. A run at the floor of its valley is none. With a penalty
 * the recorded losses do not tell how far the run has come, so nothing is said.
 */
export function* findPlateau(chart: Chart, run: RunRecord): Steps<Finding[]> {
  const { network, model, dataset } = chart;
  const { learningRate, l1, l2 } = network.training;
  const halves = halvesOf(run.losses);
  if (!halves || run.divergence || l1 !== 0 || l2 !== 0 || learningRate === 0) return [];
  const { before, after, rises, epochs } = halves;
  if (before - after >= stillShare * before) return [];
  const indices = dataset.trainingIndices;
  const { loss, gradient } = yield* evaluateInSlices(model, run.parameters, dataset, indices);
  frozenParameters(network, model.layout).forEach((isFrozen, p) => {
    if (isFrozen) gradient[p] = 0;
  });
  let best = { rate: 0, loss };
  for (const exponent of triedExponents) {
    const rate = Number(`1e${exponent}`);
    const moved = run.parameters.map((value, p) => value - rate * gradient[p]!);
    const there = yield* lossSteps(model, moved, dataset, indices);
    if (there < best.loss) best = { rate, loss: there };
  }
  const gain = loss - best.loss;
  const size = euclideanNorm(gradient);
  const isSlope = best.rate * size > leastStep * euclideanNorm(run.parameters);
  const isMuch = gain >= possibleShare * loss && gain >= shareOfFirst * run.losses[0]!;
  if (!isSlope || !isMuch || !(gain > before - after)) return [];
  const isBouncing = rises > bouncingShare * epochs;
  const shownEpochs = grouped(epochs * run.every);
  const course = isBouncing
    ? say('It went up in {0} of them: the steps are too long. Use a smaller learning rate.', grouped(rises))
    : rises === 0
      ? say('It went up in none of them: the steps are too short. Use a larger learning rate.')
      : say(
          'It went up in only {0} of them: the steps are too short. Use a larger learning rate.',
          grouped(rises),
        );
  const limit = (yield* chart.curvature())?.learningRateLimit ?? null;
  // 1/λ at the file's weights, where that is a rate on the side that is asked for; else ten times more or less.
  const isLimitWanted = limit !== null && (isBouncing ? limit / 2 < learningRate : limit / 2 > learningRate);
  const rate = isBouncing ? learningRate / 10 : learningRate * 10;
  return [
    {
      message: say(
        'The run stands still: its last {0} epochs brought the best loss from {1} to {2}, less than {3} % better, while the gradient has the length {4} and a single step of sgd with the rate {5} would take the loss from {6} to {7}. {8}',
        shownEpochs,
        shownNumber(before),
        shownNumber(Math.min(before, after)),
        100 * stillShare,
        shownNumber(size),
        shownNumber(best.rate),
        shownNumber(loss),
        shownNumber(best.loss),
        course,
      ),
      range: learningRatePlace(chart),
      related: [
        { message: say('So many epochs were trained.'), range: placeAt(chart, ['training', 'epochs']) },
      ],
      fixes: learningRateFix(chart, isLimitWanted ? roundedDown(limit / 2) : Number(rate.toPrecision(6))),
    },
  ];
}

/** The best loss of both halves of a run, and how often the second one rose; null for a run too short. */
function halvesOf(losses: Float64Array) {
  const middle = losses.length >> 1;
  if (losses.length < leastEpochs) return null;
  const least = (values: Float64Array): number =>
    values.reduce((best, value) => Math.min(best, value), Infinity);
  const second = losses.subarray(middle);
  const rises = second.reduce((count, loss, n) => count + (loss > losses[middle + n - 1]! ? 1 : 0), 0);
  return { before: least(losses.subarray(0, middle)), after: least(second), rises, epochs: second.length };
}

/** The data loss over some samples, with a pause after each. */
function* lossSteps(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
): Steps<number> {
  const trace = createTrace(model);
  const losses = new Float64Array(indices.length);
  for (const [position, sample] of indices.entries()) {
    forward(model, parameters, samples.inputs, sample * model.inputUnits, trace);
    losses[position] = sampleLoss(model, samples.targets, sample * model.outputUnits, trace);
    yield;
  }
  return reduceLosses(model, losses);
}
