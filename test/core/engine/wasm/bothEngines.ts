import { strict as assert } from 'node:assert';
import type { Dataset } from '../../../../src/core/engine/dataset';
import { createTrainer, type Trainer } from '../../../../src/core/engine/training';
import { createCompiledTrainer } from '../../../../src/core/engine/wasm/compiledTraining';
import type { Network } from '../../../../src/core/network/network';
import { instantiate } from '../../../../src/worker/webAssembly';
import { everything } from '../training/everything';

/** A run by each engine, of the same network on the same samples, from the same parameters. */
export interface BothEngines {
  readonly compiled: Trainer;
  readonly interpreted: Trainer;
}

export function compiledTrainer(network: Network, dataset: Dataset, initial?: Float64Array): Trainer {
  return createCompiledTrainer(network, dataset, instantiate, initial);
}

export function bothEngines(network: Network, dataset: Dataset, initial?: Float64Array): BothEngines {
  return {
    compiled: compiledTrainer(network, dataset, initial),
    interpreted: createTrainer(network, dataset, initial),
  };
}

/** Everything that both can tell of the run so far, bit for bit: −0 is not 0. */
export function assertSame({ compiled, interpreted }: BothEngines, message?: string): void {
  assert.deepEqual(everything(compiled), everything(interpreted), message);
}

/** Makes the updates of each turn with both engines, and compares after each. */
export function advanceBoth(both: BothEngines, turns: readonly number[], message?: string): void {
  for (const updates of turns) {
    assert.equal(both.compiled.advance(updates), both.interpreted.advance(updates), message);
    assertSame(both, message);
  }
}
