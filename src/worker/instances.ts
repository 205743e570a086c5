import type { ProgramInstance } from '../core/engine/wasm/instance';
import { clearMemory } from '../core/engine/wasm/programMemory';
import type { SharedProgram } from '../protocol/pool';
import { instantiateModule, pageBytes } from './webAssembly';

/** Memory of instances that wait for another run, in bytes; the newest instance is kept whatever its size. */
const mostWaitingBytes = 64 * 1024 * 1024;

/**
 * Instances of programs, each for one run after another: the next run of a program finds its memory as it was made,
 * and the program optimized by the runs before.
 */
export class Instances {
  /** By the key of their programs, the newest last. */
  readonly #waiting = new Map<string, ProgramInstance>();

  /**
   * An instance with memory as good as new; the run before on it is over.
   *
   * @throws NoWebAssemblyError, OutOfMemoryError.
   */
  take(program: SharedProgram): ProgramInstance {
    const known = this.#waiting.get(program.key);
    if (known) {
      this.#waiting.delete(program.key);
      this.#waiting.set(program.key, known);
      clearMemory(known.memory, program.map);
      return known;
    }
    this.#makeRoom(program.pages * pageBytes);
    const made = instantiateModule(program.module, program.pages);
    this.#waiting.set(program.key, made);
    return made;
  }

  #makeRoom(bytes: number): void {
    let kept = [...this.#waiting.values()].reduce((sum, { memory }) => sum + memory.byteLength, bytes);
    for (const [key, { memory }] of this.#waiting) {
      if (kept <= mostWaitingBytes) return;
      this.#waiting.delete(key);
      kept -= memory.byteLength;
    }
  }
}
