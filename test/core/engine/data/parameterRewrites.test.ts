import assert from 'node:assert/strict';
import fc from 'fast-check';
import { prepareDataset } from '../../../../src/core/engine/dataset';
import { evaluate } from '../../../../src/core/engine/evaluate';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createModel } from '../../../../src/core/engine/model';
import {
  parameterRewrites,
  parameterRewriteSteps,
  type ParameterRewrite,
} from '../../../../src/core/engine/parameterRewrites';
import type { Network } from '../../../../src/core/network/network';
import { parse } from '../../../../src/core/network/parse';
import { runToEnd } from '../../../../src/core/network/steps';
import { editedText } from '../../../../src/core/network/text';
import { networkFile } from '../../network/generatedFiles';

function networkIn(text: string): Network {
  const { network, diagnostics } = parse(text);
  assert.ok(network, JSON.stringify(diagnostics));
  return network;
}

function rewritten(text: string, layer: number, rewrite: ParameterRewrite): string {
  const parsed = parse(text);
  return editedText(text, runToEnd(parameterRewriteSteps(parsed, networkIn(text), layer, rewrite)));
}

/** Loss and gradient at the file's parameters; the samples are inline or generated. */
function worth(text: string): { readonly loss: number; readonly gradient: Float64Array } {
  const network = networkIn(text);
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared, JSON.stringify(prepared));
  const { dataset } = prepared;
  return evaluate(createModel(network), initialParameters(network), dataset, dataset.trainingIndices);
}

/** Files with samples that need no other file. */
function evaluable(): fc.Arbitrary<string> {
  return networkFile()
    .filter(({ data }) => typeof data === 'object' && data !== null && !('file' in data))
    .map((file) => JSON.stringify(file, null, 2));
}

describe('rewrites of parameters', () => {
  it('keep loss and gradient bit for bit in 300 files, but for new weights and new biases', () => {
    let written = 0;
    fc.assert(
      fc.property(evaluable(), (text) => {
        const network = networkIn(text);
        const before = worth(text);
        for (const [l, layer] of network.layers.entries()) {
          for (const rewrite of parameterRewrites(layer)) {
            if (rewrite === 'initialiseWeights') continue;
            const after = worth(rewritten(text, l, rewrite));
            assert.ok(Object.is(after.loss, before.loss), `${rewrite}: ${after.loss}, was ${before.loss}`);
            if (rewrite === 'addBiases') {
              assert.equal(after.gradient.length, before.gradient.length + layer.units);
            } else {
              written++;
              assert.deepEqual(after.gradient, before.gradient);
            }
          }
        }
      }),
      { numRuns: 300, seed: 4 },
    );
    assert.ok(written > 200, String(written));
  });

  it('write the numbers that omitted weights and biases stand for', () => {
    const text = `{
  "inputs": 1,
  "layers": [
    { "units": 2, "init": { "uniform": [2, 3] } }, // drawn
    { "units": 1 }
  ],
  "training": { "seed": 7 }
}`;
    const [w1, w2] = initialParameters(networkIn(text));
    assert.ok(w1! >= 2 && w1! < 3 && w1 !== w2);
    const rows = `"weights": [\n        [${w1}, ${w2}]\n      ]`;
    assert.equal(rewritten(text, 0, 'writeWeights'), text.replace('[2, 3] }', `[2, 3] }, ${rows}`));
    assert.equal(
      rewritten(text, 1, 'writeBiases'),
      text.replace('"units": 1 }', '"units": 1, "biases": [0] }'),
    );
    assert.deepEqual(parameterRewrites(networkIn(text).layers[0]!), ['writeWeights', 'writeBiases']);
  });

  it('put fresh weights by initialiser and seed in the place of the present ones', () => {
    const omitted = '{"inputs":2,"layers":[{"units":2,"init":"heNormal"},{"units":1}],"training":{"seed":5}}';
    const drawn = initialParameters(networkIn(omitted));
    const text = omitted.replace('"init"', '"weights":[[1, 2],[ 3,4 ]],"biases":[5,6],"init"');
    const fresh = rewritten(text, 0, 'initialiseWeights');
    const [a, b, c, d] = drawn;
    assert.equal(fresh, text.replace('[[1, 2],[ 3,4 ]]', `[[${a}, ${b}],[ ${c},${d} ]]`));
    assert.equal(rewritten(fresh, 0, 'initialiseWeights'), fresh, 'the same seed draws the same');
    assert.notEqual(rewritten(fresh.replace('"seed":5', '"seed":6'), 0, 'initialiseWeights'), fresh);
  });

  it('add biases of 0 where the file said that there are none', () => {
    const text = '{"inputs":1,"layers":[{"units":2,"biases":false /* none */},{"units":1,"biases":[3]}]}';
    const [first, second] = networkIn(text).layers;
    assert.deepEqual(parameterRewrites(first!), ['writeWeights', 'addBiases']);
    assert.deepEqual(parameterRewrites(second!), ['writeWeights']);
    assert.equal(rewritten(text, 0, 'addBiases'), text.replace('false', '[0, 0]'));
  });
});
