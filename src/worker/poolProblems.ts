import { createModel } from '../core/engine/model';
import type { TrainingSamples } from '../core/engine/training';
import { countsOf } from '../core/engine/wasm/compiledTraining';
import { compileProgram } from '../core/engine/wasm/program';
import { programKey } from '../core/engine/wasm/programKey';
import type { Network } from '../core/network/network';
import type { PoolProblem, PoolRun, SharedProgram } from '../protocol/pool';
import type { EngineUsed } from '../protocol/training';
import { canFuse, compileModule, NoWebAssemblyError } from './webAssembly';

/** One run that a pool is to make. */
export interface PoolJob {
  /** Its samples and its parameters come from the two below. */
  readonly network: Network;
  /** Asked when the run is dealt out; the same object for jobs on the same samples, which are shared then. */
  readonly samples: () => TrainingSamples;
  /** Where the run starts, in the layout's order; asked when the run is dealt out, the same array where it is the same. */
  readonly parameters: () => Float64Array;
}

/** Programs that are kept, the newest: as many as a sweep over two or three things goes back and forth between. */
const keptPrograms = 16;

/** Makes the messages of a pool: what runs have in common is compiled once, and stands in memory once. */
export class PoolProblems {
  /** By key, the newest last. */
  readonly #programs = new Map<string, SharedProgram>();
  readonly #shared = new WeakMap<object, unknown>();
  #interpretedBecause: string | null = null;

  /** What the runs so far are computed by. */
  get engine(): EngineUsed {
    const reason = this.#interpretedBecause;
    return reason === null ? { kind: 'compiled', reason: null } : { kind: 'interpreted', reason };
  }

  /** A message without runs yet. */
  message(): PoolMessage {
    return new PoolMessage(
      (key, network, samples) => this.#program(key, network, samples),
      (array) => this.#share(array),
    );
  }

  #program(key: string, network: Network, samples: TrainingSamples): SharedProgram | null {
    const known = this.#programs.get(key);
    if (known) this.#programs.delete(key);
    const program = known ?? this.#compile(key, network, samples);
    if (!program) return null;
    this.#programs.set(key, program);
    for (const oldest of this.#programs.keys()) {
      if (this.#programs.size <= keptPrograms) break;
      this.#programs.delete(oldest);
    }
    return program;
  }

  #compile(key: string, network: Network, samples: TrainingSamples): SharedProgram | null {
    const model = createModel(network);
    const program = compileProgram(network, model, countsOf(model, samples), 1, canFuse());
    const { map, isShuffled, pages } = program;
    try {
      return { key, map, isShuffled, pages, module: compileModule(program) };
    } catch (error) {
      if (!(error instanceof NoWebAssemblyError)) throw error;
      this.#interpretedBecause = error.message;
      return null;
    }
  }

  /** The same numbers where all threads see them; the array itself where there is no such memory. */
  #share<T extends Float64Array | Uint32Array>(array: T): T {
    if (typeof SharedArrayBuffer === 'undefined') return array;
    const known = this.#shared.get(array);
    if (known) return known as T;
    const ArrayType = array.constructor as new (buffer: SharedArrayBuffer) => T;
    const shared = new ArrayType(new SharedArrayBuffer(array.byteLength));
    shared.set(array);
    this.#shared.set(array, shared);
    return shared;
  }
}

/** Runs for one worker, and what they have in common. */
export class PoolMessage {
  readonly problems: PoolProblem[] = [];
  readonly runs: PoolRun[] = [];
  readonly #keys: string[] = [];
  readonly #program: (key: string, network: Network, samples: TrainingSamples) => SharedProgram | null;
  readonly #share: <T extends Float64Array | Uint32Array>(array: T) => T;

  constructor(
    program: (key: string, network: Network, samples: TrainingSamples) => SharedProgram | null,
    share: <T extends Float64Array | Uint32Array>(array: T) => T,
  ) {
    this.#program = program;
    this.#share = share;
  }

  /** @throws UnsupportedNetworkError as `createModel`; OutOfMemoryError; what the job throws. */
  add(id: number, job: PoolJob): void {
    const problem = this.#problemOf(job);
    const parameters = this.#share(job.parameters());
    this.runs.push({ id, problem, training: job.network.training, parameters });
  }

  #problemOf({ network, samples }: PoolJob): number {
    const own = samples();
    const inputs = this.#share(own.inputs);
    const shape = programKey(network, countsOf({ inputUnits: network.inputs.units }, own));
    const key = `${network.reduction} ${shape}`;
    const known = this.problems.findIndex((one, n) => this.#keys[n] === key && one.samples.inputs === inputs);
    if (known >= 0) return known;
    const problem: PoolProblem = {
      network: trainedPart(network),
      samples: {
        inputs,
        targets: this.#share(own.targets),
        trainingIndices: this.#share(own.trainingIndices),
        testIndices: this.#share(own.testIndices),
      },
      program: this.#program(shape, network, own),
    };
    this.#keys.push(key);
    return this.problems.push(problem) - 1;
  }
}

/** As much of a network as training needs beside parameters and samples: neither grows with the other two. */
function trainedPart(network: Network): Network {
  return {
    ...network,
    name: null,
    description: null,
    inputs: { units: network.inputs.units, names: null },
    layers: network.layers.map((layer) => ({
      ...layer,
      unitNames: null,
      weights: null,
      biases: null,
      symbols: {},
    })),
    symbols: { product: 'inputFirst', residual: 'outputMinusTarget' },
    data: null,
    sweep: null,
  };
}
