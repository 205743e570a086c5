import { whenAsked } from '../core/math/remember';
import type { Instantiate, ProgramInstance } from '../core/engine/wasm/instance';
import type { Program } from '../core/engine/wasm/program';
import { say } from '../core/words/say';

/** As much of WebAssembly as is used here: Node's types do not have it, and the browser's bring the DOM along. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  readonly Memory: new (sizes: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: boolean;
  }) => ProgramMemoryObject;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** The memory of a program. One that is shared can be posted to other threads. */
export interface ProgramMemoryObject {
  readonly buffer: ArrayBufferLike;
}

const { WebAssembly } = globalThis as { readonly WebAssembly?: WebAssemblyApi };

/** Bytes of a page of memory. */
export const pageBytes = 65_536;

/** A program needs more memory than there is. */
export class OutOfMemoryError extends Error {
  constructor(bytes: number) {
    super(
      say(
        'Training this network needs {0} MB of memory at once, and there is no room for them.',
        Math.ceil(bytes / 1e6),
      ),
    );
    this.name = 'OutOfMemoryError';
  }
}

/** Programs cannot be run here at all. */
export class NoWebAssemblyError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NoWebAssemblyError';
  }
}

/** Why programs cannot be run here, as a clause; null where they can: asked of the smallest program with a vector. */
export function missingWebAssembly(): string | null {
  try {
    compileModule({ bytes: Uint8Array.from(vectorModule), pages: 1 });
    return null;
  } catch (error) {
    if (error instanceof NoWebAssemblyError) return error.message;
    throw error;
  }
}

/** Whether programs here may multiply and add in single precision by one instruction. */
export const canFuse = whenAsked((): boolean => WebAssembly?.validate(Uint8Array.from(fusedModule)) ?? false);

/** A module of one function without a result, whose code is given, in the binary format. */
const moduleOf = (code: readonly number[]): readonly number[] => [
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, code.length + 4, 0x01, code.length + 2, 0x00, ...code, 0x0b],
];

/** i8x16.splat of 0. */
const zeros: readonly number[] = [0x41, 0x00, 0xfd, 0x0f];

/** A vector that is dropped. */
const vectorModule = moduleOf([...zeros, 0x1a]);

/** The same of f32x4.relaxed_madd. */
const fusedModule = moduleOf([...zeros, ...zeros, ...zeros, 0xfd, 0x85, 0x02, 0x1a]);

/** A compiled program, which can be posted to other threads: there it need not be compiled again. */
export type CompiledModule = object;

/**
 * Compiles a program.
 *
 * @throws NoWebAssemblyError without WebAssembly or its vector instructions; OutOfMemoryError for a program that needs
 *   more memory than any may have.
 */
export function compileModule({ bytes, pages }: Pick<Program, 'bytes' | 'pages'>): CompiledModule {
  if (!WebAssembly) throw new NoWebAssemblyError(say('there is no WebAssembly here'));
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // A compiler says of such a program only that it is wrong: memory that cannot be had says it better.
    createMemory(WebAssembly, pages);
    throw new NoWebAssemblyError(error instanceof Error ? error.message : String(error));
  }
}

function createMemory({ Memory }: WebAssemblyApi, pages: number, shared = false): ProgramMemoryObject {
  try {
    return new Memory({ initial: pages, maximum: pages, shared });
  } catch (error) {
    // Far above what may be asked for at all it is a TypeError.
    if (error instanceof RangeError || error instanceof TypeError) {
      throw new OutOfMemoryError(pages * pageBytes);
    }
    throw error;
  }
}

/**
 * Runs a program in this thread.
 *
 * @throws NoWebAssemblyError without WebAssembly or its vector instructions; OutOfMemoryError.
 */
export const instantiate: Instantiate = (program) => instantiateModule(compileModule(program), program.pages);

/**
 * Runs a program that is compiled already in this thread.
 *
 * @param pages that the program needs.
 * @throws OutOfMemoryError; NoWebAssemblyError.
 */
export function instantiateModule(module: CompiledModule, pages: number): ProgramInstance {
  if (!WebAssembly) throw new NoWebAssemblyError(say('there is no WebAssembly here'));
  return instanceOn(WebAssembly, module, createMemory(WebAssembly, pages));
}

/**
 * Runs the leading module of a program for several threads, on memory that is shared.
 *
 * @throws NoWebAssemblyError; OutOfMemoryError.
 */
export function instantiateShared(program: Program): {
  readonly instance: ProgramInstance;
  readonly memory: ProgramMemoryObject;
} {
  const module = compileModule(program);
  if (!WebAssembly) throw new NoWebAssemblyError(say('there is no WebAssembly here'));
  const memory = createMemory(WebAssembly, program.pages, true);
  return { instance: instanceOn(WebAssembly, module, memory), memory };
}

/** What a thread that helps is sent: its module, and the memory that all work on. */
export interface HelperStart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly memory: ProgramMemoryObject;
}

/** Does the share of a thread that helps until the thread is ended: it never comes back. */
export function follow({ bytes, memory }: HelperStart): void {
  if (!WebAssembly) throw new NoWebAssemblyError(say('there is no WebAssembly here'));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { program: { memory } });
  (exports['follow'] as () => void)();
}

function instanceOn(
  { Instance }: WebAssemblyApi,
  module: CompiledModule,
  memory: ProgramMemoryObject,
): ProgramInstance {
  const { exports } = new Instance(module, { program: { memory } });
  return {
    memory: memory.buffer,
    train: exports['train'] as (updates: number) => number,
    shuffle: (exports['shuffle'] ?? (() => undefined)) as () => void,
    evaluate: exports['evaluate'] as (list: number, length: number) => void,
    measure: exports['measure'] as (list: number, length: number) => number,
  };
}
