import assert from 'node:assert/strict';
import { prepareDataset, split, type Dataset } from '../../../../src/core/engine/dataset';
import type { DataSource, Network } from '../../../../src/core/network/network';
import { close } from './close';
import { fileSource, generatorSource, networkOf } from './networkOf';

function datasetOf(network: Network, text: string | null = null): Dataset {
  const result = prepareDataset(network, text);
  assert.ok('dataset' in result, 'problems' in result ? JSON.stringify(result.problems) : '');
  assert.deepEqual(result.warnings, []);
  return result.dataset;
}

function problemsOf(network: Network, text: string | null = null) {
  const result = prepareDataset(network, text);
  assert.ok('problems' in result, 'The data was accepted.');
  return result.problems.map(({ code, message, path }) => [code, path.join('.'), message]);
}

function inline(inputs: number[][], targets: number[][]): DataSource {
  return { kind: 'inline', inputs, targets };
}

/** A network of `inputs` inputs and `outputs` outputs on a file. */
function onFile(
  inputs: number,
  outputs: number,
  source: Parameters<typeof fileSource>[0],
  changes: Partial<Network> = {},
): Network {
  return networkOf(inputs, [{ units: outputs }], { data: fileSource(source), ...changes });
}

describe('inline samples', () => {
  it('are the numbers of the file', () => {
    const network = networkOf(2, [{ units: 3 }, { units: 1 }], {
      data: inline(
        [
          [1, 2],
          [3, 4],
        ],
        [[5], [6]],
      ),
    });
    assert.deepEqual(datasetOf(network), {
      inputUnits: 2,
      targetUnits: 1,
      sampleCount: 2,
      inputs: Float64Array.of(1, 2, 3, 4),
      targets: Float64Array.of(5, 6),
      trainingIndices: Uint32Array.of(0, 1),
      testIndices: new Uint32Array(),
      standardization: null,
      inputColumns: null,
      targetColumns: null,
    });
  });

  it('must fit the network', () => {
    const network = networkOf(2, [{ units: 1 }], { data: inline([[1, 2], [3]], [[5, 6], [7], [8]]) });
    assert.deepEqual(problemsOf(network), [
      [
        'data.inputs',
        'data.inputs.1',
        'Row 2 of "inputs" has 1 number, but the network has 2 inputs. Make them equal.',
      ],
      [
        'data.targets',
        'data.targets.0',
        'Row 1 of "targets" has 2 numbers, but the last layer has 1 unit. Make them equal.',
      ],
      [
        'data.samples',
        'data.targets',
        'There are 2 rows of inputs and 3 rows of targets. Give each sample one of both.',
      ],
    ]);
  });

  it('must be there', () => {
    assert.deepEqual(problemsOf(networkOf(1, [{ units: 1 }])), [
      ['data.missing', '', 'The network has no samples. Add "data" to train it.'],
    ]);
    assert.deepEqual(
      problemsOf(networkOf(1, [{ units: 1 }], { data: inline([], []) }))[0]?.[0],
      'data.empty',
    );
  });

  it('work with one sample and with a constant target', () => {
    const one = datasetOf(networkOf(1, [{ units: 1 }], { data: inline([[1]], [[2]]), testFraction: 0.9 }));
    assert.deepEqual([...one.trainingIndices, one.testIndices.length], [0, 0]);
    datasetOf(networkOf(1, [{ units: 1 }], { data: inline([[1], [2]], [[3], [3]]) }));
  });

  it('need binary targets from 0 to 1', () => {
    const data = inline([[1], [2], [3]], [[0], [2], [-1]]);
    const problems = problemsOf(networkOf(1, [{ units: 1 }], { data, loss: { type: 'binaryCrossEntropy' } }));
    assert.deepEqual(
      problems.map(([code, path]) => [code, path]),
      [
        ['targets.binary', 'data.targets.1.0'],
        ['targets.binary', 'data.targets.2.0'],
      ],
    );
    assert.match(problems[0]![2]!, /from 0 to 1, not 2\. Change the target of sample 2, or the loss/);
    const fine = inline([[1], [2], [3]], [[0], [0.5], [1]]);
    datasetOf(networkOf(1, [{ units: 1 }], { data: fine, loss: { type: 'binaryCrossEntropy' } }));
  });

  it('are not warned of again where parse has done so', () => {
    const data = inline([[1]], [[0.5, 0.4]]);
    datasetOf(networkOf(1, [{ units: 2 }], { data, loss: { type: 'categoricalCrossEntropy' } }));
  });
});

describe('the split', () => {
  // Computed apart from the project.
  const pinned: readonly [
    count: number,
    fraction: number,
    seed: number,
    test: number[],
    training: number[],
  ][] = [
    [10, 0.3, 1, [2, 6, 8], [0, 1, 3, 4, 5, 7, 9]],
    [7, 0.5, 42, [1, 2, 3, 4], [0, 5, 6]],
    [4, 0.99, 3, [0, 1, 2], [3]],
    [3, 0, 1, [], [0, 1, 2]],
    [1, 0.5, 1, [], [0]],
  ];
  for (const [count, fraction, seed, test, training] of pinned) {
    it(`of ${count} by ${fraction} and seed ${seed} keeps file order`, () => {
      const { testIndices, trainingIndices } = split(count, fraction, seed);
      assert.deepEqual([[...testIndices], [...trainingIndices]], [test, training]);
    });
  }

  it('holds every sample once, sorted as numbers', () => {
    const { testIndices, trainingIndices } = split(1000, 0.25, 5);
    assert.deepEqual([testIndices.length, trainingIndices.length], [250, 750]);
    const all = [...testIndices, ...trainingIndices].sort((a, b) => a - b);
    assert.deepEqual(
      all,
      Array.from({ length: 1000 }, (_, sample) => sample),
    );
    assert.ok(trainingIndices.every((sample, index) => index === 0 || sample > trainingIndices[index - 1]!));
  });

  it('is the seed of the training', () => {
    const of = (seed: number) =>
      datasetOf(
        networkOf(2, [{ units: 1 }], { data: generatorSource({ samples: 50 }), testFraction: 0.2 }, { seed }),
      ).testIndices;
    assert.deepEqual(of(1), split(50, 0.2, 1).testIndices);
    assert.notDeepEqual(of(1), of(2));
  });
});

describe('samples from a file', () => {
  const text = 'kind,b,a\nx,2, 1 \ny,4,3\nx,6,5\n';

  it('are the named columns in the named order', () => {
    const dataset = datasetOf(onFile(2, 1, { inputs: ['a', 'b'], targets: ['b'] }), text);
    assert.deepEqual([...dataset.inputs], [1, 2, 3, 4, 5, 6]);
    assert.deepEqual([...dataset.targets], [2, 4, 6]);
    assert.deepEqual([dataset.inputColumns, dataset.targetColumns], [['a', 'b'], ['b']]);
    assert.equal(dataset.standardization, null);
  });

  it('spread a one-hot column in place', () => {
    const source = { inputs: ['a', 'kind', 'b'], targets: ['kind'], oneHot: ['kind'] };
    const dataset = datasetOf(onFile(4, 2, source), text);
    assert.deepEqual(dataset.inputColumns, ['a', 'kind=x', 'kind=y', 'b']);
    assert.deepEqual([...dataset.inputs], [1, 1, 0, 2, 3, 0, 1, 4, 5, 1, 0, 6]);
    assert.deepEqual([...dataset.targets], [1, 0, 0, 1, 1, 0]);
  });

  it('order categories by number if all are numbers, else by code unit', () => {
    const columns = (cells: readonly string[], outputs: number) =>
      datasetOf(
        onFile(1, outputs, { inputs: ['x'], targets: ['c'], oneHot: ['c'] }),
        `x,c\n${cells.map((cell) => `1,${cell}\n`).join('')}`,
      ).targetColumns;
    assert.deepEqual(columns(['10', '9', '-1', '9.0'], 3), ['c=-1', 'c=9', 'c=10']);
    assert.deepEqual(columns(['10', '9', 'b', 'B', 'é'], 5), ['c=10', 'c=9', 'c=B', 'c=b', 'c=é']);
    assert.deepEqual(columns(['a', ' a', '__proto__'], 3), ['c= a', 'c=__proto__', 'c=a']);
  });

  it('find categories in the whole file, test samples too', () => {
    const source = { inputs: ['x'], targets: ['c'], oneHot: ['c'] };
    const rows = Array.from({ length: 6 }, (_, s) => `${s},${'abcdef'[s]!}`);
    const dataset = datasetOf(onFile(1, 6, source, { testFraction: 0.5 }), ['x,c', ...rows].join('\n'));
    assert.equal(dataset.targetColumns?.length, 6);
    assert.deepEqual(
      dataset.targets,
      Float64Array.from({ length: 36 }, (_, k) => (k % 7 === 0 ? 1 : 0)),
    );
  });

  it('name the columns and the file where they do not fit', () => {
    assert.deepEqual(
      problemsOf(onFile(3, 1, { inputs: ['a', 'kind'], targets: ['kind'], oneHot: ['kind'] }), text),
      [
        [
          'data.targets',
          'data.targets',
          'data.csv gives 2 target columns (one for each category of a one-hot column), but the last layer has 1 unit. Make them equal.',
        ],
      ],
    );
    assert.deepEqual(problemsOf(onFile(1, 1, { inputs: ['a', 'b'], targets: ['a'] }), text), [
      [
        'data.inputs',
        'data.inputs',
        'data.csv gives 2 input columns, but the network has 1 input. Make them equal.',
      ],
    ]);
    assert.deepEqual(problemsOf(onFile(2, 1, { inputs: ['a', 'c'], targets: ['t'] }), text), [
      ['data.column', 'data.inputs.1', 'data.csv has no column "c". Its columns are "kind", "b", "a".'],
      ['data.column', 'data.targets.0', 'data.csv has no column "t". Its columns are "kind", "b", "a".'],
    ]);
    assert.match(
      problemsOf(onFile(1, 1, { inputs: ['a'], targets: ['b'] }), 'a;b\n1;2\n')[0]![2]!,
      /semicolons/,
    );
    assert.match(problemsOf(onFile(1, 1, { inputs: ['a'], targets: ['b'] }), 'a\tb\n1\t2\n')[0]![2]!, /tabs/);
  });

  it('refuse a repeated column only where it is referred to', () => {
    const repeated = 'a,a,b\n1,2,3\n';
    datasetOf(onFile(1, 1, { inputs: ['b'], targets: ['b'] }), repeated);
    assert.deepEqual(problemsOf(onFile(1, 1, { inputs: ['b'], targets: ['a'] }), repeated), [
      [
        'data.column',
        'data.targets.0',
        'data.csv has more than one column "a". Rename one of them in the file.',
      ],
    ]);
  });

  it('leave a one-hot column alone that is neither input nor target', () => {
    const source = { inputs: ['a'], targets: ['b'], oneHot: ['kind'] };
    assert.deepEqual([...datasetOf(onFile(1, 1, source), text).inputs], [1, 3, 5]);
  });

  it('name line and column of a cell that is no number, and how many more there are', () => {
    const cells = 'a,b\n1,2\n\n3,NA\n4,\n5,"6\n7"\n';
    assert.deepEqual(problemsOf(onFile(1, 1, { inputs: ['a'], targets: ['b'] }), cells), [
      [
        'data.number',
        'data.targets.0',
        'data.csv line 4, column "b": "NA" is not a finite number (and 2 other cells of this column). Correct the cell, or name the column in "oneHot" if it holds categories.',
      ],
    ]);
  });

  it('refuse an empty category', () => {
    const source = { inputs: ['a'], targets: ['c'], oneHot: ['c'] };
    assert.match(problemsOf(onFile(1, 1, source), 'a,c\n1,x\n2,\n')[0]![2]!, /line 3, column "c" is empty/);
  });

  it('refuse an empty file, a header alone, a bad text, and a file that was not read', () => {
    const network = onFile(1, 1, { inputs: ['a'], targets: ['b'] });
    assert.deepEqual(problemsOf(network, ''), [
      ['data.empty', 'data.file', 'data.csv is empty. Add a header line and a line for each sample.'],
    ]);
    assert.match(problemsOf(network, 'a,b\n\n')[0]![2]!, /has a header and no samples/);
    assert.match(
      problemsOf(network, 'a,b\n1\n')[0]![2]!,
      /^data\.csv: Line 2 has 1 field, the header 2 fields/,
    );
    assert.deepEqual(problemsOf(network, null)[0]?.slice(0, 2), ['data.file', 'data.file']);
  });

  it('refuse a file outside of the folder, whatever its text', () => {
    const network = onFile(1, 1, { path: '../x.csv', inputs: ['a'], targets: ['a'] });
    for (const given of [null, 'a\n1\n']) {
      assert.deepEqual(problemsOf(network, given), [
        [
          'data.path',
          'data.file',
          'The data file "../x.csv" is not read: it leaves the folder of the network file.',
        ],
      ]);
    }
  });

  it('check targets like inline ones, by line and column', () => {
    const network = onFile(1, 1, { inputs: ['a'], targets: ['b'] }, { loss: { type: 'binaryCrossEntropy' } });
    assert.deepEqual(problemsOf(network, 'a,b\n1,1\n\n2,1.5\n'), [
      [
        'targets.binary',
        'data.targets.0',
        'binaryCrossEntropy needs targets from 0 to 1, not 1.5. Change the target in data.csv line 4, column "b", or the loss.',
      ],
    ]);
  });

  it('warn where categorical targets do not sum to 1, by line', () => {
    const result = prepareDataset(
      onFile(1, 2, { inputs: ['a'], targets: ['p', 'q'] }, { loss: { type: 'categoricalCrossEntropy' } }),
      'a,p,q\n1,0.1,0.9\n\n2,0.5,0.4\n3,1,1e-10\n',
    );
    assert.ok('dataset' in result);
    assert.deepEqual(result.warnings, [
      {
        code: 'targets.sum',
        message:
          'The targets in data.csv line 4 sum to 0.9; categoricalCrossEntropy expects them to sum to 1.',
        path: ['data', 'targets'],
      },
    ]);
  });

  it('take prototype names for plain names', () => {
    const source = { inputs: ['__proto__', 'constructor'], targets: ['toString'], oneHot: ['toString'] };
    const dataset = datasetOf(onFile(2, 1, source), '__proto__,constructor,toString\n1,2,3\n');
    assert.deepEqual([...dataset.inputs, ...dataset.targets], [1, 2, 1]);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

describe('standardizing', () => {
  it('uses mean and population deviation of the training samples', () => {
    const values = [3, -1, 4, 1, -5, 9, 2, 6];
    const source = { inputs: ['x', 'c'], targets: ['x'], oneHot: ['c'], standardize: true };
    const text = `x,c\n${values.map((x, s) => `${x},${s % 2 === 0 ? 'u' : 'v'}`).join('\n')}`;
    const dataset = datasetOf(onFile(3, 1, source, { testFraction: 0.25 }), text);
    const training = [...dataset.trainingIndices].map((s) => values[s]!);
    assert.equal(training.length, 6);
    const mean = training.reduce((sum, x) => sum + x, 0) / 6;
    const deviation = Math.sqrt(training.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 6);
    close(dataset.standardization!.mean, [mean, 0, 0]);
    close(dataset.standardization!.deviation, [deviation, 1, 1]);
    close(
      dataset.inputs,
      values.flatMap((x, s) => [(x - mean) / deviation, s % 2 === 0 ? 1 : 0, s % 2 === 0 ? 0 : 1]),
    );
    // Targets keep their scale.
    assert.deepEqual([...dataset.targets], values);
  });

  it('divides a constant column by 1', () => {
    const source = { inputs: ['x', 'y'], targets: ['y'], standardize: true };
    const text = `x,y\n${Array.from({ length: 10 }, (_, s) => `0.1,${s}`).join('\n')}`;
    const dataset = datasetOf(onFile(2, 1, source), text);
    assert.deepEqual([dataset.standardization!.mean[0], dataset.standardization!.deviation[0]], [0.1, 1]);
    assert.ok(dataset.inputs.every((x, index) => index % 2 === 1 || x === 0));
  });

  it('keeps very large and very small numbers, and says when it cannot', () => {
    const source = { inputs: ['x'], targets: ['x'], standardize: true };
    const network = onFile(1, 1, source);
    close(datasetOf(network, 'x\n1e300\n-1e300\n').inputs, [1, -1]);
    close(datasetOf(network, 'x\n1e-300\n-1e-300\n').inputs, [1, -1]);
    close(datasetOf(network, 'x\n1.7e308\n1.7e308\n').inputs, [0, 0]);
    assert.deepEqual(problemsOf(network, 'x\n1.7e308\n1.6e308\n')[0]?.slice(0, 2), [
      'data.standardize',
      'data.standardize',
    ]);
  });
});

describe('generated samples', () => {
  it('must fit the network', () => {
    const network = networkOf(3, [{ units: 2 }], { data: generatorSource({ generator: 'moons' }) });
    assert.deepEqual(problemsOf(network), [
      [
        'data.inputs',
        'data.generator',
        'The generator "moons" gives 2 inputs, but the network has 3 inputs. Make them equal.',
      ],
      [
        'data.targets',
        'data.generator',
        'The generator "moons" gives 1 target, but the last layer has 2 units. Give it one unit.',
      ],
    ]);
    const sine = networkOf(2, [{ units: 1 }], { data: generatorSource({ generator: 'sine' }) });
    assert.match(problemsOf(sine)[0]![2]!, /gives 1 input, but the network has 2 inputs/);
  });

  it('come with their counts', () => {
    const sine = datasetOf(
      networkOf(1, [{ units: 1 }], { data: generatorSource({ generator: 'sine', samples: 30 }) }),
    );
    assert.deepEqual(
      [sine.inputUnits, sine.targetUnits, sine.sampleCount, sine.inputs.length],
      [1, 1, 30, 30],
    );
  });

  it('are checked against the loss', () => {
    const network = networkOf(1, [{ units: 1 }], {
      data: generatorSource({ generator: 'sine' }),
      loss: { type: 'binaryCrossEntropy' },
    });
    const problems = problemsOf(network);
    assert.equal(problems.length, 10);
    assert.match(problems[0]![2]!, /not -0\.\d+\. Change the target of sample \d+, or the loss/);
  });
});
