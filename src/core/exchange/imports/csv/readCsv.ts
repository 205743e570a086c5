import { LIMITS } from '../../../network/limits';
import type { Steps } from '../../../network/steps';
import { textOfUtf8 } from '../../files/utf8';
import { askActivations, noLossNote, noSamplesNote } from '../askedParts';
import { ask, refuse, type ImportedNetwork, type ImportSource } from '../imported';
import { blockSteps } from './blocks';
import { layersIn, layoutLabels, layoutNames, shapeOf, shapesOf, type LayoutName } from './layouts';
import { say } from '../../../words/say';

/** The Python that writes what `readCsv` reads without a question about its matrices. */
export const csvSnippet = `# weights, biases: lists of NumPy arrays; a matrix has a row for each input and a column for each unit
import numpy as np
with open("weights.csv", "w") as file:
    for W, b in zip(weights, biases):
        np.savetxt(file, W, fmt="%r", delimiter=",", footer=" ", comments="")
        np.savetxt(file, b.reshape(1, -1), fmt="%r", delimiter=",", footer=" ", comments="")
`;

/** Weights of layers as matrices of numbers in a text. What the file leaves open is asked: the layout, and the activations. */
export function* readCsv(source: ImportSource): Steps<ImportedNetwork> {
  const text = textOfUtf8(source.bytes);
  if (text === null) refuse(null, say('The file is not UTF-8.'), say('Save it in that encoding.'));
  const blocks = yield* blockSteps(text);
  if (blocks.length === 0) {
    refuse(null, say('It holds no numbers.'), say('Write the weights of each layer as rows of numbers.'));
  }
  if (blocks.length > 2 * LIMITS.layers) {
    refuse(
      null,
      say('It has {0} matrices; a network file holds at most {1} layers.', blocks.length, LIMITS.layers),
      say('Import a smaller network.'),
    );
  }
  const possible = layoutNames.flatMap((name) => {
    const layers = layersIn(name, blocks);
    return layers ? [{ name, layers }] : [];
  });
  const [only] = possible;
  if (!only) {
    refuse(
      null,
      say('Its matrices do not follow each other in any way: {0}.', shapesOf(blocks)),
      say(
        'Each matrix needs as many inputs as the one before has units; biases stand in a row of their own.',
      ),
    );
  }
  const chosen =
    possible.length === 1
      ? only.name
      : ask<LayoutName>(source, {
          key: 'layout',
          prompt: say('What do the rows of the matrices ({0}) stand for?', shapesOf(blocks)),
          options: possible.map(({ name, layers }) => ({
            value: name,
            label: layoutLabels[name](),
            detail: shapeOf(layers),
          })),
        });
  const { layers } = possible.find(({ name }) => name === chosen)!;
  const activations = askActivations(
    source,
    layers.map((_, l) => say('layer {0}', l + 1)),
  );
  return {
    name: null,
    inputs: { units: layers[0]!.fanIn, names: null },
    layers: layers.map((layer, l) => ({ ...layer, activation: activations[l]! })),
    loss: null,
    data: null,
    training: {},
    notes: [
      say('Taken as {0}: {1}.', layoutLabels[chosen](), shapeOf(layers)),
      noLossNote(),
      noSamplesNote(),
    ],
  };
}
