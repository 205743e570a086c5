import { strict as assert } from 'node:assert';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createModel } from '../../../../src/core/engine/model';
import { countsOf, createTrainerOn } from '../../../../src/core/engine/wasm/compiledTraining';
import { compileProgram } from '../../../../src/core/engine/wasm/program';
import { createRandom } from '../../../../src/core/engine/random';
import { instantiate } from '../../../../src/worker/webAssembly';
import { everything } from '../training/everything';
import { datasetOf, defaultOptimizers, networkOf } from '../reference/networks';

/** What the bench calls the cost of the look for numbers that are not finite is the difference of such programs. */
describe('a program that looks for no number that is not finite', () => {
  const random = createRandom(4);
  const row = (length: number) => Array.from({ length }, () => random.uniform());
  for (const [name, units, count] of [
    ['one sample', [2, 2, 1], 1],
    ['written out', [2, 5, 1], 40],
    ['in panels', [9, 50, 3], 40],
  ] as const) {
    it(`is shorter, trains to the same bits, and goes on past such a number: ${name}`, () => {
      const samples = datasetOf(
        Array.from({ length: count }, () => row(units[0])),
        Array.from({ length: count }, () => row(units[2])),
      );
      const [finite, diverging] = [0.01, 1e200].map((learningRate) =>
        [true, false].map((isWatched) => {
          const network = networkOf({
            units,
            activations: ['tanh', 'linear'],
            training: { epochs: 1000, batchSize: 7, learningRate, optimizer: defaultOptimizers[0]! },
          });
          const counts = countsOf({ inputUnits: units[0] }, samples);
          const program = compileProgram(network, createModel(network), counts, 1, false, isWatched);
          const trainer = createTrainerOn(
            program,
            instantiate(program),
            network,
            samples,
            initialParameters(network),
          );
          const status = trainer.advance(50);
          return { status, bytes: program.bytes.length, trainer };
        }),
      );
      assert.ok(finite![1]!.bytes < finite![0]!.bytes);
      assert.deepEqual(everything(finite![1]!.trainer), everything(finite![0]!.trainer));
      assert.deepEqual(
        diverging!.map(({ status }) => status),
        ['diverged', 'running'],
      );
    });
  }
});
