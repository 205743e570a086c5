import type { JsonNode } from './jsonTree';
import { formatNumber } from './number';

/** `1 unit`, `3 units`; thousands are grouped. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** 1,234,567 */
export function grouped(count: number): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Text as a message quotes it, cut and on one line. */
export function quoted(text: string): string {
  const cut = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(cut);
}

/** What stands somewhere, in a few words. */
export function shownNode(node: JsonNode | undefined): string {
  switch (node?.kind) {
    case 'string':
      return quoted(node.value);
    case 'number':
      return formatNumber(node.value);
    case 'boolean':
      return node.value ? 'true' : 'false';
    case 'null':
      return 'null';
    case 'object':
      return 'an object';
    case 'numbers':
      return `a list of ${counted(node.count, 'number')}`;
    case 'array':
      return node.items.length === 0 ? 'an empty list' : 'a list';
    default:
      return 'this';
  }
}

const MATRICES: ReadonlySet<string> = new Set(['weights', 'inputs', 'targets', 'weight']);

/** A path of keys and indices as people say it: `layer 2: row 1, column 3 of "weights"`. */
export function placeName(path: readonly (string | number)[]): string {
  const inLayer = path[0] === 'layers' && typeof path[1] === 'number';
  const rest = inLayer ? path.slice(2) : path;
  const last = rest.findLastIndex((part) => typeof part === 'string');
  const key = rest[last];
  const indices = rest.slice(last + 1).map((index) => (typeof index === 'number' ? index + 1 : 0));
  let name = typeof key === 'string' ? quoted(key) : 'this';
  if (indices.length === 1)
    name = `${MATRICES.has(String(key)) ? 'row' : 'entry'} ${indices[0] ?? 1} of ${name}`;
  if (indices.length >= 2) name = `row ${indices[0] ?? 1}, column ${indices[1] ?? 1} of ${name}`;
  const parent = rest[last - 1];
  if (indices.length === 0 && typeof parent === 'string') name += ` in ${quoted(parent)}`;
  if (!inLayer) return name;
  return rest.length === 0 ? `layer ${Number(path[1]) + 1}` : `layer ${Number(path[1]) + 1}: ${name}`;
}

/** The first letter of a sentence. */
export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** `formatNumber` under the name the data messages call it by. */
export const shownNumber = formatNumber;
