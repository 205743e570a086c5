import assert from 'node:assert/strict';
import { counted } from '../../../src/core/network/wording';
import { say, saying, setWords, wordsSet } from '../../../src/core/words/say';

describe('sentences in a language', () => {
  afterEach(() => {
    setWords(null);
  });

  it('are English until a language is set, with their values put in', () => {
    assert.equal(say('Layer {0} has {1}.', 2, 'three units'), 'Layer 2 has three units.');
    assert.equal(wordsSet(), null);
  });

  it('have their values where the language wants them', () => {
    setWords({ '{0} of {1}': '{1}: {0} ({1})' });
    assert.equal(say('{0} of {1}', 'w', 'h'), 'h: w (h)');
  });

  it('leave braces alone that stand for no value, and values as they are', () => {
    assert.equal(say('w_{ij} and {"type": {0}}', '{1}'), 'w_{ij} and {"type": {1}}');
    assert.equal(say('{0} and {1}', '$&', '$1'), '$& and $1');
    assert.equal(say('{0} and {1}', 'one'), 'one and {1}');
  });

  it('stay English where a language lacks one, also where an object would have it', () => {
    setWords({ one: 'eins' });
    assert.equal(say('one'), 'eins');
    assert.equal(say('two'), 'two');
    assert.equal(say('toString'), 'toString');
  });

  it('are said in the language of the moment where they stand in a table', () => {
    const table = { chainRule: saying('Chain rule') };
    setWords({ 'Chain rule': 'Kettenregel' });
    assert.equal(table.chainRule(), 'Kettenregel');
  });

  it('count in the language', () => {
    setWords({ '{0} unit': '{0} Einheit', '{0} units': '{0} Einheiten' });
    assert.deepEqual(
      [0, 1, 1234].map((count) => counted(count, 'unit')),
      ['0 Einheiten', '1 Einheit', '1,234 Einheiten'],
    );
  });
});
