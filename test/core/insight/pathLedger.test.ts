import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { prepareDataset, type Dataset } from '../../../src/core/engine/dataset';
import { evaluate } from '../../../src/core/engine/evaluate';
import { initialParameters } from '../../../src/core/engine/initialise';
import { parameterAt } from '../../../src/core/engine/layout';
import { createModel } from '../../../src/core/engine/model';
import type { ExplanationContext } from '../../../src/core/insight/explanation';
import { pathLedger, type PathLedger } from '../../../src/core/insight/pathLedger';
import { ledgerSentences, printEntry } from '../../../src/core/insight/pathLedgerWords';
import { sampleValues } from '../../../src/core/insight/sampleValues';
import { createNames } from '../../../src/core/math/names';
import { findSubject } from '../../../src/core/network/findSubject';
import type { Network } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';
import type { Subject } from '../../../src/core/network/subject';
import { createSymbols } from '../../../src/core/network/symbols';
import { datasetOf, networkOf, type NetworkSketch } from '../engine/reference/networks';
import { allowedPairs, elementwise, randomNetwork } from './randomNetworks';

function contextOf(
  network: Network,
  dataset: Dataset,
  parameters: Float64Array = initialParameters(network),
): ExplanationContext {
  return { network, symbols: createSymbols(network), model: createModel(network), dataset, parameters };
}

function networkB(): ExplanationContext {
  const { network } = parse(readFileSync('media/examples/network-b.backprop.json', 'utf8'));
  const prepared = prepareDataset(network!, null);
  assert.ok('dataset' in prepared);
  return contextOf(network!, prepared.dataset);
}

function ledgerOf(context: ExplanationContext, name: string): PathLedger {
  const subject = findSubject(context.network, context.symbols, name);
  assert.ok(subject, name);
  return pathLedger(context, subject, null);
}

const sentences = (context: ExplanationContext, ledger: PathLedger): readonly string[] =>
  ledgerSentences(context.network, createNames(context.network), ledger);

const near = (actual: number, expected: number, tolerance: number): void => {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);
};

describe('the paths of network B', () => {
  it('w_1: +0.00071165 through o_1, −0.00052339 through o_2, together 0.00018826', () => {
    const context = networkB();
    const ledger = ledgerOf(context, 'w_1');
    assert.deepEqual([ledger.paths, ledger.isMerged, ledger.entries.length], [2, false, 2]);
    const [first, second] = ledger.entries;
    assert.equal(first!.value.toFixed(8), '0.00071165');
    assert.equal(second!.value.toFixed(8), '-0.00052339');
    assert.equal(ledger.total.toFixed(8), '0.00018826');
    near(first!.share + second!.share, 1, 1e-15);
    near(ledger.cancelled, -second!.value / first!.value, 1e-15);
    assert.deepEqual(
      ledger.groups.map(({ term, entries }) => [term, entries]),
      [
        [{ kind: 'lossTerm', k: 0 }, [0]],
        [{ kind: 'lossTerm', k: 1 }, [1]],
      ],
    );
    assert.deepEqual(sentences(context, ledger), [
      '+0.00071165 through o₁, −0.000523394 through o₂: 74 % cancels.',
    ]);
  });

  it('prints a path as its derivatives, its factors and its numbers', () => {
    const context = networkB();
    const [entry] = ledgerOf(context, 'w_1').entries;
    const { unicode, latex } = printEntry(createNames(context.network), entry!);
    assert.deepEqual(unicode, {
      through: 'o₁',
      term: 'E₁',
      derivatives: '∂E₁/∂a_o₁ · ∂a_o₁/∂o₁ · ∂o₁/∂a_h₁ · ∂a_h₁/∂h₁ · ∂h₁/∂w₁',
      formula: '(a_o₁ − t₁) · a_o₁(1 − a_o₁) · w₅ · a_h₁(1 − a_h₁) · i₁',
      numbers: '0.596478 · 0.238662 · 0.4 · 0.249953 · 0.05',
    });
    assert.equal(
      latex.formula,
      '(a_{o_1} - t_1) \\cdot a_{o_1} (1 - a_{o_1}) \\cdot w_5 \\cdot a_{h_1} (1 - a_{h_1}) \\cdot i_1',
    );
    near(
      entry!.factors.reduce((product, { value }) => product * value, 1),
      entry!.value,
      1e-18,
    );
  });

  it('w_5: one path into E_1, and none to E_2', () => {
    const context = networkB();
    const ledger = ledgerOf(context, 'w_5');
    assert.deepEqual(ledger.unreached, [{ kind: 'lossTerm', k: 1 }]);
    assert.deepEqual(sentences(context, ledger), [
      '+0.0721571 into E₁.',
      'No path leads from w₅ to E₂, so ∂E₂/∂w₅ = 0.',
    ]);
  });

  it('a_h1 and i_1: a path for each way', () => {
    const context = networkB();
    const activation = ledgerOf(context, 'a_{h_1}');
    assert.deepEqual(
      activation.entries.map(({ factors }) => factors.map(({ kind }) => kind)),
      Array(2).fill(['lossDerivative', 'activationDerivative', 'weight']),
    );
    near(activation.total, 0.01506, 1e-5);
    const input = ledgerOf(context, 'i_1');
    assert.equal(input.entries.length, 4);
    assert.deepEqual(
      input.groups.map(({ entries }) => entries),
      [
        [0, 2],
        [1, 3],
      ],
    );
    const output = ledgerOf(context, 'a_{o_2}');
    assert.equal(output.entries.length, 1);
    assert.deepEqual(output.unreached, [{ kind: 'lossTerm', k: 0 }]);
  });

  it('a target and the loss have no paths', () => {
    assert.throws(() => pathLedger(networkB(), { kind: 'loss' }, null), RangeError);
    assert.throws(() => pathLedger(networkB(), { kind: 'target', k: 0 }, null), RangeError);
    assert.throws(() => pathLedger(networkB(), { kind: 'input', i: 0 }, 1), RangeError);
  });
});

describe('the sum over the paths', () => {
  /** ∂L_s/∂(output of unit i of a layer) from the engine's δ of the next layer. */
  const errorAt = ({ model, dataset, parameters }: ExplanationContext, layer: number, i: number): number => {
    const { deltas } = sampleValues(model, dataset, parameters, 0);
    const next = model.layers[layer + 1]!;
    let sum = 0;
    for (let k = 0; k < next.units; k++) {
      sum += parameters[next.weightOffset + i * next.units + k]! * deltas[layer + 1]![k]!;
    }
    return sum;
  };

  /** ∂L/∂subject of the first sample by the engine, for what is not a parameter; null for an output. */
  const engineGradient = (context: ExplanationContext, subject: Subject): number | null => {
    const { model, dataset, parameters, network } = context;
    switch (subject.kind) {
      case 'preActivation':
        return sampleValues(model, dataset, parameters, 0).deltas[subject.layer]![subject.j]!;
      case 'activation':
        if (subject.layer === network.layers.length - 1) return null;
        return errorAt(context, subject.layer, subject.j);
      case 'input':
        return errorAt(context, -1, subject.i);
      default:
        throw new Error(subject.kind);
    }
  };

  const unitsOf = (network: Network): Subject[] => [
    ...Array.from({ length: network.inputs.units }, (_, i): Subject => ({ kind: 'input', i })),
    ...network.layers.flatMap(({ units }, layer) =>
      Array.from({ length: units }, (_, j) => [
        { kind: 'preActivation', layer, j } as const,
        { kind: 'activation', layer, j } as const,
      ]).flat(),
    ),
  ];

  it('is the engine’s gradient, listed and merged, on 240 networks of depth 1 to 5', () => {
    let networks = 0;
    let ledgers = 0;
    const kinds = new Set<string>();
    for (const depth of [1, 2, 3, 4, 5]) {
      for (const [pair, { last, loss }] of allowedPairs.entries()) {
        const seed = 3000 + 100 * pair + depth;
        const hidden = (l: number) => elementwise[(pair + depth + l) % elementwise.length]!;
        const { network, dataset, parameters, model } = randomNetwork(seed, depth, hidden, last, loss, 1e-9);
        const context = contextOf(network, dataset, parameters);
        const { gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
        for (const limit of [Infinity, 0, undefined]) {
          for (let p = 0; p < parameters.length; p++) {
            const ledger = pathLedger(context, parameterAt(model.layout, p), null, limit);
            check(ledger, gradient[p]!, `seed ${seed}, parameter ${p}, limit ${String(limit)}`);
          }
          for (const subject of unitsOf(network)) {
            const expected = engineGradient(context, subject);
            if (expected === null) continue;
            const ledger = pathLedger(context, subject, 0, limit);
            check(ledger, expected, `seed ${seed}, ${JSON.stringify(subject)}, limit ${String(limit)}`);
          }
        }
        networks++;
      }
    }
    function check(ledger: PathLedger, expected: number, what: string): void {
      const { entries, total, penalty, groups, positive, negative, paths, isMerged } = ledger;
      const gross = entries.reduce((sum, { value }) => sum + Math.abs(value), Math.abs(penalty));
      // Where the one factor y − t all but cancels, little is left to be relative to.
      const allowed = 1e-12 * gross + 1e-18;
      assert.ok(
        Math.abs(total + penalty - expected) <= allowed,
        `${what}: ${total + penalty}, not ${expected}`,
      );
      // Merged entries and the terms cancel in different places.
      const size = groups.reduce((sum, group) => sum + Math.abs(group.total), gross);
      near(
        groups.reduce((sum, group) => sum + group.total, 0),
        total,
        (isMerged ? 1e-12 : 1e-14) * size + 1e-18,
      );
      near(positive + negative, total, 1e-14 * gross + 1e-300);
      assert.equal(
        entries.reduce((sum, entry) => sum + entry.paths, 0),
        paths,
        what,
      );
      if (!isMerged) assert.equal(entries.length, paths, what);
      for (const { factors } of entries) for (const { kind } of factors) kinds.add(kind);
      ledgers++;
    }
    assert.equal(networks, 240);
    assert.ok(ledgers > 20_000, `${ledgers} ledgers`);
    assert.equal(kinds.size, 7);
  });

  it('into each loss term is the same, listed and merged', () => {
    let compared = 0;
    for (const [pair, { last, loss }] of allowedPairs.entries()) {
      const hidden = (l: number) => elementwise[(pair + l) % elementwise.length]!;
      const { network, dataset, parameters, model } = randomNetwork(pair, 3, hidden, last, loss, 1e-9);
      const context = contextOf(network, dataset, parameters);
      const subjects = [
        ...Array.from(parameters.keys(), (p) => parameterAt(model.layout, p)),
        ...unitsOf(network).filter((subject) => engineGradient(context, subject) !== null),
      ];
      for (const subject of subjects) {
        const listed = pathLedger(context, subject, null, Infinity);
        const size = listed.entries.reduce((sum, { value }) => sum + Math.abs(value), 0);
        for (const { term, total } of pathLedger(context, subject, null, 0).groups) {
          const same = listed.groups.find((group) => isDeepStrictEqual(group.term, term));
          near(total, same?.total ?? 0, 1e-12 * size + 1e-18);
          compared++;
        }
      }
    }
    assert.ok(compared > 2000, `${compared} terms`);
  });

  it('each factor of a listed path is the derivative that it says, for softmax with binary cross-entropy too', () => {
    const sketch: NetworkSketch = {
      units: [2, 3],
      activations: ['softmax'],
      loss: 'binaryCrossEntropy',
    };
    const network = networkOf(sketch);
    const context = contextOf(network, datasetOf([[0.4, -1]], [[0.2, 0.7, 0.5]]));
    const { model, dataset, parameters } = context;
    const ledger = pathLedger(context, { kind: 'bias', layer: 0, j: 1 }, null);
    assert.equal(ledger.entries.length, 3);
    const h = 1e-5;
    const at = (step: number) => {
      const moved = parameters.slice();
      moved[7] = moved[7]! + step;
      return evaluate(model, moved, dataset, dataset.trainingIndices).lossTerms;
    };
    const [high, low] = [at(h), at(-h)];
    ledger.entries.forEach(({ value, term, through }, k) => {
      near(value, (high[k]! - low[k]!) / (2 * h), 1e-9);
      assert.deepEqual(term, { kind: 'lossTerm', k });
      assert.deepEqual(through, [{ kind: 'activation', layer: 0, j: k }]);
    });
    assert.match(sentences(context, ledger).at(-1)!, /^Softmax couples the outputs: each pre-activation/);
    // A sure output: 1 − y is 0 in doubles, but not here.
    const sure = contextOf(
      network,
      datasetOf([[0, 0]], [[0, 1, 0]]),
      Float64Array.of(0, 0, 0, 0, 0, 0, 0, 50, 0),
    );
    const { gradient } = evaluate(sure.model, sure.parameters, sure.dataset, sure.dataset.trainingIndices);
    near(pathLedger(sure, { kind: 'bias', layer: 0, j: 0 }, null).total, gradient[6]!, 1e-12 * gradient[6]!);
  });
});

describe('many paths', () => {
  const deep = (layers: number, units: number): ExplanationContext => {
    const network = networkOf({
      units: [3, ...Array<number>(layers).fill(units)],
      activations: Array(layers).fill('tanh'),
    });
    return contextOf(network, datasetOf([[0.1, -0.2, 0.3]], [Array<number>(units).fill(0.5)]));
  };

  it('are counted and merged: 2-8-8-8-8-1 has 512 from a first weight', () => {
    const network = networkOf({ units: [2, 8, 8, 8, 8, 1], activations: Array(5).fill('sigmoid') });
    const context = contextOf(network, datasetOf([[1, 2]], [[0]]));
    const ledger = pathLedger(context, { kind: 'weight', layer: 0, i: 0, j: 0 }, null);
    assert.deepEqual([ledger.paths, ledger.isMerged, ledger.entries.length], [512, true, 8]);
    assert.ok(ledger.entries.every(({ paths }) => paths === 64));
    assert.deepEqual(
      ledger.entries[0]!.factors.map(({ kind }) => kind),
      ['delta', 'weight', 'activationDerivative', 'input'],
    );
    assert.match(
      sentences(context, ledger)[0]!,
      /^512 paths lead from w⁽¹⁾₁₁ to L, too many to list: each entry holds those through one unit of layer 2, with δ/,
    );
    assert.equal(pathLedger(context, { kind: 'weight', layer: 1, i: 0, j: 0 }, null).entries.length, 64);
    const two = networkOf({ units: [2, 9, 9, 9, 2], activations: Array(4).fill('tanh') });
    const into = contextOf(two, datasetOf([[1, 2]], [[0, 1]]));
    const merged = pathLedger(into, { kind: 'bias', layer: 0, j: 0 }, null);
    assert.match(sentences(into, merged)[2]!, /^Of it go [+−]\d\S+ into L₁, [+−]\d\S+ into L₂\.$/);
  });

  it('20 layers of 64 units neither overflow nor hang; 300 layers of one unit are one path', () => {
    const twenty = deep(20, 64);
    const ledger = pathLedger(twenty, { kind: 'weight', layer: 0, i: 0, j: 0 }, null);
    assert.equal(ledger.paths, 64 ** 19);
    assert.equal(ledger.entries.length, 64);
    assert.match(sentences(twenty, ledger)[0]!, /^About 2\.07\d+e34 paths lead/);
    const beyond = deep(220, 30);
    const far = pathLedger(beyond, { kind: 'input', i: 0 }, null);
    assert.equal(far.paths, Infinity);
    assert.match(sentences(beyond, far)[0]!, /^More than 10³⁰⁸ paths lead/);
    const single = pathLedger(deep(300, 1), { kind: 'bias', layer: 0, j: 0 }, null);
    assert.deepEqual([single.paths, single.entries[0]!.through.length], [1, 299]);
  });

  it('with many outputs that softmax couples, the own δ is the one entry', () => {
    const network = networkOf({ units: [1, 65], activations: ['softmax'] });
    const target = Array.from({ length: 65 }, (_, k) => (k === 3 ? 1 : 0));
    const context = contextOf(network, datasetOf([[0.5]], [target]));
    const { gradient } = evaluate(context.model, context.parameters, context.dataset, Uint32Array.of(0));
    const ledger = pathLedger(context, { kind: 'weight', layer: 0, i: 0, j: 3 }, null);
    assert.deepEqual([ledger.paths, ledger.entries.length, ledger.isMerged], [65, 1, true]);
    near(ledger.total, gradient[3]!, 1e-15);
    assert.match(sentences(context, ledger)[0]!, /the entry holds them all/);
  });
});

describe('what the ledger tells beside its numbers', () => {
  it('a dead unit makes its paths exactly 0, and is named', () => {
    const network = networkOf({
      units: [1, 1, 2, 1],
      activations: ['linear', 'relu', 'linear'],
      weights: [[[1]], [[1, -1]], [[2], [3]]],
      biases: [false, false, false],
    });
    const context = contextOf(network, datasetOf([[1], [2]], [[0], [0]]));
    const ledger = pathLedger(context, { kind: 'weight', layer: 0, i: 0, j: 0 }, null);
    assert.deepEqual(
      ledger.entries.map(({ value, zero }) => [Math.abs(value) === 0, zero?.by ?? null]),
      [
        [false, null],
        [true, { kind: 'preActivation', layer: 1, j: 1 }],
      ],
    );
    assert.deepEqual(sentences(context, ledger).slice(1), [
      'h⁽²⁾₂ is dead here: its activation has the slope 0, which makes 1 path exactly 0.',
    ]);
    // In one sample of two it is alive: nothing is dead.
    const both = contextOf(network, datasetOf([[1], [-2]], [[0], [0]]));
    assert.ok(
      pathLedger(both, { kind: 'weight', layer: 0, i: 0, j: 0 }, null).entries.every(({ zero }) => !zero),
    );
  });

  it('a unit at its kink, and a residual at the loss’s', () => {
    const network = networkOf({
      units: [1, 1],
      activations: ['relu'],
      loss: 'meanAbsoluteError',
      weights: [[[0]]],
      biases: [false],
    });
    const context = contextOf(network, datasetOf([[2], [1]], [[1], [0]]));
    const ledger = pathLedger(context, { kind: 'weight', layer: 0, i: 0, j: 0 }, null);
    assert.deepEqual(ledger.kinks, [
      { at: { kind: 'preActivation', layer: 0, j: 0 }, sample: 0 },
      { at: { kind: 'activation', layer: 0, j: 0 }, sample: 1 },
    ]);
    const words = sentences(context, ledger);
    assert.equal(words[0], 'The only path is 0.');
    assert.match(words[2]!, /^a₁ stands exactly at a kink in sample 1: the slope jumps there/);
    assert.match(words[3]!, /^The error of y₁ stands exactly at a kink in sample 2/);
  });

  it('a corner of the slope alone is no kink: elu with α = 1, huber', () => {
    const kinksOf = (alpha: number): number => {
      const network = networkOf({
        units: [1, 1, 1],
        activations: [{ type: 'elu', alpha }, 'linear'],
        loss: { type: 'huber', delta: 1 },
        weights: [[[0]], [[1]]],
        biases: [false, false],
      });
      const context = contextOf(network, datasetOf([[1]], [[-1]]));
      return pathLedger(context, { kind: 'weight', layer: 0, i: 0, j: 0 }, null).kinks.length;
    };
    assert.deepEqual([kinksOf(1), kinksOf(2)], [0, 1]);
  });

  it('softmax with its cross-entropy: one factor, the terms together', () => {
    const network = networkOf({
      units: [2, 2, 3],
      activations: ['tanh', 'softmax'],
      loss: 'categoricalCrossEntropy',
    });
    const context = contextOf(network, datasetOf([[1, -1]], [[0, 1, 0]]));
    const ledger = pathLedger(context, { kind: 'weight', layer: 0, i: 1, j: 0 }, null);
    assert.deepEqual(
      ledger.groups.map(({ term, entries }) => [term.kind, entries.length]),
      [['loss', 3]],
    );
    assert.deepEqual(
      ledger.entries[0]!.factors.map(({ kind }) => kind),
      ['outputDelta', 'weight', 'activationDerivative', 'input'],
    );
    assert.match(sentences(context, ledger)[1]!, /their terms cancel to one factor/);
  });

  it('many outputs out of reach are told together', () => {
    const network = networkOf({ units: [1, 10], activations: ['sigmoid'] });
    const context = contextOf(network, datasetOf([[1]], [Array<number>(10).fill(0)]));
    const ledger = pathLedger(context, { kind: 'bias', layer: 0, j: 4 }, null);
    assert.equal(ledger.unreached.length, 9);
    assert.equal(
      sentences(context, ledger)[1],
      'No path leads from b₅ to the other 9 loss terms, so their derivatives are 0.',
    );
  });

  it('the penalty goes along no path; a large batch is left out unless there is time', () => {
    const network = networkOf({ units: [1, 1], activations: ['sigmoid'], training: { l2: 0.5 } });
    const inputs = Array.from({ length: 2000 }, (_, s) => [Math.sin(s)]);
    const large = contextOf(network, datasetOf(inputs, inputs));
    const subject: Subject = { kind: 'weight', layer: 0, i: 0, j: 0 };
    const short = pathLedger(large, subject, null);
    assert.deepEqual([short.sample, short.isBatchLeftOut], [0, true]);
    assert.match(sentences(large, short).at(-1)!, /those of sample 1 alone/);
    const whole = pathLedger({ ...large, mayTakeLong: true }, subject, null);
    const { gradient } = evaluate(
      large.model,
      large.parameters,
      large.dataset,
      large.dataset.trainingIndices,
    );
    assert.deepEqual([whole.sample, whole.isBatchLeftOut], [null, false]);
    near(whole.total + whole.penalty, gradient[0]!, 1e-15);
    assert.match(sentences(large, whole).at(-1)!, /^The penalty adds [+−]\d/);
    assert.equal(pathLedger(large, subject, 3).penalty, 0);
  });

  it('many paths are balanced by sign', () => {
    const network = networkOf({
      units: [1, 1, 2, 3],
      activations: ['tanh', 'tanh', 'linear'],
      weights: [
        [[1]],
        [[1, -0.5]],
        [
          [1, 2, 3],
          [1, 2, 3],
        ],
      ],
      biases: [false, false, false],
    });
    const context = contextOf(network, datasetOf([[1]], [[-9, -9, -9]]));
    const ledger = pathLedger(context, { kind: 'input', i: 0 }, null);
    assert.match(
      sentences(context, ledger)[0]!,
      /^\+\d+\.\d+ along 3 paths, −\d+\.\d+ along 3 paths, together \+\d+\.\d+: \d\d % cancels\.$/,
    );
    const onlyUp = contextOf(
      network,
      datasetOf([[1]], [[-9, -9, -9]]),
      initialParameters(network).map(Math.abs),
    );
    assert.match(
      sentences(onlyUp, pathLedger(onlyUp, { kind: 'input', i: 0 }, null))[0]!,
      /^\+\d+\.\d+ along 6 paths: nothing cancels\.$/,
    );
  });
});
