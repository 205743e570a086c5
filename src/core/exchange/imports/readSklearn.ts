import type { JsonObject } from '../../network/jsonTree';
import type { Steps } from '../../network/steps';
import { quoted } from '../../network/wording';
import { activationCalled } from '../notations/notation';
import { sklearnNotation } from '../notations/sklearnNotation';
import type { Activation, Loss } from '../../network/network';
import { refuse, type ImportedLayer, type ImportedNetwork, type ImportSource } from './imported';
import { field, jsonObjectSteps, listOf, numbersOf, rowsOf, textOf, textsOf, type Rows } from './jsonFields';
import { sklearnData } from './sklearnData';
import { sklearnTraining } from './sklearnTraining';
import { say } from '../../words/say';

/** The Python that writes what `readSklearn` reads. */
export const sklearnSnippet = `# model: a fitted MLPClassifier or MLPRegressor. With X and y as well, the samples come along: add "X": X.tolist(), "y": y.tolist()
import json
parts = {name: getattr(model, name, None) for name in ["out_activation_", "loss", "n_iter_", "t_"]}
lists = {name: [part.tolist() for part in getattr(model, name)] for name in ["coefs_", "intercepts_"]}
names = {name: getattr(model, name).tolist() for name in ["classes_", "feature_names_in_"] if hasattr(model, name)}
with open("network.json", "w") as file:
    json.dump({"estimator": type(model).__name__, "params": model.get_params(), **parts, **lists, **names}, file, default=str)
`;

/**
 * An MLPClassifier or MLPRegressor of scikit-learn from the JSON of `sklearnSnippet`. Without "params" the keys of the
 * settings may stand at the top: whoever writes the file by hand needs activation, out_activation_, coefs_ and intercepts_.
 */
export function* readSklearn({ bytes }: ImportSource): Steps<ImportedNetwork> {
  const root = yield* jsonObjectSteps(bytes);
  const params = field(root, 'params');
  const settings = params?.kind === 'object' ? params : root;
  const notes: string[] = [];
  const weights = yield* weightsOf(root);
  const hidden = activationOf(settings, 'activation');
  const output = activationOf(root, 'out_activation_');
  const layers = layersOf(root, weights, hidden, output);
  const outputs = layers.at(-1)!.units;
  const loss = lossOf(root, output, outputs, notes);
  const names = namesOf(root, layers[0]!.fanIn);
  const classes = classesOf(root, outputs);
  const data = yield* sklearnData(root, layers[0]!.fanIn, outputs, loss, notes);
  return {
    name: estimatorOf(root),
    inputs: { units: layers[0]!.fanIn, names },
    layers: layers.map((layer, l) =>
      classes && l === layers.length - 1 ? { ...layer, unitNames: classes } : layer,
    ),
    loss,
    data,
    training: sklearnTraining(root, settings, data?.inputs.length ?? null, notes),
    notes,
  };
}

function estimatorOf(root: JsonObject): string | null {
  const node = field(root, 'estimator');
  return node?.kind === 'string' ? node.value : null;
}

function* weightsOf(root: JsonObject): Steps<Rows[]> {
  const all: Rows[] = [];
  for (const [l, node] of listOf(field(root, 'coefs_'), 'coefs_').entries()) {
    all.push(yield* rowsOf(node, `coefs_[${l}]`));
  }
  if (all.length === 0) {
    refuse('coefs_', say('It has no layer with weights.'), say('Fit the model before it is written.'));
  }
  return all;
}

function activationOf(object: JsonObject, key: string): Activation {
  const name = textOf(field(object, key), key);
  const activation = activationCalled(sklearnNotation, name);
  if (activation && !(activation.type === 'softmax' && key === 'activation')) return activation;
  return refuse(
    key,
    say('Backprop knows no activation {0} of scikit-learn.', quoted(name)),
    say('It reads identity, logistic, tanh and relu, and softmax of the output.'),
  );
}

function layersOf(
  root: JsonObject,
  weights: readonly Rows[],
  hidden: Activation,
  output: Activation,
): ImportedLayer[] {
  const biases = listOf(field(root, 'intercepts_'), 'intercepts_');
  if (biases.length !== weights.length) {
    refuse(
      'intercepts_',
      say('There are {0} lists of biases and {1} matrices of weights.', biases.length, weights.length),
      say('Write the file anew with the snippet.'),
    );
  }
  return weights.map(({ rows, columns, values }, l) => {
    const where = `intercepts_[${l}]`;
    const own = numbersOf(biases[l], where);
    if (own.length !== columns) {
      refuse(
        where,
        say('There are {0} biases for {1} units.', own.length, columns),
        say('Write the file anew with the snippet.'),
      );
    }
    const isLast = l === weights.length - 1;
    return {
      name: isLast ? 'output' : weights.length === 2 ? 'hidden' : `hidden ${l + 1}`,
      fanIn: rows,
      units: columns,
      activation: isLast ? output : hidden,
      weights: values,
      biases: own,
    };
  });
}

function lossOf(root: JsonObject, output: Activation, outputs: number, notes: string[]): Loss | null {
  const node = field(root, 'loss');
  // Files written by hand may leave it out: each output has one loss there.
  const isRegressor = estimatorOf(root) === 'MLPRegressor' || output.type === 'linear';
  const name = node ? textOf(node, 'loss') : isRegressor ? 'squared_error' : 'log_loss';
  const times = (): void => {
    if (outputs === 1) return;
    notes.push(
      say(
        'scikit-learn also takes the mean over the outputs, so its loss and gradients are those here by {0}.',
        outputs,
      ),
    );
  };
  if (name === 'squared_error' || name === 'squared_loss') {
    times();
    return { type: 'halfSquaredError' };
  }
  if (name === 'log_loss' && output.type === 'softmax') return { type: 'categoricalCrossEntropy' };
  if ((name === 'log_loss' || name === 'binary_log_loss') && output.type === 'sigmoid') {
    if (outputs > 1) {
      notes.push(
        say(
          'scikit-learn sums the binary losses of the outputs, so its loss and gradients are {0} times those here.',
          outputs,
        ),
      );
    }
    return { type: 'binaryCrossEntropy' };
  }
  notes.push(
    say(
      'Backprop has no loss {0} for {1} outputs: it is left out, and half the squared error stands for it.',
      quoted(name),
      output.type,
    ),
  );
  return null;
}

function namesOf(root: JsonObject, inputs: number): string[] | null {
  const node = field(root, 'feature_names_in_');
  if (!node) return null;
  const names = textsOf(node, 'feature_names_in_');
  if (names.length === inputs) return names;
  return refuse(
    'feature_names_in_',
    say('There are {0} names for {1} inputs.', names.length, inputs),
    say('Write the file anew with the snippet.'),
  );
}

/** Classes that are words, one for each output. */
function classesOf(root: JsonObject, outputs: number): string[] | null {
  const node = field(root, 'classes_');
  if (node?.kind !== 'array' || node.items.length !== outputs) return null;
  const names = node.items.flatMap((one) => (one.kind === 'string' ? [one.value] : []));
  return names.length === outputs ? names : null;
}
