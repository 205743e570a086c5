import { strict as assert } from 'node:assert';
import { runInSlices } from '../../src/host/slices';

/** Counts what it did; each step takes `ms` of computing. */
function* busySteps(
  count: number,
  ms: number,
  done: { steps: number; isClosed: boolean },
): Generator<undefined, string> {
  try {
    for (let step = 0; step < count; step++) {
      const end = performance.now() + ms;
      while (performance.now() < end);
      done.steps++;
      yield;
    }
    return 'result';
  } finally {
    done.isClosed = true;
  }
}

const fresh = (): { steps: number; isClosed: boolean } => ({ steps: 0, isClosed: false });

describe('runInSlices', () => {
  it('gives what the generator returns', async () => {
    const done = fresh();
    assert.equal(await runInSlices(busySteps(5, 0, done), { isCancelled: false }), 'result');
    assert.equal(done.steps, 5);
  });

  it('lets others have their turn in between', async () => {
    const done = fresh();
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await runInSlices(busySteps(12, 5, done), { isCancelled: false });
    clearInterval(timer);
    // 60 ms of work: without a pause no timer would have run at all.
    assert.ok(turns >= 2, `${turns} turns`);
  });

  it('does short work at once, before its caller goes on', () => {
    const done = fresh();
    void runInSlices(busySteps(5, 0, done), { isCancelled: false });
    assert.equal(done.steps, 5);
  });

  it('stops when it is cancelled and closes the generator', async () => {
    const done = fresh();
    const cancellation = { isCancelled: false };
    const running = runInSlices(busySteps(1000, 2, done), cancellation);
    cancellation.isCancelled = true;
    assert.equal(await running, undefined);
    assert.ok(done.steps < 100, `${done.steps} steps`);
    assert.equal(done.isClosed, true);
  });

  it('passes on what the generator throws', async () => {
    // eslint-disable-next-line require-yield -- it fails before it comes to that
    function* failing(): Generator<undefined, never> {
      throw new Error('broken');
    }
    await assert.rejects(runInSlices(failing(), { isCancelled: false }), /broken/);
  });
});
