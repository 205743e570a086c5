import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate } from '../../../../src/core/engine/evaluate';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createModel } from '../../../../src/core/engine/model';
import { MODEL } from '../../../../src/core/exchange/files/onnxFields';
import { bytesField, fieldsOf, integerField } from '../../../../src/core/exchange/files/protobuf';
import { importFile, type ImportKindName } from '../../../../src/core/exchange/imports/importKinds';
import type { ImportedNetwork } from '../../../../src/core/exchange/imports/imported';
import { exportFiles } from '../../../../src/core/exchange/programs/exportKinds';
import { activationFunction } from '../../../../src/core/math/activations';
import { LIMITS } from '../../../../src/core/network/limits';
import type { Network } from '../../../../src/core/network/network';
import { parse } from '../../../../src/core/network/parse';
import { exportCase, formulaExports, referenceExports, type ExportCase } from '../../../exports/exports';
import { datasetOf } from '../../engine/reference/networks';

const naughty = JSON.parse(
  readFileSync(join(process.cwd(), 'test', 'fixtures', 'naughty-strings', 'blns.json'), 'utf8'),
) as string[];

const kinds = ['onnx', 'safetensors', 'npz'] as const;

/** Reference networks that a kind cannot hold, by their names. */
const cannotHold: Readonly<Record<(typeof kinds)[number], readonly string[]>> = {
  onnx: [],
  safetensors: [],
  npz: [],
};

function bytesOf(kind: (typeof kinds)[number], { exported }: ExportCase): Uint8Array {
  const [file] = exportFiles(kind, exported, 'network');
  assert.ok(file?.content instanceof Uint8Array);
  return file.content;
}

/** The network in a file, and what its text is read as. */
function imported(
  kind: ImportKindName,
  name: string,
  bytes: Uint8Array,
): { said: ImportedNetwork; network: Network } {
  const result = importFile(kind, { name, bytes, choices: new Map() });
  assert.ok(result.kind === 'network', `${name}: ${JSON.stringify(result).slice(0, 400)}`);
  const { network, diagnostics } = parse(result.text);
  assert.ok(network, `${name}: ${JSON.stringify(diagnostics.slice(0, 3))}`);
  return { said: result.network, network };
}

/** The first place where two lists of numbers differ in a bit; −1: nowhere. */
function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  for (let n = 0; n < a.length; n++) if (!Object.is(a[n], b[n])) return n;
  return -1;
}

/** Weights, loss and gradients are those of the network that was exported, bit for bit. */
function assertSame(what: string, { exported }: ExportCase, network: Network): void {
  const parameters = initialParameters(network);
  const at = firstDifference(parameters, exported.parameters);
  assert.equal(at, -1, `${what}: parameter ${at} is ${parameters[at]} for ${exported.parameters[at]}`);
  // What files of weights do not hold: training and its penalty.
  const model = createModel({ ...network, training: exported.network.training });
  const { dataset } = exported;
  const { loss, gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
  assert.ok(Object.is(loss, exported.check.loss), `${what}: loss ${loss} for ${exported.check.loss}`);
  const gradientAt = firstDifference(gradient, exported.check.gradient);
  assert.equal(gradientAt, -1, `${what}: gradient ${gradientAt}`);
}

/** The model without the texts that Backprop puts beside its graph. */
function withoutTexts(bytes: Uint8Array): Uint8Array {
  const parts = [...fieldsOf(bytes, null)]
    .filter(({ number }) => number !== MODEL.metadata)
    .map((field) =>
      field.wire === 0
        ? integerField(field.number, Number(field.integer))
        : bytesField(field.number, field.bytes),
    );
  return Buffer.concat(parts);
}

describe('round trips', function () {
  this.timeout(120_000);
  let cases: ExportCase[] = [];
  let formulas: ExportCase[] = [];

  before(() => {
    cases = referenceExports();
    formulas = formulaExports();
    assert.equal(cases.length, 120);
  });

  for (const kind of kinds) {
    it(`of 120 networks and formulas through ${kind} keep every bit of weights, loss and gradients`, () => {
      const held = [...cases, ...formulas].filter(({ id }) => !cannotHold[kind].includes(id));
      for (const one of held) {
        const { network } = imported(kind, `${one.id}.${kind}`, bytesOf(kind, one));
        assertSame(`${kind} ${one.id}`, one, network);
        const { layers, loss, reduction } = one.exported.network;
        assert.deepEqual(
          [network.layers.map(({ activation }) => activation), network.loss, network.reduction],
          [layers.map(({ activation }) => activation), loss, reduction],
        );
        assert.deepEqual(
          network.layers.map(({ name }) => name),
          layers.map(({ name }) => name),
        );
      }
    });
  }

  it('of networks with naughty names keep these, or ask for nothing', () => {
    let held = 0;
    for (const name of naughty.filter(({ length }) => length <= LIMITS.nameLength)) {
      const { network } = parse(
        JSON.stringify({ name, inputs: 1, layers: [{ name, units: 1, activation: 'tanh', weights: [[2]] }] }),
      );
      if (!network) continue;
      held++;
      const one = exportCase(name, network, datasetOf([[1]], [[0]]));
      for (const kind of kinds) {
        const found = imported(kind, `network.${kind}`, bytesOf(kind, one)).network;
        assert.deepEqual([found.name, found.layers[0]!.name], [network.name, network.layers[0]!.name], kind);
      }
    }
    assert.ok(held > 450, `${held} names can be used`);
  });

  it('through ONNX find every activation in the graph alone', () => {
    const seen = new Set<string>();
    for (const one of cases) {
      const bytes = withoutTexts(bytesOf('onnx', one));
      const { loss } = one.exported.network;
      const result = importFile('onnx', { name: 'a.onnx', bytes, choices: new Map([['loss', loss.type]]) });
      assert.ok(result.kind === 'network', `${one.id}: ${JSON.stringify(result).slice(0, 400)}`);
      const activations = one.exported.network.layers.map(({ activation }) => activation);
      assert.deepEqual(
        result.network.layers.map(({ activation }) => activation),
        activations,
        one.id,
      );
      assert.equal(result.network.notes.length, 1, `${one.id}: ${result.network.notes.join(' ')}`);
      const { reduction } = one.exported.network;
      assertSame(one.id, one, { ...parse(result.text).network!, reduction });
      for (const { type } of activations) seen.add(type);
    }
    assert.equal(seen.size, 11, [...seen].join());
  });

  it('through ONNX find formulas by what they are worth', () => {
    for (const one of formulas) {
      const bytes = withoutTexts(bytesOf('onnx', one));
      const choices = new Map([['loss', 'halfSquaredError']]);
      const result = importFile('onnx', { name: 'a.onnx', bytes, choices });
      assert.ok(result.kind === 'network', `${one.id}: ${JSON.stringify(result).slice(0, 400)}`);
      assert.match(result.network.notes.join(), /is the formula that the graph computes/);
      const found = activationFunction(result.network.layers[0]!.activation);
      const expected = activationFunction(one.exported.network.layers[0]!.activation);
      for (let a = -5.05; a < 5; a += 0.1) {
        for (const part of ['value', 'derivative'] as const) {
          const [x, y] = [found[part](a), expected[part](a)];
          assert.ok(
            Math.abs(x - y) <= 1e-12 * (1 + Math.abs(y)),
            `${one.id}: ${part} at ${a}: ${x} for ${y}`,
          );
        }
      }
    }
  });
});
