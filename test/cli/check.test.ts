import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { disagreements } from '../../src/cli/check';
import { readyNetwork } from '../../src/cli/load';
import { backprop, document, example, examples, smallNetwork, Workshop, type Result } from './program';

interface Told {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly code: string;
  readonly message: string;
}

interface CheckDocument {
  readonly diagnostics: readonly Told[];
  readonly gradients: readonly {
    readonly file: string;
    readonly maxRelativeError: number;
    readonly checked: number;
  }[];
}

/** What `check --json` says, whatever its exit code, which must tell whether there is an error. */
function checked(...args: readonly string[]): readonly Told[] {
  const { status, stdout, stderr } = backprop('check', '--json', ...args);
  assert.equal(stderr, '');
  const { diagnostics } = JSON.parse(stdout) as CheckDocument;
  assert.equal(status, diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0);
  return diagnostics;
}

const exampleFiles = readdirSync(examples)
  .filter((name) => name.endsWith('.backprop.json'))
  .map((name) => join(examples, name));

describe('backprop check', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  it('says with --doctor what the network doctor finds, and ends as without it', () => {
    const overshoot = example('overshoot');
    assert.deepEqual(checked(overshoot), []);
    const { status, stdout } = backprop('check', '--doctor', ...exampleFiles);
    assert.equal(status, 0);
    const [line, ...more] = stdout.trimEnd().split('\n');
    assert.deepEqual(more, []);
    const number =
      readFileSync(overshoot, 'utf8')
        .split('\n')
        .findIndex((one) => one.includes('"learningRate": 3.9')) + 1;
    assert.match(
      line!,
      new RegExp(
        `overshoot\\.backprop\\.json:${number}:\\d+: warning: The learning rate 3\\.9 is above 2/λ = 3\\.86355`,
      ),
    );
    assert.match(line!, /\[doctor\.learningRate\]$/);
    // In file order among the other problems, and nothing of a file with an error.
    const text =
      '{ "inputs": 1, "layers": [{ "units": 2, "weights": [[1, 1]] }, { "units": 1, "weights": [[1], [1]], "extra": 0 }] }';
    const both = checked('--doctor', workshop.write('twins', text));
    assert.deepEqual(
      both.map(({ code }) => code),
      ['doctor.twins', 'key.unknown'],
    );
    assert.deepEqual(
      checked('--doctor', workshop.write('broken', text.replace('[1, 1]', '[1]'))).map(({ code }) => code),
      ['weights.shape', 'key.unknown'],
    );
  });

  it('finds nothing in the examples, and their gradients agree with central differences', () => {
    const { diagnostics, gradients } = document('check', '--gradients', ...exampleFiles) as CheckDocument;
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      gradients.map(({ file }) => file),
      exampleFiles,
    );
    for (const { file, checked: count, maxRelativeError } of gradients) {
      assert.ok(count >= 8, file);
      assert.ok(maxRelativeError > 0 && maxRelativeError < 1e-9, `${file}: ${maxRelativeError}`);
    }
    assert.deepEqual(backprop('check', ...exampleFiles), { status: 0, stdout: '', stderr: '' });
  });

  it('prints a line for each diagnostic and goes on with the other files', () => {
    const broken = workshop.write('broken.json', '{\n  "inputs": 2,\n  "layers": [{ "units": "two" }]\n}\n');
    const odd = workshop.write('odd.json', smallNetwork({ colour: 'red' }));
    const { status, stdout, stderr } = backprop(
      'check',
      workshop.path('none.json'),
      broken,
      odd,
      example('xor'),
    );
    assert.equal(status, 1);
    assert.equal(stderr, '');
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.length, 3);
    assert.match(lines[0]!, /none\.json:1:1: error: .*no such file.* \[file\.read\]$/);
    assert.match(lines[1]!, /broken\.json:3:25: error: .+ \[[a-z]+\.[A-Za-z]+\]$/);
    assert.match(lines[2]!, /odd\.json:1:\d+: warning: .*"colour".* \[[a-zA-Z.]+\]$/);
    const { column } = checked(odd)[0]!;
    assert.equal(workshop.read('odd.json').slice(column - 1, column + 7), '"colour"');
  });

  it('only errors make it end with 1', () => {
    const odd = workshop.write('odd.json', smallNetwork({ colour: 'red' }));
    const { status, stdout } = backprop('check', odd);
    assert.equal(status, 0);
    assert.match(stdout, /warning/);
  });

  it('gives a located error on each of the 188 texts that are no JSON, and none to the parser', () => {
    const folder = join('test', 'fixtures', 'json-test-suite', 'test_parsing');
    const files = readdirSync(folder)
      .filter((name) => name.startsWith('n_'))
      .map((name) => join(folder, name));
    assert.equal(files.length, 188);
    const { status, stdout, stderr } = backprop('check', '--json', ...files);
    assert.equal(status, 1);
    assert.equal(stderr, '');
    const { diagnostics } = JSON.parse(stdout) as CheckDocument;
    for (const file of files) {
      const error = diagnostics.find((one) => one.file === file && one.severity === 'error');
      assert.ok(error, file);
      const lines = readFileSync(file, 'latin1').split(/\r\n|\r|\n/);
      assert.ok(error.line >= 1 && error.line <= lines.length, `${file}: line ${error.line}`);
      assert.ok(
        error.column >= 1 && error.column <= lines[error.line - 1]!.length + 1,
        `${file}: ${error.column}`,
      );
    }
  });

  it('compares gradients for every loss, penalty and kink, and says what it could not judge', () => {
    const kink = smallNetwork({
      layers: [{ units: 1, activation: 'relu', weights: [[0], [0]], biases: [0] }],
      training: { l1: 0.1 },
    });
    const file = workshop.write('kink.json', kink);
    const { status, stdout } = backprop('check', '--gradients', file);
    assert.equal(status, 0);
    assert.match(stdout, /3 gradients compared, largest relative error 0; not judged: 3 at a kink\n$/);
  });

  it('--gradients says why a network cannot be computed', () => {
    const bare = workshop.write('bare.json', smallNetwork({ data: undefined }));
    assert.deepEqual(checked(bare), []);
    const [told] = checked('--gradients', bare);
    assert.equal(told?.code, 'training.data');
  });

  it('names the weight whose gradient disagrees', () => {
    const ready = readyNetwork(example('network-b'));
    const comparison = { parameter: 4, analytic: 0.25, numeric: 0.0721571, verdict: 'disagrees' } as const;
    const result = {
      checked: 8,
      maxRelativeError: 0.17,
      disagreements: [comparison],
      atKink: 0,
      uncheckable: 0,
    };
    const [problem] = disagreements(ready, result);
    const { line, column } = problem!.place!;
    const text = readFileSync(example('network-b'), 'utf8').split('\n')[line - 1]!;
    assert.equal(text.slice(column - 1, column + 3), '0.40');
    assert.equal(problem?.severity, 'error');
    assert.match(problem.message, /^∂E_total\/∂w₅ is 0\.25, but its central difference is 0\.0721571/);
  });

  describe('places', () => {
    const wrong = [
      '{',
      '  "inputs": 2,',
      '  "läyers😀": 1, "layers": [{ "units": 1, "weights": [[1], [x]] }]',
      '}',
    ];

    it('counts lines and UTF-16 columns alike whatever ends the lines and with a byte order mark', () => {
      const column = wrong[2]!.indexOf('x') + 1;
      const files = [];
      for (const [name, end] of [
        ['lf', '\n'],
        ['crlf', '\r\n'],
        ['cr', '\r'],
      ] as const) {
        // prettier-ignore
        files.push(workshop.write(name, wrong.join(end)));
        files.push(workshop.write(`${name}-bom`, `\uFEFF${wrong.join(end)}`));
      }
      files.push(workshop.write('mixed', `${wrong[0]!}\r${wrong[1]!}\r\n${wrong[2]!}\n${wrong[3]!}`));
      const told = checked(...files);
      for (const file of files) {
        const error = told.find((one) => one.file === file && one.severity === 'error');
        assert.deepEqual([error?.line, error?.column], [3, column], file);
      }
    });

    it('says where bytes are no UTF-8, and that UTF-16 is none', () => {
      const bytes = Buffer.concat([Buffer.from('{\n  "ä": "'), Buffer.from([0xff]), Buffer.from('"\n}')]);
      const text = `\uFEFF${JSON.stringify(smallNetwork())}`;
      const files = [
        workshop.write('invalid', bytes),
        workshop.write('little', Buffer.from(text, 'utf16le')),
        workshop.write('big', Buffer.from(text, 'utf16le').swap16()),
        workshop.write('bare', Buffer.from(text.slice(1), 'utf16le')),
      ];
      const told = checked(...files);
      assert.deepEqual(
        told.map(({ line, column, code }) => [line, column, code]),
        [[2, 9, 'file.encoding'], ...[1, 2, 3].map(() => [1, 1, 'file.encoding'])],
      );
      for (const { message } of told.slice(1)) assert.match(message, /UTF-16/);
    });
  });

  describe('faults', () => {
    /** The first diagnostic of each text, all of them checked by one command. */
    const firsts = (...contents: readonly (string | object)[]): (Told | undefined)[] => {
      const files = contents.map((content, n) => workshop.write(`fault${n}.json`, content));
      const told = checked(...files);
      return files.map((file) => told.find((one) => one.file === file));
    };
    const severities = (...contents: readonly (string | object)[]): (Told['severity'] | undefined)[] =>
      firsts(...contents).map((told) => told?.severity);
    const layer = (changes: object): object =>
      smallNetwork({
        layers: [{ units: 2 }, { units: 1, activation: 'sigmoid', weights: [[0.7], [0.8]], ...changes }],
      });
    const text = (weight: string): string =>
      `{ "inputs": 1,\n"layers": [{ "units": 1,\n"weights": [[${weight}]] }] }`;

    it('1: 100,000 open brackets are one diagnostic at depth 65', () => {
      const told = checked(workshop.write('deep.json', '['.repeat(100_000)));
      assert.equal(told.length, 1);
      assert.deepEqual([told[0]?.severity, told[0]?.line, told[0]?.column], ['error', 1, 65]);
    });

    it('2, 3: numbers that are none, and those past a double, are errors where they stand', () => {
      const words = [
        '1e999',
        '-1e999',
        'NaN',
        'Infinity',
        '.5',
        '+1',
        '0x10',
        '01',
        '5.',
        '1_000',
        'null',
        '"0.5"',
      ];
      firsts(...words.map(text)).forEach((told, n) => {
        assert.deepEqual([told?.severity, told?.line, told?.column], ['error', 3, 14], words[n]);
      });
    });

    it('4: __proto__ and constructor are keys and names like others', () => {
      const keys = '"__proto__": { "polluted": 1 }, "constructor": 2';
      const [told] = firsts(`{ ${keys}, "inputs": 1, "layers": [{ "units": 1, "name": "__proto__" }] }`);
      assert.equal(told?.severity, 'warning');
      assert.match(told.message, /__proto__/);
    });

    it('5: a key given twice is an error at the second', () => {
      const [told] = firsts(
        '{ "inputs": 1, "layers": [{ "units": 1,\n"weights": [[1]],\n"weights": [[2]] }] }',
      );
      assert.deepEqual([told?.severity, told?.line, told?.column], ['error', 3, 1]);
    });

    it('6, 7: a matrix of another shape, ragged or with something else inside', () => {
      const matrices = [[[0.7, 0.8]], [[0.7], []], [[0.7], [null]], [[0.7], ['0.5']]];
      const told = firsts(...matrices.map((weights) => layer({ weights })));
      for (const one of told) assert.equal(one?.severity, 'error');
      assert.match(told[0]!.message, /2.*1|1.*2/);
    });

    it('8: samples of unequal length and no samples are errors; one sample and a constant target work', () => {
      const data = (inputs: number[][], targets: number[][]): object =>
        smallNetwork({ data: { inputs, targets } });
      const found = severities(
        data([[1, 2], [3]], [[0], [1]]), // prettier-ignore
        data([], []),
        data([[1, 2]], [[0]]), // prettier-ignore
        data([[1, 2], [3, 4]], [[1], [1]]), // prettier-ignore
      );
      assert.deepEqual(found, ['error', 'error', undefined, undefined]);
    });

    it('9: targets that a loss has no meaning for', () => {
      const classes = (loss: string, activation: string, target: number[]): object =>
        smallNetwork({
          layers: [{ units: target.length, activation }],
          loss,
          data: { inputs: [[1, 2]], targets: [target] },
        });
      const told = firsts(
        classes('binaryCrossEntropy', 'sigmoid', [2]),
        classes('binaryCrossEntropy', 'sigmoid', [-1]),
        classes('categoricalCrossEntropy', 'softmax', [0.5, 0.4]),
        classes('categoricalCrossEntropy', 'softmax', [1]),
      );
      assert.deepEqual(
        told.map((one) => one?.severity),
        ['error', 'error', 'warning', 'warning'],
      );
      assert.match(told[2]!.message, /0\.9/);
    });

    it('10: activations and losses that do not go together', () => {
      const data = { inputs: [[1, 2]], targets: [[1]] };
      const pair = (activation: string, loss: string): object =>
        smallNetwork({ layers: [{ units: 1, activation }], loss, data });
      const hidden = smallNetwork({ layers: [{ units: 2, activation: 'softmax' }, { units: 1 }] });
      const told = firsts(pair('relu', 'binaryCrossEntropy'), pair('softmax', 'binaryCrossEntropy'), hidden);
      assert.deepEqual(
        told.map((one) => one?.severity),
        ['error', 'warning', 'error'],
      );
      assert.equal(told[0]!.code, 'loss.activation');
    });

    it('11: learning rates', () => {
      const rates = [0, -1, '0.1', 1e308].map((learningRate) => smallNetwork({ training: { learningRate } }));
      assert.deepEqual(severities(...rates), ['warning', 'error', 'error', undefined]);
    });

    it('16: an overflow is named at its layer', () => {
      const big = smallNetwork({
        layers: [{ units: 1, weights: [[1e200], [1e200]] }],
        data: { inputs: [[1e200, 1]], targets: [[0]] },
      });
      const [told] = checked('--gradients', workshop.write('big.json', big));
      assert.equal(told?.code, 'number.overflow');
      assert.match(told.message, /unit 1, layer "layer 1", sample 1/);
    });

    it('29: names that a terminal obeys, or that hide words, are made visible', () => {
      const name = 'a\u001b[2J\u202e\u200b\u009b31m<img onerror>](command:x)$\\href{javascript:x}';
      const file = workshop.write('names.json', layer({ [name]: 1 }));
      const { stdout } = backprop('check', file);
      // eslint-disable-next-line no-control-regex -- they are what must not be there
      assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
      const json = backprop('check', '--json', file).stdout;
      // eslint-disable-next-line no-control-regex -- the same
      assert.doesNotMatch(json, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
    });
  });

  describe('data files', () => {
    const withData = (file: string): object =>
      smallNetwork({ data: { file, inputs: ['a', 'b'], targets: ['t'] } });
    const csv = 'a,b,t\n1,2,0\n3,4,1\n';

    it('reads one beside the network and below it', () => {
      mkdirSync(workshop.path('sub'));
      workshop.write('data.csv', csv);
      workshop.write('sub/data.csv', csv);
      const references = ['data.csv', './data.csv', 'sub/data.csv'];
      const files = references.map((reference, n) => workshop.write(`net${n}.json`, withData(reference)));
      assert.deepEqual(checked(...files), []);
    });

    it('tells what is wrong in it at the place that names it', () => {
      workshop.write('data.csv', 'a,b,t\n1,x,0\n');
      const file = workshop.write('net.json', JSON.stringify(withData('data.csv'), null, 2));
      const [told] = checked(file);
      assert.equal(told?.severity, 'error');
      assert.match(told.message, /line 2/);
      assert.match(workshop.read('net.json').split('\n')[told.line - 1]!, /"b"/);
      workshop.write('data.csv', Buffer.from([0x61, 0x0a, 0xff, 0x0a]));
      assert.match(checked(file)[0]!.message, /"data\.csv".*[Ll]ine 2 is not UTF-8/);
    });

    it('opens nothing outside the folder, and nothing but regular files', () => {
      const outside = new Workshop();
      try {
        const secret = outside.write('secret.csv', 'a,b,t\n1,2,s3cr3t\n');
        symlinkSync(secret, workshop.path('link.csv'));
        symlinkSync(outside.folder, workshop.path('linked'));
        symlinkSync('loop.csv', workshop.path('loop.csv'));
        symlinkSync('/dev/zero', workshop.path('zero.csv'));
        mkdirSync(workshop.path('folder.csv'));
        execFileSync('mkfifo', [workshop.path('pipe.csv')]);
        workshop.write('large.csv', '');
        truncateSync(workshop.path('large.csv'), 64 * 1024 * 1024 + 1);
        const references = [
          ...['link.csv', 'linked/secret.csv', 'loop.csv', 'zero.csv', 'folder.csv', 'pipe.csv', 'large.csv'],
          ...['missing.csv', secret, '/etc/passwd', '/dev/zero', '../x.csv', '../../../../etc/passwd'],
          ...[
            'sub/../../x.csv',
            '..\\x.csv',
            'C:\\x.csv',
            'c:x.csv',
            '\\\\server\\x',
            '//server/x',
            '~/x.csv',
          ],
          ...['file:///etc/passwd', 'http://example.org/x.csv', 'CON', 'nul.csv', 'com1.csv', 'a\u0000.csv'],
          ...['', '.', '..', 'sub/', 'a//b.csv', '..%2fx.csv', '%2e%2e/x.csv', 'x.csv:stream', 'a*.csv'],
          ...['x.csv ', 'x.csv.', '\u2024\u2024/x.csv', '\uFF0E\uFF0E/x.csv', 'a\u202ecsv', 'a\nb.csv'],
        ];
        const files = references.map((reference, n) => workshop.write(`net${n}.json`, withData(reference)));
        const told = checked(...files);
        files.forEach((file, n) => {
          const mine = told.filter((one) => one.file === file);
          assert.equal(mine.length, 1, references[n]);
          assert.equal(mine[0]!.severity, 'error', references[n]);
          assert.match(mine[0]!.code, /^data\./, references[n]);
          assert.doesNotMatch(mine[0]!.message, /s3cr3t|root:/);
        });
      } finally {
        outside.dispose();
      }
    });

    it('no other command reads a network that is no regular file', () => {
      execFileSync('mkfifo', [workshop.path('pipe.json')]);
      const results: Result[] = [workshop.path('pipe.json'), workshop.folder, '/dev/zero'].map((file) =>
        backprop('grad', file),
      );
      for (const { status, stdout, stderr } of results) {
        assert.equal(status, 1);
        assert.equal(stdout, '');
        assert.match(
          stderr,
          /: error: This file is not read: it is (?:not a regular file|a folder)\. \[file\.read\]\n$/,
        );
      }
    });
  });
});
