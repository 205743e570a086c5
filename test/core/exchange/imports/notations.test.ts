import assert from 'node:assert/strict';
import { cDialect } from '../../../../src/core/exchange/programs/cLoops';
import { write } from '../../../../src/core/exchange/programs/dialect';
import { kerasDialect } from '../../../../src/core/exchange/programs/kerasProgram';
import { numpyDialect } from '../../../../src/core/exchange/programs/numpyDialect';
import { pythonDialect } from '../../../../src/core/exchange/programs/pythonLoops';
import { torchDialect } from '../../../../src/core/exchange/programs/torchDialect';
import { typescriptDialect } from '../../../../src/core/exchange/programs/typescriptLoops';
import { kerasNotation } from '../../../../src/core/exchange/notations/kerasNotation';
import {
  activationCalled,
  lossCalled,
  nameOfActivation,
  type Notation,
} from '../../../../src/core/exchange/notations/notation';
import { onnxNotation } from '../../../../src/core/exchange/notations/onnxNotation';
import { playgroundNotation } from '../../../../src/core/exchange/notations/playgroundNotation';
import { sklearnNotation } from '../../../../src/core/exchange/notations/sklearnNotation';
import { sklearnActivation } from '../../../../src/core/exchange/programs/sklearnLimits';
import { activationFormula, activationValue } from '../../../../src/core/math/activations';
import { numbers } from '../../../../src/core/math/numbers';
import type { Activation } from '../../../../src/core/network/network';
import { parse } from '../../../../src/core/network/parse';
import { networkJsonSchema } from '../../../../src/core/network/jsonSchema';

const notations: Readonly<Record<string, Notation>> = {
  sklearn: sklearnNotation,
  keras: kerasNotation,
  onnx: onnxNotation,
  playground: playgroundNotation,
};

/** What each tool has no word for: whoever adds an activation names it here, or in the tool's table. */
const missing: Readonly<Record<string, readonly string[]>> = {
  sklearn: ['leakyRelu', 'elu', 'gelu', 'geluTanh', 'silu', 'softplus', 'formula'],
  keras: ['geluTanh', 'formula'],
  onnx: ['geluTanh', 'silu', 'formula'],
  playground: ['leakyRelu', 'elu', 'gelu', 'geluTanh', 'silu', 'softplus', 'softmax', 'formula'],
};

/** The words that the format takes, from the schema that people's editors read. */
function wordsOfSchema(): string[] {
  const text = JSON.stringify(networkJsonSchema());
  const list = /"enum":(\["linear"[^\]]*\])/.exec(text)?.[1];
  assert.ok(list, 'the schema lists the activations');
  return JSON.parse(list) as string[];
}

/** The activation that a file with this word has. */
function activationOf(word: string): Activation {
  const written = word === 'formula' ? { formula: 'a / (1 + abs(a))' } : word;
  const { network } = parse(JSON.stringify({ inputs: 1, layers: [{ units: 2, activation: written }] }));
  assert.ok(network, word);
  return network.layers[0]!.activation;
}

const words = [...wordsOfSchema(), 'formula'];

describe('notations of other tools', () => {
  it('know every activation of the format, or are named here as lacking it', () => {
    assert.ok(words.length >= 12);
    for (const [name, { activations }] of Object.entries(notations)) {
      assert.deepEqual(Object.keys(activations).sort(), [...words].sort(), name);
      const without = words.filter((word) => activations[word as Activation['type']].length === 0);
      assert.deepEqual(without.sort(), [...missing[name]!].sort(), name);
    }
  });

  it('give back the activation that they call by a name', () => {
    for (const [tool, notation] of Object.entries(notations)) {
      for (const word of words) {
        const activation = activationOf(word);
        const name = nameOfActivation(notation, activation);
        const { constants } = notation;
        const isOther = word === 'leakyRelu' && constants.slope !== 0.01;
        if (name === null) {
          assert.ok(isOther || missing[tool]!.includes(word), `${tool} ${word}`);
          continue;
        }
        assert.deepEqual(activationCalled(notation, name), activation, `${tool} ${name}`);
      }
      for (const name of Object.values(notation.activations).flat())
        assert.ok(activationCalled(notation, name));
    }
  });

  it('have no name twice, and none of a prototype', () => {
    for (const notation of Object.values(notations)) {
      const names = [...Object.values(notation.activations).flat(), ...Object.keys(notation.formulas)];
      assert.equal(new Set(names).size, names.length);
      const losses = Object.values(notation.losses).flat();
      assert.equal(new Set(losses).size, losses.length);
      for (const name of ['toString', 'constructor', '__proto__', '']) {
        assert.equal(activationCalled(notation, name), null);
        assert.equal(lossCalled(notation, name), null);
      }
    }
  });

  it('have formulas that compute what the tools define', () => {
    const expected: Readonly<Record<string, (a: number) => number>> = {
      exponential: Math.exp,
      softsign: (a) => a / (1 + Math.abs(a)),
      Softsign: (a) => a / (1 + Math.abs(a)),
      relu6: (a) => Math.min(Math.max(a, 0), 6),
      hard_sigmoid: (a) => (a <= -3 ? 0 : a >= 3 ? 1 : a / 6 + 0.5),
      hard_silu: (a) => (a <= -3 ? 0 : a >= 3 ? a : a * (a / 6 + 0.5)),
      hard_swish: (a) => (a <= -3 ? 0 : a >= 3 ? a : a * (a / 6 + 0.5)),
      hard_tanh: (a) => Math.max(-1, Math.min(1, a)),
      tanh_shrink: (a) => a - Math.tanh(a),
    };
    for (const { formulas } of Object.values(notations)) {
      for (const [name, formula] of Object.entries(formulas)) {
        const f = expected[name];
        assert.ok(f, name);
        for (const a of [-7, -3, -1.3, -0.4, 0, 0.2, 1, 2.9, 3, 5.5, 8]) {
          const value = activationValue(numbers, { type: 'formula', formula }, a);
          assert.ok(Math.abs(value - f(a)) <= 1e-14 * (1 + Math.abs(f(a))), `${name}(${a}) = ${value}`);
        }
      }
    }
  });

  it('are what the exporters write: scikit-learn by its names, all others by the formula', () => {
    const dialects = [cDialect, kerasDialect, numpyDialect, pythonDialect, torchDialect, typescriptDialect];
    for (const word of words) {
      const activation = activationOf(word);
      const isHidden = word !== 'softmax';
      assert.equal(
        sklearnActivation(activation) === null,
        !isHidden || missing['sklearn']!.includes(word),
        word,
      );
      if (isHidden)
        for (const dialect of dialects) assert.notEqual(write(activationFormula(activation), dialect), '');
    }
  });
});
