import type { EncodedFunction, ValueType } from './binary';
import type { Bytes } from './bytes';
import type { Block, Written } from './writtenCode';
import { ANY_ALIGNMENT, VECTOR } from './instructions';

/**
 * Puts a function that was written as values on the stack machine. What nobody uses is left out; a pure value
 * that is used once, in the block where it was made, is written at its use; each other value gets a local,
 * which serves again when the block has ended.
 *
 * @param variables types of the locals that follow the parameters.
 * @param hasResult whether the function gives one.
 * @param into what the instructions are written behind.
 */
export function encodeBody(
  root: Block,
  parameters: number,
  variables: readonly ValueType[],
  hasResult: boolean,
  into: Bytes,
): Pick<EncodedFunction, 'code' | 'locals'> {
  countUses(root);
  return new Encoder(parameters, variables, into).encode(root, hasResult);
}

/** Counts from the end, so that uses by what is left out do not count. */
function countUses(block: Block): void {
  const { items } = block;
  for (let n = items.length - 1; n >= 0; n--) {
    const item = items[n]!;
    switch (item.kind) {
      case 'loop':
        use(item.condition, item.body);
        countUses(item.body);
        break;
      case 'when':
        if (item.otherwise) countUses(item.otherwise);
        countUses(item.then);
        use(item.condition, block);
        break;
      default:
        if (isNeeded(item)) for (const operand of item.operands) use(operand, block);
    }
  }
}

function isNeeded({ uses, kind }: Written): boolean {
  return uses > 0 || kind === 'effect' || kind === 'call';
}

function use(value: Written, user: Block): void {
  value.uses++;
  value.user = user;
}

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const DROP = 0x1a;
const LOOP = 0x03;
const IF = 0x04;
const ELSE = 0x05;
const BRANCH_IF = 0x0d;
const END = 0x0b;
const NO_RESULT = 0x40;

/** What stands behind the last instruction of a function with a result; never reached. */
const UNREACHABLE = 0x00;

class Encoder {
  readonly #code: Bytes;
  readonly #types: ValueType[];
  readonly #first: number;
  readonly #free: Record<ValueType, number[]> = { i32: [], f64: [], v128: [] };

  constructor(parameters: number, variables: readonly ValueType[], into: Bytes) {
    this.#code = into;
    this.#first = parameters;
    this.#types = [...variables];
  }

  encode(root: Block, hasResult: boolean): Pick<EncodedFunction, 'code' | 'locals'> {
    const start = this.#code.length;
    this.#writeBlock(root, null);
    if (hasResult) this.#code.push(UNREACHABLE);
    this.#code.push(END);
    const end = this.#code.length;
    const locals: { type: ValueType; count: number }[] = [];
    for (const type of this.#types) {
      const last = locals.at(-1);
      if (last?.type === type) last.count++;
      else locals.push({ type, count: 1 });
    }
    return { code: { start, end }, locals };
  }

  #writeBlock(block: Block, condition: Written | null): void {
    const code = this.#code;
    const taken: Written[] = [];
    for (const item of block.items) {
      switch (item.kind) {
        case 'loop':
          code.push(LOOP);
          code.push(NO_RESULT);
          this.#writeBlock(item.body, item.condition);
          code.push(BRANCH_IF);
          code.push(0);
          code.push(END);
          break;
        case 'when':
          this.#push(item.condition);
          code.push(IF);
          code.push(NO_RESULT);
          this.#writeBlock(item.then, null);
          if (item.otherwise) {
            code.push(ELSE);
            this.#writeBlock(item.otherwise, null);
          }
          code.push(END);
          break;
        case 'effect':
          this.#pushAnew(item);
          break;
        default:
          this.#writeValue(item, taken);
      }
    }
    if (condition) this.#push(condition);
    for (const { type, local } of taken) this.#free[type].push(local);
  }

  #writeValue(value: Written, taken: Written[]): void {
    const { uses, type } = value;
    if (uses === 0 && value.kind !== 'call') return;
    // It stays on the stack: the next instruction uses it, in the same run of the same block.
    if (uses === 1 && value.kind === 'pure' && value.user === value.block) return;
    this.#pushAnew(value);
    if (uses === 0) {
      this.#code.push(DROP);
      return;
    }
    value.local = this.#free[type].pop() ?? this.#first + this.#types.push(type) - 1;
    taken.push(value);
    this.#code.push(LOCAL_SET);
    this.#code.unsigned(value.local);
  }

  #push(value: Written): void {
    if (value.local < 0) {
      this.#pushAnew(value);
      return;
    }
    this.#code.push(LOCAL_GET);
    this.#code.unsigned(value.local);
  }

  #pushAnew({ operands, opcode, format, number, immediates }: Written): void {
    const code = this.#code;
    for (const operand of operands) this.#push(operand);
    if (opcode < VECTOR) code.push(opcode);
    else {
      code.push(VECTOR >> 8);
      code.unsigned(opcode - VECTOR);
    }
    switch (format) {
      case 'nothing':
        break;
      case 'memory':
        code.push(ANY_ALIGNMENT);
        code.unsigned(number);
        break;
      case 'index':
        code.unsigned(number);
        break;
      case 'i32':
        code.signed(number);
        break;
      case 'f64':
        code.double(number);
        break;
    }
    for (const byte of immediates) code.push(byte);
  }
}
