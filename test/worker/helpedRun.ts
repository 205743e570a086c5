import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Trainer } from '../../src/core/engine/training';
import { createCompiledTrainer } from '../../src/core/engine/wasm/compiledTraining';
import { teamWords, type MemoryMap } from '../../src/core/engine/wasm/memory';
import { Team } from '../../src/worker/team';
import type { Thread } from '../../src/worker/thread';
import { startNodeThread } from '../../src/worker/thread.node';
import type { ComparedRun } from '../core/engine/wasm/bothEngines';

const helperFile = (): string => {
  const file = join(process.cwd(), 'dist', 'helperWorker.js');
  assert.ok(existsSync(file), `${file} is missing: build it with "npm run build"`);
  return file;
};

/** Asks every few milliseconds, and for ten seconds at most. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let left = 2000; !isSo(); left--) {
    assert.ok(left > 0, `waited in vain: ${what}`);
    await sleep(5);
  }
}

/** A run with threads that help, whatever its size. */
export class HelpedRun {
  readonly trainer: Trainer;
  readonly team: Team;
  /** All that were ever started. */
  readonly helpers: Thread[] = [];
  /** Of the memory that the helpers share. */
  map: MemoryMap | null = null;
  readonly #threads: number;
  #memory: ArrayBufferLike = new SharedArrayBuffer(0);

  /** @param file what a helper runs. */
  constructor({ network, dataset, initial }: ComparedRun, threads: number, file = helperFile) {
    this.#threads = threads;
    this.team = new Team(() => {
      const helper = startNodeThread(file(), 32);
      this.helpers.push(helper);
      return helper;
    });
    this.trainer = createCompiledTrainer(
      network,
      dataset,
      (program) => {
        const instance = this.team.instantiate(program);
        this.#memory = instance.memory;
        this.map = program.map;
        return instance;
      },
      initial,
      threads,
    );
  }

  /** Has the helpers come and waits for them. */
  async start(): Promise<void> {
    this.team.start();
    const helpers = this.#threads - 1;
    await until(
      () => this.team.helpers === helpers && this.word('present') === helpers,
      'the helpers are there',
    );
  }

  word(name: Exclude<keyof typeof teamWords, 'bytes'>): number {
    return Atomics.load(new Int32Array(this.#memory), (this.map!.team + teamWords[name]) / 4);
  }
}
