import assert from 'node:assert/strict';
import { layerNumbers } from '../../../../src/core/exchange/programs/exported';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { referenceExports } from '../../../exports/exports';
import { imported, importedBytes, networkFrom, questionFrom, refusalFrom, type Choices } from './importing';

const read = (text: string, choices: Choices = {}) => imported(null, text, choices, 'weights.csv');
const answers = { layout: 'in-none', hidden: 'tanh', output: 'linear' };

describe('weights as CSV', () => {
  it('bring back every reference network in the layout of the snippet, bit for bit', () => {
    for (const { id, exported } of referenceExports()) {
      const { network, layout, parameters } = exported;
      const layers = layerNumbers(layout, parameters);
      const hasAll = layers.every(({ biases }) => biases !== null);
      const hasNone = layers.every(({ biases }) => biases === null);
      if (!hasAll && !hasNone) continue;
      const row = (values: ArrayLike<number>): string =>
        Array.from(values, (value) => (Object.is(value, -0) ? '-0' : String(value))).join(',');
      const text = layers
        .map(
          ({ weights, biases }) =>
            `${weights.map(row).join('\n')}\n \n${biases ? `${row(biases)}\n \n` : ''}`,
        )
        .join('');
      const result = networkFrom(read(text, { ...answers, layout: hasAll ? 'in-blocks' : 'in-none' }));
      const found = initialParameters(result.network);
      assert.equal(found.length, parameters.length, id);
      found.forEach((value, n) => {
        assert.ok(Object.is(value, parameters[n]), `${id} ${n}`);
      });
      assert.equal(result.network.inputs.units, network.inputs.units);
    }
  });

  it('ask what the rows are where more than one layout fits, and take each', () => {
    const text = '1,2,3\n4,5,6\n';
    const question = questionFrom(read(text));
    assert.equal(question.key, 'layout');
    const shapes = question.options.map(({ value, detail }) => `${value} ${detail}`);
    assert.deepEqual(shapes, [
      'in-none 2–3',
      'in-last 1–3',
      'in-first 1–3',
      'out-none 3–2',
      'out-last 2–2',
      'out-first 2–2',
    ]);
    const layerOf = (layout: string) => {
      const { network } = networkFrom(read(text, { layout, output: 'linear' }));
      return [network.layers[0]!.weights, network.layers[0]!.biases];
    };
    assert.deepEqual(layerOf('in-none'), [[[1, 2, 3], [4, 5, 6]], null]); // prettier-ignore
    assert.deepEqual(layerOf('in-last'), [[[1, 2, 3]], [4, 5, 6]]);
    assert.deepEqual(layerOf('in-first'), [[[4, 5, 6]], [1, 2, 3]]);
    assert.deepEqual(layerOf('out-none'), [[[1, 4], [2, 5], [3, 6]], null]); // prettier-ignore
    assert.deepEqual(layerOf('out-last'), [[[1, 4], [2, 5]], [3, 6]]); // prettier-ignore
    assert.deepEqual(layerOf('out-first'), [[[2, 5], [3, 6]], [1, 4]]); // prettier-ignore
  });

  it('ask for activations, never guess them', () => {
    const text = '1,2\n3,4\n5,6\n\n7\n8\n';
    assert.equal(questionFrom(read(text)).key, 'layout');
    const first = questionFrom(read(text, { layout: 'in-none' }));
    assert.equal(first.key, 'hidden');
    const second = questionFrom(read(text, { layout: 'in-none', hidden: 'elu' }));
    assert.equal(second.key, 'output');
    const { network, notes } = networkFrom(
      read(text, { layout: 'in-none', hidden: 'elu', output: 'sigmoid' }),
    );
    assert.deepEqual(
      network.layers.map(({ activation }) => activation),
      [{ type: 'elu', alpha: 1 }, { type: 'sigmoid' }],
    );
    assert.match(notes, /A row for each input, no biases: 3–2–1/);
    assert.match(notes, /names no loss/);
  });

  it('take names, comments, separators and spellings of numbers', () => {
    const text = '\ufeff# hidden\r\n"+1";.5\r\n1e-3;5.\r\n-0;2\r\n# output\r\n1\r\n2\r\n';
    const { network } = networkFrom(read(text, answers));
    assert.deepEqual(
      network.layers.map(({ name }) => name),
      ['hidden', 'output'],
    );
    assert.deepEqual(network.layers[0]!.weights, [[1, 0.5], [0.001, 5], [-0, 2]]); // prettier-ignore
    for (const separator of [' ', '\t', '   ']) {
      const other = `W1\n1${separator}2\n3${separator}4\n5${separator}6\n\n1\n2\n`;
      assert.deepEqual(networkFrom(read(other, answers)).network.layers[0]!.weights?.length, 3);
    }
  });

  const refused: readonly (readonly [string, string, RegExp, RegExp])[] = [
    ['no numbers', '\n\n', /^$/, /no numbers/],
    ['a word between numbers', '1,2\n3,x\n', /line 2/, /"x" is no number/],
    ['not a number', '1,nan\n', /line 1/, /"nan" is no number/],
    ['beyond doubles', '1,1e999\n', /line 1/, /"1e999" is no number/],
    ['rows of unequal lengths', '1,2\n3\n', /line 2/, /1 numbers, and the rows above it have 2/],
    ['matrices that do not follow', '1,2\n3,4\n\n1,2,3,4,5,6,7\n2,3,4,5,6,7,8\n3,4,5,6,7,8,9\n9,9,9,9,9,9,9\n9,9,9,9,9,9,9\n', /^$/, /do not follow each other in any way: 2×2, 5×7/],
    ['too many matrices', '1\n\n'.repeat(200), /^$/, /200 matrices/],
  ]; // prettier-ignore
  for (const [what, text, where, cause] of refused) {
    it(`are refused: ${what}`, () => {
      const refusal = refusalFrom(read(text));
      assert.match(refusal.where ?? '', where);
      assert.match(refusal.cause, cause);
    });
  }

  it('are refused where they are no UTF-8', () => {
    const refusal = refusalFrom(importedBytes('csv', Uint8Array.of(0x31, 0x2c, 0xff)));
    assert.match(refusal.cause, /not UTF-8/);
  });
});
