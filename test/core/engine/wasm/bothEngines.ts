import { strict as assert } from 'node:assert';
import type { Dataset } from '../../../../src/core/engine/dataset';
import { createTrainer, type Trainer } from '../../../../src/core/engine/training';
import { createCompiledTrainer } from '../../../../src/core/engine/wasm/compiledTraining';
import type { Network } from '../../../../src/core/network/network';
import { instantiate } from '../../../../src/worker/webAssembly';
import { everything } from '../training/everything';

/** A run that both engines are to make alike. */
export interface ComparedRun {
  /** Which run it is, where the engines differ. */
  readonly name: string;
  readonly network: Network;
  readonly dataset: Dataset;
  /** Missing: the parameters of the network and its seed. */
  readonly initial?: Float64Array;
  /** Updates made from one look at the run to the next. */
  readonly turns: readonly number[];
}

type Create = (network: Network, dataset: Dataset, initial?: Float64Array) => Trainer;

export const compiledTrainer: Create = (network, dataset, initial) =>
  createCompiledTrainer(network, dataset, instantiate, initial);

/** What a run by one engine comes to, turn by turn. */
export function courseOf({ network, dataset, initial, turns }: ComparedRun, create: Create) {
  const trainer = create(network, dataset, initial);
  return turns.map((updates) => ({ status: trainer.advance(updates), ...everything(trainer) }));
}

export type Course = ReturnType<typeof courseOf>;

/**
 * Makes all runs by the engine in TypeScript and then all by the compiled one: a JavaScript engine that has seen the
 * formulas on one machine runs them several times as fast as after it has seen them on two.
 *
 * Everything that both can tell of a run is compared bit for bit: −0 is not 0.
 */
export function assertSameCourses(runs: readonly ComparedRun[]): readonly Course[] {
  const expected = runs.map((run) => courseOf(run, createTrainer));
  runs.forEach((run, n) => {
    const actual = courseOf(run, compiledTrainer);
    for (let turn = 0; turn < actual.length; turn++) {
      assert.deepEqual(actual[turn], expected[n]![turn], `${run.name}, turn ${turn}`);
    }
  });
  return expected;
}

/** Everything that two trainers can tell, bit for bit. */
export function assertSame(actual: Trainer, expected: Trainer, message?: string): void {
  assert.deepEqual(everything(actual), everything(expected), message);
}
