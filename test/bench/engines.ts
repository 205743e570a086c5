import { createTrainer, type Trainer, type TrainingSamples } from '../../src/core/engine/training';
import type { Network } from '../../src/core/network/network';

/** One engine of the project as the bench runs it. */
export interface Engine {
  readonly name: string;
  readonly precision: 'float64' | 'float32';
  /** How many cores it uses: with more than one it is not pinned to a core. */
  readonly cores: number;
  create(network: Network, samples: TrainingSamples): Trainer;
  /** Makes the program for a network; left out where an engine compiles none. Its time is the compile time. */
  readonly compile?: (network: Network) => void;
}

/**
 * Every engine that is measured, the one that the figures are demanded of first. Losses of all contenders are
 * compared with those of the reference.
 */
export const engines: readonly Engine[] = [
  {
    name: 'engine (TypeScript)',
    precision: 'float64',
    cores: 1,
    create: (network, samples) => createTrainer(network, samples),
  },
];

/** The engine that says what a right loss is. */
export const reference = (network: Network, samples: TrainingSamples): Trainer =>
  createTrainer(network, samples);
