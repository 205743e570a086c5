import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readArguments } from '../../src/cli/arguments';
import { UsageError } from '../../src/cli/usageError';
import { backprop, example } from './program';

const commands = [
  'check',
  'grad',
  'train',
  'explain',
  'verify',
  'sweep',
  'diff',
  'check-step',
  'export',
  'import',
];

describe('usage of the command line', () => {
  it('--help lists the commands and no others', () => {
    const { status, stdout, stderr } = backprop('--help');
    assert.equal(status, 0);
    assert.equal(stderr, '');
    const listed = [...stdout.matchAll(/^ {2}([a-z-]+) [A-Z]+/gm)].map((match) => match[1]);
    assert.deepEqual(listed, commands);
  });

  it('--help after a command lists every option it takes', () => {
    const { status, stdout } = backprop('train', '--help');
    assert.equal(status, 0);
    for (const option of [
      '--epochs',
      '--learning-rate',
      '--optimizer',
      '--batch-size',
      '--seed',
      '--write',
      '--json',
    ]) {
      assert.ok(stdout.includes(option), option);
    }
  });

  it('explain --help lists every option it takes and none that it refuses', () => {
    const { stdout } = backprop('explain', '--help');
    const listed = [...stdout.matchAll(/^ {2}(--[a-z]+)/gm)].map((match) => match[1]);
    assert.deepEqual(listed, [
      '--to',
      '--sample',
      '--level',
      '--form',
      '--names',
      '--mine',
      '--hide',
      '--document',
      '--solution',
      '--out',
      '--force',
      '--json',
    ]);
  });

  it('--version is the version of the package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.deepEqual(backprop('--version'), { status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('wrong usage ends with 2, says what was wrong, and prints nothing on standard output', () => {
    const cases: readonly [args: readonly string[], said: RegExp][] = [
      [[], /give a command/],
      [['chek', 'a'], /no command "chek"\. Did you mean "check"\?/],
      [['export', 'net.json'], /"export" needs "--to" with one of notebook, python/],
      [['import', 'net.json', '--choose', 'x'], /"--choose" takes KEY=VALUE, not "x"/],
      [['train', example('xor'), '--epochs', 'many'], /"--epochs" takes a whole number from 0/],
    ];
    for (const [args, said] of cases) {
      const { status, stdout, stderr } = backprop(...args);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, said);
      assert.match(stderr, /^Usage: backprop /m);
    }
  });

  it('refuses every other wrong command line before anything is read', () => {
    const wrong: readonly (readonly string[])[] = [
      ['--json', 'check', 'a'],
      ['check'],
      ['check', 'a', '--gradient'],
      ['check', 'a', '--epochs', '3'],
      ['grad'],
      ['grad', 'a', 'b'],
      ['grad', 'a', '--write'],
      ['train', 'a', '--epochs', '-1'],
      ['train', 'a', '--epochs', '1.5'],
      ['train', 'a', '--epochs', '1000000001'],
      ['train', 'a', '--epochs', ''],
      ['train', 'a', '--epochs'],
      ['train', 'a', '--learning-rate', '-0.1'],
      ['train', 'a', '--learning-rate', '1e999'],
      ['train', 'a', '--learning-rate', '0x10'],
      ['train', 'a', '--learning-rate', 'NaN'],
      ['train', 'a', '--optimizer', 'SGD'],
      ['train', 'a', '--batch-size', '0'],
      ['train', 'a', '--batch-size', 'half'],
      ['train', 'a', '--seed', '0.5'],
      ['train', 'a', '--write=yes'],
      ['explain'],
      ['explain', 'a', 'w_1', 'w_2'],
      ['explain', 'a', '--hide', '--json'],
      ['explain', 'a', '--hide', '--to', 'mathml'],
      ['explain', 'a', '--document', '--to', 'markdown'],
      ['explain', 'a', '--document', '--out', 'b.txt'],
      ['explain', 'a', '--document', '--to', 'python', '--out', 'b.py'],
      ['explain', 'a', '--document', '--to', 'latex', '--out', 'b', '--json'],
      ['explain', 'a', '--solution'],
      ['explain', 'a', '--solution', '--out', 'b'],
      ['explain', 'a', '--document', '--to', 'latex', '--out', 'b', '--hide', '--solution'],
      ['explain', 'a', '--out', ''],
      ['explain', 'a', '--force'],
      ['explain', 'a', 'w_1', '--to', 'html'],
      ['explain', 'a', 'w_1', '--sample', '0'],
      ['explain', 'a', 'w_1', '--sample', 'first'],
      ['explain', 'a', '--mine', '0.5'],
      ['explain', 'a', 'w_1', '--mine', ''],
      ['explain', 'a', 'w_1', '--mine', 'half'],
      ['explain', 'a', 'w_1', '--mine', '0x10'],
      ['explain', 'a', 'w_1', '--mine', '1e999'],
      ['explain', 'a', 'w_1', '--mine', '0.5', '--level', 'delta'],
      ['explain', 'a', 'w_1', '--mine', '0.5', '--to', 'latex'],
      ['explain', 'a', 'w_1', '--mine', '0.5', '--sample', '1'],
      ['explain', 'a', 'w_1', '--mine', '0.5', '--hide'],
      ['explain', 'a', 'w_1', '--mine', '0.5', '--out', 'b'],
      ['explain', 'a', '--level', 'delta'],
      ['explain', 'a', '--form', 'matrix'],
      ['explain', 'a', 'w_1', '--level', 'deltas'],
      ['explain', 'a', 'w_1', '--form', ''],
      ['explain', 'a', 'w_1', '--level', 'delta', '--json'],
      ['explain', 'a', 'w_1', '--level', 'delta', '--hide'],
      ['explain', 'a', 'w_1', '--form', 'index', '--to', 'python'],
      ['explain', 'a', 'w_1', '--form', 'index', '--document', '--to', 'latex', '--out', 'b'],
      ['explain', 'a', 'w_1', '--names', 'mine'],
      ['grad', 'a', '--curvature', '--json'],
      ['verify'],
      ['verify', 'a.md', 'b.md'],
      ['verify', 'a.md', '--network'],
      ['verify', 'a.md', '--names', 'letters'],
      ['verify', 'a.md', '--sample', '1'],
      ['sweep', 'a', '--workers', '2'],
      ['export', '--to', 'python'],
      ['export', 'a', 'b', '--to', 'python'],
      ['export', 'a', '--to', 'fortran'],
      ['export', 'a', '--to', 'python', '--out', ''],
      ['export', 'a', '--to', 'python', '--force'],
      ['export', 'a', '--to', 'python', '--json'],
      ['import'],
      ['import', 'a', 'b'],
      ['import', 'a', '--as', 'pickle'],
      ['import', 'a', '--choose', 'layout'],
      ['import', 'a', '--choose', '=x'],
      ['import', 'a', '--choose', 'a=1', '--choose', 'a=2'],
      ['import', 'a', '--json'],
      ['import', 'a', '--force'],
      ['import', 'a', '--out', ''],
      ['import', '--snippet'],
      ['import', 'a', '--as', 'sklearn', '--snippet'],
      ['import', '--as', 'playground', '--snippet'],
    ];
    for (const args of wrong) {
      assert.throws(() => readArguments(args), UsageError, args.join(' '));
    }
  });

  it('reads every option', () => {
    const args = [
      '--epochs',
      '1e3',
      '--learning-rate=.5',
      '--optimizer',
      'adamw',
      '--batch-size',
      'full',
      '--seed',
      '-3',
    ];
    assert.deepEqual(readArguments(['train', ...args, 'a.json', '--write', '--json']), {
      kind: 'train',
      file: 'a.json',
      write: true,
      json: true,
      overrides: { epochs: 1000, learningRate: 0.5, optimizer: 'adamw', batchSize: 'full', seed: -3 },
    });
    assert.deepEqual(readArguments(['explain', 'a.json', '\\alpha', '--sample', '2', '--to', 'latex']), {
      kind: 'explain',
      file: 'a.json',
      symbol: '\\alpha',
      to: 'latex',
      sample: 1,
      shown: 'answers',
      isDocument: false,
      out: null,
      mine: null,
      view: null,
      names: 'file',
      json: false,
    });
    const document = ['--document', '--solution', '--to', 'markdown', '--out', 'notes.md', '--force'];
    assert.deepEqual(readArguments(['explain', 'a.json', ...document]), {
      kind: 'explain',
      file: 'a.json',
      symbol: null,
      to: 'markdown',
      sample: null,
      shown: 'both',
      isDocument: true,
      out: { path: 'notes.md', mayReplace: true },
      mine: null,
      view: null,
      names: 'file',
      json: false,
    });
    const view = ['--level', 'delta', '--names', 'numbered'];
    const read = readArguments(['explain', 'a.json', 'w_1', ...view]);
    assert.ok(read.kind === 'explain');
    assert.deepEqual([read.view, read.names], [{ level: 'delta', form: 'terms' }, 'numbered']);
    for (const number of ['-1.5e-3', '\u22121.5e-3']) {
      const { mine } = readArguments(['explain', 'a.json', 'w_1', '--mine', number]) as { mine: string };
      assert.equal(mine, '-1.5e-3');
    }
    const choices = ['--choose', 'layout=in-none', '--choose', 'output=a=b'];
    assert.deepEqual(readArguments(['import', 'w.csv', '--as', 'csv', ...choices, '--out', 'b', '--force']), {
      kind: 'import',
      file: 'w.csv',
      as: 'csv',
      choices: new Map([
        ['layout', 'in-none'],
        ['output', 'a=b'],
      ]),
      out: { path: 'b', mayReplace: true },
    });
    assert.deepEqual(readArguments(['import', '--as', 'keras', '--snippet']), {
      kind: 'importSnippet',
      as: 'keras',
    });
    assert.deepEqual(readArguments(['verify', 'a.md', '--network', 'b.json']), {
      kind: 'verify',
      file: 'a.md',
      network: 'b.json',
      names: 'file',
      json: false,
    });
    assert.deepEqual(readArguments(['check', '--gradients', '--', '-a', 'b']), {
      kind: 'check',
      files: ['-a', 'b'],
      gradients: true,
      doctor: false,
      json: false,
    });
  });
});
