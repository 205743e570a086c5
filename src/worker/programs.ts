import { createModel } from '../core/engine/model';
import type { TrainingSamples } from '../core/engine/training';
import { countsOf } from '../core/engine/wasm/compiledTraining';
import { compileProgram } from '../core/engine/wasm/program';
import type { Network } from '../core/network/network';
import type { SharedProgram } from '../protocol/pool';
import type { EngineUsed } from '../protocol/training';
import { canFuse, compileModule, NoWebAssemblyError } from './webAssembly';

/** Programs that are kept, the newest: as many as a sweep over two or three things goes back and forth between. */
const keptPrograms = 16;

/** Compiles the programs of networks, each once. */
export class Programs {
  /** By key, the newest last. */
  readonly #programs = new Map<string, SharedProgram>();
  #interpretedBecause: string | null = null;

  /** What can be run by the programs so far. */
  get engine(): EngineUsed {
    const reason = this.#interpretedBecause;
    return reason === null ? { kind: 'compiled', reason: null } : { kind: 'interpreted', reason };
  }

  /**
   * The program that trains a network on samples; null where there is no WebAssembly.
   *
   * @param key the network's `programKey`.
   * @throws UnsupportedNetworkError as `createModel`; OutOfMemoryError.
   */
  of(key: string, network: Network, samples: TrainingSamples): SharedProgram | null {
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
}
