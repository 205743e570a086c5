import { createRandom } from '../../../../src/core/engine/random';
import type { Callable, Code, CodeVariable } from '../../../../src/core/engine/wasm/code';
import type { Value } from '../../../../src/core/engine/wasm/writtenCode';

/*
 * Random functions on whole numbers of 32 bits, as trees that are both computed here and written as code: values that
 * are used often, once or never, in their own block, in inner ones and in loops, with variables, memory and calls.
 */

/** How a value is made; operands are the numbers of values made before it, in its block or around it. */
type Made =
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'operation'; readonly name: OperationName; readonly operands: readonly number[] }
  | { readonly kind: 'variable'; readonly index: number }
  | { readonly kind: 'memory'; readonly place: number }
  /** Adds its operand to the counter in memory, and gives the counter. */
  | { readonly kind: 'call'; readonly operand: number };

export type Statement =
  | { readonly kind: 'value'; readonly id: number; readonly made: Made }
  | { readonly kind: 'set'; readonly index: number; readonly value: number }
  | { readonly kind: 'store'; readonly place: number; readonly value: number }
  | {
      readonly kind: 'when';
      readonly condition: number;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[] | null;
    }
  | { readonly kind: 'loop'; readonly times: number; readonly body: readonly Statement[] };

export interface RandomProgram {
  readonly statements: readonly Statement[];
  readonly result: number;
}

const operations = {
  'i32.add': (x: number, y: number) => (x + y) | 0,
  'i32.sub': (x: number, y: number) => (x - y) | 0,
  'i32.mul': (x: number, y: number) => Math.imul(x, y),
  'i32.and': (x: number, y: number) => x & y,
  'i32.or': (x: number, y: number) => x | y,
  'i32.xor': (x: number, y: number) => x ^ y,
  'i32.shl': (x: number, y: number) => x << y,
  'i32.shr_u': (x: number, y: number) => (x >>> y) | 0,
  'i32.eq': (x: number, y: number) => (x === y ? 1 : 0),
  'i32.ne': (x: number, y: number) => (x !== y ? 1 : 0),
  'i32.lt_u': (x: number, y: number) => (x >>> 0 < y >>> 0 ? 1 : 0),
  'i32.gt_u': (x: number, y: number) => (x >>> 0 > y >>> 0 ? 1 : 0),
  'i32.ge_u': (x: number, y: number) => (x >>> 0 >= y >>> 0 ? 1 : 0),
} as const;

type OperationName = keyof typeof operations;
const operationNames = Object.keys(operations) as OperationName[];

/** Variables, and places in memory, the first of which is the counter of calls. */
export const variables = 3;
export const places = 4;

export function randomProgram(seed: number): RandomProgram {
  const random = createRandom(seed);
  const below = (count: number): number => Math.floor(random.uniform() * count);
  let ids = 0;
  const statementsOf = (known: readonly number[], depth: number): readonly Statement[] => {
    const values = [...known];
    const any = (): number => values[below(values.length)]!;
    const made = (): Made => {
      switch (below(8)) {
        case 0:
          return { kind: 'parameter', index: below(2) };
        case 1:
          return { kind: 'number', value: below(2 ** 32) | 0 };
        case 2:
          return { kind: 'variable', index: below(variables) };
        case 3:
          return { kind: 'memory', place: below(places) };
        case 4:
          if (values.length > 0) return { kind: 'call', operand: any() };
          break;
        default:
          if (values.length > 0) {
            return {
              kind: 'operation',
              name: operationNames[below(operationNames.length)]!,
              operands: [any(), any()],
            };
          }
      }
      return { kind: 'number', value: below(3) };
    };
    const statement = (): Statement => {
      const kind = values.length === 0 ? 0 : below(10);
      if (depth > 0 && kind === 9)
        return { kind: 'loop', times: 1 + below(3), body: statementsOf(values, depth - 1) };
      if (depth > 0 && kind === 8) {
        return {
          kind: 'when',
          condition: any(),
          then: statementsOf(values, depth - 1),
          otherwise: below(2) === 0 ? statementsOf(values, depth - 1) : null,
        };
      }
      if (kind === 7) return { kind: 'store', place: 1 + below(places - 1), value: any() };
      if (kind === 6) return { kind: 'set', index: below(variables), value: any() };
      const value: Statement = { kind: 'value', id: ids++, made: made() };
      values.push(value.id);
      return value;
    };
    return Array.from({ length: 3 + below(8) }, statement);
  };
  const statements = statementsOf([], 3);
  const results = statements.flatMap((statement) => (statement.kind === 'value' ? [statement.id] : []));
  return { statements, result: results[below(results.length)]! };
}

/** Runs the program here; changes `memory`, whose first entry is the counter. */
export function interpret(
  { statements, result }: RandomProgram,
  parameters: readonly number[],
  memory: Int32Array,
) {
  const values: number[] = [];
  const held = new Int32Array(variables);
  const compute = (made: Made): number => {
    switch (made.kind) {
      case 'parameter':
        return parameters[made.index]!;
      case 'number':
        return made.value;
      case 'operation':
        return operations[made.name](values[made.operands[0]!]!, values[made.operands[1]!]!);
      case 'variable':
        return held[made.index]!;
      case 'memory':
        return memory[made.place]!;
      case 'call':
        memory[0] = memory[0]! + values[made.operand]!;
        return memory[0];
    }
  };
  const run = (list: readonly Statement[]): void => {
    for (const statement of list) {
      switch (statement.kind) {
        case 'value':
          values[statement.id] = compute(statement.made);
          break;
        case 'set':
          held[statement.index] = values[statement.value]!;
          break;
        case 'store':
          memory[statement.place] = values[statement.value]!;
          break;
        case 'when':
          if (values[statement.condition] !== 0) run(statement.then);
          else if (statement.otherwise) run(statement.otherwise);
          break;
        case 'loop':
          for (let n = 0; n < statement.times; n++) run(statement.body);
          break;
      }
    }
  };
  run(statements);
  return values[result]!;
}

/** Writes the same program; `count` adds its parameter to the counter and gives it. */
export function write(
  code: Code,
  { statements, result }: RandomProgram,
  count: Callable,
  memory: number,
): void {
  const values: Value[] = [];
  const held: CodeVariable[] = Array.from({ length: variables }, () => code.variable(code.i32(0)));
  const zero = code.i32(0);
  const make = (made: Made): Value => {
    switch (made.kind) {
      case 'parameter':
        return code.parameter(made.index);
      case 'number':
        return code.i32(made.value);
      case 'operation':
        return code.op(
          made.name,
          made.operands.map((operand) => values[operand]!),
        );
      case 'variable':
        return held[made.index]!.get();
      case 'memory':
        return code.load('i32.load', zero, memory + 4 * made.place);
      case 'call':
        return code.callFor(count, [values[made.operand]!]);
    }
  };
  const writeList = (list: readonly Statement[]): void => {
    for (const statement of list) {
      switch (statement.kind) {
        case 'value':
          values[statement.id] = make(statement.made);
          break;
        case 'set':
          held[statement.index]!.set(values[statement.value]!);
          break;
        case 'store':
          code.store('i32.store', zero, values[statement.value]!, memory + 4 * statement.place);
          break;
        case 'when': {
          const { otherwise } = statement;
          code.when(
            values[statement.condition]!,
            () => {
              writeList(statement.then);
            },
            otherwise === null
              ? undefined
              : () => {
                  writeList(otherwise);
                },
          );
          break;
        }
        case 'loop':
          code.count(zero, code.i32(statement.times), 1, () => {
            writeList(statement.body);
          });
          break;
      }
    }
  };
  writeList(statements);
  code.leave(values[result]!);
}
