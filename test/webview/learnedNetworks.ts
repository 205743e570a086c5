import { strict as assert } from 'node:assert';
import { createTrainer } from '../../src/core/engine/training';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';

/** A network after some epochs. */
export function trained(text: string, epochs: number, fileText: string | null = null): Float64Array {
  const { network, dataset } = goodNetworkOf(text, 'file', fileText);
  assert.ok(dataset);
  const trainer = createTrainer(network, dataset);
  while (trainer.epoch < epochs) trainer.stepOnce();
  return trainer.parameters.slice();
}

/** One input with a curve to be learned. */
export const oneInput = JSON.stringify({
  name: 'Sine',
  inputs: 1,
  layers: [{ units: 4, activation: 'tanh' }, { units: 1 }],
  data: { generator: 'sine', samples: 40, noise: 0.05, seed: 2, testFraction: 0.25 },
  training: { optimizer: 'adam', learningRate: 0.05, epochs: 300, seed: 2 },
});
