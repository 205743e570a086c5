import type { JsonNode, JsonObject } from './jsonTree';
import type { Activation } from './network';
import { formatNumber } from './number';
import { say, sayOf } from '../words/say';

/**
 * `1 unit`, `3 units`; thousands are grouped. In the language that was set, whose keys are `{0} unit` and `{0} units`.
 *
 * @param one a literal, like `many`
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return sayOf(`{0} ${count === 1 ? one : many}`, grouped(count));
}

/** 1,234,567 */
export function grouped(count: number): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** What an activation is called: its name, or the formula as it was written, on one line. */
export function activationLabel(activation: Activation): string {
  return activation.type === 'formula' ? activation.formula.trim().replace(/\s+/g, ' ') : activation.type;
}

/** Text as a message quotes it, cut and on one line. */
export function quoted(text: string): string {
  const cut = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(cut);
}

/** The first keys of an object. */
function keysShown({ properties }: JsonObject): string {
  const shown = properties.slice(0, 3).map(({ key }) => quoted(key));
  return shown.join(', ') + (properties.length > shown.length ? ', …' : '');
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
      return node.properties.length === 0
        ? say('an empty object')
        : say('an object with {0}', keysShown(node));
    case 'numbers':
      return say('a list of {0}', counted(node.count, 'number'));
    case 'array':
      return node.items.length === 0 ? say('an empty list') : say('a list');
    default:
      return say('this');
  }
}

const MATRICES: ReadonlySet<string> = new Set(['weights', 'weight']);

/** A path of keys and indices as people say it: `row 1, column 3 of "weights" of layer 2`. */
export function placeName(path: readonly (string | number)[]): string {
  const inLayer = path[0] === 'layers' && typeof path[1] === 'number';
  const rest = inLayer ? path.slice(2) : path;
  const layer = inLayer ? say('layer {0}', Number(path[1]) + 1) : '';
  const last = rest.findLastIndex((part) => typeof part === 'string');
  if (last < 0) return layer || say('a network file');
  const key = String(rest[last]);
  const [first, second] = rest.slice(last + 1).map((index) => Number(index) + 1);
  let name = quoted(key);
  if (second !== undefined) name = say('row {0}, column {1} of {2}', first ?? 1, second, name);
  else if (first !== undefined) {
    name = MATRICES.has(key) ? say('row {0} of {1}', first, name) : say('entry {0} of {1}', first, name);
  }
  const parent = rest[last - 1];
  if (typeof parent === 'string') name = say('{0} in {1}', name, quoted(parent));
  return layer ? say('{0} of {1}', name, layer) : name;
}

/** The first letter of a sentence. */
export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
