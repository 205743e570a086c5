import type { EncodedFunction, ValueType } from './binary';
import { Bytes } from './bytes';
import { encodeBody } from './codeEncoder';
import type { Block, Item, Treatment, Value, Written, WrittenValue } from './writtenCode';
import {
  ANY_ALIGNMENT,
  atomicAccess,
  atomicInstructions,
  instructions,
  laneInstructions,
  memoryInstructions,
  waitInstruction,
  type AtomicInstructionName,
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

const NOTHING: readonly number[] = [];

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const I32_CONST = 0x41;
const F64_CONST = 0x44;
const CALL = 0x10;
const RETURN = 0x0f;
const END = 0x0b;

/** What stands behind the last instruction of a function with a result; never reached. */
const UNREACHABLE = 0x00;

export class Code {
  readonly #parameters: readonly ValueType[];
  readonly #exportName: string | null;
  readonly #result: ValueType | null;
  readonly #variables: { readonly type: ValueType; readonly local: number }[] = [];
  readonly #root: Block = { items: [], known: new Map(), parent: null };
  /** What comes before everything else. */
  readonly #start: Item[] = [];
  #block = this.#root;
  #count = 0;

  /** @param exportName null: it is called by other functions only. */
  constructor(parameters: readonly ValueType[], result: ValueType | null, exportName: string | null) {
    this.#parameters = parameters;
    this.#result = result;
    this.#exportName = exportName;
  }

  parameter(index: number): Value {
    return this.#again(`parameter ${index}`, this.#parameters[index]!, (bytes) => {
      bytes.push(LOCAL_GET);
      bytes.unsigned(index);
    });
  }

  i32(value: number): Value {
    return this.#again(`i32 ${value}`, 'i32', (bytes) => {
      bytes.push(I32_CONST);
      bytes.signed(value);
    });
  }

  f64(value: number): Value {
    return this.#again(`f64 ${Object.is(value, -0) ? '-0' : value}`, 'f64', (bytes) => {
      bytes.push(F64_CONST);
      bytes.double(value);
    });
  }

  /** What stands at a place in memory and never changes: read where it is used. */
  constantInMemory(name: MemoryInstructionName, address: number): Value {
    const { bytes: opcode, result } = memoryInstructions[name];
    return this.#again(`${name} ${address}`, result!, (bytes) => {
      bytes.push(I32_CONST);
      bytes.signed(0);
      bytes.write(opcode);
      bytes.push(ANY_ALIGNMENT);
      bytes.unsigned(address);
    });
  }

  /** What stands at a place in memory and never changes: read once, when the function begins. */
  constantAtStart(name: MemoryInstructionName, address: number): Value {
    const key = `start ${name} ${address}`;
    const known = this.#root.known.get(key);
    if (known) return known;
    const { bytes, result } = memoryInstructions[name];
    const instruction = { opcode: bytes, offset: address, immediates: NOTHING };
    const nowhere = this.i32(0);
    const made = { ...this.#make(result!, instruction, [nowhere], 'read'), block: this.#root };
    this.#start.push({ kind: 'value', value: made });
    this.#root.known.set(key, made);
    return made;
  }

  /** A pure instruction; `immediates` follow its opcode. */
  op(name: InstructionName, operands: readonly Value[], immediates: readonly number[] = NOTHING): Value {
    let key: string = name;
    for (const operand of operands as readonly WrittenValue[]) key += ` ${operand.id}`;
    if (immediates.length > 0) key += `:${immediates.join()}`;
    for (let at: Block | null = this.#block; at; at = at.parent) {
      const known = at.known.get(key);
      if (known) return known;
    }
    const { bytes, result } = instructions[name];
    const made = this.#add(result, { opcode: bytes, offset: null, immediates }, operands, 'pure');
    this.#block.known.set(key, made);
    return made;
  }

  /** What stands in memory at `address` + `offset` bytes, now. */
  load(name: MemoryInstructionName, address: Value, offset = 0): Value {
    const { bytes, result } = memoryInstructions[name];
    return this.#add(result!, { opcode: bytes, offset, immediates: NOTHING }, [address], 'read');
  }

  store(name: MemoryInstructionName, address: Value, value: Value, offset = 0): void {
    const { bytes } = memoryInstructions[name];
    this.#effect({ opcode: bytes, offset, immediates: NOTHING }, [address, value]);
  }

  /** `into` with one lane from memory. */
  loadLane(name: LaneInstructionName, lane: number, address: Value, into: Value, offset = 0): Value {
    const instruction = { opcode: laneInstructions[name].bytes, offset, immediates: [lane] };
    return this.#add('v128', instruction, [address, into], 'read');
  }

  storeLane(name: LaneInstructionName, lane: number, address: Value, value: Value, offset = 0): void {
    this.#effect({ opcode: laneInstructions[name].bytes, offset, immediates: [lane] }, [address, value]);
  }

  /** An atomic instruction; its first operand is the address. Gives what it read, or how many threads it woke. */
  atomic(name: AtomicInstructionName, operands: readonly Value[]): Value {
    const instruction = { opcode: atomicInstructions[name], offset: null, immediates: atomicAccess };
    return this.#add('i32', instruction, operands, 'call');
  }

  /**
   * Waits as long as `expected` stands at `address` and nobody notifies it. Gives 2 if the time is over.
   *
   * @param nanoseconds how long at most; null: for ever.
   */
  wait(address: Value, expected: Value, nanoseconds: number | null): Value {
    const instruction = {
      opcode: waitInstruction(nanoseconds),
      offset: null,
      immediates: atomicAccess,
    };
    return this.#add('i32', instruction, [address, expected], 'call');
  }

  variable(initial: Value): CodeVariable {
    const { type } = initial;
    const local = this.#parameters.length + this.#variables.length;
    this.#variables.push({ type, local });
    const [reads, writes] = [withIndex(LOCAL_GET, local), withIndex(LOCAL_SET, local)];
    const set = (value: Value): void => {
      this.#effect(writes, [value]);
    };
    set(initial);
    return { get: () => this.#add(type, reads, [], 'read'), set };
  }

  /** Calls a function without a result, or with one that is left alone. */
  call({ index }: Callable, operands: readonly Value[]): void {
    this.#effect(withIndex(CALL, index), operands);
  }

  /** Calls a function with a result. */
  callFor({ index, result }: Callable, operands: readonly Value[]): Value {
    return this.#add(result!, withIndex(CALL, index), operands, 'call');
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
    this.#effect({ opcode: [RETURN], offset: null, immediates: NOTHING }, result);
  }

  encode(): EncodedFunction {
    this.#root.items.unshift(...this.#start);
    const { code, locals } = encodeBody(this.#root, this.#parameters.length, this.#variables);
    if (this.#result !== null) code.push(UNREACHABLE);
    code.push(END);
    return {
      parameters: this.#parameters,
      results: this.#result === null ? [] : [this.#result],
      locals,
      code,
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

  #again(key: string, type: ValueType, write: (bytes: Bytes) => void): WrittenValue {
    const known = this.#root.known.get(key);
    if (known) return known;
    const instruction = { opcode: written(write), offset: null, immediates: NOTHING };
    const made = this.#make(type, instruction, [], 'again');
    this.#root.known.set(key, made);
    return made;
  }

  #add(
    type: ValueType,
    instruction: Written,
    operands: readonly Value[],
    treatment: Treatment,
  ): WrittenValue {
    const made = this.#make(type, instruction, operands, treatment);
    this.#block.items.push({ kind: 'value', value: made });
    return made;
  }

  #make(
    type: ValueType,
    instruction: Written,
    operands: readonly Value[],
    treatment: Treatment,
  ): WrittenValue {
    return {
      type,
      id: this.#count++,
      instruction,
      operands: operands as readonly WrittenValue[],
      block: this.#block,
      treatment,
      uses: 0,
      user: null,
      local: null,
    };
  }

  #effect(instruction: Written, operands: readonly Value[]): void {
    this.#block.items.push({ kind: 'effect', instruction, operands: operands as readonly WrittenValue[] });
  }
}

const scratch = new Bytes();

function written(write: (bytes: Bytes) => void): readonly number[] {
  scratch.clear();
  write(scratch);
  return scratch.toNumbers();
}

function withIndex(opcode: number, index: number): Written {
  const code = written((bytes) => {
    bytes.push(opcode);
    bytes.unsigned(index);
  });
  return { opcode: code, offset: null, immediates: NOTHING };
}
