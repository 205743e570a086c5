import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  Channel,
  RequestError,
  createPortPair,
  type Cancellation,
  type ChannelOptions,
  type Port,
} from '../../src/protocol/channel';

interface Worker {
  readonly requests: {
    readonly double: { readonly params: { readonly value: number }; readonly result: number };
    readonly refuse: { readonly params: null; readonly result: null };
    readonly crash: { readonly params: null; readonly result: null };
    readonly wait: { readonly params: null; readonly result: string };
  };
  readonly events: { readonly progress: { readonly epoch: number } };
}
interface Asker {
  readonly requests: object;
  readonly events: { readonly note: string };
}

interface Pair {
  readonly asker: Channel<Asker, Worker>;
  readonly worker: Channel<Worker, Asker>;
  readonly askerPort: Port;
  readonly workerFaults: string[];
  readonly askerFaults: string[];
  /** Ends the pending `wait`. */
  readonly finish: () => void;
  readonly waiting: () => Cancellation | null;
  /** How often a handler of the worker has been called. */
  readonly calls: () => number;
}

function createPair(options: Partial<ChannelOptions<Worker>> = {}): Pair {
  const [askerPort, workerPort] = createPortPair();
  const workerFaults: string[] = [];
  const askerFaults: string[] = [];
  let finish: () => void = () => undefined;
  let waiting: Cancellation | null = null;
  let calls = 0;
  const worker = new Channel<Worker, Asker>(workerPort, {
    handlers: {
      double: ({ value }) => {
        calls += 1;
        return 2 * value;
      },
      refuse: () => {
        calls += 1;
        throw new RequestError({ code: 'unavailable', message: 'there is no run' });
      },
      crash: () => {
        calls += 1;
        throw new TypeError('a is not a function');
      },
      wait: (_, cancellation) => {
        calls += 1;
        waiting = cancellation;
        return new Promise((resolve) => {
          finish = () => {
            resolve(cancellation.isCancelled ? 'was cancelled' : 'ran to its end');
          };
        });
      },
    },
    onFault: (fault) => workerFaults.push(fault),
    ...options,
  });
  const asker = new Channel<Asker, Worker>(askerPort, {
    handlers: {},
    onFault: (fault) => askerFaults.push(fault),
  });
  return {
    asker,
    worker,
    askerPort,
    workerFaults,
    askerFaults,
    finish: () => {
      finish();
    },
    waiting: () => waiting,
    calls: () => calls,
  };
}

/** Lets every message that is on its way arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}

const fails = (code: RequestError['code'], message: RegExp) => (error: unknown) =>
  error instanceof RequestError && error.code === code && message.test(error.message);

describe('channel', () => {
  it('answers each request with its own result, in whatever order they end', async () => {
    const { asker, finish } = createPair();
    const slow = asker.request('wait', null);
    const quick = await Promise.all([1, 2, 3].map((value) => asker.request('double', { value })));
    assert.deepEqual(quick, [2, 4, 6]);
    finish();
    assert.equal(await slow, 'ran to its end');
  });

  it('carries a refusal as its code and words', async () => {
    const { asker } = createPair();
    await assert.rejects(asker.request('refuse', null), fails('unavailable', /^there is no run$/));
  });

  it('reports a handler that throws as internal, on both sides', async () => {
    const { asker, workerFaults } = createPair();
    await assert.rejects(asker.request('crash', null), fails('internal', /not a function/));
    assert.deepEqual(workerFaults, ['crash: a is not a function']);
  });

  it('refuses a method it does not have, inherited names too', async () => {
    const { askerPort, asker, calls } = createPair();
    for (const method of ['missing', 'toString', '__proto__', 'constructor']) {
      const untyped = asker as unknown as {
        request: (method: string, params: unknown) => Promise<unknown>;
      };
      await assert.rejects(untyped.request(method, null), fails('unknownMethod', /no such request/));
    }
    assert.equal(calls(), 0);
    assert.ok(askerPort);
  });

  it('refuses params that its check refuses, and hands on what the check made of them', async () => {
    const accept = (): { readonly value: null } => ({ value: null });
    const { asker, calls } = createPair({
      checks: {
        double: (params) => {
          const { value } = params as { value: unknown };
          return typeof value === 'number' ? { value: { value: value + 0.5 } } : null;
        },
        refuse: accept,
        crash: accept,
        wait: accept,
      },
    });
    assert.equal(await asker.request('double', { value: 1 }), 3);
    await assert.rejects(asker.request('double', { value: 'x' as never }), fails('invalidParams', /form/));
    assert.equal(calls(), 1);
  });

  it('cancels: the asker hears at once, the handler sees it, its late result is dropped', async () => {
    const { asker, finish, waiting, askerFaults } = createPair();
    let cancel: () => void = () => undefined;
    const pending = asker.request('wait', null, (given) => {
      cancel = given;
    });
    await settle();
    assert.equal(waiting()?.isCancelled, false);
    cancel();
    await assert.rejects(pending, fails('cancelled', /wait was cancelled/));
    await settle();
    assert.equal(waiting()?.isCancelled, true);
    finish();
    await settle();
    cancel();
    await settle();
    assert.deepEqual(askerFaults, []);
    assert.equal(await asker.request('double', { value: 4 }), 8);
  });

  it('delivers events to every listener until it is removed', async () => {
    const { asker, worker } = createPair();
    const heard: string[] = [];
    const removeFirst = asker.on('progress', ({ epoch }) => heard.push(`a${epoch}`));
    asker.on('progress', ({ epoch }) => heard.push(`b${epoch}`));
    worker.send('progress', { epoch: 1 });
    await settle();
    removeFirst();
    worker.send('progress', { epoch: 2 });
    await settle();
    assert.deepEqual(heard, ['a1', 'b1', 'b2']);
  });

  it('lets a listener remove itself while it is called', async () => {
    const { asker, worker } = createPair();
    const heard: number[] = [];
    const remove = asker.on('progress', ({ epoch }) => {
      heard.push(epoch);
      remove();
    });
    asker.on('progress', ({ epoch }) => heard.push(10 * epoch));
    worker.send('progress', { epoch: 1 });
    worker.send('progress', { epoch: 2 });
    await settle();
    assert.deepEqual(heard, [1, 10, 20]);
  });

  it('rejects what is pending when it is disposed, cancels what it answers, and asks no more', async () => {
    const { asker, worker, waiting, finish } = createPair();
    const pending = asker.request('wait', null);
    await settle();
    asker.dispose();
    asker.dispose();
    await assert.rejects(pending, fails('disposed', /closed/));
    await assert.rejects(asker.request('double', { value: 1 }), fails('disposed', /closed/));
    worker.dispose();
    assert.equal(waiting()?.isCancelled, true);
    finish();
    await settle();
  });

  it('hears nothing after it is disposed', async () => {
    const { asker, worker } = createPair();
    const heard: number[] = [];
    asker.on('progress', ({ epoch }) => heard.push(epoch));
    asker.dispose();
    worker.send('progress', { epoch: 1 });
    await settle();
    assert.deepEqual(heard, []);
  });

  it('drops messages of unknown form and says so', async () => {
    const { askerPort, workerFaults, calls } = createPair();
    const strange: unknown[] = [
      null,
      undefined,
      7,
      'request',
      [],
      {},
      { kind: 'request' },
      { kind: 'request', id: 1 },
      { kind: 'request', id: '1', method: 'double', params: { value: 1 } },
      { kind: 'request', id: 1.5, method: 'double', params: { value: 1 } },
      { kind: 'request', id: 1, method: ['double'], params: { value: 1 } },
      { kind: 'result' },
      { kind: 'failure', id: 1 },
      { kind: 'failure', id: 1, failure: { code: 'internal' } },
      { kind: 'event', name: 3 },
      { kind: 'cancel', id: NaN },
      { kind: '__proto__', id: 1 },
    ];
    for (const message of strange) askerPort.post(message);
    await settle();
    assert.equal(workerFaults.length, strange.length);
    assert.equal(calls(), 0);
  });

  it('answers to an id that nobody asked for do nothing', async () => {
    const { askerPort, workerFaults, calls } = createPair();
    askerPort.post({ kind: 'result', id: 99, result: 1 });
    askerPort.post({ kind: 'failure', id: 99, failure: { code: 'internal', message: 'x' } });
    askerPort.post({ kind: 'cancel', id: 99 });
    askerPort.post({ kind: 'event', name: 'nobody listens', data: 1 });
    await settle();
    assert.deepEqual(workerFaults, []);
    assert.equal(calls(), 0);
  });

  it('drops 10,000 mutated messages without a throw and without a call', async () => {
    const { askerPort, asker, calls } = createPair();
    const kinds = fc.constantFrom('request', 'cancel', 'result', 'failure', 'event', '__proto__', '');
    const method = fc.oneof(
      fc.constantFrom('doubl', 'double ', 'Double', 'toString', '__proto__', 'constructor', 'hasOwnProperty'),
      fc.string().filter((name) => !['double', 'refuse', 'crash', 'wait'].includes(name)),
      fc.anything().filter((value) => typeof value !== 'string'),
    );
    const mutated = fc.oneof(
      fc.anything(),
      fc.record(
        {
          kind: fc.oneof(kinds, fc.anything()),
          id: fc.oneof(fc.integer(), fc.anything()),
          method,
          params: fc.anything(),
          name: fc.anything(),
          data: fc.anything(),
          result: fc.anything(),
          failure: fc.anything(),
        },
        { requiredKeys: [] },
      ),
    );
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown): void => {
      rejections.push(reason);
    };
    process.on('unhandledRejection', onRejection);
    try {
      for (const message of fc.sample(mutated, { numRuns: 10_000, seed: 20_261_122 })) {
        askerPort.post(Promise.resolve(message).then(() => message));
        await Promise.resolve();
      }
      await settle();
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('unhandledRejection', onRejection);
    }
    assert.deepEqual(rejections, []);
    assert.equal(calls(), 0);
    assert.equal(await asker.request('double', { value: 21 }), 42);
  });
});
