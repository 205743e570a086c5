import { LIMITS } from '../../../network/limits';
import { childOf, type JsonObject } from '../../../network/jsonTree';
import type { Init } from '../../../network/network';
import type { Steps } from '../../../network/steps';
import { refuse, type ImportedLayer } from '../imported';
import { field, listOf, numbersOf, rowsOf, wholeOf } from '../jsonFields';
import { activationOf } from './activations';
import { whereOf, type KerasLayer } from './graph';
import { lengthsOf } from './shapes';
import { say } from '../../../words/say';

/** A network while it is made, layer by layer. */
export interface Building {
  readonly layers: ImportedLayer[];
  /** The length of the samples; null as long as nothing has said it. */
  inputs: number | null;
  readonly notes: string[];
}

/** A Dense layer with its weights, if there are any. */
export function* denseOf(
  layer: KerasLayer,
  building: Building,
  weights: JsonObject | null,
): Steps<ImportedLayer> {
  const where = whereOf(layer);
  const { config, name } = layer;
  const units = wholeOf(field(config, 'units'), `${where}: units`);
  const hasBiases = flag(config, 'use_bias', true);
  const isTrained = flag(config, 'trainable', true);
  for (const key of ['kernel_constraint', 'bias_constraint', 'bias_regularizer', 'activity_regularizer']) {
    if (field(config, key)) building.notes.push(say('{0}: {1} is left out, Backprop has none.', where, key));
  }
  if (field(config, 'lora_rank')) {
    refuse(
      where,
      say('It has LoRA weights.'),
      say('Merge them into the kernel, and export the model again.'),
    );
  }
  const arrays = weights ? listOf(field(weights, name), `weights[${JSON.stringify(name)}]`) : null;
  const before = building.layers.at(-1)?.units ?? building.inputs ?? fanInOf(layer);
  const kernel = arrays ? yield* rowsOf(arrays[0], `${where}: kernel`) : null;
  const fanIn = before ?? kernel?.rows ?? null;
  if (fanIn === null) {
    refuse(
      where,
      say('The file does not say how many inputs it has.'),
      say('Begin the model with keras.Input, or build it before it is written.'),
    );
  }
  if (building.layers.length === 0) building.inputs = fanIn;
  if (kernel && (kernel.rows !== fanIn || kernel.columns !== units)) {
    refuse(
      where,
      say('Its kernel is {0}×{1} and must be {2}×{3}.', kernel.rows, kernel.columns, fanIn, units),
      say('Write the file anew with the snippet.'),
    );
  }
  const biases = hasBiases && arrays ? numbersOf(arrays[1], `${where}: bias`) : null;
  if (biases && biases.length !== units) {
    refuse(
      where,
      say('There are {0} biases for {1} units.', biases.length, units),
      say('Write the file anew with the snippet.'),
    );
  }
  const init = kernel ? null : initOf(layer, building.notes);
  return {
    name: name.length > LIMITS.nameLength ? name.slice(0, LIMITS.nameLength) : name,
    fanIn,
    units,
    activation: activationOf(layer),
    weights: kernel?.values ?? null,
    ...(init ? { init } : {}),
    biases: hasBiases ? biases : false,
    ...(isTrained ? {} : { frozen: { weights: true, biases: true } }),
  };
}

function flag(config: JsonObject, key: string, otherwise: boolean): boolean {
  const node = field(config, key);
  return node?.kind === 'boolean' ? node.value : otherwise;
}

/** What Keras says of the shape that a layer is built for. */
function fanInOf({ config, build }: KerasLayer): number | null {
  const shape = childOf(build, 'input_shape') ?? field(config, 'batch_input_shape');
  const lengths = shape ? lengthsOf(shape) : null;
  return lengths?.length === 1 ? lengths[0]! : null;
}

/** The initialisers that the format has, by the class in Keras. */
const inits: Readonly<Record<string, Init['type']>> = {
  GlorotUniform: 'xavierUniform',
  GlorotNormal: 'xavierNormal',
  HeUniform: 'heUniform',
  HeNormal: 'heNormal',
  LecunNormal: 'lecunNormal',
  Zeros: 'zeros',
};

function initOf(layer: KerasLayer, notes: string[]): Init | null {
  const node = field(layer.config, 'kernel_initializer');
  const name = node?.kind === 'string' ? node.value : childOf(node, 'class_name');
  const className = typeof name === 'string' ? name : name?.kind === 'string' ? name.value : null;
  if (className === null) return null;
  const type = Object.hasOwn(inits, className) ? inits[className]! : null;
  if (type === null) {
    notes.push(
      say(
        '{0}: the initialiser {1} is left out; weights start as the format starts them.',
        whereOf(layer),
        className,
      ),
    );
    return null;
  }
  return type === 'xavierUniform' || type === 'uniform' || type === 'normal' ? null : { type };
}
