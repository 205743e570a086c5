import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { checkShowDerivation, hasSubject } from '../../../src/host/editor/showDerivation';
import { goodNetworkOf } from '../goodNetworkOf';

const { network } = goodNetworkOf(
  '{ "inputs": 2, "layers": [{ "units": 3 }, { "units": 1, "biases": false }], "data": { "inputs": [[1, 2]], "targets": [[1]] } }',
);

describe('the arguments of Show Derivation', () => {
  it('come through as they are when they are well formed', () => {
    const subject = { kind: 'weight', layer: 1, i: 2, j: 0 };
    assert.deepEqual(checkShowDerivation({ uri: 'file:///a', subject, more: 1 }), {
      uri: 'file:///a',
      subject,
    });
  });

  it('never throw and never bring more than plain numbers, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withSparseArray: true, withNullPrototype: true }),
        (value) => {
          for (const argument of [
            value,
            { uri: value, subject: value },
            { uri: 'file:///a', subject: value },
          ]) {
            const checked = checkShowDerivation(argument);
            if (checked) hasSubject(network, checked.subject);
          }
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });

  it('are own properties', () => {
    const subject = { kind: 'loss' };
    assert.ok(checkShowDerivation({ uri: 'file:///a', subject }));
    assert.equal(checkShowDerivation(Object.create({ uri: 'file:///a', subject })), null);
    assert.equal(
      checkShowDerivation(Object.assign(Object.create({ subject }) as object, { uri: 'file:///a' })),
      null,
    );
  });

  it('name something that the network has', () => {
    const known = [
      { kind: 'weight', layer: 0, i: 1, j: 2 },
      { kind: 'weight', layer: 1, i: 2, j: 0 },
      { kind: 'bias', layer: 0, j: 2 },
      { kind: 'activation', layer: 1, j: 0 },
      { kind: 'input', i: 1 },
      { kind: 'target', k: 0 },
      { kind: 'loss' },
    ] as const;
    for (const subject of known) assert.equal(hasSubject(network, subject), true, JSON.stringify(subject));
    const unknown = [
      { kind: 'weight', layer: 0, i: 2, j: 0 },
      { kind: 'weight', layer: 0, i: 0, j: 3 },
      { kind: 'weight', layer: 2, i: 0, j: 0 },
      { kind: 'bias', layer: 1, j: 0 },
      { kind: 'preActivation', layer: 1, j: 1 },
      { kind: 'input', i: 2 },
      { kind: 'lossTerm', k: 1 },
    ] as const;
    for (const subject of unknown) assert.equal(hasSubject(network, subject), false, JSON.stringify(subject));
  });
});
