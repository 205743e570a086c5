import { join } from 'node:path';
import type { TrainerState } from '../../src/core/engine/trainerState';
import { createTrainer, type Trainer, type TrainingSamples } from '../../src/core/engine/training';
import { createModel } from '../../src/core/engine/model';
import { initialParameters } from '../../src/core/engine/initialise';
import {
  countsOf,
  createCompiledTrainer,
  createTrainerOn,
} from '../../src/core/engine/wasm/compiledTraining';
import { teamWords } from '../../src/core/engine/wasm/memory';
import { compileProgram } from '../../src/core/engine/wasm/program';
import { programKey } from '../../src/core/engine/wasm/programKey';
import type { Network } from '../../src/core/network/network';
import type { SharedProgram } from '../../src/protocol/pool';
import { nodeHelpers } from '../../src/worker/helpers.node';
import { Instances } from '../../src/worker/instances';
import { Team } from '../../src/worker/team';
import { canFuse, compileModule, instantiate } from '../../src/worker/webAssembly';

/** One engine of the project as the bench runs it. */
export interface Engine {
  readonly name: string;
  readonly precision: 'float64' | 'float32';
  /** How many cores it uses: with more than one it is not pinned to a core. */
  readonly cores: number;
  /** A trainer in place of the one before, which is trained no more. */
  create(network: Network, samples: TrainingSamples): Trainer;
  /** Ends what `create` has started; left out where there is nothing to end. */
  readonly end?: () => void;
  /** Left out: it can do all. */
  readonly workloads?: readonly string[];
  /** Makes the program for a network; left out where an engine compiles none. Its time is the compile time. */
  readonly compile?: (network: Network) => void;
}

/**
 * Every engine that is measured, the one that the figures are demanded of first. Losses of all contenders are
 * compared with those of the reference.
 */
export const engines: readonly Engine[] = [
  {
    name: 'engine (compiled)',
    precision: 'float64',
    cores: 1,
    create: compiledTrainer,
    compile: compileFor,
  },
  {
    name: 'engine (compiled, float32)',
    precision: 'float32',
    cores: 1,
    create: (network, samples) => compiledTrainer(inSingles(network), samples),
    compile: (network) => {
      compileFor(inSingles(network));
    },
  },
  {
    name: 'engine (compiled, two cores)',
    precision: 'float64',
    cores: 2,
    // Of these the training thread shares the steps of W4 alone: see `threadsFor`.
    workloads: ['W4'],
    create: createOnTwoCores,
    end: endHelper,
  },
  {
    name: 'engine (TypeScript)',
    precision: 'float64',
    cores: 1,
    create: (network, samples) => createTrainer(network, samples),
  },
];

const instances = new Instances();
const programs = new Map<string, SharedProgram>();

/** A run as a thread of a sweep makes it: runs that differ in their rates have one program. */
function compiledTrainer(network: Network, samples: TrainingSamples): Trainer {
  const model = createModel(network);
  const counts = countsOf(model, samples);
  const key = programKey(network, counts);
  let program = programs.get(key);
  if (!program) {
    const made = compileProgram(network, model, counts, 1, canFuse());
    program = { ...made, key, module: compileModule(made) };
    programs.set(key, program);
  }
  return createTrainerOn(program, instances.take(program), network, samples, initialParameters(network));
}

/** The run on two cores. */
let shared: {
  readonly key: string;
  readonly samples: TrainingSamples;
  readonly trainer: Trainer;
  readonly start: TrainerState;
  readonly team: Team;
} | null = null;

/**
 * The same run of two threads from its start again, as runs on one core share their program: both threads have then
 * compiled it to the end. Comes back when the helper is there, whose start is not part of any step.
 */
function createOnTwoCores(network: Network, samples: TrainingSamples): Trainer {
  const key = JSON.stringify(network);
  if (shared?.key === key && shared.samples === samples) {
    shared.trainer.restore(shared.start);
    return shared.trainer;
  }
  endHelper();
  const { start } = nodeHelpers(join(__dirname, 'helperWorker.js'));
  const team = new Team(start);
  let words: Int32Array = new Int32Array();
  const trainer = createCompiledTrainer(
    network,
    samples,
    (program) => {
      const instance = team.instantiate(program);
      words = new Int32Array(instance.memory, program.map.team, teamWords.bytes / 4);
      return instance;
    },
    undefined,
    2,
  );
  team.start();
  for (let left = 1000; Atomics.load(words, teamWords.present / 4) === 0; left--) {
    if (left === 0) throw new Error('the helper does not come');
    Atomics.wait(words, teamWords.present / 4, 0, 5);
  }
  shared = { key, samples, trainer, start: trainer.snapshot(), team };
  return trainer;
}

function endHelper(): void {
  void shared?.team.end();
}

function inSingles(network: Network): Network {
  return { ...network, training: { ...network.training, precision: 'float32' } };
}

/** Compiles for 1,024 samples: how many there are changes no more than numbers in the program. */
function compileFor(network: Network): void {
  const doubles = { ...network, training: { ...network.training, precision: 'float64' as const } };
  const counts = { samples: 1024, training: 1024, test: 0 };
  instantiate(compileProgram(network, createModel(doubles), counts, 1, canFuse()));
}

/** The engine that says what a right loss is. */
export const reference = (network: Network, samples: TrainingSamples): Trainer =>
  createTrainer(network, samples);
