import type { EncodedFunction, ValueType } from './binary';
import type { Bytes } from './bytes';
import { encodeBody } from './codeEncoder';
import type { Block, Format, Treatment, Value, Written } from './writtenCode';
import {
  atomicAccess,
  atomicInstructions,
  instructions,
  laneInstructions,
  memoryInstructions,
  waitImmediates,
  ATOMIC,
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

/** So many values. */
type FixedArray<N extends number, L extends readonly Value[] = []> = L['length'] extends N
  ? L
  : FixedArray<N, readonly [...L, Value]>;

const NO_OPERANDS: readonly Written[] = [];
const NO_IMMEDIATES: readonly number[] = [];

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const I32_CONST = 0x41;
const I64_CONST = 0x42;
const F64_CONST = 0x44;
const CALL = 0x10;
const RETURN = 0x0f;

export class Code {
  readonly #parameters: readonly ValueType[];
  readonly #exportName: string | null;
  readonly #result: ValueType | null;
  /** Types of the variables, whose locals follow the parameters. */
  readonly #variables: ValueType[] = [];
  readonly #root: Block = { items: [], isOpen: true };
  /** What comes before everything else. */
  readonly #start: Written[] = [];
  readonly #parameterValues: Written[] = [];
  readonly #i32s = new Map<number, Written>();
  readonly #f64s = new Map<number | '-0', Written>();
  /** By the instruction's name and the address. */
  readonly #inMemory = new Map<string, Written>();
  readonly #atStart = new Map<string, Written>();
  #block = this.#root;
  #count = 0;

  /** @param exportName null: it is called by other functions only. */
  constructor(parameters: readonly ValueType[], result: ValueType | null, exportName: string | null) {
    this.#parameters = parameters;
    this.#result = result;
    this.#exportName = exportName;
  }

  parameter(index: number): Value {
    return (this.#parameterValues[index] ??= this.#make(
      'again',
      this.#parameters[index]!,
      LOCAL_GET,
      'index',
      index,
      NO_OPERANDS,
    ));
  }

  /** The first parameters of the function. */
  parameters<N extends number>(count: N): FixedArray<N> {
    return Array.from({ length: count }, (_, n) => this.parameter(n)) as unknown as FixedArray<N>;
  }

  i32(value: number): Value {
    const known = this.#i32s.get(value);
    if (known) return known;
    const made = this.#make('again', 'i32', I32_CONST, 'i32', value, NO_OPERANDS);
    this.#i32s.set(value, made);
    return made;
  }

  f64(value: number): Value {
    const key = Object.is(value, -0) ? '-0' : value;
    const known = this.#f64s.get(key);
    if (known) return known;
    const made = this.#make('again', 'f64', F64_CONST, 'f64', value, NO_OPERANDS);
    this.#f64s.set(key, made);
    return made;
  }

  /** What stands at a place in memory and never changes: read where it is used. */
  constantInMemory(name: MemoryInstructionName, address: number): Value {
    const key = `${name} ${address}`;
    const known = this.#inMemory.get(key);
    if (known) return known;
    const { opcode, result } = memoryInstructions[name];
    const made = this.#make('again', result!, opcode, 'memory', address, [this.i32(0)]);
    this.#inMemory.set(key, made);
    return made;
  }

  /** What stands at a place in memory and never changes: read once, when the function begins. */
  constantAtStart(name: MemoryInstructionName, address: number): Value {
    const key = `${name} ${address}`;
    const known = this.#atStart.get(key);
    if (known) return known;
    const { opcode, result } = memoryInstructions[name];
    const made = this.#make('read', result!, opcode, 'memory', address, [this.i32(0)], this.#root);
    this.#start.push(made);
    this.#atStart.set(key, made);
    return made;
  }

  /** A pure instruction; `immediates` follow its opcode. */
  op(
    name: InstructionName,
    operands: readonly Value[],
    immediates: readonly number[] = NO_IMMEDIATES,
  ): Value {
    const { opcode, result } = instructions[name];
    const written = operands as readonly Written[];
    const newest = newestOf(written);
    for (let known = newest.users; known; known = known.following) {
      if (
        known.opcode === opcode &&
        known.block.isOpen &&
        isSameList(known.operands, written) &&
        isSameList(known.immediates, immediates)
      )
        return known;
    }
    const made = this.#make('pure', result, opcode, 'nothing', 0, written, this.#block, immediates);
    made.following = newest.users;
    newest.users = made;
    this.#block.items.push(made);
    return made;
  }

  /** What stands in memory at `address` + `offset` bytes, now. */
  load(name: MemoryInstructionName, address: Value, offset = 0): Value {
    const { opcode, result } = memoryInstructions[name];
    return this.#add('read', result!, opcode, 'memory', offset, [address]);
  }

  store(name: MemoryInstructionName, address: Value, value: Value, offset = 0): void {
    this.#add('effect', 'i32', memoryInstructions[name].opcode, 'memory', offset, [address, value]);
  }

  /** `into` with one lane from memory. */
  loadLane(name: LaneInstructionName, lane: number, address: Value, into: Value, offset = 0): Value {
    const { opcode } = laneInstructions[name];
    return this.#add('read', 'v128', opcode, 'memory', offset, [address, into], [lane]);
  }

  storeLane(name: LaneInstructionName, lane: number, address: Value, value: Value, offset = 0): void {
    const { opcode } = laneInstructions[name];
    this.#add('effect', 'i32', opcode, 'memory', offset, [address, value], [lane]);
  }

  /** An atomic instruction; its first operand is the address. Gives what it read, or how many threads it woke. */
  atomic(name: AtomicInstructionName, operands: readonly Value[]): Value {
    const immediates = [atomicInstructions[name], ...atomicAccess];
    return this.#add('call', 'i32', ATOMIC, 'nothing', 0, operands, immediates);
  }

  /**
   * Waits as long as `expected` stands at `address` and nobody notifies it. Gives 2 if the time is over.
   *
   * @param nanoseconds how long at most; null: for ever.
   */
  wait(address: Value, expected: Value, nanoseconds: number | null): Value {
    const immediates = waitImmediates(nanoseconds);
    return this.#add('call', 'i32', I64_CONST, 'nothing', 0, [address, expected], immediates);
  }

  variable(initial: Value): CodeVariable {
    const { type } = initial;
    const local = this.#parameters.length + this.#variables.length;
    this.#variables.push(type);
    const set = (value: Value): void => {
      this.#add('effect', type, LOCAL_SET, 'index', local, [value]);
    };
    set(initial);
    return { get: () => this.#add('read', type, LOCAL_GET, 'index', local, NO_OPERANDS), set };
  }

  /** Calls a function without a result, or with one that is left alone. */
  call({ index }: Callable, operands: readonly Value[]): void {
    this.#add('effect', 'i32', CALL, 'index', index, operands);
  }

  /** Calls a function with a result. */
  callFor({ index, result }: Callable, operands: readonly Value[]): Value {
    return this.#add('call', result!, CALL, 'index', index, operands);
  }

  /** Runs `body` once, and again as long as the i32 that it gives is not 0. */
  repeat(body: () => Value): void {
    let condition: Value | null = null;
    const inner = this.#inside(() => {
      condition = body();
    });
    this.#block.items.push({ kind: 'loop', body: inner, condition: condition! as Written });
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
      condition: condition as Written,
      then: this.#inside(then),
      otherwise: otherwise ? this.#inside(otherwise) : null,
    });
  }

  /** Ends the function, with its result if it has one: such a function ends by this on every way. */
  leave(...result: readonly Value[]): void {
    this.#add('effect', 'i32', RETURN, 'nothing', 0, result);
  }

  /** Puts its instructions behind what stands in `into`. */
  encode(into: Bytes): EncodedFunction {
    this.#root.items.unshift(...this.#start);
    const { code, locals } = encodeBody(
      this.#root,
      this.#parameters.length,
      this.#variables,
      this.#result !== null,
      into,
    );
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
    const inner: Block = { items: [], isOpen: true };
    this.#block = inner;
    body();
    inner.isOpen = false;
    this.#block = outer;
    return inner;
  }

  #add(
    kind: Treatment,
    type: ValueType,
    opcode: number,
    format: Format,
    number: number,
    operands: readonly Value[],
    immediates?: readonly number[],
  ): Written {
    const made = this.#make(kind, type, opcode, format, number, operands, this.#block, immediates);
    this.#block.items.push(made);
    return made;
  }

  #make(
    kind: Treatment,
    type: ValueType,
    opcode: number,
    format: Format,
    number: number,
    operands: readonly Value[],
    block = this.#block,
    immediates = NO_IMMEDIATES,
  ): Written {
    return {
      kind,
      type,
      opcode,
      format,
      number,
      immediates,
      operands: operands as readonly Written[],
      block,
      id: this.#count++,
      users: null,
      following: null,
      uses: 0,
      user: null,
      local: -1,
    };
  }
}

function newestOf(operands: readonly Written[]): Written {
  let newest = operands[0]!;
  for (const operand of operands) if (operand.id > newest.id) newest = operand;
  return newest;
}

function isSameList<T>(left: readonly T[], right: readonly T[]): boolean {
  if (left.length !== right.length) return false;
  for (let n = 0; n < left.length; n++) if (left[n] !== right[n]) return false;
  return true;
}
