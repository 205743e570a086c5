import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLayout } from '../../../src/core/engine/layout';
import { derivedKernels, createModel } from '../../../src/core/engine/model';
import { evaluate } from '../../../src/core/engine/evaluate';
import { createNames } from '../../../src/core/math/names';
import { parse } from '../../../src/core/network/parse';
import { runToEnd } from '../../../src/core/network/steps';
import { comparisonSteps } from '../../../src/host/gradientComparisons';
import {
  mostTests,
  planLayers,
  planTests,
  resultOf,
  type Planned,
  type PlannedTest,
} from '../../../src/host/testing/testPlan';
import { goodNetworkOf } from '../goodNetworkOf';

const networkB = readFileSync('media/examples/network-b.backprop.json', 'utf8');

function plannedOf(text: string): Planned {
  const parsed = parse(text);
  assert.ok(parsed.network, parsed.diagnostics[0]?.message);
  return { network: parsed.network, parsed };
}

function testsOf(planned: Planned, l: number): readonly PlannedTest[] {
  return planTests(planned, createNames(planned.network), l);
}

const layerOf = (inputs: number, units: number, biases: boolean): string =>
  `{ "inputs": ${inputs}, "layers": [{ "units": ${units}, "biases": ${biases ? `[${Array(units).fill(0).join()}]` : 'false'}, "weights": [${Array(
    inputs,
  )
    .fill(`[${Array(units).fill(0.5).join()}]`)
    .join(',\n')}] }] }`;

describe('the tests planned for a network file', () => {
  it('are one for each parameter of each layer, at its number', () => {
    const planned = plannedOf(networkB);
    assert.deepEqual(
      planLayers(planned).map(({ label, parameters }) => [label, [...parameters]]),
      [
        ['hidden', [0, 1, 2, 3]],
        ['output', [4, 5, 6, 7]],
      ],
    );
    const shown = testsOf(planned, 1).map(({ label, range, parameters }) => [
      label,
      networkB.slice(range!.offset, range!.offset + range!.length),
      [...parameters],
    ]);
    assert.deepEqual(shown, [
      ['∂E_total/∂w₅', '0.40', [4]],
      ['∂E_total/∂w₇', '0.50', [5]],
      ['∂E_total/∂w₆', '0.45', [6]],
      ['∂E_total/∂w₈', '0.55', [7]],
    ]);
  });

  it('cover every parameter once, whether listed one by one, by rows or as a layer', () => {
    for (const [inputs, units, biases, listed] of [
      [mostTests / 2 - 1, 2, true, mostTests],
      [mostTests / 2, 2, true, mostTests / 2 + 1],
      [mostTests, 3, false, mostTests],
      [mostTests + 1, 3, true, 0],
    ] as const) {
      const planned = plannedOf(layerOf(inputs, units, biases));
      const tests = testsOf(planned, 0);
      assert.equal(tests.length, listed);
      assert.equal(new Set(tests.map(({ id }) => id)).size, listed);
      const covered = (listed === 0 ? planLayers(planned) : tests).flatMap(({ parameters }) => [
        ...parameters,
      ]);
      const { parameterCount } = createLayout(planned.network);
      assert.deepEqual(
        covered,
        Array.from({ length: parameterCount }, (_, n) => n),
      );
    }
  });

  it('have the rows of the text as their places', () => {
    const text = layerOf(150, 2, true);
    const tests = testsOf(plannedOf(text), 0);
    const shown = ({ range }: PlannedTest): string =>
      text.slice(range!.offset, range!.offset + range!.length);
    assert.equal(shown(tests[149]!), '[0.5,0.5]');
    assert.equal(tests[149]!.range!.offset, text.lastIndexOf('[0.5,0.5]'));
    assert.equal(shown(tests[150]!), '[0,0]');
  });

  it('have no place where the file leaves its numbers to chance, and still a test', () => {
    const tests = testsOf(plannedOf('{ "inputs": 1, "layers": [{ "units": 1 }] }'), 0);
    assert.deepEqual(
      tests.map(({ range }) => range),
      [null, null],
    );
  });

  it('show names of the file as text: no icon, nothing unseen, no line without end', () => {
    for (const name of naughtyStrings()) {
      const network = JSON.stringify({
        inputs: 1,
        layers: [{ name, units: 1, symbols: { weight: [[name]] } }],
      });
      const { network: read, ...parsed } = parse(network);
      if (!read) continue;
      const planned = { network: read, parsed: { ...parsed, network: read } };
      for (const { label } of [...planLayers(planned), ...testsOf(planned, 0)]) {
        assert.doesNotMatch(label, /(?<!\\)\$\(/, label);
        assert.doesNotMatch(label, /[\p{Cc}\p{Zl}\p{Zp}]/u, JSON.stringify(label));
        assert.ok(Array.from(label).length <= 130, label);
      }
    }
  });
});

function naughtyStrings(): readonly string[] {
  const file = join('test', 'fixtures', 'naughty-strings', 'blns.json');
  return JSON.parse(readFileSync(file, 'utf8')) as readonly string[];
}

describe('the result of a test', () => {
  const name = (parameter: number): string => `∂L/∂p${parameter}`;

  function compared(text: string, factor = 1): ReturnType<typeof resultOf> {
    const good = goodNetworkOf(text);
    const { network, dataset, parameters } = good;
    assert.ok(dataset);
    const model = createModel(network, {
      ...derivedKernels,
      activationFunction: (activation) => {
        const right = derivedKernels.activationFunction(activation);
        return { ...right, derivative: (a) => factor * right.derivative(a) };
      },
    });
    const evaluation = evaluate(model, parameters, dataset, dataset.trainingIndices);
    const which = Uint32Array.from(parameters, (_, n) => n);
    return resultOf(runToEnd(comparisonSteps({ ...good, model }, evaluation, which)), name);
  }

  it('passes where all gradients are their central differences', () => {
    const { outcome, said, disagreements } = compared(networkB);
    assert.equal(outcome, 'passed');
    assert.match(said, /^8 gradients compared, largest relative error [\d.]+e-\d+\.$/);
    assert.deepEqual(disagreements, []);
  });

  it('fails where a derivative is wrong, with the difference expected and the gradient as it is', () => {
    const { outcome, disagreements } = compared(networkB, 0.999);
    assert.equal(outcome, 'failed');
    assert.equal(disagreements.length, 8);
    const [, , , , w5] = disagreements;
    assert.match(w5!.message, /^∂L\/∂p4 is 0\.0720849, but its central difference is 0\.0721571: /);
    assert.match(w5!.expected, /^0\.072157/);
    assert.match(w5!.actual, /^0\.0720849/);
  });

  it('is no verdict where everything is at a kink, and says so', () => {
    const atKink =
      '{ "inputs": 1, "layers": [{ "units": 1, "activation": "relu", "biases": false, "weights": [[0]] }], "data": { "inputs": [[1]], "targets": [[1]] } }';
    const { outcome, said } = compared(atKink);
    assert.equal(outcome, 'skipped');
    assert.match(said, /^At a kink: /);
  });
});
