import { strict as assert } from 'node:assert';
import { engineSentence } from '../../../src/host/training/runText';

describe('what is said of a run', () => {
  it('names the slower engine and why it runs, and nothing else', () => {
    const engine = { kind: 'interpreted', reason: 'there is no WebAssembly here' } as const;
    assert.equal(
      engineSentence({ engine }),
      'The slower engine trains, with the same numbers: there is no WebAssembly here.',
    );
    assert.equal(engineSentence({ engine: { kind: 'compiled', reason: null } }), null);
    assert.equal(engineSentence({ engine: null }), null);
  });
});
