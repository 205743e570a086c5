import type { Divergence } from '../core/engine/divergence';
import type { Trainer } from '../core/engine/training';
import type { RunResult } from '../protocol/pool';
import type { DivergencePlace } from '../protocol/training';

/** What a run has come to that is over; nothing in it belongs to the trainer. */
export function resultOf(trainer: Trainer): RunResult {
  const { loss, penalty, testLoss, epochs, stopped, history, parameters, divergence } = trainer.finish();
  if (stopped === null) throw new Error('The training came to no end.');
  return {
    loss,
    penalty,
    testLoss,
    epochs,
    stopped,
    history: {
      loss: Float64Array.from(history.loss),
      testLoss: Float64Array.from(history.testLoss),
      every: history.every,
    },
    parameters,
    divergence: divergence && placeOf(divergence),
  };
}

/** The engine counts the updates made before; people count the update it happened in. */
export function placeOf({ epoch, step, what, layer, unit, sample }: Divergence): DivergencePlace {
  return { epoch, step: step + 1, what, layer, unit, sample };
}
