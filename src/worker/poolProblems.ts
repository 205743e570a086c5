import type { TrainingSamples } from '../core/engine/training';
import type { SampleCounts } from '../core/engine/wasm/memory';
import { programKey } from '../core/engine/wasm/programKey';
import type { Network } from '../core/network/network';
import type { PoolPath, PoolProblem, PoolRun, PoolSurface, SharedProgram } from '../protocol/pool';
import type { EngineUsed } from '../protocol/training';

/** One run that a pool is to make. */
export interface PoolJob {
  /** Its samples and its parameters come from the two below. */
  readonly network: Network;
  /** Asked when the run is dealt out; the same object for jobs on the same samples, which are shared then. */
  readonly samples: () => TrainingSamples;
  /** Where the run starts, in the layout's order; asked when the run is dealt out, the same array where it is the same. */
  readonly parameters: () => Float64Array;
}

/** What makes the programs of a pool on the side that deals out: `Programs`. */
export interface ProgramSource {
  readonly engine: EngineUsed;
  of(key: string, network: Network, samples: TrainingSamples): SharedProgram | null;
}

/** Makes the messages of a pool: what runs have in common is compiled once, and stands in memory once. */
export class PoolProblems {
  readonly #programs: ProgramSource | null;
  readonly #shared = new WeakMap<object, unknown>();

  /** @param programs null: every worker compiles what it trains, so that whoever deals out is not held up by it. */
  constructor(programs: ProgramSource | null) {
    this.#programs = programs;
  }

  /** A message without runs yet. */
  message(): PoolMessage {
    return new PoolMessage(this.#programs, (array) => this.#share(array));
  }

  /** The same surface with nothing that its losses do not need, its arrays in memory that all threads see. */
  surface({ id, network, samples, origin, first, second }: PoolSurface): PoolSurface {
    const share = <T extends Float64Array | Uint32Array>(array: T): T => this.#share(array);
    return {
      id,
      network: trainedPart(network),
      samples: sharedSamples(samples, share),
      origin: share(origin),
      first: share(first),
      second: share(second),
    };
  }

  /** The same run with nothing that training does not need. */
  path({ network, samples, parameters, epochs }: PoolPath): PoolPath {
    const share = <T extends Float64Array | Uint32Array>(array: T): T => this.#share(array);
    return {
      network: trainedPart(network),
      samples: sharedSamples(samples, share),
      parameters: share(parameters),
      epochs,
    };
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

type Share = <T extends Float64Array | Uint32Array>(array: T) => T;

/** Runs for one worker, and what they have in common. */
export class PoolMessage {
  readonly problems: PoolProblem[] = [];
  readonly runs: PoolRun[] = [];
  readonly #keys: string[] = [];
  readonly #programs: ProgramSource | null;
  readonly #share: Share;

  constructor(programs: ProgramSource | null, share: Share) {
    this.#programs = programs;
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
    const shared = sharedSamples(own, this.#share);
    const shape = programKey(network, sampleCounts(network, own));
    const key = `${network.reduction} ${shape}`;
    const known = this.problems.findIndex(
      (one, n) => this.#keys[n] === key && one.samples.inputs === shared.inputs,
    );
    if (known >= 0) return known;
    const program = this.#programs ? this.#programs.of(shape, network, own) : 'own';
    this.#keys.push(key);
    return this.problems.push({ network: trainedPart(network), samples: shared, program }) - 1;
  }
}

/** How many samples a program for these must hold. */
export function sampleCounts(
  { inputs }: Network,
  samples: Pick<TrainingSamples, 'inputs' | 'trainingIndices' | 'testIndices'>,
): SampleCounts {
  return {
    samples: samples.inputs.length / inputs.units,
    training: samples.trainingIndices.length,
    test: samples.testIndices.length,
  };
}

function sharedSamples(
  { inputs, targets, trainingIndices, testIndices }: TrainingSamples,
  share: Share,
): TrainingSamples {
  return {
    inputs: share(inputs),
    targets: share(targets),
    trainingIndices: share(trainingIndices),
    testIndices: share(testIndices),
  };
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
