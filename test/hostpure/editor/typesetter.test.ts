import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Typesetter, typesetProgram } from '../../../src/host/editor/typesetter';
import type { FormulaPicture } from '../../../src/protocol/typeset';
import type { Thread } from '../../../src/worker/thread';
import { startNodeThread } from '../../../src/worker/thread.node';

/** A thread that sets no formula of its own: it does `atRequest` with what it is asked. */
const planted = (atRequest: string): string => `
const { parentPort } = require('node:worker_threads');
const answer = (id, svg) => parentPort.postMessage({ kind: 'result', id, result: { svg, width: 1, height: 1 } });
parentPort.on('message', ({ id, params }) => { ${atRequest} });
`;

describe('the typesetter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'backprop-typesetter-'));
  let typesetter: Typesetter | null = null;
  let threads: Thread[] = [];
  let faults: string[] = [];

  const typesetterOn = (file: string, patience?: number): Typesetter => {
    threads = [];
    faults = [];
    const start = (): Thread => {
      const thread = startNodeThread(file);
      threads.push(thread);
      return thread;
    };
    typesetter = new Typesetter(start, (fault) => faults.push(fault), patience);
    return typesetter;
  };

  const typesetterThat = (atRequest: string, patience?: number): Typesetter => {
    const file = join(folder, 'planted.js');
    writeFileSync(file, planted(atRequest));
    return typesetterOn(file, patience);
  };

  const svgOf = (picture: FormulaPicture | null): string | undefined => picture?.svg;

  afterEach(async () => {
    typesetter?.dispose();
    await Promise.all(threads.map(({ ended }) => ended));
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts the shipped program with the first formula, sets formulas with it, and ends it', async () => {
    const real = typesetterOn(resolve('dist', typesetProgram));
    assert.deepEqual([real.isRunning, real.isReady], [false, false]);
    assert.equal(threads.length, 0);
    const [fraction, broken] = await Promise.all([real.set('\\frac{a}{b}'), real.set('\\frac{a')]);
    assert.match(fraction!.svg, /^<svg [^>]*viewBox/);
    assert.equal(broken, null);
    assert.equal(threads.length, 1);
    assert.deepEqual([real.isRunning, real.isReady], [true, true]);
    assert.equal(await real.set('\\frac{a}{b}'), fraction, 'a formula is set once');
    real.dispose();
    assert.equal(await threads[0]!.ended, null);
    assert.equal(await real.set('c'), null);
    assert.equal(real.isRunning, false);
  });

  it('asks once for what is asked for twice, and keeps what was asked for last', async () => {
    const counting = typesetterThat(
      'globalThis.n = (globalThis.n ?? 0) + 1; answer(id, params.tex + globalThis.n);',
    );
    const both = await Promise.all([counting.set('a'), counting.set('a')]);
    assert.deepEqual(both.map(svgOf), ['a1', 'a1']);
    for (let n = 0; n < 199; n++) await counting.set(`x${n}`);
    assert.equal(svgOf(await counting.set('a')), 'a1');
    await counting.set('one more');
    assert.equal(svgOf(await counting.set('a')), 'a1', 'asked for a moment ago');
    assert.equal(svgOf(await counting.set('x0')), 'x0202', 'the oldest has gone');
  });

  it('starts anew after a thread that failed, and a formula that takes too long is not tried again', async () => {
    const failing = typesetterThat(
      "if (params.tex === 'bad') process.exit(3); if (params.tex !== 'slow') answer(id, params.tex);",
      2_000,
    );
    const [good, bad, next, slow, last] = await Promise.all(
      ['good', 'bad', 'next', 'slow', 'last'].map((tex) => failing.set(tex)),
    );
    assert.deepEqual(
      [good, bad, next, slow, last].map((one) => svgOf(one!)),
      ['good', undefined, 'next', undefined, 'last'],
    );
    assert.equal(threads.length, 3);
    for (const tex of ['slow', 'bad']) assert.equal(await failing.set(tex), null);
    assert.equal(threads.length, 3, 'neither is tried again');
    assert.ok(
      faults.some((fault) => fault.includes('too long')),
      faults.join(),
    );
    assert.ok(
      faults.some((fault) => fault.includes('it ended with code 3')),
      faults.join(),
    );
  });

  it('gives up where the program cannot be run, and where there are no threads', async () => {
    const missing = typesetterOn(join(folder, 'none.js'));
    for (const tex of ['a', 'b', 'c', 'd', 'e']) assert.equal(await missing.set(tex), null);
    assert.equal(threads.length, 3);
    const none = new Typesetter(null, () => undefined);
    assert.equal(await none.set('a'), null);
    none.dispose();
  });
});
