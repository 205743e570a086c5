/** What is allocated while something runs. */
export interface Allocations {
  /** Bytes of the largest buffer. */
  readonly largest: number;
  /** Bytes of all buffers together. */
  readonly total: number;
  readonly milliseconds: number;
}

const KINDS = ['ArrayBuffer', 'Uint8Array', 'Uint16Array', 'Uint32Array', 'Float64Array'] as const;

/** Runs `work` while every typed array and buffer that is made is counted. */
export function allocationsOf(work: () => void): Allocations {
  const all = globalThis as unknown as Record<string, new (...values: unknown[]) => object>;
  const before = new Map(KINDS.map((name) => [name, all[name]!]));
  let largest = 0;
  let total = 0;
  for (const [name, made] of before) {
    all[name] = new Proxy(made, {
      construct(target, values, newTarget) {
        const array = Reflect.construct(target, values, newTarget) as { byteLength: number };
        // A view on a buffer that is there already allocates nothing.
        const isView = typeof values[0] === 'object' && values[0] instanceof before.get('ArrayBuffer')!;
        if (!isView) {
          largest = Math.max(largest, array.byteLength);
          total += array.byteLength;
        }
        return array;
      },
    });
  }
  const start = performance.now();
  try {
    work();
  } finally {
    for (const [name, made] of before) all[name] = made;
  }
  return { largest, total, milliseconds: performance.now() - start };
}
