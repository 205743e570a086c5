import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseCsv } from '../../../src/core/engine/csv';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { createTrainer } from '../../../src/core/engine/training';
import { csvSummarySteps, type CsvColumn, type CsvSummary } from '../../../src/core/exchange/csvSummary';
import { readHiddenLayers } from '../../../src/core/exchange/hiddenLayers';
import {
  endsOf,
  generatorsFor,
  isTargetFor,
  newNetworkText,
  suggestedHidden,
  type NewData,
  type NewNetwork,
  type Task,
} from '../../../src/core/exchange/newNetwork';
import { formatEdits } from '../../../src/core/network/format';
import { LIMITS } from '../../../src/core/network/limits';
import { parse } from '../../../src/core/network/parse';
import { runToEnd } from '../../../src/core/network/steps';

const tasks: readonly Task[] = ['regression', 'twoClasses', 'severalClasses'];

const shapes: readonly (readonly number[])[] = [
  [],
  [1],
  [4, 4],
  [8, 7, 6, 5, 4, 3, 2],
  Array.from({ length: LIMITS.layers - 1 }, () => 2),
];

function summaryOf(csv: string): CsvSummary {
  const table = parseCsv(csv);
  assert.ok('rows' in table, JSON.stringify(table));
  return runToEnd(csvSummarySteps(table));
}

/** 30 rows with a column of each sort. */
const sorts = `a,b,whole,yes,answer,kind,colour
${Array.from({ length: 30 }, (_, row) => {
  const kinds = ['rye', 'oat', '"b,c"', '7'];
  const answer = row % 3 === 0 ? 'no' : 'yes';
  return `${row / 10},${-row * row},${(row * 7) % 5},${row % 3 === 0 ? 0 : 1},${answer},${kinds[row % 4]!},${row % 2 === 0 ? 'red' : 'blue'}`;
}).join('\n')}
`;

function columnsNamed({ columns }: CsvSummary, ...names: string[]): CsvColumn[] {
  return names.map((name) => {
    const column = columns.find((one) => one.name === name);
    assert.ok(column, `no column ${name}`);
    return column;
  });
}

function fileData(csv: string, file: string, inputs: string[], targets: string[]): NewData {
  const summary = summaryOf(csv);
  const { sampleCount } = summary;
  return {
    kind: 'file',
    file,
    sampleCount,
    inputs: columnsNamed(summary, ...inputs),
    targets: columnsNamed(summary, ...targets),
  };
}

/** Asserts that the text is tidy, has nothing to say about, and that its loss falls within ten epochs. */
function assertGood(choice: NewNetwork, csv: string | null = null): string {
  const text = newNetworkText(choice);
  const { network, diagnostics } = parse(text);
  assert.deepEqual(diagnostics, [], text);
  assert.ok(network);
  assert.deepEqual(formatEdits(text), [], text);
  const { inputs, outputs } = endsOf(choice);
  assert.deepEqual(
    [network.inputs.units, ...network.layers.map(({ units }) => units)],
    [inputs, ...choice.hidden, outputs],
  );
  const prepared = prepareDataset(network, csv);
  assert.ok('dataset' in prepared, `${JSON.stringify(prepared)}\n${text}`);
  assert.deepEqual(prepared.warnings, [], text);
  assert.ok(network.training.epochs >= 10, text);
  const trainer = createTrainer(
    { ...network, training: { ...network.training, epochs: 10 } },
    prepared.dataset,
  );
  const before = trainer.finish().loss;
  assert.equal(trainer.advance(Infinity), 'epochs');
  const { loss } = trainer.finish();
  // Through 63 layers of two units no signal comes, and even classes are then at their best from the start.
  if (choice.hidden.length < 60) assert.ok(loss < before, `${loss} is not below ${before}\n${text}`);
  assert.ok(Number.isFinite(loss));
  return text;
}

describe('the text of a new network', () => {
  for (const task of tasks) {
    for (const hidden of shapes) {
      const shape = hidden.length > 10 ? `${hidden.length} layers` : `[${hidden.join(', ')}]`;
      it(`is tidy, without a diagnostic, and trains: ${task}, ${shape}`, () => {
        for (const generator of generatorsFor[task]) {
          assertGood({ task, hidden, data: { kind: 'generator', generator } });
        }
        for (const inputs of [1, 2, 3, 7, 20]) {
          for (const classes of task === 'severalClasses' ? [2, 3, 9] : [2]) {
            assertGood({ task, hidden, data: { kind: 'table', inputs, classes } });
          }
        }
        const targets = {
          regression: [['whole'], ['b', 'a'], ['yes']],
          twoClasses: [['yes'], ['answer'], ['colour']],
          severalClasses: [['kind'], ['whole'], ['answer']],
        }[task];
        for (const target of targets) {
          const inputs = ['a', 'b', 'kind', 'colour', 'yes'].filter((name) => !target.includes(name));
          assertGood({ task, hidden, data: fileData(sorts, 'sorts.csv', inputs, target) }, sorts);
          assertGood({ task, hidden, data: fileData(sorts, 'data/s.csv', [inputs[2]!], target) }, sorts);
        }
      });
    }
  }

  it('gives a reason for the last layer and for the loss', () => {
    const data: NewData = { kind: 'generator', generator: 'moons' };
    assert.equal(
      newNetworkText({ task: 'twoClasses', data, hidden: [6] }),
      `{
  "name": "moons, 2-6-1",

  "inputs": 2,
  "layers": [
    // tanh is smooth and has both signs. Weights that are not written here are drawn from the seed.
    { "name": "hidden", "units": 6, "activation": "tanh" },
    // A sigmoid output lies between 0 and 1: the probability of class 1.
    { "name": "output", "units": 1, "activation": "sigmoid" }
  ],
  // With a sigmoid the error of the output is y − t, however wrong it is.
  "loss": "binaryCrossEntropy",

  "data": { "generator": "moons", "samples": 200, "noise": 0.1, "testFraction": 0.25 },
  "training": { "optimizer": "adam", "learningRate": 0.02, "epochs": 200, "batchSize": 20 }
}
`,
    );
  });

  it('suggests hidden layers that are accepted', () => {
    for (const task of tasks) {
      for (const generator of generatorsFor[task]) {
        const choice = { task, data: { kind: 'generator', generator } as const };
        const hidden = suggestedHidden(choice);
        assert.deepEqual(readHiddenLayers(hidden.join(', '), endsOf(choice)), { hidden });
      }
    }
  });

  it('names columns and files as they are, however hostile', () => {
    const hostile = JSON.parse(readFileSync('test/fixtures/naughty-strings/blns.json', 'utf8')) as string[];
    const names = [
      ...new Set([
        ...hostile,
        '"',
        '\\',
        '// x',
        '/* x',
        '\u202Eevil',
        '$(trash)',
        '__proto__',
        'constructor',
      ]),
    ].filter((name) => !/[\p{Cc}\p{Cs}]/u.test(name));
    assert.ok(names.length > 400);
    for (let start = 0; start + 2 < names.length; start += 7) {
      const header = names.slice(start, start + 7).filter((name) => name.trim() !== '');
      const quoted = header.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
      const rows = Array.from({ length: 5 }, (_, row) =>
        header.map((_name, n) => (row * (n + 1)) % 5).join(','),
      );
      const csv = `${quoted}\n${rows.join('\n')}\n`;
      const data = fileData(csv, 'points.csv', header.slice(1), header.slice(0, 1));
      const text = assertGood({ task: 'regression', data, hidden: [2] }, csv);
      assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
      const { network } = parse(text);
      assert.ok(network?.data?.kind === 'file');
      assert.deepEqual([...network.data.targets, ...network.data.inputs], header);
    }
    const file = `${'x'.repeat(300)}\u202E.csv`;
    const text = newNetworkText({
      task: 'regression',
      hidden: [],
      data: fileData(sorts, file, ['a'], ['b']),
    });
    const { root } = parse(text);
    assert.ok(root?.kind === 'object');
    const data = root.find.get('data')?.value;
    const path = data?.kind === 'object' ? data.find.get('file')?.value : undefined;
    assert.ok(path?.kind === 'string');
    assert.equal(path.value, file);
    const name = root.find.get('name')?.value;
    assert.ok(name?.kind === 'string' && name.value.length < 100);
  });

  it('runs through large data fewer times', () => {
    const data = { ...fileData(sorts, 'sorts.csv', ['a'], ['b']), sampleCount: 1_000_000 } as NewData;
    assert.equal(
      parse(newNetworkText({ task: 'regression', data, hidden: [] })).network?.training.epochs,
      10,
    );
  });
});

describe('the columns of a CSV file', () => {
  it('are told apart as the reader of samples does', () => {
    assert.deepEqual(summaryOf('n,b,same,word\n1,0,1,x\n-2.5e3,1,1.0,y\n 3 ,1,01,x\n').columns, [
      { name: 'n', isNumeric: true, isBinary: false, categories: 3 },
      { name: 'b', isNumeric: true, isBinary: true, categories: 2 },
      { name: 'same', isNumeric: true, isBinary: true, categories: 1 },
      { name: 'word', isNumeric: false, isBinary: false, categories: 2 },
    ]);
  });

  it('that no network can read are left out and counted', () => {
    const { columns, leftOut, sampleCount } = summaryOf('a,twice,twice,gap,huge\n1,2,3,,4\n5,6,7,8,1e101\n');
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['a'],
    );
    assert.deepEqual([leftOut, sampleCount], [4, 2]);
    const words = Array.from({ length: 201 }, (_, row) => `word ${row},${row}`).join('\n');
    const many = summaryOf(`word,number\n${words}\n`);
    assert.deepEqual(many.columns, [{ name: 'number', isNumeric: true, isBinary: false, categories: null }]);
    assert.equal(many.leftOut, 1);
    assert.equal(isTargetFor('severalClasses', many.columns[0]!), false);
  });

  it('past what a network can have as inputs are left out', () => {
    const header = Array.from({ length: 5_000 }, (_, column) => `c${column}`);
    const summary = summaryOf(`${header.join(',')}\n${header.map(() => 1).join(',')}\n`);
    assert.deepEqual([summary.columns.length, summary.leftOut], [LIMITS.units, 5_000 - LIMITS.units]);
  });

  it('fit a task or not', () => {
    const summary = summaryOf(sorts);
    const fitting = tasks.map((task) =>
      summary.columns.filter((column) => isTargetFor(task, column)).map(({ name }) => name),
    );
    assert.deepEqual(fitting, [
      ['a', 'b', 'whole', 'yes'],
      ['yes', 'answer', 'colour'],
      ['a', 'b', 'whole', 'yes', 'answer', 'kind', 'colour'],
    ]);
  });
});

describe('hidden layers as they are typed', () => {
  const ends = { inputs: 2, outputs: 1 };
  const read = (text: string): unknown => readHiddenLayers(text, ends);

  it('are numbers between commas or spaces', () => {
    assert.deepEqual(read('4, 4'), { hidden: [4, 4] });
    assert.deepEqual(read(' 4 8,,2 '), { hidden: [4, 8, 2] });
    assert.deepEqual(read(''), { hidden: [] });
    assert.deepEqual(read('4096'), { hidden: [4096] });
  });

  const refused: readonly [text: string, problem: RegExp][] = [
    ['4.5', /^"4\.5" is not a whole number/],
    ['four', /^"four" is not a whole number/],
    ['-1', /^"-1" is not a whole number/],
    ['4, 0', /^Hidden layer 2 has no unit/],
    ['4097', /^Hidden layer 1 has more than 4,096 units/],
    ['9'.repeat(400), /^Hidden layer 1 has more than 4,096 units/],
    [Array(64).fill('1').join(' '), /^These are 64 hidden layers; at most 63/],
    ['1 '.repeat(600), /at most 63 hidden layers|^At most 63/i],
    ['1000, 1000', /^That makes 1,003,000 weights; at most 1,000,000/],
    ['x'.repeat(200), /^"x{40}…" is not/],
  ];
  for (const [text, problem] of refused) {
    it(`are refused with a reason: ${text.slice(0, 20)}`, () => {
      const answer = readHiddenLayers(text, ends);
      assert.ok('problem' in answer);
      assert.match(answer.problem, problem);
    });
  }
});
