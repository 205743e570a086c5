import assert from 'node:assert/strict';
import { cDialect } from '../../../src/core/exchange/programs/cLoops';
import type { Dialect } from '../../../src/core/exchange/programs/dialect';
import { kerasDialect } from '../../../src/core/exchange/programs/kerasProgram';
import { numpyDialect } from '../../../src/core/exchange/programs/numpyDialect';
import { pythonDialect } from '../../../src/core/exchange/programs/pythonLoops';
import { torchDialect } from '../../../src/core/exchange/programs/torchDialect';
import { typescriptDialect } from '../../../src/core/exchange/programs/typescriptLoops';
import { operationNotations } from '../../../src/core/math/operations';

const dialects: Readonly<Record<string, Dialect>> = {
  c: cDialect,
  keras: kerasDialect,
  numpy: numpyDialect,
  python: pythonDialect,
  torch: torchDialect,
  typescript: typescriptDialect,
};

/** Operations whose printed form is made of others. */
const WRITTEN_OUT = ['tanhGate', 'pi'];

describe('dialects of programming languages', () => {
  for (const [name, dialect] of Object.entries(dialects)) {
    it(`${name} has a word for every operation that is written as a function`, () => {
      const missing = operationNotations()
        .map((operation) => operation.name)
        .filter(
          (operation) => !WRITTEN_OUT.includes(operation) && dialect.functions[operation] === undefined,
        );
      assert.deepEqual(missing, []);
      for (const needed of ['exp', 'log', 'sqrt', 'abs'] as const) assert.ok(dialect.functions[needed]);
    });

    it(`${name} defines what it calls and the language lacks`, () => {
      const called = Object.values(dialect.functions).filter((word) => /^[a-z]\w*$/i.test(word));
      const known = new Set([
        ...dialect.definitions.map((definition) => definition.name),
        // Of the languages themselves.
        ...(name === 'python' ? ['abs', 'max', 'min'] : []),
        ...(name === 'c' ? ['exp', 'log', 'sqrt', 'sin', 'cos', 'tanh', 'erf', 'fabs', 'fmax', 'fmin'] : []),
      ]);
      assert.deepEqual(
        called.filter((word) => !known.has(word)),
        [],
      );
    });
  }
});
