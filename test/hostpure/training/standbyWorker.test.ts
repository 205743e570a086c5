import { strict as assert } from 'node:assert';
import { StandbyWorker } from '../../../src/host/training/standbyWorker';
import type { TrainingWorker } from '../../../src/host/training/trainingWorker';
import { warmUpNetworks } from '../../../src/host/training/warmUpNetworks';
import { parse } from '../../../src/core/network/parse';
import { Channel, type Port } from '../../../src/protocol/channel';
import type { StartParams, TrainingHostSide, TrainingWorkerSide } from '../../../src/protocol/training';
import { serveTraining } from '../../../src/worker/trainingServer';

/** A worker in this thread, and what it was asked. */
class FakeWorker implements TrainingWorker {
  readonly asked: string[] = [];
  readonly channel: Channel<TrainingHostSide, TrainingWorkerSide>;
  readonly ended: Promise<string | null>;
  isDisposed = false;
  #end: (reason: string | null) => void = () => undefined;

  constructor() {
    const [host, worker] = wire((method) => this.asked.push(method));
    serveTraining(worker);
    this.channel = new Channel<TrainingHostSide, TrainingWorkerSide>(host, { handlers: {} });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  dispose(): void {
    this.isDisposed = true;
    this.fail(null);
  }

  fail(reason: string | null): void {
    this.channel.dispose();
    this.#end(reason);
  }
}

/** Two ends of a wire; `heard` is told each method that the second one is asked for. */
function wire(heard: (method: string) => void): [Port, Port] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const port = (own: number): Port => ({
    post(message) {
      const { kind, method } = message as { kind: string; method: string };
      if (own === 0 && kind === 'request') heard(method);
      setImmediate(() => {
        for (const listener of listeners[1 - own]!) listener(message);
      });
    },
    onMessage(listener) {
      listeners[own]!.push(listener);
      return () => {
        listeners[own] = listeners[own]!.filter((one) => one !== listener);
      };
    },
  });
  return [port(0), port(1)];
}

const asked = warmUpNetworks.flatMap(() => ['start', 'step']);

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
    standby = new StandbyWorker(start, { fsPath: '' }, 0);
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
      standby = new StandbyWorker(
        () => {
          started.push(new FakeWorker());
          return started.at(-1)!;
        },
        { fsPath: '' },
        0,
      );
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
