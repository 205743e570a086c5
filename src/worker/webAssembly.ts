import type { Instantiate } from '../core/engine/wasm/instance';

/** As much of WebAssembly as is used here: Node's types do not have it, and the browser's bring the DOM along. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Memory: new (sizes: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

const { WebAssembly } = globalThis as { readonly WebAssembly?: WebAssemblyApi };

/** Bytes of a page of memory. */
const pageBytes = 65_536;

/** A program needs more memory than there is. */
export class OutOfMemoryError extends Error {
  constructor(bytes: number) {
    super(
      `Training this network needs ${Math.ceil(bytes / 1e6)} MB of memory at once, and there is no room for them.`,
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

/**
 * Runs a program in this thread.
 *
 * @throws NoWebAssemblyError without WebAssembly or its vector instructions; OutOfMemoryError.
 */
export const instantiate: Instantiate = ({ bytes, pages }) => {
  if (!WebAssembly) throw new NoWebAssemblyError('there is no WebAssembly here');
  let module: object;
  try {
    module = new WebAssembly.Module(bytes);
  } catch (error) {
    throw new NoWebAssemblyError(error instanceof Error ? error.message : String(error));
  }
  let memory: { readonly buffer: ArrayBuffer };
  try {
    memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (error) {
    if (error instanceof RangeError) throw new OutOfMemoryError(pages * pageBytes);
    throw error;
  }
  const { exports } = new WebAssembly.Instance(module, { program: { memory } });
  return {
    memory: memory.buffer,
    train: exports['train'] as (updates: number) => number,
    shuffle: (exports['shuffle'] ?? (() => undefined)) as () => void,
    evaluate: exports['evaluate'] as (list: number, length: number) => void,
    measure: exports['measure'] as (list: number, length: number) => number,
  };
};
