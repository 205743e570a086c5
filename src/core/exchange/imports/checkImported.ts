import { LIMITS } from '../../network/limits';
import { counted, grouped, quoted } from '../../network/wording';
import { refuse, type ImportedLayer, type ImportedNetwork } from './imported';
import { say } from '../../words/say';

/**
 * Refuses, by `refuse`, a network that the format cannot hold: past its limits, of shapes that do not fit, or with numbers that are not
 * finite. Names past the longest are cut, with a note.
 */
export function checkImported(network: ImportedNetwork): ImportedNetwork {
  const { inputs, layers } = network;
  const fewer = say('Import a smaller network.');
  if (layers.length === 0) {
    refuse(null, say('It has no layer with weights.'), say('Import a network of dense layers.'));
  }
  if (layers.length > LIMITS.layers) {
    refuse(
      null,
      say('It has {0} layers; a network file holds at most {1}.', layers.length, LIMITS.layers),
      fewer,
    );
  }
  checkUnits(say('the inputs'), inputs.units);
  layers.forEach((layer, l) => {
    checkUnits(layerWords(layer, l), layer.units);
  });
  const weights = layers.reduce((sum, { fanIn, units }) => sum + fanIn * units, 0);
  if (weights > LIMITS.weights) {
    refuse(
      null,
      say('It has {0} weights; a network file holds at most {1}.', grouped(weights), grouped(LIMITS.weights)),
      fewer,
    );
  }
  let before = inputs.units;
  layers.forEach((layer, l) => {
    const where = layerWords(layer, l);
    if (layer.fanIn !== before) {
      refuse(
        where,
        say(
          'It takes {0}, and what is before it has {1}.',
          counted(layer.fanIn, 'input'),
          counted(before, 'unit'),
        ),
        say('Layers must follow each other, each taking what the one before gives.'),
      );
    }
    if (layer.activation.type === 'softmax' && l < layers.length - 1) {
      refuse(
        where,
        say('Its activation is softmax, which Backprop has in the last layer alone.'),
        say('Import a network without it.'),
      );
    }
    checkNumbers(where, layer, before);
    before = layer.units;
  });
  checkSamples(network);
  return cutNames(withFittingLoss(network));
}

/** `layer 2` or `layer "hidden"`. */
export function layerWords({ name }: Pick<ImportedLayer, 'name'>, l: number): string {
  return name === null ? say('layer {0}', l + 1) : say('layer {0}', quoted(name));
}

/** Without a cross-entropy whose outputs are no probabilities: the format has none, and other tools cut them off. */
function withFittingLoss(network: ImportedNetwork): ImportedNetwork {
  const { loss, layers, notes } = network;
  const output = layers.at(-1)!.activation.type;
  const isEntropy = loss?.type === 'binaryCrossEntropy' || loss?.type === 'categoricalCrossEntropy';
  if (!isEntropy || output === 'sigmoid' || output === 'softmax') return network;
  const note = say(
    'The loss {0} needs sigmoid or softmax outputs, and these are {1}: it is left out, and half the squared error stands for it.',
    loss.type,
    output,
  );
  return { ...network, loss: null, notes: [...notes, note] };
}

function checkUnits(where: string, units: number): void {
  if (Number.isInteger(units) && units >= 1 && units <= LIMITS.units) return;
  refuse(
    where,
    say('There are {0} units; a layer has from 1 to {1}.', grouped(units), grouped(LIMITS.units)),
    say('Import a smaller network.'),
  );
}

function checkNumbers(where: string, { weights, biases, units }: ImportedLayer, before: number): void {
  const check = (values: ArrayLike<number>, expected: number, wrong: (index: number) => string): void => {
    if (values.length !== expected) {
      throw new RangeError(`${where}: ${values.length} numbers where ${expected} belong`);
    }
    for (let index = 0; index < values.length; index++) {
      if (Number.isFinite(values[index])) continue;
      refuse(
        where,
        wrong(index),
        say('A network file holds finite numbers alone. Import a network that has not diverged.'),
      );
    }
  };
  if (weights) {
    check(weights, before * units, (index) =>
      say(
        'The weight from unit {0} to unit {1} is {2}.',
        Math.floor(index / units) + 1,
        (index % units) + 1,
        String(weights[index]),
      ),
    );
  }
  if (biases) {
    check(biases, units, (index) => say('The bias of unit {0} is {1}.', index + 1, String(biases[index])));
  }
}

function checkSamples({ data }: ImportedNetwork): void {
  if (data?.kind !== 'inline') return;
  const numbers = [...data.inputs, ...data.targets].reduce((sum, row) => sum + row.length, 0);
  if (numbers <= LIMITS.inlineNumbers) return;
  refuse(
    say('the samples'),
    say(
      'They are {0} numbers; a network file holds at most {1}.',
      grouped(numbers),
      grouped(LIMITS.inlineNumbers),
    ),
    say('Import the network without them, and put them into a CSV file.'),
  );
}

function cutNames(network: ImportedNetwork): ImportedNetwork {
  let cut = 0;
  const shorter = (name: string): string => {
    if (name.length <= LIMITS.nameLength) return name;
    cut++;
    // No half of a character is left at the end.
    return name.slice(0, LIMITS.nameLength - 1).replace(/[\ud800-\udbff]$/, '') + '…';
  };
  const shorterOrNull = (name: string | null): string | null => (name === null ? null : shorter(name));
  const made: ImportedNetwork = {
    ...network,
    name: shorterOrNull(network.name),
    inputs: { ...network.inputs, names: network.inputs.names?.map(shorter) ?? null },
    layers: network.layers.map(({ unitNames, ...layer }) => ({
      ...layer,
      name: shorterOrNull(layer.name),
      ...(unitNames ? { unitNames: unitNames.map(shorter) } : {}),
    })),
  };
  if (cut === 0) return network;
  const note = say('Names of more than {0} characters are cut.', LIMITS.nameLength);
  return { ...made, notes: [...made.notes, note] };
}
