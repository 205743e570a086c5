import type { Code } from './code';
import type { Value } from './writtenCode';
import { counters, type MemoryMap } from './memory';
import { past, times } from './places';

/**
 * The order of an epoch, anew from file order: Fisher–Yates with numbers of pure-rand's xoroshiro128plus, the
 * same draws as shuffle.ts makes with random.ts. The generator is written in 32-bit halves, as pure-rand writes
 * it; the numbers are its low 32 bits.
 */
export function writeShuffle(code: Code, map: MemoryMap): void {
  const stateAt = map.counters + 4 * counters.random;
  const zero = code.i32(0);
  const [s01, s00, s11, s10] = Array.from({ length: 4 }, (_, n) =>
    code.variable(code.load('i32.load', zero, stateAt + 4 * n)),
  ) as [Variable, Variable, Variable, Variable];
  const beforeAt = map.counters + 4 * counters.randomBefore;
  [s01, s00, s11, s10].forEach((part, n) => {
    code.store('i32.store', zero, part.get(), beforeAt + 4 * n);
  });
  const op = (name: 'i32.add' | 'i32.xor' | 'i32.and' | 'i32.or', left: Value, right: Value): Value =>
    code.op(name, [left, right]);
  const left = (value: Value, bits: number): Value => code.op('i32.shl', [value, code.i32(bits)]);
  const right = (value: Value, bits: number): Value => code.op('i32.shr_u', [value, code.i32(bits)]);
  const xor = (...values: readonly Value[]): Value => values.reduce((a, b) => op('i32.xor', a, b));

  /** The next number of 32 bits. */
  const draw = (): Value => {
    const [h0, l0, h1, l1] = [s01.get(), s00.get(), s11.get(), s10.get()];
    const a0 = xor(l1, l0);
    const a1 = xor(h1, h0);
    s00.set(xor(left(l0, 24), right(h0, 8), a0, left(a0, 16)));
    s01.set(xor(left(h0, 24), right(l0, 8), a1, op('i32.or', left(a1, 16), right(a0, 16))));
    s10.set(xor(left(a1, 5), right(a0, 27)));
    s11.set(xor(left(a0, 5), right(a1, 27)));
    return op('i32.add', l0, l1);
  };
  /** A uniform double in [0, 1) of two draws: 26 bits and 27 bits, both exact. */
  const uniform = (): Value => {
    const part = (mask: number, scale: number): Value => {
      const bits = code.op('f64.convert_i32_u', [op('i32.and', draw(), code.i32(mask))]);
      return code.op('f64.mul', [bits, code.f64(scale)]);
    };
    const high = part(0x3ff_ffff, 2 ** -26);
    return code.op('f64.add', [high, part(0x7ff_ffff, 2 ** -53)]);
  };

  const samples = code.load('i32.load', zero, map.counters + 4 * counters.samples);
  code.countOnce(zero, samples, 1, (n) => {
    const at = times(code, n, 4);
    code.store('i32.store', at, code.load('i32.load', at, map.trainingIndices), map.order);
  });
  const last = code.variable(code.op('i32.sub', [samples, code.i32(1)]));
  code.when(last.get(), () => {
    code.repeat(() => {
      const i = last.get();
      const entries = code.op('f64.convert_i32_u', [past(code, i, code.i32(1))]);
      const other = code.op('i32.trunc_f64_u', [code.op('f64.mul', [uniform(), entries])]);
      const [at, otherAt] = [times(code, i, 4), times(code, other, 4)];
      const entry = code.load('i32.load', at, map.order);
      code.store('i32.store', at, code.load('i32.load', otherAt, map.order), map.order);
      code.store('i32.store', otherAt, entry, map.order);
      const next = code.op('i32.sub', [i, code.i32(1)]);
      last.set(next);
      return next;
    });
  });
  [s01, s00, s11, s10].forEach((part, n) => {
    code.store('i32.store', zero, part.get(), stateAt + 4 * n);
  });
  code.leave();
}

type Variable = ReturnType<Code['variable']>;
