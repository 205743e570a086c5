import assert from 'node:assert/strict';
import { evaluate } from '../../../../src/core/engine/evaluate';
import { prepareDataset } from '../../../../src/core/engine/dataset';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createModel } from '../../../../src/core/engine/model';
import { layerNumbers } from '../../../../src/core/exchange/programs/exported';
import { sklearnLimits } from '../../../../src/core/exchange/programs/sklearnLimits';
import { nameOfActivation } from '../../../../src/core/exchange/notations/notation';
import { sklearnNotation } from '../../../../src/core/exchange/notations/sklearnNotation';
import { sklearnSnippet } from '../../../../src/core/exchange/imports/readSklearn';
import { referenceExports, sklearnExports, type ExportCase } from '../../../exports/exports';
import { imported, importedBytes, networkFrom, refusalFrom } from './importing';

/** What the snippet writes of a small classifier. */
const classifier = (changes: object = {}): Record<string, unknown> => ({
  estimator: 'MLPClassifier',
  params: {
    activation: 'tanh',
    alpha: 0.0001,
    batch_size: 'auto',
    beta_1: 0.9,
    beta_2: 0.999,
    epsilon: 1e-8,
    learning_rate: 'constant',
    learning_rate_init: 0.001,
    max_iter: 200,
    momentum: 0.9,
    nesterovs_momentum: true,
    shuffle: true,
    solver: 'adam',
    hidden_layer_sizes: [2],
    random_state: null,
  },
  out_activation_: 'logistic',
  loss: 'log_loss',
  n_iter_: 10,
  t_: 1000,
  coefs_: [[[0.1, -0.2], [0.3, 0.4], [5e-324, -0]], [[1], [-1.7976931348623157e308]]], // prettier-ignore
  intercepts_: [[0, 1e-300], [0.30000000000000004]],
  classes_: [0, 1],
  ...changes,
});

/** The JSON that the snippet would write for a network that scikit-learn can hold. */
function asSklearn({ exported }: ExportCase): Record<string, unknown> {
  const { network, layout, parameters, inputs, targets } = exported;
  const { layers, training } = network;
  const last = layers.at(-1)!;
  const all = layerNumbers(layout, parameters);
  const isRegression = last.activation.type === 'linear';
  const batch = training.batchSize === 'full' ? inputs.length : Math.min(training.batchSize, inputs.length);
  const { optimizer } = training;
  return {
    estimator: isRegression ? 'MLPRegressor' : 'MLPClassifier',
    params: {
      activation: nameOfActivation(sklearnNotation, layers[0]!.activation),
      alpha: training.l2 * batch,
      batch_size: batch,
      learning_rate_init: training.learningRate,
      solver: optimizer.type === 'adam' ? 'adam' : 'sgd',
      momentum: 'momentum' in optimizer ? optimizer.momentum : 0,
      nesterovs_momentum: optimizer.type === 'nesterov',
      max_iter: training.epochs,
      shuffle: training.shuffle ?? false,
    },
    out_activation_: nameOfActivation(sklearnNotation, last.activation),
    loss: isRegression ? 'squared_error' : 'log_loss',
    coefs_: all.map(({ weights }) => weights.map((row) => Array.from(row))),
    intercepts_: all.map(({ biases }) => Array.from(biases!)),
    ...(isRegression
      ? {}
      : { classes_: last.units === 1 ? [0, 1] : Array.from({ length: last.units }, (_, k) => k) }),
    X: inputs.map((row) => Array.from(row)),
    y: isRegression || last.units === 1 ? targets.map(([t]) => t) : targets.map((row) => row.indexOf(1)),
  };
}

const holdable = (one: ExportCase): boolean => sklearnLimits(one.exported).length === 0;

describe('scikit-learn files', () => {
  it('bring back every reference network that scikit-learn can hold: bits, loss and gradients', () => {
    const cases = [...referenceExports().filter(holdable), ...sklearnExports()];
    assert.ok(cases.length >= 12 && cases.every(holdable), `${cases.length} networks`);
    for (const one of cases) {
      const { exported } = one;
      const { network } = networkFrom(imported(null, asSklearn(one)));
      assert.deepEqual(network.training.optimizer, exported.network.training.optimizer, one.id);
      assert.equal(network.training.learningRate, exported.network.training.learningRate);
      const prepared = prepareDataset(network, null);
      assert.ok('dataset' in prepared);
      const { dataset } = prepared;
      const model = createModel(network);
      const parameters = initialParameters(network);
      assert.equal(parameters.length, exported.parameters.length);
      parameters.forEach((value, n) => {
        assert.ok(Object.is(value, exported.parameters[n]), `${one.id} ${n}`);
      });
      const found = evaluate(model, parameters, dataset, dataset.trainingIndices);
      assert.equal(found.loss, exported.check.loss);
      if (exported.network.training.l2 > 0) continue; // l2 · batch / batch may be another double
      found.gradient.forEach((value, n) => {
        assert.equal(value, exported.check.gradient[n]);
      });
    }
  });

  it('keep numbers bit for bit, the sign of zero and the ends of the range among them', () => {
    const { network, text } = networkFrom(
      imported(null, JSON.stringify(classifier()).replace('[5e-324,0]', '[5e-324,-0]')),
    );
    assert.deepEqual(network.layers[0]!.weights, [[0.1, -0.2], [0.3, 0.4], [5e-324, -0]]); // prettier-ignore
    assert.ok(Object.is(network.layers[0]!.weights[2]![1], -0));
    assert.deepEqual(network.layers[1]!.weights, [[1], [-1.7976931348623157e308]]);
    assert.deepEqual(network.layers[1]!.biases, [0.30000000000000004]);
    assert.equal(network.loss.type, 'binaryCrossEntropy');
    assert.deepEqual(network.layers[1]!.activation, { type: 'sigmoid' });
    // 1000 samples seen in 10 epochs: batches of 100.
    assert.equal(network.training.batchSize, 100);
    assert.equal(network.training.l2, 0.0001 / 100);
    assert.match(text, /^\/\/ Imported by Backprop from "file\.json" \(scikit-learn\)\.\n/);
  });

  it('say what is otherwise or left out', () => {
    const notes = (changes: object, params: object = {}): string => {
      const base = classifier();
      const all = { ...base, ...changes, params: { ...(base['params'] as object), ...params } };
      return networkFrom(imported('sklearn', all)).notes;
    };
    assert.match(notes({}), /no samples/);
    assert.match(notes({}), /epsilon of Adam/);
    assert.match(notes({}, { solver: 'lbfgs' }), /no optimizer "lbfgs"/);
    assert.match(notes({ t_: 0 }), /penalty alpha by the size of the batch, which the file does not tell/);
    assert.match(notes({}, { solver: 'sgd', learning_rate: 'adaptive' }), /rate of the file is "adaptive"/);
    assert.match(notes({}, { beta_1: 1.5 }), /beta_1 is 1\.5 in the file, which the format does not take/);
    assert.match(notes({ loss: 'poisson', out_activation_: 'identity' }), /no loss "poisson"/);
    const two = {
      coefs_: [[[1, 2]]],
      intercepts_: [[0, 0]],
      out_activation_: 'identity',
      loss: 'squared_error',
    };
    assert.match(notes(two), /mean over the outputs, so its loss and gradients are those here by 2/);
    assert.match(notes({ ...two, out_activation_: 'logistic', loss: 'log_loss' }), /2 times those here/);
  });

  it('take names of features and classes where they can be symbols', () => {
    const iris = classifier({
      out_activation_: 'softmax',
      coefs_: [[[1, 2, 3], [4, 5, 6]]], // prettier-ignore
      intercepts_: [[0, 0, 0]],
      feature_names_in_: ['petal length', 'petal width'],
      classes_: ['setosa', 'versicolor', 'virginica'],
      X: [[1, 2], [3, 4]], // prettier-ignore
      y: ['virginica', 'setosa'],
    });
    const { network } = networkFrom(imported(null, iris));
    assert.deepEqual(network.inputs.names, ['petal length', 'petal width']);
    assert.deepEqual(network.layers[0]!.unitNames, ['setosa', 'versicolor', 'virginica']);
    assert.equal(network.loss.type, 'categoricalCrossEntropy');
    assert.ok(network.data?.kind === 'inline');
    assert.deepEqual(network.data.targets, [[0, 0, 1], [1, 0, 0]]); // prettier-ignore
    for (const names of [
      ['y_1', 'a'],
      ['same', 'same'],
      [' ', 'b'],
      ['w_{11}', 'w_12'],
      ['', 'b'],
    ]) {
      const read = networkFrom(
        imported(null, {
          ...iris,
          feature_names_in_: names,
          classes_: undefined,
          y: undefined,
          X: undefined,
        }),
      );
      assert.equal(read.network.inputs.names, null, names.join());
      assert.match(read.text, /names of the inputs cannot be symbols/);
    }
  });

  it('need no more than activations, weights and biases', () => {
    const { network } = networkFrom(
      imported(null, {
        activation: 'relu',
        out_activation_: 'identity',
        coefs_: [[[1]], [[2]]],
        intercepts_: [[3], [4]],
      }),
    );
    assert.deepEqual(
      network.layers.map(({ activation }) => activation.type),
      ['relu', 'linear'],
    );
    assert.equal(network.loss.type, 'halfSquaredError');
  });

  const refused: readonly (readonly [string, object, string, RegExp])[] = [
    ['an unknown activation', { params: { activation: 'gelu' } }, 'activation', /no activation "gelu"/],
    ['hidden softmax', { params: { activation: 'softmax' } }, 'activation', /no activation "softmax"/],
    ['no activation', { params: {} }, 'activation', /missing/],
    ['no layer', { coefs_: [], intercepts_: [] }, 'coefs_', /no layer/],
    ['rows of unequal lengths', { coefs_: [[[1, 2], [3]], [[1], [2]]] }, 'coefs_[0][1]', /1 numbers, and the first row has 2/],
    ['text for a number', { coefs_: [[[1, 'x']], [[1], [2]]] }, 'coefs_[0][0]', /list of numbers/],
    ['null for a number', { coefs_: [[[1, null]], [[1], [2]]] }, 'coefs_[0][0]', /list of numbers/],
    ['an empty row', { coefs_: [[[]], [[1]]] }, 'coefs_[0][0]', /list of numbers/],
    ['too few biases', { intercepts_: [[0, 0]] }, 'intercepts_', /1 lists of biases and 2/],
    ['biases of another length', { intercepts_: [[0, 0, 0], [0]] }, 'intercepts_[0]', /3 biases for 2 units/],
    ['layers that do not follow', { coefs_: [[[1, 2]], [[1], [2], [3]]] }, 'layer "output"', /takes 3 inputs, and what is before it has 2/],
    ['names of another number', { feature_names_in_: ['a'] }, 'feature_names_in_', /1 names for 3 inputs/],
    ['a class that is none', { X: [[1, 2, 3]], y: [7] }, 'y[0]', /none of the classes/],
    ['samples of another width', { X: [[1, 2]], y: [1] }, 'X', /2 entries where 3/],
    ['targets of another number', { X: [[1, 2, 3]], y: [1, 0] }, 'y', /2 entries where 1/],
  ]; // prettier-ignore
  for (const [what, changes, where, cause] of refused) {
    it(`are refused at their place: ${what}`, () => {
      const refusal = refusalFrom(imported('sklearn', classifier(changes)));
      assert.equal(refusal.where, where);
      assert.match(refusal.cause, cause);
      assert.match(refusal.remedy, /\.$/);
    });
  }

  it('are refused where JSON is none, has a key twice, or is too deep', () => {
    const cases: readonly (readonly [string, RegExp, RegExp])[] = [
      ['{"coefs_": [[[NaN]]]}', /line 1, column 15/, /NaN is not a number/],
      ['{"coefs_": [[[1e999]]]}', /line 1, column 15/, /does not fit a double/],
      ['{"coefs_": 1,\n "coefs_": 2}', /line 2, column 2/, /given twice/],
      ['{"coefs_": ' + '['.repeat(100_000), /line 1/, /./],
      ['{"coefs_": [', /line 1/, /./],
      ['{"coefs_": [1] // no\n}', /line 1/, /Comments/],
    ];
    for (const [text, where, cause] of cases) {
      const refusal = refusalFrom(imported('sklearn', text));
      assert.match(refusal.where ?? '', where);
      assert.match(refusal.cause, cause);
    }
    assert.match(refusalFrom(imported('sklearn', '[1]')).cause, /not one JSON object/);
  });

  it('never have a pickle among them', () => {
    const heads = [[0x80, 0x04, 0x95], [0x78, 0x5e, 0xff], [0x78, 0x9c, 0x00], [0x1f, 0x8b, 0x08, 0x00]]; // prettier-ignore
    for (const head of heads) {
      const bytes = Uint8Array.from([...head, ...Array.from({ length: 60 }, (_, n) => n)]);
      for (const kind of [null, 'sklearn', 'csv'] as const) {
        const { cause, remedy } = refusalFrom(importedBytes(kind, bytes));
        assert.match(cause, /pickle/);
        assert.match(remedy, /snippet/);
      }
    }
    assert.ok(!sklearnSnippet.includes('pickle'));
  });
});
