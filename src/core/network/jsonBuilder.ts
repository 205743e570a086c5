import type { JsonNode, JsonNumbers, JsonProperty } from './jsonTree';
import { GrowingPool } from './numberPool';
import type { TextRange } from './text';

/**
 * What a frame waits for: its first entry or its end, an entry (after a comma), a colon, the value of a key,
 * or a comma or its end.
 */
type State = 'first' | 'next' | 'colon' | 'value' | 'separator';

export interface ObjectFrame {
  readonly kind: 'object';
  readonly offset: number;
  state: State;
  readonly properties: JsonProperty[];
  readonly find: Map<string, JsonProperty>;
  key: { readonly name: string; readonly range: TextRange } | null;
}

interface ArrayFrame {
  readonly kind: 'array';
  readonly offset: number;
  state: State;
  /** Null while every entry is a number: those are at the end of the pool, from `start`. */
  items: JsonNode[] | null;
  readonly start: number;
}

export type Frame = ObjectFrame | ArrayFrame;

/** Builds the tree of a JSON text from its values, keys and brackets as they come. */
export class JsonBuilder {
  readonly #stack: Frame[] = [];
  readonly #pool = new GrowingPool();
  #root: JsonNode | null = null;

  get root(): JsonNode | null {
    return this.#root;
  }

  /** How many brackets are open. */
  get depth(): number {
    return this.#stack.length;
  }

  /** The innermost open object or list. */
  get innermost(): Frame | undefined {
    return this.#stack.at(-1);
  }

  /** How deep the innermost open bracket of a kind is, from 0; −1 if none is open. */
  depthOf(kind: Frame['kind']): number {
    return this.#stack.findLastIndex((frame) => frame.kind === kind);
  }

  /** Gives up the tree. */
  discard(): void {
    this.#root = null;
    this.#stack.length = 0;
  }

  /** Adds a value to what is innermost, or makes it the root. */
  add(node: JsonNode): void {
    const frame = this.innermost;
    if (!frame) {
      this.#root = node;
      return;
    }
    frame.state = 'separator';
    if (frame.kind === 'array') {
      this.#widen(frame).push(node);
      return;
    }
    const key = frame.key;
    if (!key) return;
    const offset = key.range.offset;
    const end = Math.max(node.offset + node.length, offset + key.range.length);
    const property = { key: key.name, keyRange: key.range, value: node, offset, length: end - offset };
    frame.properties.push(property);
    if (!frame.find.has(key.name)) frame.find.set(key.name, property);
    frame.key = null;
  }

  /** Adds a number; NaN stands for one that was reported. */
  addNumber(value: number, offset: number, length: number): void {
    const frame = this.innermost;
    if (frame?.kind === 'array' && !frame.items) {
      this.#pool.push(value, offset, length);
      frame.state = 'separator';
    } else if (Number.isNaN(value)) {
      this.add({ kind: 'invalid', offset, length });
    } else {
      this.add({ kind: 'number', value, offset, length });
    }
  }

  open(kind: Frame['kind'], offset: number): void {
    const parent = this.innermost;
    if (parent?.kind === 'array') this.#widen(parent);
    this.#stack.push(
      kind === 'object'
        ? { kind, offset, state: 'first', properties: [], find: new Map(), key: null }
        : { kind, offset, state: 'first', items: null, start: this.#pool.size },
    );
  }

  /** Adds a whole row of numbers of another text, from which places differ by `shift`. */
  addRow({ pool, start, count, offset, length }: JsonNumbers, shift: number): void {
    const parent = this.innermost;
    if (parent?.kind === 'array') this.#widen(parent);
    const own = { start: this.#pool.size, count };
    this.#pool.append(pool, start, count, shift);
    this.add({ kind: 'numbers', pool: this.#pool, ...own, offset: offset + shift, length });
  }

  /** Ends the innermost object or list at `end`. */
  close(end: number): void {
    const frame = this.#stack.pop();
    if (!frame) return;
    const range = { offset: frame.offset, length: end - frame.offset };
    if (frame.kind === 'object') {
      this.add({ kind: 'object', properties: frame.properties, find: frame.find, ...range });
    } else if (frame.items) {
      this.add({ kind: 'array', items: frame.items, ...range });
    } else {
      const { start } = frame;
      const count = this.#pool.size - start;
      this.add(
        count === 0
          ? { kind: 'array', items: [], ...range }
          : { kind: 'numbers', pool: this.#pool, start, count, ...range },
      );
    }
  }

  /** Turns the numbers of a list so far into nodes: an entry that is none follows. */
  #widen(frame: ArrayFrame): JsonNode[] {
    if (frame.items) return frame.items;
    const items: JsonNode[] = [];
    const pool = this.#pool;
    for (let index = frame.start; index < pool.size; index++) {
      const value = pool.values[index]!;
      const place = { offset: pool.offsets[index]!, length: pool.lengths[index]! };
      items.push(Number.isNaN(value) ? { kind: 'invalid', ...place } : { kind: 'number', value, ...place });
    }
    pool.size = frame.start;
    frame.items = items;
    return items;
  }
}
