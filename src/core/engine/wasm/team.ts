import type { Callable, Code } from './code';
import type { Value } from './writtenCode';
import type { Functions } from './functions';
import { Registers, whileTrue } from './loop';
import { ending, teamWords, zeroVector, type MemoryMap } from './memory';

/*
 * Several threads work on one batch, each with a module of its own on the same memory. The first leads: it runs the loop
 * over epochs and batches, and hands each task out by writing it down and counting the generation up. Every thread does a
 * fixed share of the task, then the leader goes on. Each number is computed by one thread, in the order in which the
 * leader would compute it alone: how many threads there are changes no bit.
 *
 * Threads look for each other in a loop for as long as a step may take to come, and sleep after that. A thread that ends
 * in the middle would be waited for in vain: the leader then gives up, and what stands in the memory is of no use.
 */

/** How often the other threads are looked for before a thread sleeps: some tens of microseconds. */
const looks = 20_000;

/** A follower is given up after so long, in nanoseconds: some tens of times what any share takes. */
const patience = (parameters: number): number => 2e9 + 1000 * parameters;

/** What `memory.atomic.wait32` gives when the time is over. */
const TIMED_OUT = 2;

/** Operands of a task, at most. */
const mostOperands = 3;

/** Parts of a whole: from `first` on, before `end`. */
export interface Share {
  readonly first: Value;
  readonly end: Value;
}

/** A function that each thread runs for its share. */
export interface Task {
  readonly number: number;
  readonly operands: number;
  readonly work: Callable;
}

/** The part of one thread in a team of one or more: what is written into its module. */
export class TeamMember {
  /** 0: the thread leads. */
  readonly share: number;
  readonly threads: number;
  /** The memory, with the scratch of this thread. */
  readonly map: MemoryMap;
  readonly #functions: Functions;
  readonly #parameterCount: number;
  readonly #tasks: Task[] = [];
  #handOut: Callable | null = null;
  #await: Callable | null = null;

  /** @param map as `mapMemory` gave it for so many threads. */
  constructor(functions: Functions, map: MemoryMap, threads: number, share: number, parameterCount: number) {
    this.#functions = functions;
    this.threads = threads;
    this.share = share;
    this.map = share === 0 ? map : { ...map, ...map.followers[share - 1] };
    this.#parameterCount = parameterCount;
  }

  /** This thread's share of `parts` parts. */
  shareOf(code: Code, parts: Value): Share {
    if (this.threads === 1) return { first: code.i32(0), end: parts };
    const bound = (share: number): Value =>
      code.op('i32.div_u', [code.op('i32.mul', [parts, code.i32(share)]), this.#threadsAtWork(code)]);
    return { first: bound(this.share), end: bound(this.share + 1) };
  }

  /** Every thread declares the same tasks in the same order. */
  task(operands: number, write: (code: Code) => void): Task {
    const work = this.#functions.add(operands, null, null, write);
    const task = { number: this.#tasks.length, operands, work };
    this.#tasks.push(task);
    return task;
  }

  /** Of the leader: has all threads do their shares of a task. */
  run(code: Code, { number, work }: Task, operands: readonly Value[]): void {
    if (this.threads === 1) {
      code.call(work, operands);
      return;
    }
    const isShared = code.op('i32.gt_u', [this.#load(code, 'threads'), code.i32(1)]);
    code.when(isShared, () => {
      const padded = Array.from({ length: mostOperands }, (_, n) => operands[n] ?? code.i32(0));
      code.call(this.#handingOut(), [code.i32(number), ...padded]);
    });
    code.call(work, operands);
    code.when(isShared, () => {
      code.call(this.#awaiting(), []);
    });
  }

  /** Of the leader: for the call under way the followers help, if all of them are there. */
  gather(code: Code): void {
    if (this.threads === 1) return;
    const isThere = (word: 'invited' | 'present'): Value =>
      code.op('i32.eq', [
        code.atomic('i32.atomic.load', [this.#address(code, word)]),
        code.i32(this.threads - 1),
      ]);
    this.alone(code);
    code.when(code.op('i32.and', [isThere('invited'), isThere('present')]), () => {
      this.#store(code, 'threads', code.i32(this.threads));
    });
  }

  /** Of the leader: for the call under way nobody helps. */
  alone(code: Code): void {
    if (this.threads > 1) this.#store(code, 'threads', code.i32(1));
  }

  /** Of a follower: the function `follow`, which does its share of task after task and never comes back. */
  writeFollow(): void {
    this.#functions.add(0, null, 'follow', (code) => {
      const generation = this.#address(code, 'generation');
      const seen = code.variable(code.atomic('i32.atomic.load', [generation]));
      const isOld = (): Value =>
        code.op('i32.eq', [code.atomic('i32.atomic.load', [generation]), seen.get()]);
      code.atomic('i32.atomic.rmw.add', [this.#address(code, 'present'), code.i32(1)]);
      code.repeat(() => {
        lookOften(code, isOld);
        whileTrue(code, isOld, () => {
          code.wait(generation, seen.get(), null);
        });
        seen.set(code.op('i32.add', [seen.get(), code.i32(1)]));
        code.store('v128.store', code.i32(0), zeroVector(code), this.map.suspicion);
        const task = this.#load(code, 'task');
        const operands = Array.from({ length: mostOperands }, (_, n) =>
          code.load('i32.load', code.i32(0), this.map.team + teamWords.operands + 4 * n),
        );
        for (const { number, operands: count, work } of this.#tasks) {
          code.when(code.op('i32.eq', [task, code.i32(number)]), () => {
            code.call(work, operands.slice(0, count));
          });
        }
        const done = this.#address(code, 'done');
        code.atomic('i32.atomic.rmw.add', [done, code.i32(1)]);
        code.atomic('memory.atomic.notify', [done, code.i32(1)]);
        return code.i32(1);
      });
    });
  }

  /** Writes a task down and wakes the followers. Parameters: its number, its operands. */
  #handingOut(): Callable {
    this.#handOut ??= this.#functions.add(1 + mostOperands, null, null, (code) => {
      this.#store(code, 'task', code.parameter(0));
      for (let n = 0; n < mostOperands; n++) {
        const place = this.map.team + teamWords.operands + 4 * n;
        code.store('i32.store', code.i32(0), code.parameter(1 + n), place);
      }
      code.atomic('i32.atomic.rmw.xchg', [this.#address(code, 'done'), code.i32(0)]);
      const generation = this.#address(code, 'generation');
      code.atomic('i32.atomic.rmw.add', [generation, code.i32(1)]);
      code.atomic('memory.atomic.notify', [generation, code.i32(this.threads - 1)]);
      code.leave();
    });
    return this.#handOut;
  }

  /** Waits for the followers and takes over what they found suspicious. */
  #awaiting(): Callable {
    this.#await ??= this.#functions.add(0, null, null, (code) => {
      const done = this.#address(code, 'done');
      const all = code.i32(this.threads - 1);
      const isAwaited = (): Value => code.op('i32.ne', [code.atomic('i32.atomic.load', [done]), all]);
      lookOften(code, isAwaited);
      whileTrue(code, isAwaited, () => {
        const before = code.atomic('i32.atomic.load', [done]);
        code.when(code.op('i32.ne', [before, all]), () => {
          const outcome = code.wait(done, before, patience(this.#parameterCount));
          code.when(code.op('i32.eq', [outcome, code.i32(TIMED_OUT)]), () => {
            new Registers(code, this.map).setCounter('ending', code.i32(ending.lostThread));
            this.alone(code);
            code.leave();
          });
        });
      });
      const nowhere = code.i32(0);
      let suspicion = code.load('v128.load', nowhere, this.map.suspicion);
      for (const follower of this.map.followers) {
        suspicion = code.op('f64x2.add', [suspicion, code.load('v128.load', nowhere, follower.suspicion)]);
      }
      code.store('v128.store', nowhere, suspicion, this.map.suspicion);
      code.leave();
    });
    return this.#await;
  }

  #threadsAtWork(code: Code): Value {
    return code.constantInMemory('i32.load', this.map.team + teamWords.threads);
  }

  #address(code: Code, word: keyof typeof teamWords): Value {
    return code.i32(this.map.team + teamWords[word]);
  }

  #load(code: Code, word: keyof typeof teamWords): Value {
    return code.load('i32.load', code.i32(0), this.map.team + teamWords[word]);
  }

  #store(code: Code, word: keyof typeof teamWords, value: Value): void {
    code.store('i32.store', code.i32(0), value, this.map.team + teamWords[word]);
  }
}

/** Asks again and again whether it has still to wait, but not for ever. */
function lookOften(code: Code, isAwaited: () => Value): void {
  const left = code.variable(code.i32(looks));
  code.repeat(() => {
    const fewer = code.op('i32.sub', [left.get(), code.i32(1)]);
    left.set(fewer);
    const isLeft = code.op('i32.ne', [fewer, code.i32(0)]);
    return code.op('i32.and', [isAwaited(), isLeft]);
  });
}
