import { activationFunction, type ActivationFunction } from '../math/activations';
import { fusedLoss, type FusedLoss } from '../math/fusedLosses';
import { lossFunction, type LossFunction } from '../math/losses';
import { whenAsked } from '../math/remember';
import type { Activation, Loss, Network, Reduction } from '../network/network';
import { createLayout, type LayerLayout, type ParameterLayout } from './layout';

/**
 * A network made ready to compute: where its parameters stand and what each layer and the loss do. It holds
 * no parameters, so one model serves any number of parameter vectors. All arithmetic is binary64, whatever
 * `training.precision` says.
 */
export interface Model {
  readonly layout: ParameterLayout;
  readonly layers: readonly ModelLayer[];
  readonly inputUnits: number;
  readonly outputUnits: number;
  readonly loss: Loss;
  readonly lossFunction: LossFunction;
  /** The loss taken from the last pre-activations, where loss and last activation have such a form. */
  readonly fusedLoss: FusedLoss | null;
  readonly reduction: Reduction;
  /** λ₁ and λ₂ of the penalty on the weights. */
  readonly l1: number;
  readonly l2: number;
  /** Numbers of larger magnitude count as infinite when training looks for what went wrong. */
  readonly largest: number;
}

export interface ModelLayer extends LayerLayout {
  readonly activation: Activation;
  /** φ and φ′, unit by unit; null for softmax, whose outputs depend on all pre-activations of the layer. */
  readonly activationFunction: ActivationFunction | null;
}

/** The functions of one number that a model is made of. */
export interface Kernels {
  activationFunction(activation: Activation): ActivationFunction;
  lossFunction(loss: Loss, outputs: number): LossFunction;
  fusedLoss(loss: Loss, last: Activation, outputs: number): FusedLoss | null;
}

/** What training computes with: the functions of the operation table, and the fused losses. */
export const derivedKernels: Kernels = { activationFunction, lossFunction, fusedLoss };

/**
 * @param network a network without error diagnostics.
 * @param kernels other functions than those derived from the operation table: a test plants a wrong
 *   derivative here.
 * @param largest the largest number of the precision that is trained in.
 */
export function createModel(
  network: Network,
  kernels: Kernels = derivedKernels,
  largest = Number.MAX_VALUE,
): Model {
  const layout = createLayout(network);
  const layers = network.layers.map(({ activation }, l): ModelLayer => {
    const isElementwise = activation.type !== 'softmax';
    const functionOf = whenAsked(() => (isElementwise ? kernels.activationFunction(activation) : null));
    return {
      ...layout.layers[l]!,
      activation,
      get activationFunction() {
        return functionOf();
      },
    };
  });
  const last = layers.at(-1);
  if (!last) throw new RangeError('A network needs at least one layer.');
  const lossOf = whenAsked(() => kernels.lossFunction(network.loss, last.units));
  const fusedOf = whenAsked(() => kernels.fusedLoss(network.loss, last.activation, last.units));
  return {
    layout,
    layers,
    inputUnits: network.inputs.units,
    outputUnits: last.units,
    loss: network.loss,
    get lossFunction() {
      return lossOf();
    },
    get fusedLoss() {
      return fusedOf();
    },
    reduction: network.reduction,
    l1: network.training.l1,
    l2: network.training.l2,
    largest,
  };
}

/** What one layer computed for one sample; each array has one number for each unit. */
export interface LayerTrace {
  /** a = h W + b */
  readonly preActivations: Float64Array;
  /** h = φ(a); y of the last layer. */
  readonly activations: Float64Array;
  /** δ = ∂L/∂a of this sample's own loss, before the reduction over the batch; set by `backward`. */
  readonly deltas: Float64Array;
}

/** Everything computed for one sample. `forward`, `sampleLoss` and `backward` overwrite it. */
export interface Trace {
  readonly layers: readonly LayerTrace[];
  /** L_k of each output, set by `sampleLoss`. */
  readonly lossTerms: Float64Array;
  /** The sample's targets, set by `sampleLoss`. */
  readonly targets: Float64Array;
}

export function createTrace(model: Model): Trace {
  return {
    layers: model.layers.map(({ units }) => ({
      preActivations: new Float64Array(units),
      activations: new Float64Array(units),
      deltas: new Float64Array(units),
    })),
    lossTerms: new Float64Array(model.outputUnits),
    targets: new Float64Array(model.outputUnits),
  };
}
