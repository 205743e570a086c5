import { strict as assert } from 'node:assert';
import { Throttle } from '../../src/host/throttle';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('Throttle', () => {
  it('passes the first call on at once and the rest together, the last included', async () => {
    let runs = 0;
    const throttle = new Throttle(() => runs++, 30);
    for (let call = 0; call < 10; call++) throttle.call();
    assert.equal(runs, 1);
    await pause(90);
    assert.equal(runs, 2);
    throttle.dispose();
  });

  it('flushes at once, and what waited does not come again', async () => {
    let runs = 0;
    const throttle = new Throttle(() => runs++, 30);
    throttle.call();
    throttle.call();
    throttle.flush();
    assert.equal(runs, 2);
    await pause(90);
    assert.equal(runs, 2);
    throttle.dispose();
  });

  it('is silent after dispose', async () => {
    let runs = 0;
    const throttle = new Throttle(() => runs++, 10);
    throttle.call();
    throttle.call();
    throttle.dispose();
    await pause(40);
    assert.equal(runs, 1);
  });

  it('waits for what comes first, however often that is put off, but not when it flushes', async () => {
    let runs = 0;
    let free = performance.now() + 60;
    const throttle = new Throttle(
      () => runs++,
      10,
      () => Math.max(0, free - performance.now()),
    );
    throttle.call();
    await pause(30);
    free = performance.now() + 90;
    await pause(60);
    assert.equal(runs, 0);
    throttle.call();
    await pause(90);
    assert.equal(runs, 1);
    free = performance.now() + 60;
    throttle.flush();
    assert.equal(runs, 2);
    throttle.dispose();
  });
});
