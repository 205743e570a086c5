import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { DistributionsView } from '../../src/protocol/views/distributions';
import { EpochReader, epochsToRead, spreadOrder } from '../../webview/views/distributions/epochReader';

const viewAt = (epoch: number): DistributionsView => ({ epoch, step: epoch, samples: 1, layers: [] });

describe('the epochs that distributions are read of', () => {
  it('are at most fifty, from the first to the last, each once', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (last) => {
        const epochs = epochsToRead(last);
        assert.ok(epochs.length <= 50);
        assert.equal(new Set(epochs).size, epochs.length);
        if (last > 0) assert.deepEqual([epochs[0], epochs.at(-1)], [0, last]);
        assert.deepEqual(
          [...spreadOrder(epochs)].sort((a, b) => a - b),
          epochs,
        );
      }),
    );
    assert.deepEqual(spreadOrder([0, 1, 2, 3, 4]).slice(0, 3), [0, 4, 2]);
  });

  it('are read one after the other, and only those that are not known', async () => {
    const asked: number[] = [];
    const reader = new EpochReader(
      (epoch) => {
        asked.push(epoch);
        return Promise.resolve(viewAt(epoch));
      },
      () => undefined,
    );
    reader.follow(1);
    await reader.start(4);
    assert.deepEqual(
      reader.read.map(({ epoch }) => epoch),
      [0, 1, 2, 3, 4],
    );
    await reader.start(6);
    assert.deepEqual([...asked].sort(), [0, 1, 2, 3, 4, 5, 6]);
    assert.equal(reader.done, 7);
    reader.follow(2);
    assert.deepEqual(reader.read, []);
  });

  it('are given up when another run comes, and what arrives late is dropped', async () => {
    let answer: (view: DistributionsView) => void = () => undefined;
    const signals: AbortSignal[] = [];
    const reader = new EpochReader(
      (_, signal) => {
        signals.push(signal);
        return new Promise((resolve) => (answer = resolve));
      },
      () => undefined,
    );
    reader.follow(1);
    const reading = reader.start(10);
    reader.follow(2);
    assert.equal(signals[0]!.aborted, true);
    answer(viewAt(0));
    await reading;
    assert.deepEqual(reader.read, []);
    assert.equal(reader.isReading, false);
  });

  it('end where the thread of the run is gone, which is said', async () => {
    const reader = new EpochReader(
      (epoch) => Promise.resolve(epoch === 2 ? null : viewAt(epoch)),
      () => undefined,
    );
    reader.follow(1);
    await reader.start(4);
    assert.equal(reader.isGone, true);
    assert.deepEqual(
      reader.read.map(({ epoch }) => epoch),
      [0, 4],
    );
  });
});
