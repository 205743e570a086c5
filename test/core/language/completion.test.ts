import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import {
  completionsAt,
  neededAt,
  type CompletionEntry,
  type Nearby,
} from '../../../src/core/language/completion';
import { parse } from '../../../src/core/network/parse';
import { SNIPPETS } from '../../../src/core/network/snippets';
import { typedAt } from './caret';

const nothing: Nearby = { columns: [], files: [] };

function entriesAt(marked: string, nearby: Nearby = nothing): readonly CompletionEntry[] {
  const { parsed, offset } = typedAt(marked);
  const entries = completionsAt(parsed, offset, nearby);
  const labels = entries.map(({ label }) => label);
  assert.deepEqual(labels, [...new Set(labels)], 'something is offered twice');
  for (const { range } of entries) {
    assert.ok(
      range.offset <= offset && offset <= range.offset + range.length,
      'the cursor is not in the range',
    );
  }
  return entries;
}

function labelsAt(marked: string, nearby?: Nearby): readonly string[] {
  return entriesAt(marked, nearby).map(({ label }) => label);
}

/** The text after the entry `label` was taken, with each place of a snippet as its default. */
function taken(marked: string, label: string, nearby?: Nearby): string {
  const { parsed } = typedAt(marked);
  const entry = entriesAt(marked, nearby).find((one) => one.label === label);
  assert.ok(entry, `${label} is not offered`);
  const { offset, length } = entry.range;
  const insert = entry.isSnippet ? expanded(entry.insert) : entry.insert;
  return parsed.text.slice(0, offset) + insert + parsed.text.slice(offset + length);
}

/** A snippet with its defaults in place. */
function expanded(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
    .replace(/\$\d+/g, '')
    .replace(/\\([\\$}])/g, '$1');
}

const TOP = [
  '$schema',
  'name',
  'description',
  'inputs',
  'layers',
  'symbols',
  'loss',
  'reduction',
  'data',
  'training',
  'sweep',
];
const without = (...keys: readonly string[]): readonly string[] => TOP.filter((key) => !keys.includes(key));
const LAYER = ['name', 'units', 'activation', 'weights', 'biases', 'init', 'frozen', 'symbols'];

describe('completion of keys', () => {
  const tables: readonly (readonly [string, readonly string[]])[] = [
    ['{|}', TOP],
    ['{ | ', TOP],
    ['{ "inputs": 2, |}', without('inputs')],
    ['{ "inputs": 2, "la|" }', without('inputs')],
    ['{ "inputs": 2, "la|', without('inputs')],
    ['{ "inputs": 2, la| }', without('inputs')],
    ['{ "inputs": 2,\n  |\n  "layers": [] }', without('inputs', 'layers')],
    ['{ "inputs": 2, "lay|ers": [] }', without('inputs')],
    ['{ "layers": [{ | }] }', LAYER],
    ['{ "layers": [{ "units": 2, |', LAYER.filter((key) => key !== 'units')],
    ['{ "layers": [{ "units": 2 }, { "u|" ], "loss": 1 }', LAYER],
    ['{ "layers": [{ "symbols": { "bias": "b", | } }] }', ['weight', 'preActivation', 'activation']],
    [
      '{ "data": { | } }',
      [
        'inputs',
        'targets',
        'testFraction',
        'file',
        'oneHot',
        'standardize',
        'generator',
        'samples',
        'noise',
        'seed',
      ],
    ],
    ['{ "data": { "generator": "xor", | } }', ['samples', 'noise', 'seed', 'testFraction']],
    ['{ "data": { "file": "x.csv", | } }', ['inputs', 'targets', 'oneHot', 'standardize', 'testFraction']],
    ['{ "training": { "optimizer": { "type": "momentum", | } } }', ['momentum']],
    ['{ "training": { "stopWhen": { | } } }', ['lossBelow', 'patience']],
    [
      '{ "sweep": { "epochs": [1], | } }',
      ['optimizer', 'learningRate', 'schedule', 'batchSize', 'shuffle', 'seed', 'l1', 'l2', 'stopWhen'],
    ],
    // No key is expected here.
    ['{ "inputs": 2 | }', []],
    ['{ "inputs"| : 2 }', []],
    ['{ "inputs" | : 2 }', []],
    ['{ "inputs": 2, // | \n }', []],
    ['{ /* | */ }', []],
    ['{ "unknown": { | } }', []],
    ['{ "name": "a, |" }', []],
    ['{ "inputs": 2 } |', []],
    ['| { "inputs": 2 }', []],
  ];
  for (const [marked, expected] of tables) {
    it(JSON.stringify(marked), () => {
      assert.deepEqual([...labelsAt(marked)].sort(), [...expected].sort());
    });
  }

  it('explains each of them', () => {
    for (const { label, explanation } of entriesAt('{ "training": { | } }'))
      assert.notEqual(explanation, '', label);
  });

  it('writes key, colon and value, and commas where they are missing', () => {
    assert.equal(taken('{ "training": { | } }', 'learningRate'), '{ "training": { "learningRate": 0.1 } }');
    assert.equal(taken('{ | "layers": [] }', 'name'), '{ "name": "", "layers": [] }');
    assert.equal(taken('{ "na|" "layers": [] }', 'name'), '{ "name": "", "layers": [] }');
    assert.equal(taken('{ "na|": "x" }', 'name'), '{ "name": "x" }');
    assert.equal(taken('{ "layers": [{ | }] }', 'weights'), '{ "layers": [{ "weights": [] }] }');
    assert.equal(taken('{ "layers": [{ | }] }', 'activation'), '{ "layers": [{ "activation":  }] }');
    assert.equal(taken('{ | }', '$schema'), '{ "$schema": "" }');
  });
});

describe('completion of words', () => {
  const tables: readonly (readonly [string, readonly string[]])[] = [
    [
      '{ "loss": "|" }',
      [
        'halfSquaredError',
        'meanSquaredError',
        'meanAbsoluteError',
        'huber',
        'binaryCrossEntropy',
        'categoricalCrossEntropy',
      ],
    ],
    [
      '{ "loss": "half|',
      [
        'halfSquaredError',
        'meanSquaredError',
        'meanAbsoluteError',
        'huber',
        'binaryCrossEntropy',
        'categoricalCrossEntropy',
      ],
    ],
    ['{ "reduction": | }', ['mean', 'sum']],
    [
      '{ "data": { "generator": "|" } }',
      ['xor', 'circles', 'gaussians', 'spirals', 'moons', 'sine', 'plane'],
    ],
    [
      '{ "training": { "optimizer": { "type": "ad|" } } }',
      ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw'],
    ],
    ['{ "training": { "schedule": { "type": "|" } } }', ['step', 'exponential', 'cosine']],
    ['{ "layers": [{ "frozen": | }] }', ['true', 'false', 'weights', 'biases']],
    ['{ "training": { "shuffle": t| } }', ['true', 'false']],
    ['{ "training": { "precision": "|" } }', ['float64', 'float32']],
    [
      '{ "sweep": { "optimizer": ["adam", "|"] } }',
      ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw'],
    ],
    ['{ "loss": "halfSquaredError" | }', []],
    ['{ "name": "|" }', []],
    ['{ "layers": [{ "weights": [[0.1, |0.2]] }] }', []],
  ];
  for (const [marked, expected] of tables) {
    it(JSON.stringify(marked), () => {
      assert.deepEqual(labelsAt(marked), expected);
    });
  }

  it('says what an activation, a loss and an optimizer compute', () => {
    const entries = entriesAt('{ "layers": [{ "activation": "|" }] }');
    assert.equal(entries.length, 11);
    for (const { label, explanation } of entries) assert.match(explanation, /[a(]/, label);
    assert.match(entries.find(({ label }) => label === 'geluTanh')!.explanation, /0\.044715/);
    for (const { label, explanation } of entriesAt('{ "training": { "optimizer": "|" } }'))
      assert.notEqual(explanation, '', label);
  });

  it('takes the whole word away, quotes and all', () => {
    assert.equal(taken('{ "loss": "hu|ber" }', 'meanSquaredError'), '{ "loss": "meanSquaredError" }');
    assert.equal(taken('{ "training": { "shuffle": t| } }', 'false'), '{ "training": { "shuffle": false } }');
    assert.equal(taken('{ "loss": "|\n  "inputs": 2 }', 'huber'), '{ "loss": "huber",\n  "inputs": 2 }');
  });
});

describe('the snippets', () => {
  const base = { inputs: '2', layers: '[{ "units": 1, "activation": "sigmoid" }]' };
  const places: Readonly<Record<keyof typeof SNIPPETS, (body: string) => string>> = {
    network: (body) => body,
    layer: (body) => `{ "inputs": 2, "layers": [${body}] }`,
    units: (body) => `{ "inputs": 2, "layers": [{ "units": ${body.replace('""', '"y"')} }] }`,
    activation: (body) => `{ "inputs": 2, "layers": [{ "units": 1, "activation": ${body} }] }`,
    biases: (body) => `{ "inputs": 2, "layers": [{ "units": 1, "biases": ${body.replace('[]', '[0]')} }] }`,
    init: (body) => `{ "inputs": 2, "layers": [{ "units": 1, "init": ${body} }] }`,
    loss: (body) => `{ "inputs": 2, "layers": ${base.layers}, "loss": ${body} }`,
    data: (body) =>
      `{ "inputs": 2, "layers": ${base.layers}, "data": ${body
        .replace('"file": ""', '"file": "x.csv"')
        .replace('"inputs": [""]', '"inputs": ["p", "q"]')
        .replace('"targets": [""]', '"targets": ["t"]')
        .replace(/\[\s*\[\]\s*\],/, '[[1, 2]],')
        .replace(/\[\s*\[\]\s*\]/, '[[1]]')} }`,
    training: (body) => `{ "inputs": 2, "layers": ${base.layers}, "training": ${body} }`,
    optimizer: (body) => `{ "inputs": 2, "layers": ${base.layers}, "training": { "optimizer": ${body} } }`,
    schedule: (body) => `{ "inputs": 2, "layers": ${base.layers}, "training": { "schedule": ${body} } }`,
    sweep: (body) => `{ "inputs": 2, "layers": ${base.layers}, "sweep": ${body} }`,
  };

  for (const [place, snippets] of Object.entries(SNIPPETS)) {
    for (const { label, bodyText } of snippets) {
      it(`${place}: ${label} is sound as it comes`, () => {
        const text = places[place as keyof typeof SNIPPETS](expanded(bodyText));
        const told = parse(text).diagnostics.map(({ code, message }) => `${code} ${message}`);
        assert.deepEqual(told, [], text);
      });
    }
  }

  it('stand where they can be used', () => {
    assert.deepEqual(labelsAt('|'), ['a network', 'a network with samples from a CSV file']);
    assert.deepEqual(labelsAt('// a comment\n|'), ['a network', 'a network with samples from a CSV file']);
    assert.deepEqual(labelsAt('// a comm|ent\n'), []);
    assert.deepEqual(labelsAt('{ "layers": [ | ] }'), ['a layer']);
    assert.deepEqual(labelsAt('{ "layers": [{ "units": 1 }, | ] }'), ['a layer']);
    assert.deepEqual(labelsAt('{ "data": | }'), ['inline samples', 'a CSV file', 'generated samples']);
    assert.ok(labelsAt('{ "layers": [{ "activation": | }] }').includes('a formula'));
    assert.ok(!labelsAt('{ "layers": [{ "activation": "|" }] }').includes('a formula'));
  });
});

describe('completion within a formula', () => {
  const formula = (marked: string): string => `{ "layers": [{ "activation": { "formula": "${marked}" } }] }`;

  it('offers functions, constants and the variable', () => {
    const names = [
      'exp',
      'log',
      'sqrt',
      'abs',
      'sign',
      'max',
      'min',
      'sin',
      'cos',
      'tanh',
      'sigmoid',
      'erf',
      'a',
      'pi',
      'e',
    ];
    assert.deepEqual(labelsAt(formula('|')), names);
    assert.deepEqual(labelsAt(formula('a * ta|')), names);
    assert.deepEqual(labelsAt('{ "layers": [{ "activation": { "formula": "a + |'), names);
  });

  it('puts the cursor between the parentheses, and writes them once', () => {
    assert.equal(taken(formula('a * ta|'), 'tanh'), formula('a * tanh()'));
    assert.equal(taken(formula('a * ta|n(a)'), 'tanh'), formula('a * tanh(a)'));
    assert.equal(taken(formula('m|'), 'max'), formula('max(, )'));
  });

  it('offers nothing where a name cannot stand, or outside', () => {
    assert.deepEqual(labelsAt(formula('2|')), []);
    assert.deepEqual(labelsAt(formula('(a)|')), []);
    assert.deepEqual(labelsAt('{ "layers": [{ "name": "|" }] }'), []);
  });
});

describe('completion of names', () => {
  it('goes on counting', () => {
    assert.equal(labelsAt('{ "inputs": ["p_1", "p_2", "|"] }')[0], 'p_3');
    assert.equal(labelsAt('{ "layers": [{ "units": ["h_9", |] }] }')[0], 'h_{10}');
    assert.equal(
      labelsAt('{ "layers": [{ "symbols": { "weight": [["w_1", "w_2"], ["w_3", "|"]] } }] }')[0],
      'w_4',
    );
    assert.deepEqual(labelsAt('{ "inputs": ["|"] }'), ['x_1']);
    assert.ok(!labelsAt('{ "inputs": ["x_1", "x_2", "|", "x_3"] }').includes('x_3'));
  });

  it('offers templates, the format’s own first', () => {
    assert.equal(labelsAt('{ "layers": [{ "symbols": { "weight": "|" } }, {}, {}] }')[0], 'w^{(1)}_{ij}');
    assert.equal(labelsAt('{ "layers": [{}, { "symbols": { "activation": "|" } }] }')[0], 'y_j');
    assert.equal(labelsAt('{ "symbols": { "loss": "|" } }')[0], 'L');
    assert.deepEqual(labelsAt('{ "symbols": { "product": "|" } }'), ['inputFirst', 'weightFirst']);
    assert.match(entriesAt('{ "symbols": { "target": "|" } }')[0]!.detail, /^t₁, …/);
  });

  it('offers columns of the data as names of inputs', () => {
    const nearby = { columns: ['length (mm)', 'kind'], files: [] };
    const marked = '{ "inputs": ["|"], "data": { "file": "x.csv" } }';
    assert.deepEqual(labelsAt(marked, nearby), ['x_1', 'length (mm)', 'kind']);
    assert.equal(
      taken(marked, 'length (mm)', nearby),
      '{ "inputs": ["length (mm)"], "data": { "file": "x.csv" } }',
    );
  });
});

describe('completion of data', () => {
  const columns = ['length', 'width', 'say "so"', 'kind'];
  const at = (marked: string): readonly string[] => labelsAt(marked, { columns, files: [] });

  it('asks for the columns where columns are named', () => {
    const needs = (marked: string): string | null => {
      const { parsed, offset } = typedAt(marked);
      return neededAt(parsed, offset).columnsOf;
    };
    assert.equal(needs('{ "data": { "file": "d/x.csv", "inputs": ["|"] } }'), 'd/x.csv');
    assert.equal(needs('{ "data": { "file": "d/x.csv", "inputs": [ | '), 'd/x.csv');
    assert.equal(needs('{ "data": { "file": "d/x.csv", "targets": [|] } }'), 'd/x.csv');
    assert.equal(needs('{ "data": { "file": "../x.csv", "inputs": ["|"] } }'), null);
    assert.equal(needs('{ "data": { "file": "x.csv", "standardize": | } }'), null);
    assert.equal(needs('{ "data": { "inputs": ["|"] } }'), null);
  });

  it('offers those that are not named yet', () => {
    assert.deepEqual(at('{ "data": { "file": "x.csv", "inputs": ["|"] } }'), columns);
    assert.deepEqual(at('{ "data": { "file": "x.csv", "inputs": ["width", "|"], "targets": ["kind"] } }'), [
      'length',
      'say "so"',
    ]);
    assert.deepEqual(at('{ "data": { "file": "x.csv", "inputs": ["width"], "oneHot": ["kind", |] } }'), [
      'length',
      'width',
      'say "so"',
    ]);
    assert.deepEqual(at('{ "data": { "file": "x.csv", "inputs": ["wi|dth", "kind"] } }'), [
      'length',
      'width',
      'say "so"',
    ]);
  });

  it('writes them as JSON does', () => {
    const marked = '{ "data": { "file": "x.csv", "inputs": ["s|"] } }';
    assert.equal(
      taken(marked, 'say "so"', { columns, files: [] }),
      '{ "data": { "file": "x.csv", "inputs": ["say \\"so\\""] } }',
    );
  });

  it('offers the CSV files and folders of the folder that is being written', () => {
    const files = [
      { name: 'a.csv', isFolder: false },
      { name: 'notes.txt', isFolder: false },
      { name: 'B.CSV', isFolder: false },
      { name: 'inner', isFolder: true },
      { name: 'con', isFolder: true },
      { name: 'con.csv', isFolder: false },
    ];
    const marked = '{ "data": { "file": "da|" } }';
    assert.deepEqual(labelsAt(marked, { columns, files }), ['a.csv', 'B.CSV', 'inner/']);
    const below = '{ "data": { "file": "data/|" } }';
    assert.equal(taken(below, 'a.csv', { columns, files }), '{ "data": { "file": "data/a.csv" } }');
    for (const [text, folder] of [
      [marked, ''],
      [below, 'data/'],
      ['{ "data": { "file": "../|" } }', null],
      ['{ "data": { "file": "/etc/|" } }', null],
      ['{ "data": { "file": "C:/|" } }', null],
      ['{ "data": { "generator": "|" } }', null],
    ] as const) {
      const { parsed, offset } = typedAt(text);
      assert.equal(neededAt(parsed, offset).filesIn, folder, text);
    }
  });
});
