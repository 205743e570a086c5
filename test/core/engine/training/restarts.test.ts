import assert from 'node:assert/strict';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createLayout } from '../../../../src/core/engine/layout';
import { restartParameters } from '../../../../src/core/engine/restarts';
import type { Network } from '../../../../src/core/network/network';
import { networkOf } from '../reference/networks';

const free = { weights: false, biases: false };

describe('restarts', () => {
  const drawn = networkOf({ units: [2, 3, 1], activations: ['tanh', 'linear'], training: { seed: 7 } });
  const written: Network = networkOf({
    units: [2, 2, 1],
    activations: ['tanh', 'linear'],
    weights: [[[1, 2], [3, 4]], [[5], [6]]], // prettier-ignore
    biases: [[0.1, 0.2], [0.3]],
    training: { seed: 7 },
  });

  it('begin with the run of the file, and go on with the seeds that follow', () => {
    assert.deepEqual(restartParameters(drawn, 0), initialParameters(drawn));
    const later = { ...drawn, training: { ...drawn.training, seed: 12 } };
    assert.deepEqual(restartParameters(drawn, 5), initialParameters(later));
    assert.notDeepEqual(restartParameters(drawn, 5), restartParameters(drawn, 6));
  });

  it('draw also what the file writes', () => {
    const blank = {
      ...written,
      layers: written.layers.map((layer) => ({ ...layer, weights: null, biases: null })),
    };
    assert.deepEqual(restartParameters(written, 0), initialParameters(blank));
  });

  it('leave what is frozen as the file has it', () => {
    const frozen = (layers: readonly (typeof free)[]): Network => ({
      ...written,
      layers: written.layers.map((layer, l) => ({ ...layer, frozen: layers[l]! })),
    });
    const own = initialParameters(written);
    const all = restartParameters(written, 3);
    const [first, last] = createLayout(written).layers;
    const withWeights = restartParameters(frozen([{ weights: true, biases: false }, free]), 3);
    assert.deepEqual(withWeights.subarray(0, 4), own.subarray(0, 4));
    assert.deepEqual(withWeights.subarray(4), all.subarray(4));
    const withBiases = restartParameters(frozen([free, { weights: false, biases: true }]), 3);
    assert.deepEqual(withBiases.subarray(0, last!.biasOffset!), all.subarray(0, last!.biasOffset!));
    assert.deepEqual(withBiases.at(-1), 0.3);
    assert.equal(all[first!.biasOffset!], 0);
  });
});
