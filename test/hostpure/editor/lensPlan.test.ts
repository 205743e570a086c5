import { strict as assert } from 'node:assert';
import { createLayout } from '../../../src/core/engine/layout';
import type { Layer, Network } from '../../../src/core/network/network';
import {
  planLenses,
  type LensLimits,
  type LensPlaces,
  type PlannedLens,
} from '../../../src/host/editor/lensPlan';

const layer = (units: number, rows: number | null, biases: 'given' | 'zeros' | 'none'): Layer => ({
  name: 'layer',
  units,
  unitNames: null,
  activation: { type: 'sigmoid' },
  weights: rows === null ? null : Array.from({ length: rows }, () => new Array<number>(units).fill(0)),
  hasBiases: biases !== 'none',
  biases: biases === 'given' ? new Array<number>(units).fill(0) : null,
  init: { type: 'xavierUniform' },
  frozen: { weights: false, biases: false },
  symbols: {},
});

const network = (inputs: number, layers: readonly Layer[]): Network => ({
  name: null,
  description: null,
  inputs: { units: inputs, names: null },
  layers,
  symbols: { product: 'inputFirst', residual: 'outputMinusTarget' },
  loss: { type: 'halfSquaredError' },
  reduction: 'mean',
  data: null,
  testFraction: 0,
  training: {
    optimizer: { type: 'sgd' },
    learningRate: 0.1,
    schedule: null,
    epochs: 100,
    batchSize: 'full',
    shuffle: null,
    seed: 1,
    l1: 0,
    l2: 0,
    stopWhen: { lossBelow: null, patience: null },
    precision: 'float64',
  },
  sweep: null,
});

/** A text in which every offset is a line of its own times `perLine`, weights of layer l from 1000 l on. */
const places = (net: Network, lineOf: (offset: number) => number): LensPlaces => ({
  parameter: (subject) => {
    const base = 1000 * (subject.layer + 1);
    const units = net.layers[subject.layer]!.units;
    const offset = subject.kind === 'bias' ? base + 900 + subject.j : base + subject.i * units + subject.j;
    return { offset, length: 1 };
  },
  layer: (l) => ({ offset: 1000 * (l + 1) - 1, length: 1 }),
  lineAt: lineOf,
});

const usual: LensLimits = { finest: 'parameters', maxPerLine: 12, maxPerFile: 2000 };

const plan = (
  net: Network,
  lineOf: (offset: number) => number,
  limits: Partial<LensLimits> = {},
  hasGradients = true,
): readonly PlannedLens[] =>
  planLenses(net, createLayout(net), places(net, lineOf), { ...usual, ...limits }, hasGradients);

const kinds = (lenses: readonly PlannedLens[]): string[] =>
  lenses.map(({ line, content }) =>
    content.kind === 'parameter' ? `${line} parameter ${content.index}` : `${line} ${content.kind}`,
  );

describe('the plan of the lenses', () => {
  it('has one for each weight and bias, in the order of the text', () => {
    const net = network(2, [layer(2, 2, 'given'), layer(1, 2, 'none')]);
    assert.deepEqual(kinds(plan(net, (offset) => Math.floor(offset / 2))), [
      '500 parameter 0',
      '500 parameter 1',
      '501 parameter 2',
      '501 parameter 3',
      '950 parameter 4',
      '950 parameter 5',
      '1000 parameter 6',
      '1000 parameter 7',
    ]);
  });

  it('has a summary for each row where a line has more than maxPerLine', () => {
    const net = network(2, [layer(3, 2, 'given')]);
    const limits = { maxPerLine: 4, maxPerFile: 2000 };
    // Both rows, six weights, on one line; the biases on another.
    assert.deepEqual(kinds(plan(net, (offset) => Math.floor(offset / 100), limits)), [
      '10 row',
      '10 row',
      '19 parameter 6',
      '19 parameter 7',
      '19 parameter 8',
    ]);
    const rows = plan(net, (offset) => Math.floor(offset / 100), limits);
    assert.deepEqual(rows[1]!.content, { kind: 'row', layer: 0, row: 1, from: 3, to: 6 });
  });

  it('has one summary for the layer where even its rows crowd a line', () => {
    const net = network(5, [layer(3, 5, 'none')]);
    assert.deepEqual(kinds(plan(net, () => 7, { maxPerLine: 4, maxPerFile: 2000 })), ['7 weights']);
  });

  it('puts the summary of a row that runs over crowded lines on the first of them only', () => {
    const net = network(1, [layer(6, 1, 'none')]);
    const threeALine = (offset: number): number => Math.floor((offset - 1000) / 3);
    assert.deepEqual(kinds(plan(net, threeALine, { maxPerLine: 1, maxPerFile: 2000 })), ['0 row']);
  });

  it('goes over to rows past maxPerFile, and to layers past that', () => {
    const net = network(3, [layer(2, 3, 'given')]);
    const alone = (offset: number): number => offset;
    // Six weights and two biases, in three rows and one list.
    assert.equal(plan(net, alone, { maxPerLine: 12, maxPerFile: 8 }).length, 8);
    assert.equal(plan(net, alone, { maxPerLine: 12, maxPerFile: 4 }).length, 4);
    assert.deepEqual(kinds(plan(net, alone, { maxPerLine: 12, maxPerFile: 7 })), [
      '1000 row',
      '1002 row',
      '1004 row',
      '1900 biases',
    ]);
    assert.deepEqual(kinds(plan(net, alone, { maxPerLine: 12, maxPerFile: 3 })), [
      '1000 weights',
      '1900 biases',
    ]);
  });

  it('is as coarse as is wished', () => {
    const net = network(3, [layer(2, 3, 'given')]);
    const alone = (offset: number): number => offset;
    assert.deepEqual(kinds(plan(net, alone, { finest: 'rows' })), [
      '1000 row',
      '1002 row',
      '1004 row',
      '1900 biases',
    ]);
    assert.deepEqual(kinds(plan(net, alone, { finest: 'layers' })), ['1000 weights', '1900 biases']);
    assert.deepEqual(kinds(plan(net, alone, { finest: 'rows', maxPerFile: 3 })), [
      '1000 weights',
      '1900 biases',
    ]);
  });

  it('never asks for the places of more parameters than it has lenses', () => {
    const net = network(100, [layer(100, 100, 'none')]);
    let asked = 0;
    const counting = places(net, (offset) => offset);
    planLenses(
      net,
      createLayout(net),
      { ...counting, parameter: (subject) => (asked++, counting.parameter(subject)) },
      usual,
      true,
    );
    assert.equal(asked, 100);
  });

  it('stands on the units where the file leaves weights or biases out', () => {
    const net = network(2, [layer(3, null, 'zeros'), layer(1, 3, 'zeros')]);
    const lenses = plan(net, (offset) => offset);
    assert.deepEqual(kinds(lenses), [
      '999 initialised',
      '1999 initialised',
      '2000 parameter 9',
      '2001 parameter 10',
      '2002 parameter 11',
    ]);
    assert.deepEqual(lenses[0]!.content, {
      kind: 'initialised',
      layer: 0,
      from: 0,
      to: 9,
      weights: 6,
      biases: 3,
    });
    assert.deepEqual(lenses[1]!.content, {
      kind: 'initialised',
      layer: 1,
      from: 12,
      to: 13,
      weights: 0,
      biases: 1,
    });
  });

  it('has one lens a layer where there are no gradients', () => {
    const net = network(2, [layer(2, 2, 'given'), layer(1, 2, 'none')]);
    assert.deepEqual(kinds(plan(net, (offset) => offset, { maxPerLine: 12, maxPerFile: 2000 }, false)), [
      '999 noGradients',
      '1999 noGradients',
    ]);
  });
});
