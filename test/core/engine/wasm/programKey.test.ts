import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createModel } from '../../../../src/core/engine/model';
import type { SampleCounts } from '../../../../src/core/engine/wasm/memory';
import { compileProgram, type Program } from '../../../../src/core/engine/wasm/program';
import { programKey } from '../../../../src/core/engine/wasm/programKey';
import type { Network, Training } from '../../../../src/core/network/network';
import { allowedPairs, elementwise } from '../../insight/randomNetworks';
import { defaultOptimizers, networkOf } from '../reference/networks';

interface Shape {
  readonly network: Network;
  readonly counts: SampleCounts;
}

/** Small and large networks, of one sample and of many, in batches that go through at once and that do not. */
const shapes: fc.Arbitrary<Shape> = fc
  .record({
    units: fc.array(fc.constantFrom(1, 2, 5, 40), { minLength: 2, maxLength: 3 }),
    hidden: fc.constantFrom(...elementwise, { type: 'formula', formula: 'a / (1 + abs(a))' } as const),
    end: fc.constantFrom(...allowedPairs),
    optimizer: fc.constantFrom(...defaultOptimizers),
    frozen: fc.array(fc.record({ weights: fc.boolean(), biases: fc.boolean() }), {
      minLength: 2,
      maxLength: 2,
    }),
    hasBiases: fc.boolean(),
    l1: fc.constantFrom(0, 0.001),
    l2: fc.constantFrom(0, 0.01),
    batchSize: fc.constantFrom('full' as const, 1, 32, 65),
    shuffle: fc.constantFrom(null, false),
    training: fc.constantFrom(1, 33, 130),
    test: fc.constantFrom(0, 7),
  })
  .map(({ units, hidden, end, frozen, hasBiases, training, test, ...settings }) => ({
    network: networkOf({
      units,
      activations: units.slice(1).map((_, l) => (l === units.length - 2 ? end.last : hidden)),
      loss: end.loss,
      biases: units.slice(1).map(() => (hasBiases ? [] : (false as const))),
      frozen: frozen.slice(0, units.length - 1),
      training: settings,
    }),
    counts: { samples: training + test, training, test },
  }));

function compiled({ network, counts }: Shape): Program {
  return compileProgram(network, createModel(network), counts);
}

function keyOf({ network, counts }: Shape): string {
  return programKey(network, counts);
}

function assertSameProgram(one: Shape, other: Shape): void {
  const [{ bytes, ...rest }, { bytes: otherBytes, ...otherRest }] = [compiled(one), compiled(other)];
  assert.ok(Buffer.from(bytes).equals(otherBytes), 'the bytes differ');
  assert.deepEqual(rest, otherRest);
}

function retrained({ network, counts }: Shape, change: Partial<Training>): Shape {
  return { network: { ...network, training: { ...network.training, ...change } }, counts };
}

function relayered({ network, counts }: Shape, change: Partial<Network['layers'][number]>): Shape {
  return {
    network: { ...network, layers: network.layers.map((layer) => ({ ...layer, ...change })) },
    counts,
  };
}

const base: Shape = {
  network: networkOf({ units: [2, 5, 1], activations: ['tanh', 'sigmoid'], training: { batchSize: 10 } }),
  counts: { samples: 140, training: 130, test: 10 },
};

describe('the key of a program', () => {
  it('says all that shapes it: networks of equal keys have equal programs', () => {
    // Two draws seldom have the same key; where one changes a single thing of the other the keys often are equal.
    const changes = fc.oneof(
      fc.constant({ learningRate: 0.7 }),
      fc.record({ batchSize: fc.constantFrom('full' as const, 2, 64, 65, 1000) }),
      fc.record({ shuffle: fc.constantFrom(null, false, true) }),
      fc.record({ l1: fc.constantFrom(0, -0, 0.001) }),
      fc.record({ l2: fc.constantFrom(0, -0, 0.01) }),
      fc.record({ optimizer: fc.constantFrom(...defaultOptimizers) }),
    );
    let equal = 0;
    fc.assert(
      fc.property(shapes, changes, (shape, change) => {
        const other = retrained(shape, change);
        if (keyOf(shape) !== keyOf(other)) return;
        equal++;
        assertSameProgram(other, shape);
      }),
      { numRuns: 120, seed: 1 },
    );
    assert.ok(equal > 40, `${equal} pairs had equal keys`);
  });

  it('does not ask for what stands in memory', () => {
    const others = [
      retrained(base, { learningRate: 3, seed: 9, epochs: 7 }),
      retrained(base, { schedule: { type: 'exponential', factor: 0.9 } }),
      retrained(base, { stopWhen: { lossBelow: 0.1, patience: 4 } }),
      retrained(base, { batchSize: 64 }),
      relayered(base, { name: 'another', init: { type: 'zeros' } }),
      { ...base, network: { ...base.network, reduction: 'sum' as const, name: 'x' } },
    ];
    for (const other of others) {
      assert.equal(keyOf(other), keyOf(base));
      assertSameProgram(other, base);
    }
  });

  const { network, counts } = base;
  for (const [what, other] of [
    ['the units', relayered(base, { units: 4 })],
    ['the inputs', { network: { ...network, inputs: { units: 3, names: null } }, counts }],
    ['an activation', relayered(base, { activation: { type: 'relu' } })],
    ['a constant of an activation', relayered(base, { activation: { type: 'elu', alpha: 2 } })],
    ['the biases', relayered(base, { hasBiases: false })],
    ['what is frozen', relayered(base, { frozen: { weights: true, biases: false } })],
    ['the loss', { network: { ...network, loss: { type: 'meanAbsoluteError' as const } }, counts }],
    ['the optimizer', retrained(base, { optimizer: { type: 'momentum', momentum: 0.9 } })],
    ['the penalty', retrained(base, { l1: 0.1 })],
    ['whether batches are shuffled', retrained(base, { shuffle: false })],
    ['the samples', { network, counts: { ...counts, samples: 141 } }],
    ['the training samples', { network, counts: { ...counts, training: 100 } }],
    ['the test samples', { network, counts: { ...counts, test: 3 } }],
  ] as const) {
    it(`asks for ${what}`, () => {
      assert.notDeepEqual(compiled(other), compiled(base));
      assert.notEqual(keyOf(other), keyOf(base));
    });
  }

  it('asks for the constants of an optimizer, and for the sign of a zero', () => {
    const of = (alpha: number) => relayered(base, { activation: { type: 'leakyRelu', slope: alpha } });
    assert.notEqual(keyOf(of(-0)), keyOf(of(0)));
    const momentum = (value: number) => retrained(base, { optimizer: { type: 'momentum', momentum: value } });
    assert.notDeepEqual(compiled(momentum(0.5)), compiled(momentum(0.9)));
    assert.notEqual(keyOf(momentum(0.5)), keyOf(momentum(0.9)));
  });

  it('asks whether a large network in batches takes them at once', () => {
    const wide = { network: networkOf({ units: [40, 40], activations: ['tanh'] }), counts };
    const [small, large] = [retrained(wide, { batchSize: 64 }), retrained(wide, { batchSize: 65 })];
    assert.notDeepEqual(compiled(large), compiled(small));
    assert.notEqual(keyOf(large), keyOf(small));
  });
});
