import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, statSync, symlinkSync, lstatSync, writeFileSync } from 'node:fs';
import { readyNetwork } from '../../src/cli/load';
import { CommandError } from '../../src/cli/problem';
import { writeParameters } from '../../src/cli/writeBack';
import { createTrainer } from '../../src/core/engine/training';
import { largestDifference, readReference } from '../core/engine/reference/referenceCases';
import {
  backprop,
  backpropWith,
  document,
  example,
  failure,
  program,
  smallNetwork,
  Workshop,
} from './program';

interface TrainDocument {
  readonly epochs: number;
  readonly loss: number;
  readonly penalty: number;
  readonly testLoss: number | null;
  readonly stopped: string;
  readonly history: { readonly loss: number[]; readonly testLoss: number[]; readonly every: number };
  readonly layers: readonly {
    readonly name: string;
    readonly weights: number[][];
    readonly biases: number[] | null;
  }[];
}

const trained = (...args: readonly string[]): TrainDocument => document('train', ...args) as TrainDocument;

describe('backprop train', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  it('takes the classic example to 0.29102777369359933 in one epoch', () => {
    const { steps } = {
      steps: (readReference('worked-2-2-2.json') as { biasesFixed: { weights: number[][][] }[] }).biasesFixed,
    };
    const found = trained(example('classic-2-2-2'), '--epochs', '1');
    assert.equal(found.epochs, 1);
    assert.equal(found.stopped, 'epochs');
    const [first] = found.history.loss;
    assert.ok(Math.abs(first! / 0.2983711087600027 - 1) < 1e-15, String(first));
    assert.deepEqual(found.history, { loss: [first], testLoss: [], every: 1 });
    assert.ok(Math.abs(found.loss / 0.29102777369359933 - 1) < 1e-12, String(found.loss));
    assert.equal(found.penalty, 0);
    assert.equal(found.testLoss, null);
    found.layers.forEach(({ weights, biases }, l) => {
      assert.ok(largestDifference(weights.flat(), steps[1]!.weights[l]!.flat()) < 1e-12);
      assert.deepEqual(biases, l === 0 ? [0.35, 0.35] : [0.6, 0.6]);
    });
  });

  it('follows the learning-rate curves of the reference', () => {
    const { curves } = readReference('no-bias-2-2-2-learning-rates.json') as {
      curves: Record<string, number[]>;
    };
    for (const rate of ['0.1', '2']) {
      const { history, loss } = trained(example('network-b'), '--learning-rate', rate, '--epochs', '1000');
      assert.ok(
        largestDifference([...history.loss, loss], curves[rate === '2' ? '2.0' : rate] ?? curves['2']!) <
          1e-11,
      );
    }
  });

  it('trains in single precision, and names what computes it', () => {
    const single = workshop.write(
      'net.json',
      smallNetwork({ training: { precision: 'float32', epochs: 5 } }),
    );
    const { stdout, stderr, status } = backprop('train', single);
    assert.equal(status, 0);
    assert.equal(stderr, '');
    assert.match(stdout, /^5 epochs by sgd, η = 0\.1 \(float32, WebAssembly SIMD128\)$/m);
    const weights = trained(single).layers.flatMap(({ weights }) => weights.flat());
    assert.deepEqual(weights, weights.map(Math.fround));
    assert.doesNotMatch(backprop('train', workshop.write('double.json', smallNetwork())).stdout, /SIMD/);
  });

  it('says where there is no WebAssembly, and gives the same numbers', () => {
    const interpreted = (...args: readonly string[]) =>
      spawnSync(process.execPath, ['--no-expose-wasm', program, 'train', ...args], { encoding: 'utf8' });
    const double = workshop.write('double.json', smallNetwork());
    const { stdout, stderr, status } = interpreted(double, '--json');
    assert.equal(status, 0);
    assert.equal(
      stderr,
      'note: the slower engine trained, with the same numbers: there is no WebAssembly here\n',
    );
    assert.deepEqual(JSON.parse(stdout), trained(double));
    const single = interpreted(
      workshop.write('net.json', smallNetwork({ training: { precision: 'float32' } })),
    );
    assert.match(single.stderr, /^note: the slower engine trained, in double precision: .*\n$/);
    assert.match(single.stdout, /\(float64, TypeScript\)$/m);
  });

  it('trains as if the options stood in the file', () => {
    const generated = smallNetwork({
      data: { generator: 'xor', samples: 20 },
      training: { batchSize: 4, epochs: 3 },
    });
    const layers = [{ units: 3, activation: 'tanh' }, { units: 1 }];
    const optimizer = { type: 'adam', beta1: 0.5 };
    const file = workshop.write('net.json', {
      ...generated,
      layers,
      training: { optimizer, epochs: 9, seed: 2 },
    });
    const same = (training: object, ...options: string[]): void => {
      const edited = workshop.write('edited.json', { ...generated, layers, training });
      assert.deepEqual(trained(file, ...options), trained(edited), options.join(' '));
    };
    // The seed draws the samples, the weights and the order of the batches.
    same(
      { optimizer, epochs: 3, seed: 7, batchSize: 4 },
      '--epochs',
      '3',
      '--seed',
      '7',
      '--batch-size',
      '4',
    );
    same(
      { optimizer, epochs: 9, seed: 2, learningRate: 0.01 },
      '--optimizer',
      'adam',
      '--learning-rate',
      '1e-2',
    );
    same({ optimizer: 'rmsprop', epochs: 9, seed: 2 }, '--optimizer', 'rmsprop');
  });

  it('says why it stopped, with test loss and penalty', () => {
    const data = { generator: 'circles', samples: 40, noise: 0.05, testFraction: 0.25 };
    const below = smallNetwork({
      data,
      training: { epochs: 500, l2: 0.001, stopWhen: { lossBelow: 0.2 }, seed: 3 },
    });
    const file = workshop.write('net.json', below);
    const { epochs, stopped, history, testLoss, penalty } = trained(file);
    assert.equal(stopped, 'lossBelow');
    assert.ok(epochs < 500);
    assert.equal(history.loss.length, epochs);
    assert.equal(history.testLoss.length, epochs);
    assert.ok(history.loss.at(-1)! < 0.2 && history.loss.slice(0, -1).every((loss) => loss >= 0.2));
    assert.ok(testLoss !== null && testLoss > 0 && penalty > 0);
    const { stdout, stderr } = backprop('train', file);
    assert.equal(stderr, '');
    assert.match(stdout, /stopped there: the loss was below 0\.2\n/);
    assert.match(stdout, /test loss +\S+ +\S+ +the same over the samples held out\n/);
    assert.match(stdout, /mean over 30 samples \(10 samples held out\)/);
    assert.ok(!stdout.includes('\u001b'));
  });

  it('a run that diverges ends with 1, keeps the last finite weights and says where', () => {
    const file = workshop.write(
      'net.json',
      smallNetwork({ layers: [{ units: 1, name: 'only' }], training: { learningRate: 1e3, epochs: 1000 } }),
    );
    const before = workshop.read('net.json');
    const { status, stdout, stderr } = backprop('train', file, '--write', '--json');
    assert.equal(status, 1);
    assert.equal(workshop.read('net.json'), before);
    assert.match(
      stderr,
      /net\.json: error: Training diverged in step \d+ \(epoch \d+\): .*layer "only".*Nothing was written\. \[training\.diverged\]\n$/,
    );
    const found = JSON.parse(stdout) as TrainDocument;
    assert.equal(found.stopped, 'diverged');
    assert.ok(found.epochs > 0 && found.epochs < 1000);
    assert.ok(found.layers[0]!.weights.flat().every(Number.isFinite));
    assert.doesNotMatch(stdout, /null,null|NaN(?!")/);
    assert.match(backprop('train', file).stdout, /then it diverged/);
  });

  it('11, 16: a learning rate or numbers past all bounds end in a named overflow', () => {
    const file = workshop.write(
      'net.json',
      smallNetwork({ layers: [{ units: 1 }], training: { learningRate: 1e308, epochs: 50 } }),
    );
    const { status, stderr } = backprop('train', file);
    assert.equal(status, 1);
    assert.match(stderr, /Training diverged in step \d+/);
    const big = smallNetwork({ layers: [{ units: 1, weights: [[1e200], [1]] }], data: { inputs: [[1e200, 1]], targets: [[0]] } }); // prettier-ignore
    const overflow = backprop('train', workshop.write('big.json', big), '--json');
    assert.equal(overflow.status, 1);
    assert.match(overflow.stderr, /step 1 \(epoch 1\): an activation .* unit 1, layer "layer 1", sample 1/);
    // What is not finite is a string, and never null.
    assert.equal((JSON.parse(overflow.stdout) as TrainDocument).loss, 'Infinity');
  });

  it('ends quietly when its reader goes away', async () => {
    const args = [program, 'train', example('network-b'), '--epochs', '100000', '--json'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = (await once(child, 'close')) as [number | null];
    assert.deepEqual([code, errors], [0, '']);
  });

  it('says in one sentence that the slower engine trains, with the same numbers', () => {
    const file = workshop.write('net.json', smallNetwork());
    const interpreted = backpropWith(['--no-expose-wasm'], 'train', file);
    assert.equal(
      interpreted.stderr,
      'note: the slower engine trained, with the same numbers: there is no WebAssembly here\n',
    );
    assert.equal(interpreted.status, 0);
    assert.equal(interpreted.stdout, backprop('train', file).stdout);
  });

  it('refuses a network that needs more memory than there is, and says how much it needs', () => {
    const file = workshop.write('net.json', smallNetwork());
    const { status, stdout, stderr } = backpropWith(['--wasm-max-mem-pages=1'], 'train', file);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /net\.json: error: Training this network needs \d MB of memory at once, .* \[training\.memory\]\n$/,
    );
  });

  it('prints its first error and trains nothing in a broken file', () => {
    const file = workshop.write('net.json', smallNetwork({ loss: 'none' }));
    assert.match(failure('train', file, '--write', '--json'), /net\.json:1:\d+: error: .*\[/);
  });

  describe('--write', () => {
    /** Comments, odd spellings and layout between and around the numbers. */
    const text = [
      '// head \u{1F600}',
      '{ "inputs": 2, /* between */ "layers": [',
      '\t{ "units": 1, "weights": [ [ 1.50 , ], // trailing comma',
      '      [2.0e0] /* after */, ], "frozen": false, },',
      '  { "units": 2, "biases": false }',
      '],',
      '  "data": { "inputs": [[0, 1]], "targets": [[1, 0]] }, "unknown": 1.0,',
      '  "training": { "epochs": 1, "learningRate": 0.125 } } // end',
    ].join('\r\n');

    it('17, 18: changes the numbers that changed, adds the omitted ones, and leaves every other byte', () => {
      for (const [name, content] of [
        ['plain', text],
        ['marked', `\uFEFF${text.replaceAll('\r\n', '\r')}`],
      ] as const) {
        // prettier-ignore
        const file = workshop.write(name, content);
        const { layers } = trained(file, '--write');
        const after = workshop.read(name);
        const weights = layers[0]!.weights.flat();
        // The first input is 0, so its weight keeps its spelling.
        assert.equal(weights[0], 1.5);
        assert.notEqual(weights[1], 2);
        const [head, middle] = content.split('2.0e0');
        assert.ok(after.startsWith(`${head!}${String(weights[1])}`), after);
        // Without what was added the rest is as it was.
        const known = middle!.slice(0, middle!.indexOf('"frozen": false'));
        assert.ok(after.includes(known));
        assert.ok(after.endsWith(content.slice(content.indexOf('"data"') - 8)));
        assert.equal(after.includes('\uFEFF'), content.startsWith('\uFEFF'));
        assert.equal(after.includes('\n'), content.includes('\n'));
        // Reading it back gives the same doubles, and the biases that were omitted.
        const again = readyNetwork(file).network.layers;
        assert.deepEqual(
          again.map((layer) => layer.weights),
          layers.map((layer) => layer.weights),
        );
        assert.deepEqual(
          again.map((layer) => layer.biases),
          layers.map((layer) => layer.biases),
        );
        assert.ok(again[0]!.biases);
      }
    });

    it('keeps the mode of the file and a link to it, and leaves nothing beside it', () => {
      const file = workshop.write('net.json', smallNetwork());
      chmodSync(file, 0o640);
      symlinkSync('net.json', workshop.path('link.json'));
      const { stdout } = backprop('train', workshop.path('link.json'), '--write');
      assert.match(stdout, /The weights were written to .*link\.json\.\n$/);
      assert.ok(lstatSync(workshop.path('link.json')).isSymbolicLink());
      assert.equal(statSync(file).mode & 0o7777, 0o640);
      assert.deepEqual(readdirSync(workshop.folder).sort(), ['link.json', 'net.json']);
      assert.notDeepEqual(readyNetwork(file).network.layers[0]?.weights, [[0.1, 0.2], [0.3, 0.4]]); // prettier-ignore
      const settled = workshop.read('net.json');
      assert.match(
        backprop('train', file, '--write', '--epochs', '0').stdout,
        /holds these weights already\.\n$/,
      );
      assert.equal(workshop.read('net.json'), settled);
    });

    it('writes nothing over a file that has changed since it was read', () => {
      const file = workshop.write('net.json', smallNetwork());
      const ready = readyNetwork(file);
      const trainer = createTrainer(ready.network, ready.dataset, ready.parameters);
      trainer.advance(3);
      const saved = `${workshop.read('net.json')}\n`;
      writeFileSync(file, saved);
      assert.throws(
        () => writeParameters(ready, trainer.parameters),
        (error) => error instanceof CommandError && error.problem.code === 'file.changed',
      );
      assert.equal(workshop.read('net.json'), saved);
      assert.deepEqual(readdirSync(workshop.folder), ['net.json']);
    });
  });
});
