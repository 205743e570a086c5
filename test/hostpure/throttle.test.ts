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
});
