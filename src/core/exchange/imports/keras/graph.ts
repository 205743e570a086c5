import type { JsonNode, JsonObject } from '../../../network/jsonTree';
import { quoted } from '../../../network/wording';
import { refuse } from '../imported';
import { field, listOf, objectOf, textOf } from '../jsonFields';
import { say } from '../../../words/say';

/** One layer of a Keras model as its configuration has it. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: JsonObject;
  /** What Keras says of the shapes that it takes; undefined where it says nothing. */
  readonly build: JsonNode | undefined;
}

/** How a message calls a layer. */
export function whereOf({ name }: Pick<KerasLayer, 'name'>): string {
  return say('layer {0}', quoted(name));
}

/** The layers of a Sequential or of a functional model that is one chain, from its input to its output. */
export function layersInOrder(model: JsonObject): KerasLayer[] {
  const className = textOf(field(model, 'class_name'), 'class_name');
  const config = objectOf(field(model, 'config'), 'config');
  const nodes = listOf(field(config, 'layers'), 'layers').map((one, n) => objectOf(one, `layers[${n}]`));
  const layers = nodes.map((node, n) => layerOf(node, `layers[${n}]`));
  switch (className) {
    case 'Sequential':
      return layers;
    case 'Functional':
    case 'Model':
      return chain(config, nodes, layers);
    default:
      return refuse(
        null,
        say('The model is a {0}; only its own code knows what it computes.', quoted(className)),
        say('Build it as a Sequential or functional model of Dense layers, and export that.'),
      );
  }
}

function layerOf(node: JsonObject, where: string): KerasLayer {
  const config = objectOf(field(node, 'config'), `${where}: config`);
  const name = field(config, 'name') ?? field(node, 'name');
  return {
    className: textOf(field(node, 'class_name'), `${where}: class_name`),
    name: name ? textOf(name, `${where}: name`) : where,
    config,
    build: field(node, 'build_config'),
  };
}

/** Follows a functional model from its output back to its input: each layer has one before it and is used once. */
function chain(
  config: JsonObject,
  nodes: readonly JsonObject[],
  layers: readonly KerasLayer[],
): KerasLayer[] {
  const byName = new Map(layers.map((layer, n) => [layer.name, n]));
  const output = onlyEnd(config, 'output_layers');
  onlyEnd(config, 'input_layers');
  const order: KerasLayer[] = [];
  const seen = new Set<number>();
  let name: string | null = output;
  while (name !== null) {
    const n = byName.get(name);
    if (n === undefined) {
      refuse(
        say('layer {0}', quoted(name)),
        say('The model takes what this layer gives, and has no such layer.'),
        say('Write the file anew with model.to_json().'),
      );
    }
    const layer = layers[n]!;
    if (seen.has(n)) {
      refuse(
        whereOf(layer),
        say('It is used twice, with the same weights.'),
        say('Backprop has no tied weights. Import a model in which each layer is used once.'),
      );
    }
    seen.add(n);
    order.unshift(layer);
    name = before(nodes[n]!, layer);
  }
  const left = layers.find((_, n) => !seen.has(n));
  if (left) notAChain(whereOf(left));
  return order;
}

function notAChain(where: string): never {
  refuse(
    where,
    say('It is beside the way from the input to the output: the model is no single chain of layers.'),
    say('Backprop takes layers one after the other. Import a model without branches.'),
  );
}

/** The name of the only layer at an end of the model: [name, 0, 0], alone or in a list. */
function onlyEnd(config: JsonObject, key: 'input_layers' | 'output_layers'): string {
  const list = listOf(field(config, key), key);
  const ends = list[0]?.kind === 'string' ? [list] : list.map((one, n) => listOf(one, `${key}[${n}]`));
  const [end] = ends;
  if (ends.length !== 1 || !end) {
    refuse(
      null,
      key === 'input_layers'
        ? say('The model has {0} inputs.', ends.length)
        : say('The model has {0} outputs.', ends.length),
      say('Backprop takes models of one input and one output.'),
    );
  }
  return textOf(end[0], key);
}

/** The name of the layer before; null for the input. */
function before(node: JsonObject, layer: KerasLayer): string | null {
  const where = whereOf(layer);
  const calls = field(node, 'inbound_nodes');
  const uses = calls ? listOf(calls, `${where}: inbound_nodes`) : [];
  if (uses.length === 0) {
    if (layer.className === 'InputLayer') return null;
    refuse(
      where,
      say('Nothing leads into it.'),
      say('Import a functional model that begins with keras.Input.'),
    );
  }
  if (uses.length > 1) {
    refuse(
      where,
      say('It is used {0} times, with the same weights.', uses.length),
      say('Backprop has no tied weights. Import a model in which each layer is used once.'),
    );
  }
  const sources: string[] = [];
  collectSources(uses[0]!, sources);
  const [source] = sources;
  if (sources.length !== 1 || source === undefined) notAChain(where);
  return source;
}

/** Finds what a call takes: `keras_history` of Keras 3, and [name, 0, 0, {}] of Keras 2. */
function collectSources(node: JsonNode, sources: string[]): void {
  if (node.kind === 'array') {
    const [first, second, third] = node.items;
    if (first?.kind === 'string' && second?.kind === 'number' && third?.kind === 'number')
      sources.push(first.value);
    else for (const item of node.items) collectSources(item, sources);
  } else if (node.kind === 'object') {
    const history = node.find.get('keras_history');
    if (history?.value.kind === 'array' && history.value.items[0]?.kind === 'string') {
      sources.push(history.value.items[0].value);
    } else for (const { value } of node.properties) collectSources(value, sources);
  }
}
