import { strict as assert } from 'node:assert';
import { StandbyWorker } from '../../../src/host/training/standbyWorker';
import type { TrainingWorker } from '../../../src/host/training/trainingWorker';
import { warmUpNetworks, warmUpRounds } from '../../../src/host/training/warmUpNetworks';
import { parse } from '../../../src/core/network/parse';
import type { StartParams } from '../../../src/protocol/training';
import { FakeWorker } from './fakeWorker';

/** What a thread is asked until it is ready. */
const asked = Array.from({ length: warmUpRounds }, () =>
  warmUpNetworks.flatMap(() => ['start', 'step']),
).flat();

describe('a thread that waits for a run', () => {
  let started: FakeWorker[];
  let standby: StandbyWorker;

  beforeEach(() => {
    started = [];
    const start = (): TrainingWorker => {
      const worker = new FakeWorker();
      started.push(worker);
      return worker;
    };
    standby = new StandbyWorker(start, 0);
  });

  afterEach(() => {
    standby.dispose();
  });

  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  };

  it('is started for a wish, once, and has compiled networks by then', async () => {
    standby.prepare();
    standby.prepare();
    await until(() => started[0]?.asked.length === asked.length);
    standby.prepare();
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(started.length, 1);
    assert.deepEqual(started[0]!.asked, asked);
    assert.equal(standby.take(), started[0]);
    assert.ok(!started[0]!.isDisposed);
  });

  it('is replaced when it was taken, and is a new one where none waits', async () => {
    const first = standby.take();
    assert.equal(first, started[0]);
    assert.deepEqual(started[0]!.asked, []);
    await until(() => started[1]?.asked.length === asked.length);
    assert.equal(standby.take(), started[1]);
    await until(() => started.length === 3);
  });

  it('trains as a new one does, taken while it gets ready or later', async () => {
    const network = parse(
      '{ "inputs": 1, "layers": [{ "units": 1 }], "data": { "inputs": [[1]], "targets": [[2]] } }',
    ).network!;
    const start: StartParams = { network, fileText: null, parameters: null };
    const fresh = new FakeWorker();
    await fresh.channel.request('start', start);
    const expected = await fresh.channel.request('step', null);
    for (const moment of [1, 2, 3, asked.length]) {
      const at = started.length;
      standby.prepare();
      await until(() => (started[at]?.asked.length ?? 0) >= moment);
      const { channel } = standby.take();
      await channel.request('start', start);
      const end = await channel.request('step', null);
      assert.deepEqual(end, expected);
      standby.dispose();
      standby = new StandbyWorker(() => {
        started.push(new FakeWorker());
        return started.at(-1)!;
      }, 0);
    }
    fresh.dispose();
  });

  it('is left when it ends, and not started again before somebody wishes for it', async () => {
    standby.prepare();
    await until(() => started.length === 1);
    started[0]!.fail('it was too much');
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(started.length, 1);
    assert.notEqual(standby.take(), started[0]);
  });

  it('ends with whoever held it', async () => {
    standby.prepare();
    await until(() => started.length === 1);
    standby.dispose();
    assert.ok(started[0]!.isDisposed);
    standby.prepare();
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(started.length, 1);
  });

  it('has networks to compile that are without errors', () => {
    for (const text of warmUpNetworks) assert.deepEqual(parse(text).diagnostics, []);
  });
});
