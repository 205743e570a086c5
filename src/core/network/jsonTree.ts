import type { Diagnostic } from './diagnostic';
import type { NumberPool } from './numberPool';
import { runToEnd } from './steps';
import type { TextRange } from './text';

/**
 * The tree of a JSON text with comments, and every place in it. It is ours because the parsers at hand lose
 * what a person must be told: they keep the last of two equal keys silently, read `1e999` as infinity and
 * `5.` as 5, replace an object's prototype by a key, and overflow the stack on brackets. Tokens come from
 * jsonc-parser's scanner.
 *
 * Lists that hold only numbers are stretches of one pool, so a matrix of 1e5 weights costs a few megabytes and
 * one object a row.
 */
export type JsonNode =
  JsonObject | JsonArray | JsonNumbers | JsonString | JsonNumber | JsonBoolean | JsonNull | JsonInvalid;

export interface JsonObject extends TextRange {
  readonly kind: 'object';
  /** In file order; of equal keys each stands here, and `find` gives the first. */
  readonly properties: readonly JsonProperty[];
  readonly find: ReadonlyMap<string, JsonProperty>;
}

/** From the start of the key to the end of the value. */
export interface JsonProperty extends TextRange {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: JsonNode;
}

/** A list with at least one entry that is not a number, or an empty one. */
interface JsonArray extends TextRange {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}

/** A list of one number or more and nothing else. */
export interface JsonNumbers extends TextRange {
  readonly kind: 'numbers';
  /** Entry `index` is number `start + index` of the pool. */
  readonly pool: NumberPool;
  readonly start: number;
  readonly count: number;
}

interface JsonString extends TextRange {
  readonly kind: 'string';
  readonly value: string;
}

interface JsonNumber extends TextRange {
  readonly kind: 'number';
  readonly value: number;
}

interface JsonBoolean extends TextRange {
  readonly kind: 'boolean';
  readonly value: boolean;
}

interface JsonNull extends TextRange {
  readonly kind: 'null';
}

/** Stands where a value was expected and something unreadable (already reported) or nothing was found. */
interface JsonInvalid extends TextRange {
  readonly kind: 'invalid';
}

export interface JsonResult {
  /** Null: the text holds no value at all, or nesting went past the limit. */
  readonly root: JsonNode | null;
  /** By offset; at most 1,000 of them. */
  readonly problems: readonly Diagnostic[];
  /** How many more problems there were. */
  readonly omitted: number;
}

/** The value of `key` in `node`, if that is an object and has it. */
export function childOf(node: JsonNode | null | undefined, key: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.find.get(key)?.value : undefined;
}

/** How many entries a list has; 0 for anything else. */
export function entryCount(node: JsonNode | undefined): number {
  if (node?.kind === 'array') return node.items.length;
  return node?.kind === 'numbers' ? node.count : 0;
}

/** Where entry `index` of a list stands. */
export function entryRange(node: JsonNode | undefined, index: number): TextRange | undefined {
  if (node?.kind === 'array') return node.items[index];
  if (node?.kind !== 'numbers' || index < 0 || index >= node.count) return undefined;
  const at = node.start + index;
  return { offset: node.pool.offsets[at]!, length: node.pool.lengths[at]! };
}

/** The numbers of a list. */
export function numbersOf({ pool, start, count }: JsonNumbers): number[] {
  const numbers: number[] = [];
  for (let index = start; index < start + count; index++) numbers.push(pool.values[index]!);
  return numbers;
}

/**
 * The node or number at a path of keys and indices; a number inside a compact list comes as its range.
 * Undefined where the path leads nowhere.
 */
export function rangeAt(root: JsonNode | null, path: readonly (string | number)[]): TextRange | undefined {
  let node: JsonNode | undefined = root ?? undefined;
  for (let depth = 0; depth < path.length; depth++) {
    const key = path[depth]!;
    if (typeof key === 'string') {
      node = childOf(node, key);
    } else if (node?.kind === 'numbers') {
      return depth === path.length - 1 ? entryRange(node, key) : undefined;
    } else {
      node = node?.kind === 'array' ? node.items[key] : undefined;
    }
  }
  return node;
}

/** The node at a path of keys and indices; undefined where it leads nowhere, or into a list of numbers. */
export function nodeAtPath(root: JsonNode | null, path: readonly (string | number)[]): JsonNode | undefined {
  let node: JsonNode | undefined = root ?? undefined;
  for (const key of path) {
    if (typeof key === 'string') node = childOf(node, key);
    else node = node?.kind === 'array' ? node.items[key] : undefined;
  }
  return node;
}

/** The plain value of a tree: objects without a prototype, so that `__proto__` is a key like any other. */
export function valueOf(node: JsonNode): unknown {
  return runToEnd(valueSteps(node));
}

/** Entries of a list between two pauses. */
const ENTRIES_PER_STEP = 20_000;

/** The same with a pause after every 20,000 entries of a list. */
export function* valueSteps(node: JsonNode): Generator<undefined, unknown, undefined> {
  switch (node.kind) {
    case 'object': {
      const object = Object.create(null) as Record<string, unknown>;
      for (const [key, property] of node.find) object[key] = yield* valueSteps(property.value);
      return object;
    }
    case 'array': {
      const list: unknown[] = [];
      for (const item of node.items) {
        list.push(item.kind === 'numbers' ? numbersOf(item) : yield* valueSteps(item));
        if (list.length % ENTRIES_PER_STEP === 0) yield undefined;
      }
      return list;
    }
    case 'numbers':
      return numbersOf(node);
    case 'string':
    case 'number':
    case 'boolean':
      return node.value;
    case 'null':
      return null;
    case 'invalid':
      return undefined;
  }
}

/** The offset in the text of character `index` of a string's value: escapes take more than one character. */
export function offsetInString(text: string, node: JsonString, index: number): number {
  let offset = node.offset + 1;
  for (let k = 0; k < index; k++) {
    if (text[offset] === '\\') offset += text[offset + 1] === 'u' ? 6 : 2;
    else offset++;
  }
  return Math.min(offset, node.offset + node.length);
}
