import assert from 'node:assert/strict';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { createLayout } from '../../../src/core/engine/layout';
import { createTrainer } from '../../../src/core/engine/training';
import { parse } from '../../../src/core/network/parse';
import { largeNetworkText } from '../../support/largeNetwork';

describe('the large network', () => {
  const text = largeNetworkText();

  it('is a 2 MB file with all 101,632 weights and no diagnostic', () => {
    assert.ok(text.length > 1.9e6 && text.length < 2.3e6, `${text.length}`);
    const { network, diagnostics } = parse(text);
    assert.deepEqual(diagnostics, []);
    assert.equal(network?.layers.flatMap(({ weights }) => weights ?? []).flat().length, 101_632);
    assert.equal(createLayout(network).parameterCount, 101_632 + 138);
  });

  it('is the same text for the same seed', () => {
    assert.equal(largeNetworkText(), text);
    assert.notEqual(largeNetworkText(2), text);
  });

  it('trains', () => {
    const { network } = parse(text);
    assert.ok(network);
    const prepared = prepareDataset(network, null);
    assert.ok('dataset' in prepared);
    const trainer = createTrainer(network, prepared.dataset);
    trainer.advance(5);
    assert.ok(trainer.history.loss[4]! < trainer.history.loss[0]!);
  });
});
