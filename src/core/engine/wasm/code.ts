import { doubleBytes, signed, unsigned, type EncodedFunction, type ValueType } from './binary';
import { encodeBody } from './codeEncoder';
import {
  instructions,
  laneInstructions,
  memoryInstructions,
  type InstructionName,
  type LaneInstructionName,
  type MemoryInstructionName,
} from './instructions';

/**
 * One function of WebAssembly, written as values: each call of a method is an instruction on values that stand
 * already, and `encode` puts the whole on the stack machine. A pure instruction on the same operands is
 * written once in a block and the blocks inside it, so that formulas written apart share what they have in
 * common. A value that is used once, where it was made, stays on the stack; others get a local.
 */

export interface Value {
  readonly type: ValueType;
}

/** A local that changes. */
export interface CodeVariable {
  get(): Value;
  set(value: Value): void;
}

/** A function that others can call; its code may follow later. */
export interface Callable {
  readonly index: number;
  readonly result: ValueType | null;
}

/**
 * How a value may be treated: pure ones stay on the stack where that is possible, reads are made where they
 * stand or left out, calls are made in any case, and what is written `again` costs less than a local.
 */
type Treatment = 'pure' | 'read' | 'call' | 'again';

export interface WrittenValue extends Value {
  readonly id: number;
  readonly bytes: readonly number[];
  readonly operands: readonly WrittenValue[];
  readonly block: Block;
  readonly treatment: Treatment;
  uses: number;
  /** The block of the last instruction that was seen to use it. */
  user: Block | null;
  local: number | null;
}

export type Item =
  | { readonly kind: 'value'; readonly value: WrittenValue }
  | { readonly kind: 'effect'; readonly bytes: readonly number[]; readonly operands: readonly WrittenValue[] }
  | { readonly kind: 'loop'; readonly body: Block; readonly condition: WrittenValue }
  | {
      readonly kind: 'when';
      readonly condition: WrittenValue;
      readonly then: Block;
      readonly otherwise: Block | null;
    };

export interface Block {
  readonly items: Item[];
  readonly known: Map<string, WrittenValue>;
  readonly parent: Block | null;
}

const written = (values: readonly Value[]): readonly WrittenValue[] => values as readonly WrittenValue[];

/** As a power of two: what is stated is a hint, and changes nothing on the machines of today. */
const ANY_ALIGNMENT = 0;

/** What stands behind the last instruction of a function with a result; never reached. */
const UNREACHABLE = 0x00;

export class Code {
  readonly #parameters: readonly ValueType[];
  readonly #exportName: string | null;
  readonly #result: ValueType | null;
  readonly #variables: { readonly type: ValueType; readonly local: number }[] = [];
  readonly #root: Block = { items: [], known: new Map(), parent: null };
  #block = this.#root;
  #count = 0;

  /** @param exportName null: it is called by other functions only. */
  constructor(parameters: readonly ValueType[], result: ValueType | null, exportName: string | null) {
    this.#parameters = parameters;
    this.#result = result;
    this.#exportName = exportName;
  }

  parameter(index: number): Value {
    return this.#again(`parameter ${index}`, this.#parameters[index]!, () => [0x20, ...unsigned(index)]);
  }

  i32(value: number): Value {
    return this.#again(`i32 ${value}`, 'i32', () => [0x41, ...signed(BigInt(value))]);
  }

  f64(value: number): Value {
    const bytes = doubleBytes(value);
    return this.#again(`f64 ${bytes.join()}`, 'f64', () => [0x44, ...bytes]);
  }

  /** What stands at a place in memory and never changes: read where it is used. */
  constantInMemory(name: MemoryInstructionName, address: number): Value {
    const { bytes, result } = memoryInstructions[name];
    const code = () => [0x41, 0x00, ...bytes, ANY_ALIGNMENT, ...unsigned(address)];
    return this.#again(`${name} ${address}`, result!, code);
  }

  /** A pure instruction; `immediates` follow its opcode. */
  op(name: InstructionName, operands: readonly Value[], immediates: readonly number[] = []): Value {
    const ids = written(operands).map(({ id }) => id);
    const key = `${name} ${immediates.join()} ${ids.join()}`;
    for (let at: Block | null = this.#block; at; at = at.parent) {
      const known = at.known.get(key);
      if (known) return known;
    }
    const { bytes, result } = instructions[name];
    const code = immediates.length === 0 ? bytes : [...bytes, ...immediates];
    const made = this.#add(result, code, operands, 'pure');
    this.#block.known.set(key, made);
    return made;
  }

  /** What stands in memory at `address` + `offset` bytes, now. */
  load(name: MemoryInstructionName, address: Value, offset = 0): Value {
    const { bytes, result } = memoryInstructions[name];
    return this.#add(result!, [...bytes, ANY_ALIGNMENT, ...unsigned(offset)], [address], 'read');
  }

  store(name: MemoryInstructionName, address: Value, value: Value, offset = 0): void {
    this.#effect([...memoryInstructions[name].bytes, ANY_ALIGNMENT, ...unsigned(offset)], [address, value]);
  }

  /** `into` with one lane from memory. */
  loadLane(name: LaneInstructionName, lane: number, address: Value, into: Value, offset = 0): Value {
    const bytes = [...laneInstructions[name].bytes, ANY_ALIGNMENT, ...unsigned(offset), lane];
    return this.#add('v128', bytes, [address, into], 'read');
  }

  storeLane(name: LaneInstructionName, lane: number, address: Value, value: Value, offset = 0): void {
    const bytes = [...laneInstructions[name].bytes, ANY_ALIGNMENT, ...unsigned(offset), lane];
    this.#effect(bytes, [address, value]);
  }

  variable(initial: Value): CodeVariable {
    const { type } = initial;
    const local = this.#parameters.length + this.#variables.length;
    this.#variables.push({ type, local });
    const set = (value: Value): void => {
      this.#effect([0x21, ...unsigned(local)], [value]);
    };
    set(initial);
    return { get: () => this.#add(type, [0x20, ...unsigned(local)], [], 'read'), set };
  }

  /** Calls a function without a result, or with one that is left alone. */
  call({ index }: Callable, operands: readonly Value[]): void {
    this.#effect([0x10, ...unsigned(index)], operands);
  }

  /** Calls a function with a result. */
  callFor({ index, result }: Callable, operands: readonly Value[]): Value {
    return this.#add(result!, [0x10, ...unsigned(index)], operands, 'call');
  }

  /** Runs `body` once, and again as long as the i32 that it gives is not 0. */
  repeat(body: () => Value): void {
    let condition: Value | null = null;
    const inner = this.#inside(() => {
      condition = body();
    });
    this.#block.items.push({ kind: 'loop', body: inner, condition: condition! as WrittenValue });
  }

  /** Runs `body` for index = from, from + step, … below `to`, unsigned; not at all if `from` is not below. */
  count(from: Value, to: Value, step: number, body: (index: Value) => void): void {
    this.when(this.op('i32.lt_u', [from, to]), () => {
      this.countOnce(from, to, step, body);
    });
  }

  /** The same where it is known that `from` is below `to`. */
  countOnce(from: Value, to: Value, step: number, body: (index: Value) => void): void {
    const index = this.variable(from);
    this.repeat(() => {
      const now = index.get();
      body(now);
      const next = this.op('i32.add', [now, this.i32(step)]);
      index.set(next);
      return this.op('i32.lt_u', [next, to]);
    });
  }

  when(condition: Value, then: () => void, otherwise?: () => void): void {
    this.#block.items.push({
      kind: 'when',
      condition: condition as WrittenValue,
      then: this.#inside(then),
      otherwise: otherwise ? this.#inside(otherwise) : null,
    });
  }

  /** Ends the function, with its result if it has one: such a function ends by this on every way. */
  leave(...result: readonly Value[]): void {
    this.#effect([0x0f], result);
  }

  encode(): EncodedFunction {
    const { code, locals } = encodeBody(this.#root, this.#parameters.length, this.#variables);
    return {
      parameters: this.#parameters,
      results: this.#result === null ? [] : [this.#result],
      locals,
      code: this.#result === null ? code : [...code, UNREACHABLE],
      exportName: this.#exportName,
    };
  }

  #inside(body: () => void): Block {
    const outer = this.#block;
    const inner: Block = { items: [], known: new Map(), parent: outer };
    this.#block = inner;
    body();
    this.#block = outer;
    return inner;
  }

  #again(key: string, type: ValueType, code: () => readonly number[]): WrittenValue {
    const known = this.#root.known.get(key);
    if (known) return known;
    const made = this.#make(type, code(), [], 'again');
    this.#root.known.set(key, made);
    return made;
  }

  #add(
    type: ValueType,
    bytes: readonly number[],
    operands: readonly Value[],
    treatment: Treatment,
  ): WrittenValue {
    const made = this.#make(type, bytes, operands, treatment);
    this.#block.items.push({ kind: 'value', value: made });
    return made;
  }

  #make(
    type: ValueType,
    bytes: readonly number[],
    operands: readonly Value[],
    treatment: Treatment,
  ): WrittenValue {
    const id = this.#count++;
    const block = this.#block;
    return {
      type,
      id,
      bytes,
      operands: written(operands),
      block,
      treatment,
      uses: 0,
      user: null,
      local: null,
    };
  }

  #effect(bytes: readonly number[], operands: readonly Value[]): void {
    this.#block.items.push({ kind: 'effect', bytes, operands: written(operands) });
  }
}
