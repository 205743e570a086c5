import { strict as assert } from 'node:assert';
import { createTrainer } from '../../../../src/core/engine/training';
import { createCompiledTrainer } from '../../../../src/core/engine/wasm/compiledTraining';
import type { Network } from '../../../../src/core/network/network';
import { instantiate } from '../../../../src/worker/webAssembly';
import { datasetOf, networkOf } from '../reference/networks';
import { assertSame } from './bothEngines';

const inputs = [
  [0.1, 0.9],
  [-0.4, 0.3],
  [0.7, -0.2],
];
const targets = [[1], [0], [0.5]];

function networkIn(precision: Network['training']['precision']): Network {
  return networkOf({
    units: [2, 3, 1],
    activations: ['tanh', 'linear'],
    training: { epochs: 40, learningRate: 1e155, precision },
  });
}

describe('the samples of a compiled run', () => {
  it('stand once, in the memory of the program, and the run asks for them nowhere else', () => {
    const network = networkIn('float64');
    const expected = createTrainer(network, datasetOf(inputs, targets));
    const dataset = datasetOf(inputs, targets);
    let memory: ArrayBufferLike | null = null;
    const trainer = createCompiledTrainer(network, dataset, (program) => {
      const instance = instantiate(program);
      memory = instance.memory;
      return instance;
    });
    assert.equal(trainer.samples.inputs.buffer, memory);
    assert.equal(trainer.samples.targets.buffer, memory);
    assert.deepEqual([...trainer.samples.inputs], inputs.flat());
    assert.deepEqual([...trainer.samples.targets], targets.flat());
    dataset.inputs.fill(7);
    dataset.targets.fill(7);
    for (const one of [expected, trainer]) while (one.advance(1) === 'running');
    // The engine that says where it diverged has read the samples too.
    assert.equal(expected.snapshot().stopped, 'diverged');
    assertSame(trainer, expected);
  });

  it('are those that were handed in where the program has rounded them', () => {
    const dataset = datasetOf(inputs, targets);
    const trainer = createCompiledTrainer(networkIn('float32'), dataset, instantiate);
    assert.equal(trainer.samples.inputs, dataset.inputs);
    assert.equal(trainer.samples.targets, dataset.targets);
  });
});
