import type { Network } from '../../../src/core/network/network';
import { createLayout, parameterIndex } from '../../../src/core/engine/layout';
import { createModel, createTrace } from '../../../src/core/engine/model';
import { backward, forward, sampleLoss } from '../../../src/core/engine/propagate';
import { initialParameters } from '../../../src/core/engine/initialise';
import type { SampleValues } from '../../../src/core/math/evaluate';
import { networkOf } from '../engine/reference/networks';

/** Network A of the mathematics page: 2-3-2 with biases and the format's own symbols. */
export function networkA(): Network {
  return networkOf({
    units: [2, 3, 2],
    activations: ['sigmoid', 'sigmoid'],
    weights: [
      [
        [0.1, -0.4, 0.3],
        [0.6, 0.2, -0.5],
      ],
      [
        [0.7, -0.2],
        [-0.3, 0.5],
        [0.4, 0.1],
      ],
    ],
    biases: [
      [0.05, -0.1, 0.2],
      [0.3, -0.25],
    ],
  });
}

/** Network B: 2-2-2 without biases, with the second text's names and numbers. */
export function networkB(): Network {
  const network = networkOf({
    units: [2, 2, 2],
    activations: ['sigmoid', 'sigmoid'],
    biases: [false, false],
    weights: [
      [
        [0.15, 0.25],
        [0.2, 0.3],
      ],
      [
        [0.4, 0.5],
        [0.45, 0.55],
      ],
    ],
  });
  const [hidden, last] = network.layers;
  return {
    ...network,
    inputs: { units: 2, names: ['i_1', 'i_2'] },
    layers: [
      {
        ...hidden!,
        symbols: {
          weight: [
            ['w_1', 'w_3'],
            ['w_2', 'w_4'],
          ],
          preActivation: 'h_j',
          activation: 'a_{h_j}',
        },
      },
      {
        ...last!,
        symbols: {
          weight: [
            ['w_5', 'w_7'],
            ['w_6', 'w_8'],
          ],
          preActivation: 'o_j',
          activation: 'a_{o_j}',
        },
      },
    ],
    symbols: {
      loss: 'E_{total}',
      lossTerm: 'E_k',
      target: 't_k',
      product: 'weightFirst',
      residual: 'targetMinusOutput',
    },
  };
}

/** The engine's numbers for one sample at a network's initial parameters (or others). */
export function sampleValues(
  network: Network,
  inputs: readonly number[],
  targets: readonly number[],
  parameters: Float64Array = initialParameters(network),
): SampleValues {
  const model = createModel(network);
  const trace = createTrace(model);
  const layout = createLayout(network);
  forward(model, parameters, Float64Array.from(inputs), 0, trace);
  sampleLoss(model, Float64Array.from(targets), 0, trace);
  backward(model, parameters, trace);
  return {
    inputs,
    targets,
    preActivations: trace.layers.map((layer) => layer.preActivations),
    activations: trace.layers.map((layer) => layer.activations),
    deltas: trace.layers.map((layer) => layer.deltas),
    lossTerms: trace.lossTerms,
    parameter: (subject) => parameters[parameterIndex(layout, subject)]!,
  };
}
