import { strict as assert } from 'node:assert';
import { lensText, normOf, type LensValues } from '../../../src/host/editor/lensText';
import type { LensContent } from '../../../src/host/editor/lensPlan';
import { lensSymbol, symbolOf } from '../../../src/host/editor/lensSymbol';
import { goodNetworkOf } from '../goodNetworkOf';

const good = goodNetworkOf(`{
  "inputs": 2,
  "layers": [{ "units": 2, "weights": [[1, 2], [3, 4]], "biases": [5, 6] }],
  "symbols": { "loss": "E_{total}" },
  "data": { "inputs": [[1, 1]], "targets": [[0, 0]] }
}`);

const text = (content: LensContent, values: LensValues | null): string =>
  lensText(
    content,
    good.network,
    good.model.layout,
    {
      parameter: (subject) => lensSymbol(symbolOf(good.symbols, subject)),
      loss: lensSymbol(good.symbols.loss),
    },
    values,
    'the reason',
  ).title;

const parameters = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
const gradient = Float64Array.of(3, -4, 0, -0, 1e-9, Number.NaN);
const file: LensValues = { parameters, gradient, moment: null };

const weight = (index: number, i: number, j: number): LensContent => ({
  kind: 'parameter',
  index,
  subject: { kind: 'weight', layer: 0, i, j },
});

describe('the text of a lens', () => {
  it('is the derivative at the file’s numbers', () => {
    assert.equal(text(weight(0, 0, 0), file), '∂E_total/∂w_11 = 3');
    assert.equal(text(weight(3, 1, 1), file), '∂E_total/∂w_22 = 0');
  });

  it('names numbers that are none', () => {
    const content: LensContent = { kind: 'parameter', index: 5, subject: { kind: 'bias', layer: 0, j: 1 } };
    assert.equal(text(content, file), '∂E_total/∂b_2 = NaN');
  });

  it('has value and epoch during and after a run', () => {
    assert.equal(
      text(weight(1, 0, 1), { ...file, moment: 'epoch 40' }),
      '→ 0.2 · ∂E_total/∂w_12 = -4 · epoch 40',
    );
  });

  it('waits for a gradient that is not there yet', () => {
    assert.equal(text(weight(1, 0, 1), { ...file, gradient: null }), '∂E_total/∂w_12 = …');
  });

  it('summarises a row by norm and largest', () => {
    const row: LensContent = { kind: 'row', layer: 0, row: 0, from: 0, to: 2 };
    assert.equal(text(row, file), 'row 1: ‖∂E_total‖ 5, largest w_12');
    const second: LensContent = { kind: 'row', layer: 0, row: 1, from: 2, to: 4 };
    const later = { ...file, gradient: Float64Array.of(9, 9, 0, -2, 9, 9) };
    assert.equal(text(second, later), 'row 2: ‖∂E_total‖ 2, largest w_22');
    assert.equal(text(row, { ...file, moment: 'epoch 7' }), 'row 1: ‖∂E_total‖ 5, largest w_12 · epoch 7');
    assert.equal(text(row, { ...file, gradient: null }), 'row 1: ‖∂E_total‖ …');
  });

  it('summarises what the file leaves to the program', () => {
    const content: LensContent = { kind: 'initialised', layer: 0, from: 0, to: 5, weights: 4, biases: 1 };
    assert.equal(
      text(content, file),
      '4 weights by xavierUniform, seed 1, 1 bias from 0 · ‖∂E_total‖ 5, largest w_12',
    );
  });

  it('says why there are no gradients', () => {
    assert.equal(text({ kind: 'noGradients', layer: 0 }, null), 'the reason');
    assert.equal(text(weight(0, 0, 0), null), 'the reason');
  });
});

describe('the norm', () => {
  it('neither overflows nor vanishes', () => {
    assert.ok(Math.abs(normOf(Float64Array.of(3e200, -4e200)) / 5e200 - 1) < 1e-15);
    assert.ok(Math.abs(normOf(Float64Array.of(3e-200, -4e-200)) / 5e-200 - 1) < 1e-15);
    assert.equal(normOf(Float64Array.of(0, -0)), 0);
    assert.equal(normOf(Float64Array.of(1, Number.POSITIVE_INFINITY)), Number.POSITIVE_INFINITY);
    assert.ok(Number.isNaN(normOf(Float64Array.of(1, Number.NaN))));
  });
});
