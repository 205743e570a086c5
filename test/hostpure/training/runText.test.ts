import { strict as assert } from 'node:assert';
import { engineSentence } from '../../../src/host/training/runText';
import { networkOf } from '../../core/engine/reference/networks';

describe('what is said of a run', () => {
  const network = networkOf({ units: [1, 1], activations: ['linear'] });
  const engine = { kind: 'interpreted', reason: 'there is no WebAssembly here' } as const;

  it('names the slower engine and why it runs, and nothing else', () => {
    assert.equal(
      engineSentence({ engine, network }),
      'The slower engine trains, with the same numbers: there is no WebAssembly here.',
    );
    assert.equal(engineSentence({ engine: { kind: 'compiled', reason: null }, network }), null);
    assert.equal(engineSentence({ engine: null, network }), null);
  });

  it('promises no same numbers where the fast engine would have trained in single precision', () => {
    const single = networkOf({ units: [1, 1], activations: ['linear'], training: { precision: 'float32' } });
    assert.equal(
      engineSentence({ engine, network: single }),
      'The slower engine trains, in double precision: there is no WebAssembly here.',
    );
  });
});
