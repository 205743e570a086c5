import type { JsonObject } from '../../../network/jsonTree';
import type { Steps } from '../../../network/steps';
import { refuse, type ImportedNetwork, type ImportSource } from '../imported';
import { childOf } from '../../../network/jsonTree';
import { field, jsonObjectSteps, objectOf } from '../jsonFields';
import { activationLayer, activationOf } from './activations';
import { compileOf } from './compile';
import { denseOf, type Building } from './dense';
import { layersInOrder, whereOf, type KerasLayer } from './graph';
import { penaltyOf } from './penalty';
import { lengthsOf } from './shapes';
import { say } from '../../../words/say';

/** The Python that writes what `readKeras` reads: the configuration and the weights of each layer. */
export const kerasSnippet = `# model: a Sequential or functional model of Dense layers
import json
parts = {"config": json.loads(model.to_json()), "weights": {layer.name: [w.tolist() for w in layer.get_weights()] for layer in model.layers}}
with open("network.json", "w") as file:
    json.dump(parts, file)
`;

/** A Keras model: what its `to_json()` says, alone or as "config" beside "weights" (kerasSnippet). */
export function* readKeras(source: ImportSource): Steps<ImportedNetwork> {
  const root = yield* jsonObjectSteps(source.bytes);
  const config = field(root, 'config');
  const isBoth = config?.kind === 'object' && childOf(config, 'class_name') !== undefined;
  if (!isBoth) return yield* readKerasConfig(source, root, null);
  const weights = field(root, 'weights');
  return yield* readKerasConfig(source, config, weights ? objectOf(weights, 'weights') : null);
}

/**
 * A Keras model from its configuration, such as config.json of a `.keras` archive.
 *
 * @param weights for each layer's name its arrays, kernel [fan in][units] and bias; null: the network has none.
 */
export function* readKerasConfig(
  source: ImportSource,
  model: JsonObject,
  weights: JsonObject | null,
): Steps<ImportedNetwork> {
  const notes: string[] = [];
  const building: Building = { layers: [], inputs: null, notes };
  const order = layersInOrder(model);
  const dense: KerasLayer[] = [];
  for (const layer of order) {
    if (layer.className === 'Dense') {
      building.layers.push(yield* denseOf(layer, building, weights));
      dense.push(layer);
    } else addOther(layer, building);
  }
  const last = building.layers.at(-1);
  if (!last || building.inputs === null) {
    refuse(null, say('The model has no Dense layer.'), say('Import a model of Dense layers.'));
  }
  const compiled = compileOf(source, model, last.activation, notes);
  building.layers[building.layers.length - 1] = { ...last, activation: compiled.output };
  const isLogits = compiled.loss?.type.endsWith('CrossEntropy') && compiled.output.type === 'linear';
  if (isLogits)
    notes.push(
      say('The loss of the file takes logits and is left out: half the squared error stands for it.'),
    );
  if (!weights) {
    notes.push(
      say(
        'The file has no weights: they are drawn from the seed. The snippet that Import… offers writes them as well.',
      ),
    );
  }
  const { l1, l2 } = penaltyOf(dense, notes);
  return {
    name: nameOf(model),
    inputs: { units: building.inputs, names: null },
    layers: building.layers,
    loss: isLogits ? null : compiled.loss,
    reduction: compiled.reduction,
    data: null,
    training: { ...compiled.training, ...(l1 > 0 ? { l1 } : {}), ...(l2 > 0 ? { l2 } : {}) },
    notes: [...notes, say('The file has no samples. Add "data" to train the network.')],
  };
}

function nameOf(model: JsonObject): string | null {
  const name = childOf(childOf(model, 'config'), 'name');
  return name?.kind === 'string' && name.value !== '' ? name.value : null;
}

/** Layers that act while a model is trained, and let everything through else. */
const trainingOnly = [
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'ActivityRegularization',
  'SpatialDropout1D',
];

function addOther(layer: KerasLayer, building: Building): void {
  const { className, config } = layer;
  const where = whereOf(layer);
  if (className === 'InputLayer') {
    building.inputs = inputsOf(layer);
    return;
  }
  if (className === 'Flatten') {
    // What has one row of numbers is flat already; the next layer says if it is not.
    return;
  }
  if (className === 'Dropout' || trainingOnly.includes(className)) {
    const rate = field(config, 'rate');
    if (className === 'Dropout' && rate?.kind === 'number' && rate.value === 0) return;
    building.notes.push(
      say(
        '{0} ({1}) acts only while Keras trains and is left out: outputs and gradients are those of inference.',
        where,
        className,
      ),
    );
    return;
  }
  const activation =
    className === 'Activation' ? activationOf(layer) : activationLayer(where, className, config);
  if (!activation) {
    refuse(
      where,
      say('It is a {0} layer, which Backprop does not have.', className),
      say('Backprop takes Dense layers and activations. Import a model without this layer.'),
    );
  }
  const last = building.layers.at(-1);
  if (!last) {
    refuse(
      where,
      say('It is an activation before the first Dense layer.'),
      say('Apply it to the samples, and import the model without it.'),
    );
  }
  if (activation.type === 'linear') return;
  if (last.activation.type !== 'linear') {
    refuse(
      where,
      say('It is a second activation behind one layer, whose first is {0}.', last.activation.type),
      say('Write both as one formula in a network file.'),
    );
  }
  building.layers[building.layers.length - 1] = { ...last, activation };
}

/** The length of the rows that the model takes; null where the file does not say it. */
function inputsOf({ config, name }: KerasLayer): number | null {
  const shape = field(config, 'batch_shape') ?? field(config, 'batch_input_shape') ?? field(config, 'shape');
  const where = whereOf({ name });
  const lengths = shape ? lengthsOf(shape) : null;
  if (!lengths) return null;
  if (lengths.length !== 1) {
    refuse(
      where,
      say('Its samples are arrays of {0} dimensions.', lengths.length),
      say('Backprop takes samples that are one row of numbers. Import a model with such an input.'),
    );
  }
  return lengths[0]!;
}
