/** The known mistakes of a gradient, each with the number that it yields, the simplest first. */

import type { Dataset } from '../engine/dataset';
import { createOptimizer, frozenParameters } from '../engine/optimizers';
import type { Model } from '../engine/model';
import type { SampleValues } from '../math/evaluate';
import { activationDerivativeByOutput } from '../math/activations';
import { activationDerivativeOf, lastLayer, output, outputDelta } from '../math/formulas';
import type { Network } from '../network/network';
import type { Subject } from '../network/subject';
import type { Words } from './mistakes';
import { backwardWith, gradientFrom, type Slip } from './slips';
import { totalDerivative, type SamplePoint } from './tangents';
import type { Mistake } from './written';
import { say } from '../words/say';

export interface CatalogueContext {
  readonly network: Network;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly parameters: Float64Array;
  readonly words: Words;
  readonly subject: Subject;
  /** The numbers of the training samples. */
  readonly samples: readonly SamplePoint[];
  /** ∂(loss + penalty)/∂parameter for every parameter. */
  readonly gradient: Float64Array;
  /** ∂L/∂subject without the penalty, and the penalty's part. */
  readonly own: number;
  readonly penalty: number;
}

/** A wrong gradient, the penalty in it where the person would have it. */
export interface WrongGradient {
  readonly mistake: Mistake;
  readonly gradient: number;
}

/** Units, outputs and pairs of them that are tried. */
const MAX_UNITS = 16;

export function* wrongGradients(context: CatalogueContext): Generator<WrongGradient> {
  for (const { mistake, gradient } of dataMistakes(context)) {
    yield { mistake, gradient: gradient + context.penalty };
  }
  if (context.penalty !== 0) {
    const mistake: Mistake = {
      code: 'other',
      message: say('The penalty is left out: it is part of the gradient of a weight.'),
    };
    yield { mistake, gradient: context.own };
  }
}

function* dataMistakes(context: CatalogueContext): Generator<WrongGradient> {
  const { own, words } = context;
  yield { mistake: words.sign(), gradient: -own };
  yield* scaled(context);
  yield* leftOutPaths(context);
  yield* leftOutSlopes(context);
  yield* wrongOutputs(context);
  yield* wrongTerms(context);
  yield* updatedFirst(context);
  yield* wrongFactors(context);
  yield* singleSamples(context);
}

/** The reduced sum over the training samples, as the loss is reduced. */
function reduced({ model, samples }: CatalogueContext, value: (sample: SamplePoint) => number): number {
  let sum = 0;
  for (const sample of samples) sum += value(sample);
  return model.reduction === 'mean' ? sum / Math.max(1, samples.length) : sum;
}

function slipped(context: CatalogueContext, slip: Slip): number {
  const { model, parameters, subject } = context;
  return reduced(context, ({ values }) =>
    gradientFrom(values, backwardWith(model, parameters, values, slip), subject),
  );
}

/** 2, ½, n and N in the wrong place. */
function* scaled({ network, model, samples, own, words }: CatalogueContext): Generator<WrongGradient> {
  const outputs = model.outputUnits;
  const { type } = network.loss;
  const isMean = type !== 'halfSquaredError' && type !== 'categoricalCrossEntropy';
  if (samples.length > 1) {
    const count = String(samples.length);
    if (model.reduction === 'mean') {
      yield { mistake: words.sumForMean(count, say('the batch')), gradient: own * samples.length };
    } else {
      yield { mistake: words.meanForSum(count, say('the batch')), gradient: own / samples.length };
    }
  }
  if (outputs > 1) {
    const count = String(outputs);
    if (isMean) yield { mistake: words.sumForMean(count, say('the outputs')), gradient: own * outputs };
    else yield { mistake: words.meanForSum(count, say('the outputs')), gradient: own / outputs };
  }
  yield { mistake: words.factorTwo(true), gradient: own * 2 };
  yield { mistake: words.factorTwo(false), gradient: own / 2 };
}

/** What goes through one unit of a later layer is left out. */
function* leftOutPaths(context: CatalogueContext): Generator<WrongGradient> {
  const { model, parameters, subject, own, words } = context;
  const first = 'layer' in subject ? subject.layer + 1 : 0;
  for (let layer = first; layer < model.layers.length; layer++) {
    const { units } = model.layers[layer]!;
    if (units < 2 || units > MAX_UNITS) continue;
    const all = Array.from({ length: units }, (_, k) => words.unit(layer, k));
    for (let k = 0; k < units; k++) {
      const through = reduced(context, (sample) => {
        const a = { kind: 'preActivation', layer, j: k } as const;
        const delta = sample.values.deltas[layer]![k]!;
        return delta * totalDerivative(model, parameters, sample, a, subject);
      });
      const mistake = words.missingPath([all[k]!], words.name(subject), words.name({ kind: 'loss' }), all);
      yield { mistake, gradient: own - through };
    }
  }
}

/** The slope of a layer left out; or taken where the loss has cancelled it. */
function* leftOutSlopes(context: CatalogueContext): Generator<WrongGradient> {
  const { network, subject, words } = context;
  const last = lastLayer(network);
  const isActivation = subject.kind === 'activation';
  const first = 'layer' in subject ? subject.layer + (isActivation ? 1 : 0) : 0;
  for (let layer = last; layer >= first; layer--) {
    const { activation } = network.layers[layer]!;
    if (activation.type === 'linear') continue;
    if (layer === last && outputDelta(network) !== 'elementwise') {
      const message = say('The slope of the output activation is too many: the loss has cancelled it.');
      const gradient = slipped(context, { withExtraSlope: layer });
      // Cross-entropy: δ = y − t has no slope in it, so one more is y (1 − y) (y − t).
      yield { mistake: { code: 'extraFactor', message }, gradient };
      continue;
    }
    const j = 'j' in subject && subject.layer === layer ? subject.j : 'j';
    const slope = words.formula(activationDerivativeOf(network, layer, j));
    yield { mistake: words.missingSlope(slope), gradient: slipped(context, { withoutSlope: layer }) };
  }
}

/** The error or the target of another output. */
function* wrongOutputs(context: CatalogueContext): Generator<WrongGradient> {
  const { network, model, subject, words } = context;
  const outputs = model.outputUnits;
  const last = lastLayer(network);
  if (outputs < 2 || outputs > MAX_UNITS) return;
  const own = 'layer' in subject && subject.layer === last && 'j' in subject ? [subject.j] : null;
  for (const k of own ?? Array.from({ length: outputs }, (_, n) => n)) {
    for (let other = 0; other < outputs; other++) {
      if (other === k) continue;
      const [right, wrong] = [k, other].map((n) => words.name(output(last, n)));
      const [target, wrongTarget] = [k, other].map((n) => words.name({ kind: 'target', k: n }));
      yield {
        mistake: words.instead(
          'wrongOutput',
          say('the error of {0}', wrong!),
          say('that of {0}', right!),
          '',
        ),
        gradient: slipped(context, { errorOf: new Map([[k, other]]) }),
      };
      yield {
        mistake: words.instead(
          'wrongOutput',
          wrongTarget!,
          target!,
          say('each output is compared with its own target'),
        ),
        gradient: slipped(context, { targetOf: new Map([[k, other]]) }),
      };
    }
  }
}

/** One term of the sum over the next layer's units is that of another unit or another way: ∂E_1/∂a_h2 for ∂E_2/∂a_h1. */
function* wrongTerms(context: CatalogueContext): Generator<WrongGradient> {
  const { network, model, parameters, subject, own, words } = context;
  const layer = 'layer' in subject ? subject.layer : -1;
  const next = model.layers[layer + 1];
  if (!next || !('j' in subject || subject.kind === 'input') || next.units * next.inputs > MAX_UNITS) return;
  const j = 'j' in subject ? subject.j : subject.i;
  const isLast = layer + 1 === lastLayer(network) && outputDelta(network) !== 'softmaxCrossEntropy';
  const term = (values: SampleValues, k: number, unit: number): number =>
    values.deltas[layer + 1]![k]! * parameters[next.weightOffset + unit * next.units + k]!;
  const after = (sample: SamplePoint): number => {
    if (subject.kind === 'activation' || subject.kind === 'input') return 1;
    const h = { kind: 'activation', layer, j } as const;
    return totalDerivative(model, parameters, sample, h, subject);
  };
  const name = (k: number, unit: number): string =>
    isLast
      ? words.derivative({ kind: 'lossTerm', k }, output(layer, unit))
      : `${words.name({ kind: 'delta', layer: layer + 1, j: k })} ${words.name({ kind: 'weight', layer: layer + 1, i: unit, j: k })}`;
  for (let k = 0; k < next.units; k++) {
    for (let other = 0; other < next.units; other++) {
      for (let unit = 0; unit < next.inputs; unit++) {
        if (other === k && unit === j) continue;
        const change = reduced(
          context,
          (sample) => (term(sample.values, other, unit) - term(sample.values, k, j)) * after(sample),
        );
        yield {
          mistake: words.instead('wrongIndex', name(other, unit), name(k, j), ''),
          gradient: own + change,
        };
      }
    }
  }
}

/** Later weights that have been updated before they are used; a weight matrix the wrong way round. */
function* updatedFirst(context: CatalogueContext): Generator<WrongGradient> {
  const { network, model, parameters, gradient, subject } = context;
  const first = 'layer' in subject ? subject.layer + 1 : 0;
  if (first >= model.layers.length) return;
  const weights = parameters.slice();
  const { optimizer, learningRate } = network.training;
  createOptimizer(optimizer, weights.length, frozenParameters(network, model.layout)).update(
    weights,
    gradient,
    learningRate,
  );
  const message = say(
    'The weights of later layers have been updated already: the gradient needs their values before the update.',
  );
  yield { mistake: { code: 'updatedWeights', message }, gradient: slipped(context, { weights }) };
  for (let layer = first; layer < model.layers.length; layer++) {
    const { inputs, units } = model.layers[layer]!;
    if (inputs !== units || units < 2) continue;
    const name = network.layers[layer]!.name;
    const transposed = say(
      'The weights of layer "{0}" are used the wrong way round: the first index is the unit they come from.',
      name,
    );
    yield {
      mistake: { code: 'wrongIndex', message: transposed },
      gradient: slipped(context, { transposed: layer }),
    };
  }
}

/** The pre-activation for the activation, in the slope or as what a weight is multiplied by; inputs as in the file. */
function* wrongFactors(context: CatalogueContext): Generator<WrongGradient> {
  const { network, model, dataset, subject, words } = context;
  for (const [layer, { activation }] of network.layers.entries()) {
    const isBefore =
      'layer' in subject &&
      (layer < subject.layer || (layer === subject.layer && subject.kind === 'activation'));
    if (isBefore || (activation.type !== 'sigmoid' && activation.type !== 'tanh')) continue;
    if (layer === lastLayer(network) && outputDelta(network) !== 'elementwise') continue;
    const j = 'j' in subject && subject.layer === layer ? subject.j : 'j';
    const [a, h] = [
      words.name({ kind: 'preActivation', layer, j }),
      words.name({ kind: 'activation', layer, j }),
    ];
    const slope = activationDerivativeByOutput(activation);
    const why = say('the slope {0} is one of the output h', words.formula(slope));
    yield {
      mistake: words.instead('other', a, h, why),
      gradient: slipped(context, { slopeOfPreActivation: layer }),
    };
  }
  if (subject.kind !== 'weight') return;
  const { layer, i, j } = subject;
  if (layer > 0) {
    const [a, h] = [
      words.name({ kind: 'preActivation', layer: layer - 1, j: i }),
      words.name(output(layer - 1, i)),
    ];
    const gradient = reduced(
      context,
      ({ values }) => values.deltas[layer]![j]! * values.preActivations[layer - 1]![i]!,
    );
    yield {
      mistake: words.instead('other', a, h, say('a weight is multiplied by the activation')),
      gradient,
    };
    return;
  }
  const scale = dataset.standardization;
  if (!scale || model.inputUnits === 0) return;
  const raw = (x: number): number => x * scale.deviation[i]! + scale.mean[i]!;
  const gradient = reduced(context, ({ values }) => values.deltas[0]![j]! * raw(values.inputs[i]!));
  const message = say(
    '{0} is taken as the file has it: it is standardized first.',
    words.name({ kind: 'input', i }),
  );
  yield { mistake: { code: 'other', message }, gradient };
}

/** One sample's gradient in place of the batch's. */
function* singleSamples({ model, parameters, samples, subject }: CatalogueContext): Generator<WrongGradient> {
  if (samples.length < 2 || samples.length > MAX_UNITS) return;
  for (const [n, { values }] of samples.entries()) {
    const message = say(
      'This is what training sample {0} alone gives: the loss is that of all {1}.',
      n + 1,
      samples.length,
    );
    const gradient = gradientFrom(values, backwardWith(model, parameters, values, {}), subject);
    yield { mistake: { code: 'other', message }, gradient };
  }
}
