import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ImportKindName } from '../../../../src/core/exchange/imports/importKinds';
import type { ImportResult } from '../../../../src/core/exchange/imports/imported';
import { utf8 } from '../../../../src/core/exchange/files/utf8';
import { parse } from '../../../../src/core/network/parse';
import { importedBytes, type Choices } from './importing';

/*
 * Files that somebody has changed: each is imported rightly, asked about or refused with a sentence. Nothing is thrown, and
 * what is imported is a network file without an error.
 */

interface Seed {
  readonly kind: ImportKindName;
  readonly text: string;
}

const dense = (name: string, units: number, activation: string): object => ({
  class_name: 'Dense',
  config: {
    name,
    units,
    activation,
    use_bias: true,
    kernel_regularizer: { class_name: 'L2', config: { l2: 0.01 } },
  },
  inbound_nodes: [{ args: [{ config: { keras_history: [name === 'a' ? 'i' : 'a', 0, 0] } }], kwargs: {} }],
});

const seeds: readonly Seed[] = [
  {
    kind: 'sklearn',
    text: JSON.stringify({
      estimator: 'MLPClassifier',
      params: { activation: 'tanh', alpha: 0.1, batch_size: 'auto', solver: 'sgd', momentum: 0.9, max_iter: 5, learning_rate_init: 0.1 },
      out_activation_: 'softmax',
      loss: 'log_loss',
      coefs_: [[[0.1, -0.2], [0.3, 0.4]], [[1, 2, 3], [4, 5, 6]]],
      intercepts_: [[0, 1], [0.5, 0.25, 0]],
      classes_: ['a', 'b', 'c'],
      feature_names_in_: ['length', 'width'],
      X: [[1, 2], [3, 4]],
      y: ['c', 'a'],
    }),
  },
  {
    kind: 'keras',
    text: JSON.stringify({
      config: {
        class_name: 'Functional',
        config: {
          name: 'm',
          layers: [
            { class_name: 'InputLayer', config: { name: 'i', batch_shape: [null, 2] }, inbound_nodes: [] },
            dense('a', 2, 'relu'),
            dense('b', 1, 'linear'),
          ],
          input_layers: [['i', 0, 0]],
          output_layers: [['b', 0, 0]],
        },
        compile_config: {
          loss: { class_name: 'BinaryCrossentropy', config: { from_logits: true } },
          optimizer: { class_name: 'SGD', config: { learning_rate: 0.1, momentum: 0.9, nesterov: true } },
        },
      },
      weights: { a: [[[1, 2], [3, 4]], [0, 0]], b: [[[5], [6]], [7]] },
    }),
  },
  { kind: 'csv', text: '# hidden\n1,2\n3,4\n5,6\n\n0.5,0.25\n\n# out\n1\n2\n\n3\n' },
  {
    kind: 'playground',
    text: 'https://playground.tensorflow.org/#activation=relu&batchSize=10&dataset=xor&regDataset=reg-plane&learningRate=0.03&regularization=L2&regularizationRate=0.1&noise=5&networkShape=3,2&seed=0.4&percTrainData=50&x=true&y=true&sinX=true&problem=classification',
  },
]; // prettier-ignore

const choices: Choices = { layout: 'in-blocks', hidden: 'tanh', output: 'linear', logits: 'probabilities' };

let networks = 0;

function check(result: ImportResult, input: string): void {
  switch (result.kind) {
    case 'refused': {
      const { cause, remedy } = result.refusal;
      assert.match(cause, /[.)]$/, `${cause} of ${input}`);
      assert.match(remedy, /\.$/);
      return;
    }
    case 'question':
      assert.ok(result.question.options.length >= 2);
      return;
    case 'network': {
      networks++;
      const { network, diagnostics } = parse(result.text);
      assert.ok(network, `${input}\n${result.text}\n${JSON.stringify(diagnostics)}`);
    }
  }
}

/** Values that a field may be given in place of its own. */
const strange = fc.constantFrom<unknown>(
  ...[null, true, 0, -1, 1.5, 1e308, 4097, 1e9, '', 'relu', 'constructor', '__proto__', [], {}, [[]], [1, 2], [[1, 2]], [[[1]]], { class_name: 'x' }], // prettier-ignore
);

/** Puts `value` at the n-th place of a value, counted through all its parts. */
function replaced(root: unknown, at: number, value: unknown): unknown {
  let count = 0;
  const visit = (node: unknown): unknown => {
    if (count++ === at) return value;
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, visit(one)]));
  };
  return visit(root);
}

describe('mutated files of other tools', () => {
  it('are themselves imported', () => {
    for (const { kind, text } of seeds) {
      const result = importedBytes(kind, utf8(text), choices);
      assert.equal(result.kind, 'network', JSON.stringify(result));
    }
  });

  it('end in a network, a question or a refusal where bytes are changed, taken out or doubled', () => {
    networks = 0;
    const change = fc.record({
      seed: fc.integer({ min: 0, max: seeds.length - 1 }),
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      length: fc.integer({ min: 0, max: 8 }),
      put: fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc.constantFrom('1e999', '-', '[', ']', '{', '}', ',', '"', '0', '9', 'null', '\n', '=', '&').map((text) => utf8(text)),
      ), // prettier-ignore
      asKnown: fc.boolean(),
    });
    fc.assert(
      fc.property(change, ({ seed, at, length, put, asKnown }) => {
        const { kind, text } = seeds[seed]!;
        const bytes = utf8(text);
        const start = Math.floor(at * bytes.length);
        const mutated = Uint8Array.from([
          ...bytes.subarray(0, start),
          ...put,
          ...bytes.subarray(start + length),
        ]);
        check(importedBytes(asKnown ? kind : null, mutated, choices, kind === 'csv' ? 'w.csv' : 'w.json'), `${kind} ${start} ${length} ${put.join()}`); // prettier-ignore
      }),
      { numRuns: 6_000 },
    );
    assert.ok(networks > 500, `${networks} were networks`);
  });

  it('end likewise where one of their fields is another value', () => {
    networks = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1 }), fc.nat(90), strange, (seed, at, value) => {
        const { kind, text } = seeds[seed]!;
        const mutated = JSON.stringify(replaced(JSON.parse(text), at, value));
        check(importedBytes(kind, utf8(mutated), choices), mutated);
      }),
      { numRuns: 4_000 },
    );
    assert.ok(networks > 500, `${networks} were networks`);
  });

  it('end soon where they are deep, long or full of keys', () => {
    const texts = [
      '{"coefs_":' + '['.repeat(500_000),
      '{"coefs_":' + '{"a":'.repeat(500_000),
      '{"coefs_": [' + '1,'.repeat(1_000_000) + '1]}',
      '{"class_name": "' + 'x'.repeat(5_000_000) + '"}',
      `{${Array.from({ length: 100_000 }, (_, n) => `"k${n}":0`).join()}, "coefs_": 0}`,
      '1,'.repeat(600_000),
      '\n'.repeat(1_000_000),
      '{"coefs_": [' + '[],'.repeat(2_600_000) + '[]]}',
      '{"coefs_": [' + '{},'.repeat(300_000) + '[]]}',
      'https://' + 'playground'.repeat(300_000),
      '"coefs'.repeat(1_000_000),
      'a=1&'.repeat(100_000),
    ];
    for (const text of texts) {
      for (const kind of ['sklearn', 'keras', 'csv', 'playground', null] as const) {
        check(importedBytes(kind, utf8(text), choices), text.slice(0, 40));
      }
    }
  });
});
