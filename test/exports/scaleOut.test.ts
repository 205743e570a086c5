import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFile } from '../../src/core/exchange/imports/importKinds';
import { exportFiles } from '../../src/core/exchange/programs/exportKinds';
import { parse } from '../../src/core/network/parse';
import { datasetOf, networkOf } from '../core/engine/reference/networks';
import { exportCase, formulaExports, referenceExports, type ExportCase } from './exports';
import { naughty } from './names';
import { itWith, tools } from './running';
import { withOtherStatements } from './statements';

const rows = (count: number, width: number): number[][] =>
  Array.from({ length: count }, (_, s) =>
    Array.from({ length: width }, (__, i) => Math.sin(1 + 3 * s + 7 * i)),
  );

/** Everything that a batch can be: uneven over two processes, of one sample, with penalty, frozen layer and a schedule. */
function projects(): ExportCase[] {
  const training = { epochs: 10, learningRate: 0.05, shuffle: false } as const;
  const data = datasetOf(rows(7, 3), rows(7, 2));
  const classes = datasetOf(
    rows(7, 3),
    rows(7, 2).map(([x]) => (x! > 0 ? [1, 0] : [0, 1])),
  );
  return [
    exportCase(
      'adam',
      networkOf({
        units: [3, 4, 2],
        activations: ['tanh', 'softmax'],
        loss: 'categoricalCrossEntropy',
        frozen: [
          { weights: true, biases: false },
          { weights: false, biases: false },
        ],
        training: {
          ...training,
          optimizer: { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
          batchSize: 3,
          l2: 0.02,
          schedule: { type: 'cosine', to: 0.001 },
        },
      }),
      classes,
    ),
    exportCase(
      'nesterov',
      networkOf({
        units: [3, 4, 2],
        activations: [{ type: 'formula', formula: 'a / (1 + abs(a))' }, 'linear'],
        reduction: 'sum',
        biases: [[0.1, 0.2, 0.3, 0.4], false],
        training: {
          ...training,
          learningRate: 0.01,
          optimizer: { type: 'nesterov', momentum: 0.8 },
          l1: 0.01,
        },
      }),
      data,
    ),
  ];
}

const SUITE = 'a project for scale-out';

describe(SUITE, function () {
  this.timeout(300_000);
  let root = '';

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'backprop-scale-'));
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const write = ({ id, exported }: ExportCase): string => {
    const folder = join(root, id);
    mkdirSync(folder, { recursive: true });
    for (const { name, content } of exportFiles('scale-out', exported, 'project')) {
      writeFileSync(join(folder, name), content);
    }
    return folder;
  };
  const python = (folder: string, ...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(tools().python, ['-X', 'utf8', '-W', 'ignore', ...args], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 120_000,
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  };
  const lossesOf = (folder: string): number[] =>
    readFileSync(join(folder, 'run', 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { loss: number }).loss);

  for (const name of ['adam', 'nesterov']) {
    itWith(
      'torch',
      SUITE,
      `agrees with Backprop, and trains alike in one process and in two: ${name}`,
      () => {
        const one = projects().find(({ id }) => id === name)!;
        const folder = write(one);
        assert.match(python(folder, 'parity.py'), /gradients agree/);
        python(folder, 'train.py');
        const alone = lossesOf(folder);
        assert.equal(alone.length, 10);
        assert.ok(Math.abs(alone[9]! - one.lossOfTenth) <= 1e-9 * (1 + Math.abs(one.lossOfTenth)));
        // What the run has left is a network again, with nothing to ask.
        const weights = readFileSync(join(folder, 'run', 'weights.safetensors'));
        const imported = importFile(null, {
          name: 'weights.safetensors',
          bytes: weights,
          choices: new Map(),
        });
        assert.equal(imported.kind, 'network', JSON.stringify(imported).slice(0, 500));
        // Errors are handed on by name: PyTorch 1.13 does not find "nothing" among the flags of Python 3.11.
        const streams = ['--redirects=2', '--tee=2'];
        const two = [
          '-m',
          'torch.distributed.run',
          '--standalone',
          '--nproc_per_node=2',
          ...streams,
          'train.py',
        ];
        python(folder, ...two);
        assert.match(readFileSync(join(folder, 'run', 'metrics.jsonl'), 'utf8'), /"processes": 2/);
        lossesOf(folder).forEach((loss, n) => {
          assert.ok(
            Math.abs(loss - alone[n]!) <= 1e-12 * Math.abs(alone[n]!),
            `epoch ${n}: ${loss}, ${alone[n]}`,
          );
        });
        // A wrong number is seen.
        const wrong = readFileSync(join(folder, 'model.py'), 'utf8').replace(
          '.sum()\n',
          '.sum() * 1.00001\n',
        );
        writeFileSync(join(folder, 'model.py'), wrong);
        const failed = spawnSync(tools().python, ['parity.py'], { cwd: folder, encoding: 'utf8' });
        assert.equal(failed.status, 1);
        assert.match(failed.stderr, /AssertionError: the loss is/);
      },
    );
  }

  itWith('torch', SUITE, 'trains every setting of a sweep, a seed with its own starting weights', () => {
    const { network } = parse(
      JSON.stringify({
        inputs: 3,
        layers: [{ units: 2 }],
        data: { inputs: rows(7, 3), targets: rows(7, 2) },
        training: { epochs: 3 },
        sweep: { learningRate: [0.1, 0.2], seed: [1, 2], optimizer: ['sgd', 'adam'] },
      }),
    );
    assert.ok(network);
    const folder = write(exportCase('sweep', network, datasetOf(rows(7, 3), rows(7, 2))));
    const lines = python(folder, 'sweep.py', '--without-ray')
      .split('\n')
      .filter((line) => line.startsWith('{'));
    assert.equal(lines.length, 8);
    assert.equal(new Set(lines.map((line) => line.split('} ').at(-1))).size, 8);
  });

  it('is Python in every file, for every reference network; what Ray runs is parsed, not run', () => {
    const texts = [...referenceExports(), ...formulaExports()].flatMap(({ exported }) =>
      exportFiles('scale-out', exported, 'project')
        .filter(({ name }) => name.endsWith('.py'))
        .map(({ content }) => content),
    );
    const check = 'import sys, json\nfor text in set(json.load(sys.stdin)): compile(text, "program", "exec")';
    const { status, stderr } = spawnSync(tools().python, ['-I', '-X', 'utf8', '-c', check], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    assert.equal(status, 0, stderr);
  });

  it('has names that people, or attackers, give in comments and in README.md as code', () => {
    const projects = [
      'plain',
      ...naughty,
      'a`b](javascript:x)',
      'line\r\nprint(1)',
      'a\u2028print(1)',
    ].flatMap((name) => {
      const { network } = parse(
        JSON.stringify({
          name,
          inputs: 2,
          layers: [{ name, units: 2, activation: 'tanh' }],
          data: { inputs: [[1, 2]], targets: [[3, 4]] },
          training: { epochs: 1 },
        }),
      );
      if (!network) return [];
      const { exported } = exportCase(name, network, datasetOf([[1, 2]], [[3, 4]]));
      return [
        new Map(exportFiles('scale-out', exported, 'project').map((file) => [file.name, file.content])),
      ];
    });
    assert.ok(projects.length > 450);
    const models = projects.map((files) => files.get('model.py') as string);
    assert.deepEqual(withOtherStatements(tools().python, models), []);
    for (const files of projects) {
      const text = files.get('README.md') as string;
      assert.equal(text.split('\n').length, (projects[0]!.get('README.md') as string).split('\n').length);
      assert.equal(
        (text.match(/`/g) ?? []).length,
        ((projects[0]!.get('README.md') as string).match(/`/g) ?? []).length,
      );
    }
  });
});
