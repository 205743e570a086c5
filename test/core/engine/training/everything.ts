import type { Trainer } from '../../../../src/core/engine/training';

/** Everything that a trainer knows of its run. */
export const everything = (trainer: Trainer) => ({ result: trainer.finish(), state: trainer.snapshot() });
