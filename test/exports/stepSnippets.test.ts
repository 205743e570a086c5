import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportFiles } from '../../src/core/exchange/programs/exportKinds';
import { layerNames } from '../../src/core/exchange/programs/layerNames';
import { stepSnippet, stepSnippetKinds } from '../../src/core/exchange/programs/stepSnippets';
import { createSymbols } from '../../src/core/network/symbols';
import { checkStep } from '../../src/core/verify/step/checkStep';
import { parse } from '../../src/core/network/parse';
import { datasetOf, defaultOptimizers, networkOf } from '../core/engine/reference/networks';
import { exportCase, type ExportCase } from './exports';
import { naughty } from './names';
import { itWith, runMainPrograms, tools } from './running';
import { withOtherStatements } from './statements';

const calls: Readonly<Record<string, string>> = {
  sgd: 'SGD(P, lr=0.05)',
  momentum: 'SGD(P, lr=0.05, momentum=0.9)',
  nesterov: 'SGD(P, lr=0.05, momentum=0.9, nesterov=True)',
  adagrad: 'Adagrad(P, lr=0.05, eps=1e-10)',
  rmsprop: 'RMSprop(P, lr=0.05, alpha=0.99, eps=1e-8)',
  adam: 'Adam(P, lr=0.05)',
  adamw: 'AdamW(P, lr=0.05, weight_decay=0.01)',
};

function caseOf(optimizer: (typeof defaultOptimizers)[number]): ExportCase {
  const network = networkOf({
    units: [2, 3, 2],
    activations: ['tanh', 'softmax'],
    loss: 'categoricalCrossEntropy',
    training: { optimizer, learningRate: 0.05, epochs: 2 },
  });
  const data = datasetOf(
    [
      [0.1, -0.4],
      [0.7, 0.2],
      [-0.3, 0.9],
    ],
    [
      [1, 0],
      [0, 1],
      [0, 1],
    ],
  );
  return exportCase(optimizer.type, network, data);
}

const SUITE = 'snippets that record a training step';

describe(SUITE, function () {
  this.timeout(120_000);
  let folder = '';

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'backprop-steps-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  itWith(
    'torch',
    SUITE,
    'record what PyTorch does, the first step of every optimizer and a later one, and it agrees',
    () => {
      const cases = defaultOptimizers.map(caseOf);
      const paths = cases.map(
        ({ id }) => [join(folder, `${id}-1.json`), join(folder, `${id}-4.json`)] as const,
      );
      runMainPrograms(
        tools().python,
        cases.map(({ id, exported }, n) => {
          const program = exportFiles('pytorch', exported, 'network.py')[0]!.content;
          const layers = layerNames(exported.network).map((name) => `network.${name}`);
          const record = (path: string): string =>
            `record_step([${layers.join(', ')}], optimizer, lambda: data_loss(X, T), X, T, ${JSON.stringify(path)})`;
          return [
            program as string,
            stepSnippet('pytorch', exported.network, 'network.backprop.json'),
            'P = list(network.parameters())',
            `optimizer = torch.optim.${calls[id]!}`,
            record(paths[n]![0]),
            'for _ in range(2):',
            '    optimizer.zero_grad()',
            '    data_loss(X, T).backward()',
            '    optimizer.step()',
            record(paths[n]![1]),
          ].join('\n');
        }),
      );
      cases.forEach(({ id, exported }, n) => {
        const { network, model, dataset, parameters } = exported;
        const context = { network, symbols: createSymbols(network), model, dataset, parameters };
        for (const path of paths[n]!) {
          const text = readFileSync(path, 'utf8');
          const result = checkStep(context, text);
          assert.ok('check' in result, JSON.stringify(result));
          const { verdict, difference, causes, compared } = result.check;
          assert.equal(verdict, 'agrees', `${id}: ${JSON.stringify({ difference, causes })}`);
          assert.deepEqual(
            [compared.length, compared.every(({ level }) => level === 'double')],
            [9, true],
            id,
          );
        }
        // The comparison sees the memory: without it the later step is another one.
        const later = readFileSync(paths[n]![1], 'utf8');
        const memories = ['mean', 'square', 'updates'];
        const forgetful = checkStep(
          context,
          JSON.stringify(
            JSON.parse(later, (key, value: unknown) => (memories.includes(key) ? undefined : value)),
          ),
        );
        assert.ok('check' in forgetful);
        assert.equal(forgetful.check.verdict, id === 'sgd' ? 'agrees' : 'differs', id);
      });
    },
  );

  it('for JAX and Keras are Python, and the skeleton is a recording', () => {
    const { exported } = caseOf(defaultOptimizers[5]!);
    const { network, model, dataset, parameters } = exported;
    const check = 'import ast, sys, json\nfor text in json.load(sys.stdin): ast.parse(text)';
    const { status, stderr } = spawnSync(tools().python, ['-I', '-X', 'utf8', '-c', check], {
      input: JSON.stringify(
        (['pytorch', 'jax', 'keras'] as const).map((kind) => stepSnippet(kind, network, 'a.backprop.json')),
      ),
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const context = { network, symbols: createSymbols(network), model, dataset, parameters };
    const result = checkStep(context, stepSnippet('json', network, 'a.backprop.json'));
    assert.ok('check' in result, JSON.stringify(result));
    assert.equal(result.check.compared.length, 9);
  });

  it('hold names that people, or attackers, give as comments alone', () => {
    const networks = [
      'plain',
      ...naughty,
      'line\r\nprint(1)',
      'a\u2028print(1)',
      '"""\nimport os',
      'x")\nimport os #',
    ]
      .map((name) => parse(JSON.stringify({ inputs: 2, layers: [{ name, units: 2 }] })).network)
      .filter((network) => network !== null);
    assert.ok(networks.length > 450);
    for (const kind of stepSnippetKinds) {
      if (kind === 'json') continue;
      const texts = networks.map((network) =>
        stepSnippet(kind, network, `${network.layers[0]!.name}.backprop.json`),
      );
      assert.deepEqual(withOtherStatements(tools().python, texts), [], kind);
    }
  });
});
