import type { Code } from './code';
import type { Value } from './writtenCode';

/** Where things stand and how many there are: unsigned numbers of 32 bits. */

/** `offset` bytes past `address`. */
export function past(code: Code, address: Value, offset: Value): Value {
  return code.op('i32.add', [address, offset]);
}

export function times(code: Code, value: Value, factor: number): Value {
  return code.op('i32.mul', [value, code.i32(factor)]);
}

/** The smaller of two unsigned numbers. */
export function smaller(code: Code, left: Value, right: Value): Value {
  const least = code.variable(left);
  code.when(code.op('i32.lt_u', [right, left]), () => {
    least.set(right);
  });
  return least.get();
}
