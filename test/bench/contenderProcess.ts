import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';

/** What a contender answers to a number of updates. */
export interface Reply {
  /** The mean loss of all samples after the updates. */
  readonly loss: number;
  /** Of the updates alone: of the processor, so that what else the machine does counts less; of a clock with several cores. */
  readonly seconds: number;
  /** Updates made. */
  readonly steps: number;
}

/** What a contender says when it has read its job. */
interface Greeting {
  readonly ready: string;
  readonly compileMilliseconds: number | null;
}

/** A program and its arguments. */
export type Command = readonly [program: string, ...parameters: string[]];

/** After so long without an answer a contender is ended. */
const limitMs = 300_000;

/** Numeric libraries and compilers keep to the one core that they are measured on, and leave no files. */
const environment = {
  PYTHONDONTWRITEBYTECODE: '1',
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  TF_CPP_MIN_LOG_LEVEL: '3',
  JAX_PLATFORMS: 'cpu',
};

/** The core that contenders are pinned to, by `taskset`; null where that cannot be had. */
export const pinnedCore: number | null = (() => {
  const core = cpus().length - 1;
  return spawnSync('taskset', ['-c', String(core), 'true']).status === 0 ? core : null;
})();

/** Why a contender gave no figure. */
export class NotRun extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'NotRun';
  }
}

/** Why the figure of a contender that runs does not count. */
export class NotCounted extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'NotCounted';
  }
}

/** A contender that has read its job and waits. */
export class ContenderProcess {
  readonly version: string;
  readonly compileMilliseconds: number | null;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #next: () => Promise<unknown>;

  private constructor(
    child: ChildProcessWithoutNullStreams,
    next: () => Promise<unknown>,
    greeting: Greeting,
  ) {
    this.#child = child;
    this.#next = next;
    this.version = greeting.ready;
    this.compileMilliseconds = greeting.compileMilliseconds;
  }

  /** @throws NotRun where the program is missing, says that it lacks something, or ends. */
  static async start(command: Command, isPinned: boolean): Promise<ContenderProcess> {
    const [program, ...parameters] = command;
    const pin = isPinned && pinnedCore !== null ? ['taskset', '-c', String(pinnedCore)] : [];
    const [first, ...rest] = [...pin, program, ...parameters] as [string, ...string[]];
    const child = spawn(first, rest, { env: { ...process.env, ...environment } });
    const next = repliesOf(child, program);
    const greeting = (await next()) as Greeting | { readonly absent: string };
    if ('absent' in greeting) {
      child.kill();
      throw new NotRun(greeting.absent);
    }
    return new ContenderProcess(child, next, greeting);
  }

  /** Trains from the starting weights. */
  async train(updates: number): Promise<Reply> {
    this.#child.stdin.write(`${updates}\n`);
    return (await this.#next()) as Reply;
  }

  end(): void {
    this.#child.stdin.end();
    this.#child.kill();
  }
}

/** A function that waits for the next line of a program's output, which is JSON. */
function repliesOf(child: ChildProcessWithoutNullStreams, program: string): () => Promise<unknown> {
  const lines: string[] = [];
  let errors = '';
  let failure: NotRun | null = null;
  let wake = (): void => undefined;
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  // Writing to a contender that has ended is told by its end.
  child.stdin.on('error', () => undefined);
  child.once('error', ({ message }) => {
    failure ??= new NotRun(message.includes('ENOENT') ? `there is no ${program}` : message);
    wake();
  });
  child.once('close', (code, signal) => {
    const said = errors.trim().split('\n').at(-1) ?? '';
    failure ??= new NotRun(`ended with ${signal ?? `code ${code ?? '?'}`}${said && `: ${said}`}`);
    wake();
  });
  return async () => {
    const limit = setTimeout(() => {
      failure ??= new NotRun(`no answer within ${limitMs / 1000} s`);
      child.kill('SIGKILL');
      wake();
    }, limitMs);
    try {
      for (;;) {
        const line = lines.shift();
        if (line !== undefined) return JSON.parse(line) as unknown;
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      clearTimeout(limit);
    }
  };
}
