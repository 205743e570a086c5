import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { ValueType } from '../../../../src/core/engine/wasm/binary';
import type { Code } from '../../../../src/core/engine/wasm/code';
import type { Value } from '../../../../src/core/engine/wasm/writtenCode';
import { Constants } from '../../../../src/core/engine/wasm/constants';
import { Functions } from '../../../../src/core/engine/wasm/functions';
import {
  instructions,
  laneInstructions,
  memoryInstructions,
  type InstructionName,
  type LaneInstructionName,
  type MemoryInstructionName,
} from '../../../../src/core/engine/wasm/instructions';
import { allowRelaxedSimd, instanceOf } from './onVectors';
import { interpret, places, randomProgram, write } from './randomPrograms';

/** What runs a module of one exported function `run`. */
function running(
  parameters: number,
  result: ValueType | null,
  body: (code: Code) => void,
  functions = new Functions(),
) {
  functions.add(parameters, result, 'run', body);
  const { memory, exports } = instanceOf(functions, new Constants(4096), 4096, 65_536);
  return { memory, run: exports['run']! };
}

/** The bytes of a function. */
function codeOf(body: (code: Code) => void): readonly number[] {
  const functions = new Functions();
  functions.add(2, 'i32', null, body);
  const { functions: all, code } = functions.encoded();
  return [...code.toArray().subarray(all[0]!.code.start, all[0]!.code.end)];
}

describe('written code', () => {
  it('computes what random programs compute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer(), fc.integer(), (seed, x, y) => {
        const program = randomProgram(seed);
        const functions = new Functions();
        const count = functions.add(1, 'i32', null, (code) => {
          const sum = code.op('i32.add', [code.load('i32.load', code.i32(0), 64), code.parameter(0)]);
          code.store('i32.store', code.i32(0), sum, 64);
          code.leave(sum);
        });
        const { memory, run } = running(
          2,
          'i32',
          (code) => {
            write(code, program, count, 64);
          },
          functions,
        );
        const expected = Int32Array.from({ length: places }, (_, n) => 3 * n);
        const actual = new Int32Array(memory, 64, places);
        actual.set(expected);
        assert.equal(run(x, y), interpret(program, [x, y], expected));
        assert.deepEqual([...actual], [...expected]);
      }),
      { numRuns: 1000 },
    );
  });

  it('holds numbers with their bits', () => {
    for (const value of [0, -0, NaN, Infinity, -Infinity, 5e-324, 0.1, -1.7976931348623157e308]) {
      const { memory, run } = running(0, null, (code) => {
        code.store('f64.store', code.i32(0), code.f64(value), 8);
        code.store('f64.store', code.i32(0), code.f64(-value), 16);
      });
      run();
      assert.ok(Object.is(new Float64Array(memory, 8, 1)[0], value), `${value}`);
      assert.ok(Object.is(new Float64Array(memory, 16, 1)[0], -value), `−${value}`);
    }
    for (const value of [0, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)]) {
      const { run } = running(0, 'i32', (code) => {
        code.leave(code.i32(value));
      });
      assert.equal(run(), value);
    }
  });

  it('has no instruction whose value nobody uses', () => {
    const plain = codeOf((code) => {
      code.leave(code.op('i32.add', [code.parameter(0), code.parameter(1)]));
    });
    const withDead = codeOf((code) => {
      const sum = code.op('i32.add', [code.parameter(0), code.parameter(1)]);
      const product = code.op('i32.mul', [sum, code.parameter(1)]);
      code.op('i32.xor', [product, code.load('i32.load', product, 8)]);
      code.leave(sum);
    });
    assert.deepEqual(withDead, plain);
  });

  it('makes a call whose value nobody uses', () => {
    const functions = new Functions();
    const note = functions.add(1, 'i32', null, (code) => {
      code.store('i32.store', code.i32(0), code.parameter(0), 8);
      code.leave(code.i32(1));
    });
    const { memory, run } = running(
      1,
      null,
      (code) => {
        code.callFor(note, [code.parameter(0)]);
      },
      functions,
    );
    run(41);
    assert.equal(new Int32Array(memory, 8, 1)[0], 41);
  });

  it('computes once what is written twice, in a block and in those inside it', () => {
    const sum = (code: Code): Value => code.op('i32.mul', [code.parameter(0), code.parameter(1)]);
    const bytes = codeOf((code) => {
      const first = sum(code);
      code.when(first, () => {
        code.leave(code.op('i32.add', [sum(code), sum(code)]));
      });
      code.leave(sum(code));
    });
    const multiply = instructions['i32.mul'].opcode;
    assert.equal(bytes.filter((byte) => byte === multiply).length, 1);
  });

  it('computes again what was computed in a block that has ended', () => {
    const sum = (code: Code): Value => code.op('i32.add', [code.parameter(0), code.parameter(1)]);
    const { run } = running(2, 'i32', (code) => {
      code.when(
        code.parameter(0),
        () => {
          code.store('i32.store', code.i32(0), sum(code), 8);
        },
        () => {
          code.store('i32.store', code.i32(0), sum(code), 16);
        },
      );
      code.leave(sum(code));
    });
    assert.equal(run(3, 5), 8);
    assert.equal(run(0, 5), 5);
  });

  it('tells instructions apart by their operands, in their order, and by what follows the opcode', () => {
    const { memory, run } = running(2, 'i32', (code) => {
      const [left, right] = [code.parameter(0), code.parameter(1)];
      const pair = code.load('v128.load', code.i32(0), 16);
      code.store('f64.store', code.i32(0), code.op('f64x2.extract_lane', [pair], [0]), 32);
      code.store('f64.store', code.i32(0), code.op('f64x2.extract_lane', [pair], [1]), 40);
      const differences = [code.op('i32.sub', [left, right]), code.op('i32.sub', [right, left])];
      code.leave(code.op('i32.shl', [differences[0]!, differences[1]!]));
    });
    new Float64Array(memory, 16, 2).set([1.5, 2.5]);
    assert.equal(run(5, 7), -8);
    assert.deepEqual([...new Float64Array(memory, 32, 2)], [1.5, 2.5]);
  });

  it('is valid with every instruction there is', () => {
    allowRelaxedSimd();
    for (const name of Object.keys(instructions) as InstructionName[]) {
      running(0, null, (code) => {
        const { types, immediates } = operandsOf(name);
        keep(
          code,
          code.op(
            name,
            types.map((type) => operand(code, type)),
            immediates,
          ),
        );
      });
    }
    for (const name of Object.keys(memoryInstructions) as MemoryInstructionName[]) {
      running(0, null, (code) => {
        if (memoryInstructions[name].result !== null) keep(code, code.load(name, code.i32(16), 2 ** 15));
        else code.store(name, code.i32(16), operand(code, name.slice(0, name.indexOf('.')) as ValueType), 8);
      });
    }
    for (const name of Object.keys(laneInstructions) as LaneInstructionName[]) {
      running(0, null, (code) => {
        if (laneInstructions[name].result === null)
          code.storeLane(name, 1, code.i32(16), operand(code, 'v128'));
        else keep(code, code.loadLane(name, 1, code.i32(16), operand(code, 'v128')));
      });
    }
  });
});

/** Uses a value, so that its instruction is not left out. */
function keep(code: Code, value: Value): void {
  const names = { i32: 'i32.store', f64: 'f64.store', v128: 'v128.store' } as const;
  code.store(names[value.type], code.i32(0), value, 32);
}

function operand(code: Code, type: ValueType): Value {
  if (type === 'i32') return code.i32(3);
  return type === 'f64' ? code.f64(2.5) : code.load('v128.load', code.i32(0), 16);
}

/** Types of the operands by the specification, and what follows the opcode. */
function operandsOf(name: InstructionName): { types: readonly ValueType[]; immediates: readonly number[] } {
  const [shape, word] = name.split('.') as [string, string];
  const of = (...types: ValueType[]) => ({ types, immediates: [] });
  if (name === 'i8x16.shuffle') {
    return { types: ['v128', 'v128'], immediates: Array.from({ length: 16 }, (_, n) => 31 - n) };
  }
  if (word === 'extract_lane') return { types: ['v128'], immediates: [1] };
  if (word === 'bitselect' || word === 'relaxed_madd') return of('v128', 'v128', 'v128');
  if (word === 'splat') return of('f64');
  if (word === 'shl' || word === 'shr_u') return shape === 'i32' ? of('i32', 'i32') : of('v128', 'i32');
  if (word === 'eqz' || word.startsWith('convert_i32')) return of('i32');
  if (word.startsWith('trunc_f64')) return of('f64');
  if (shape === 'i32' || shape === 'f64') return of(shape, shape);
  const ofOne = [
    'not',
    'all_true',
    'abs',
    'neg',
    'sqrt',
    'nearest',
    'demote_f64x2_zero',
    'promote_low_f32x4',
  ];
  return ofOne.includes(word) ? of('v128') : of('v128', 'v128');
}
