import { createLayout } from '../core/engine/layout';
import type { TrainingSamples } from '../core/engine/training';
import type { Instantiate } from '../core/engine/wasm/instance';
import { chunkSamples, teamWords } from '../core/engine/wasm/memory';
import type { Program } from '../core/engine/wasm/program';
import type { Network } from '../core/network/network';
import type { StartThread, Thread } from './thread';
import { instantiate, instantiateShared, type HelperStart, type ProgramMemoryObject } from './webAssembly';

/*
 * Threads that help the training thread with one large network. The run begins without them, and they join when they are
 * there; whatever becomes of them, its numbers are the same. Helpers that are gone are not replaced before the next start,
 * and not at all after one has failed.
 */

/** Where helpers come from. */
export interface HelperSource {
  readonly start: StartThread;
  /** Threads that train one network at most, the training thread among them. */
  readonly mostThreads: number;
}

/**
 * Parameters times samples of a chunk from which threads are worth it. Where another program takes a core away, threads
 * lose some tens of microseconds at each step by waiting for each other: from here on that is a small part of a step.
 */
const sharedWork = 1_000_000;

/** The same over all samples of all epochs, below which the run is over before a helper is there: some tenths of a second. */
const longWork = 1_000_000_000;

/** How many threads are worth their while for a run. */
export function threadsFor(
  network: Network,
  { trainingIndices }: Pick<TrainingSamples, 'trainingIndices'>,
  mostThreads: number,
): number {
  const { training } = network;
  const samples = trainingIndices.length;
  const batch = training.batchSize === 'full' ? samples : Math.min(training.batchSize, samples);
  const { parameterCount } = createLayout(network);
  const isWide = parameterCount * Math.min(batch, chunkSamples) >= sharedWork;
  const isLong = parameterCount * samples * training.epochs >= longWork;
  return isWide && isLong ? mostThreads : 1;
}

/** The helpers of one run. */
export class Team {
  readonly #startThread: StartThread;
  #shared: { readonly program: Program; readonly memory: ProgramMemoryObject } | null = null;
  #helpers: Thread[] = [];
  /** Resolves when the threads that were ended are gone: until then they may still touch the memory. */
  #leaving: Promise<unknown> | null = null;
  #isWanted = false;

  constructor(startThread: StartThread) {
    this.#startThread = startThread;
  }

  /** Runs the program that the team is for; of a program for one thread there is nothing to help with. */
  readonly instantiate: Instantiate = (program) => {
    if (program.followers.length === 0) return instantiate(program);
    const { instance, memory } = instantiateShared(program);
    this.#shared = { program, memory };
    return {
      ...instance,
      startAfresh: () => {
        this.#disband();
        return instantiateShared(program).instance;
      },
    };
  };

  /** How many threads help or are about to. */
  get helpers(): number {
    return this.#helpers.length;
  }

  /** Has the helpers come. They work from the next call of the trainer on that finds all of them there. */
  start(): void {
    this.#isWanted = true;
    if (!this.#leaving) {
      this.#launch();
      return;
    }
    void this.#leaving.then(() => {
      this.#launch();
    });
  }

  /** Ends the helpers; to be called between two calls of the trainer. Resolves when they are gone. */
  async end(): Promise<void> {
    this.#isWanted = false;
    if (this.#helpers.length > 0) {
      Atomics.store(this.#words(), teamWords.invited / 4, 0);
      const leaving = Promise.all(this.#helpers.map(({ ended }) => ended));
      this.#leaving = leaving;
      for (const helper of this.#helpers) helper.terminate();
      this.#helpers = [];
    }
    await this.#leaving;
  }

  #launch(): void {
    if (!this.#isWanted || !this.#shared || this.#helpers.length > 0) return;
    this.#leaving = null;
    const { program, memory } = this.#shared;
    const words = this.#words();
    Atomics.store(words, teamWords.present / 4, 0);
    Atomics.store(words, teamWords.invited / 4, program.followers.length);
    for (const bytes of program.followers) {
      const start: HelperStart = { bytes, memory };
      let helper: Thread;
      try {
        helper = this.#startThread();
      } catch {
        // Where no further thread can be had, nobody helps.
        this.#disband();
        return;
      }
      this.#helpers.push(helper);
      helper.port.post(start);
      void helper.ended.then((reason) => {
        if (reason !== null) this.#disband();
      });
    }
  }

  /** One has failed: the run goes on alone. */
  #disband(): void {
    void this.end();
    this.#shared = null;
  }

  #words(): Int32Array {
    const { program, memory } = this.#shared!;
    return new Int32Array(memory.buffer, program.map.team, teamWords.bytes / 4);
  }
}
