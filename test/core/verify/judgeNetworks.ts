import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import type { Network } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';
import { createSymbols } from '../../../src/core/network/symbols';
import { checkFormulas, type CheckContext } from '../../../src/core/verify/check';
import { networkOf } from '../engine/reference/networks';
import { networkA, networkB } from '../math/networks';
import type { Quantity } from '../../../src/core/math/expression';
import type { CheckedFormula, Syntax } from '../../../src/core/verify/written';
import { read } from './judgeReader';

/** The networks of the judging tests. */
export const networks = {
  a: networkA(),
  b: networkB(),
  /** 2-2-2-2: tanh, sigmoid, sigmoid, with the format's own names. */
  deep: networkOf({ units: [2, 2, 2, 2], activations: ['tanh', 'sigmoid', 'sigmoid'] }),
  /** 3-2-2-1 with pieces: a unit may not act at all. */
  relu: networkOf({ units: [3, 2, 2, 1], activations: ['tanh', 'relu', 'linear'] }),
  mse: networkOf({ units: [2, 2, 3], activations: ['tanh', 'linear'], loss: 'meanSquaredError' }),
  mse2: networkOf({ units: [2, 2, 2], activations: ['tanh', 'linear'], loss: 'meanSquaredError' }),
  bce: networkOf({ units: [2, 2, 1], activations: ['sigmoid', 'sigmoid'], loss: 'binaryCrossEntropy' }),
  bce3: networkOf({ units: [2, 2, 3], activations: ['sigmoid', 'sigmoid'], loss: 'binaryCrossEntropy' }),
  cce: networkOf({ units: [2, 2, 3], activations: ['sigmoid', 'softmax'], loss: 'categoricalCrossEntropy' }),
} satisfies Record<string, Network>;

export type NetworkName = keyof typeof networks;

/** A context without data: formulas are judged, numbers are not. */
export function contextOf(network: Network): CheckContext {
  return {
    network,
    symbols: createSymbols(network),
    model: createModel(network),
    dataset: null,
    parameters: null,
  };
}

/** The context of an example file, with its data and numbers. */
export function exampleContext(
  name: string,
  change: (text: string) => string = (text) => text,
): CheckContext {
  const text = change(readFileSync(`media/examples/${name}.backprop.json`, 'utf8'));
  const { network, diagnostics } = parse(text);
  assert.ok(network, JSON.stringify(diagnostics));
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  return { ...contextOf(network), dataset: prepared.dataset, parameters: initialParameters(network) };
}

/** One equation judged. */
export function judged(
  context: CheckContext,
  text: string,
  syntax: Syntax = 'markdown',
  updated: readonly Quantity[] = [],
): CheckedFormula {
  const [checked] = checkFormulas(context, text, read(context.network, text, syntax, updated));
  assert.ok(checked);
  return checked;
}

/** The text with the suggestion in place of the wrong part. */
export function repaired(text: string, { wrongPart, suggestion }: CheckedFormula): string {
  assert.ok(wrongPart && suggestion !== null, 'no suggestion');
  return text.slice(0, wrongPart.start) + suggestion + text.slice(wrongPart.end);
}
