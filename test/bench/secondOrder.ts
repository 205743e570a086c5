import { completed } from '../../src/core/engine/completed';
import { prepareDataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { createHessian } from '../../src/core/engine/hessian';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel } from '../../src/core/engine/model';
import { largestCurvature } from '../../src/core/insight/curvature';
import type { ExplanationContext } from '../../src/core/insight/explanation';
import { pathLedger } from '../../src/core/insight/pathLedger';
import { parse } from '../../src/core/network/parse';
import { createSymbols } from '../../src/core/network/symbols';
import { largeNetworkText } from '../support/largeNetwork';

/** What the second derivatives and the path ledger cost: a label, and milliseconds by `time`. */
export function secondOrderFigures(
  time: (work: () => void) => number,
): readonly (readonly [label: string, milliseconds: number])[] {
  const { model, parameters, dataset } = contextOf(largeNetworkText());
  const { trainingIndices: indices } = dataset;
  const hessian = createHessian(model, parameters, dataset, indices);
  const [direction, product] = [parameters.map((_, p) => Math.sin(p)), new Float64Array(parameters.length)];
  const samples = String(indices.length);
  const wide = contextOf(emptyText([784, 128, 64, 10], 'relu'));
  const deep = contextOf(emptyText(Array<number>(21).fill(64), 'tanh'));
  const first = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;
  return [
    [`gradient of 784-128-10, ${samples} samples`, time(() => evaluate(model, parameters, dataset, indices))],
    [
      `product with its Hessian, ${samples} samples`,
      time(() => {
        hessian.product(direction, product);
      }),
    ],
    [
      'its largest curvature',
      time(() => completed(largestCurvature(hessian, new Uint8Array(parameters.length)))),
    ],
    ['path ledger of a first weight, 784-128-64-10', time(() => pathLedger(wide, first, null))],
    ['path ledger of a first weight, 20 layers of 64', time(() => pathLedger(deep, first, null))],
  ];
}

/** A network without weights of its own, and one sample. */
function emptyText(units: readonly number[], activation: string): string {
  const tenths = (count: number) => Array<number>(count).fill(0.1);
  return JSON.stringify({
    inputs: units[0],
    layers: units.slice(1).map((count) => ({ units: count, activation })),
    data: { inputs: [tenths(units[0]!)], targets: [tenths(units.at(-1)!)] },
  });
}

function contextOf(text: string): ExplanationContext {
  const { network, diagnostics } = parse(text);
  if (!network) throw new Error(`a bench network has errors: ${diagnostics[0]?.message ?? ''}`);
  const prepared = prepareDataset(network, null);
  if (!('dataset' in prepared)) throw new Error('the bench data is not usable');
  return {
    network,
    symbols: createSymbols(network),
    model: createModel(network),
    dataset: prepared.dataset,
    parameters: initialParameters(network),
  };
}
