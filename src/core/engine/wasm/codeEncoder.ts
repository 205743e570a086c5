import type { EncodedFunction, ValueType } from './binary';
import { Bytes } from './bytes';
import type { Block, Written, WrittenValue } from './writtenCode';
import { ANY_ALIGNMENT } from './instructions';

/**
 * Puts a function that was written as values on the stack machine. What nobody uses is left out; a pure value
 * that is used once, in the block where it was made, is written at its use; each other value gets a local,
 * which serves again when the block has ended.
 */
export function encodeBody(
  root: Block,
  parameters: number,
  variables: readonly { readonly type: ValueType }[],
): Pick<EncodedFunction, 'code' | 'locals'> {
  countUses(root);
  return new Encoder(parameters, variables).encode(root);
}

/** Counts from the end, so that uses by what is left out do not count. */
function countUses(block: Block): void {
  for (let n = block.items.length - 1; n >= 0; n--) {
    const item = block.items[n]!;
    switch (item.kind) {
      case 'value':
        if (isNeeded(item.value)) use(item.value.operands, block);
        break;
      case 'effect':
        use(item.operands, block);
        break;
      case 'loop':
        use([item.condition], item.body);
        countUses(item.body);
        break;
      case 'when':
        if (item.otherwise) countUses(item.otherwise);
        countUses(item.then);
        use([item.condition], block);
        break;
    }
  }
}

const isNeeded = ({ uses, treatment }: WrittenValue): boolean => uses > 0 || treatment === 'call';

function use(values: readonly WrittenValue[], user: Block): void {
  for (const value of values) {
    value.uses++;
    value.user = user;
  }
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

/** A value that stays on the stack is used by the next instruction, in the same run of the same block. */
const staysOnStack = ({ treatment, uses, user, block }: WrittenValue): boolean =>
  treatment === 'pure' && uses === 1 && user === block;

class Encoder {
  readonly #code = new Bytes();
  readonly #types: ValueType[];
  readonly #first: number;
  readonly #free: Record<ValueType, number[]> = { i32: [], f64: [], v128: [] };

  constructor(parameters: number, variables: readonly { readonly type: ValueType }[]) {
    this.#first = parameters;
    this.#types = variables.map(({ type }) => type);
  }

  encode(root: Block): Pick<EncodedFunction, 'code' | 'locals'> {
    this.#writeBlock(root);
    const locals: { type: ValueType; count: number }[] = [];
    for (const type of this.#types) {
      const last = locals.at(-1);
      if (last?.type === type) last.count++;
      else locals.push({ type, count: 1 });
    }
    return { code: this.#code, locals };
  }

  #writeBlock(block: Block, condition: WrittenValue | null = null): void {
    const taken: WrittenValue[] = [];
    for (const item of block.items) {
      switch (item.kind) {
        case 'value':
          this.#writeValue(item.value, taken);
          break;
        case 'effect':
          item.operands.forEach((operand) => {
            this.#push(operand);
          });
          this.#write(item.instruction);
          break;
        case 'loop':
          this.#code.write([LOOP, NO_RESULT]);
          this.#writeBlock(item.body, item.condition);
          this.#code.write([BRANCH_IF, 0, END]);
          break;
        case 'when':
          this.#push(item.condition);
          this.#code.write([IF, NO_RESULT]);
          this.#writeBlock(item.then);
          if (item.otherwise) {
            this.#code.push(ELSE);
            this.#writeBlock(item.otherwise);
          }
          this.#code.push(END);
          break;
      }
    }
    if (condition) this.#push(condition);
    for (const { type, local } of taken) this.#free[type].push(local!);
  }

  #writeValue(value: WrittenValue, taken: WrittenValue[]): void {
    if (!isNeeded(value) || staysOnStack(value)) return;
    this.#pushAnew(value);
    if (value.uses === 0) {
      this.#code.push(DROP);
      return;
    }
    value.local = this.#free[value.type].pop() ?? this.#first + this.#types.push(value.type) - 1;
    taken.push(value);
    this.#code.push(LOCAL_SET);
    this.#code.unsigned(value.local);
  }

  #push(value: WrittenValue): void {
    if (value.local === null) {
      this.#pushAnew(value);
      return;
    }
    this.#code.push(LOCAL_GET);
    this.#code.unsigned(value.local);
  }

  #pushAnew(value: WrittenValue): void {
    for (const operand of value.operands) this.#push(operand);
    this.#write(value.instruction);
  }

  #write({ opcode, offset, immediates }: Written): void {
    this.#code.write(opcode);
    if (offset !== null) {
      this.#code.push(ANY_ALIGNMENT);
      this.#code.unsigned(offset);
    }
    this.#code.write(immediates);
  }
}
