import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { evaluate } from '../../../src/core/engine/evaluate';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import { renameSteps, renamingSteps, withEdits, type RenameRefusal } from '../../../src/core/language/rename';
import { writtenNames } from '../../../src/core/language/writtenNames';
import { parse } from '../../../src/core/network/parse';
import { runToEnd } from '../../../src/core/network/steps';
import { createSymbols } from '../../../src/core/network/symbols';
import { networkFile } from '../network/generatedFiles';
import { typedAt } from './caret';

function renamed(marked: string, newName: string): string | RenameRefusal {
  const { parsed, offset } = typedAt(marked);
  const result = runToEnd(renameSteps(parsed, offset, newName));
  return 'refusal' in result ? result.refusal : withEdits(parsed.text, result.edits);
}

function refusalAt(marked: string): RenameRefusal | string {
  const { parsed, offset } = typedAt(marked);
  const result = runToEnd(renamingSteps(parsed, offset));
  return 'refusal' in result ? result.refusal : result.name;
}

/** A file of one hidden layer, with these symbols. */
const file = (hidden: string, output = '"units": 1', rest = ''): string =>
  `{ "inputs": 2, "layers": [{ "units": 2, "symbols": { ${hidden} } }, { ${output} }]${rest} }`;

describe('renaming', () => {
  const tables: readonly (readonly [string, string, string, string])[] = [
    [
      'a unit',
      '{ "inputs": ["p|", "q"], "layers": [{ "units": 1 }] }',
      'r',
      '{ "inputs": ["r", "q"], "layers": [{ "units": 1 }] }',
    ],
    [
      'a template, and the templates that hold it',
      file('"preActivation": "h|_j", "activation": "a_{h_j}"'),
      'z_j',
      file('"preActivation": "z_j", "activation": "a_{z_j}"'),
    ],
    [
      'a template from within another',
      file('"preActivation": "h_j", "activation": "a_{h|_j}"'),
      'z_j',
      file('"preActivation": "z_j", "activation": "a_{z_j}"'),
    ],
    [
      'a template in the letters of each place',
      `{ "inputs": 2, "layers": [{ "units": 2, "symbols": { "preActivation": "p_j" } },
        { "units": 2, "symbols": { "weight": "w_{p_i,o_j}", "preActivation": "o|_j", "activation": "y_{o_j}" } }],
        "symbols": { "lossTerm": "E_{o_k}", "target": "t_{o_k}" } }`,
      's_{j}',
      `{ "inputs": 2, "layers": [{ "units": 2, "symbols": { "preActivation": "p_j" } },
        { "units": 2, "symbols": { "weight": "w_{p_i,s_{j}}", "preActivation": "s_{j}", "activation": "y_{s_{j}}" } }],
        "symbols": { "lossTerm": "E_{s_{k}}", "target": "t_{s_{k}}" } }`,
    ],
    [
      'a template of the layer before in weights',
      `{ "inputs": 2, "layers": [{ "units": 2, "symbols": { "preActivation": "p|_j" } },
        { "units": 2, "symbols": { "weight": "w_{p_i,o_j}", "preActivation": "o_j" } }] }`,
      'g_j',
      `{ "inputs": 2, "layers": [{ "units": 2, "symbols": { "preActivation": "g_j" } },
        { "units": 2, "symbols": { "weight": "w_{g_i,o_j}", "preActivation": "o_j" } }] }`,
    ],
    [
      'a name within names, braces or not',
      file('"preActivation": ["u|", "v"], "activation": ["a_u", "a_{v}"], "bias": ["b_{u}", "b_{v,u}"]'),
      'left',
      file(
        '"preActivation": ["left", "v"], "activation": ["a_{left}", "a_{v}"], "bias": ["b_{left}", "b_{v,left}"]',
      ),
    ],
    [
      'names that differ in braces alone',
      file('"preActivation": ["h_{1}|", "h_2"], "activation": ["a_{h_1}", "a_{h_2}"]'),
      'p',
      file('"preActivation": ["p", "h_2"], "activation": ["a_{p}", "a_{h_2}"]'),
    ],
    [
      'what JSON escapes, exactly',
      String.raw`{ "inputs": ["\\alpha|", "\u0071"], "layers": [{ "units": ["\\hat{\\alpha}"] }] }`,
      '\\beta',
      String.raw`{ "inputs": ["\\beta", "\u0071"], "layers": [{ "units": ["\\hat{\\beta}"] }] }`,
    ],
    [
      'to a name that JSON escapes',
      '{ "inputs": ["p|", "q"], "layers": [{ "units": 1 }] } // "p"',
      'say "so"\\',
      '{ "inputs": ["say \\"so\\"\\\\", "q"], "layers": [{ "units": 1 }] } // "p"',
    ],
    [
      'a name that is only a number, and nothing that counts',
      '{ "inputs": ["1|", "2"], "layers": [{ "units": 1, "symbols": { "bias": "b_{1}" } }] }',
      'one',
      '{ "inputs": ["one", "2"], "layers": [{ "units": 1, "symbols": { "bias": "b_{1}" } }] }',
    ],
    [
      'not an index letter that is a name too',
      '{ "inputs": ["i", "j|"], "layers": [{ "units": 2, "symbols": { "weight": "w_{ij}", "bias": "b_{j}" } }] }',
      'k',
      '{ "inputs": ["i", "k"], "layers": [{ "units": 2, "symbols": { "weight": "w_{ij}", "bias": "b_{j}" } }] }',
    ],
    [
      'not words in a font',
      '{ "inputs": ["net|", "q"], "layers": [{ "units": 2, "symbols": { "preActivation": "\\\\mathrm{net}_j" } }] }',
      'p',
      '{ "inputs": ["p", "q"], "layers": [{ "units": 2, "symbols": { "preActivation": "\\\\mathrm{net}_j" } }] }',
    ],
    [
      'not columns of a CSV file, which are that file’s names',
      '{ "inputs": ["mass|"], "layers": [{ "units": 1 }], "data": { "file": "x.csv", "inputs": ["mass"], "targets": ["t"] } }',
      'm',
      '{ "inputs": ["m"], "layers": [{ "units": 1 }], "data": { "file": "x.csv", "inputs": ["mass"], "targets": ["t"] } }',
    ],
    [
      'the loss',
      '{ "inputs": 1, "layers": [{ "units": 1 }], "symbols": { "loss": "E_{to|tal}", "lossTerm": "E_k" } }',
      'J',
      '{ "inputs": 1, "layers": [{ "units": 1 }], "symbols": { "loss": "J", "lossTerm": "E_k" } }',
    ],
  ];
  for (const [what, before, newName, after] of tables) {
    it(what, () => {
      assert.deepEqual(renamed(before, newName), after);
      assert.ok(parse(after).network, 'the text expected is no network');
    });
  }

  it('is refused with the reason', () => {
    assert.deepEqual(refusalAt('{ "inputs": 2, "layers": [{ "units": 1, "weights": [[0.|5], [1]] }] }'), {
      kind: 'number',
    });
    assert.deepEqual(refusalAt('{ "inp|uts": 2, "layers": [{ "units": 1 }] }'), { kind: 'nothing' });
    assert.deepEqual(refusalAt('{ "inputs": 2, "layers": [{ "units": 1, "activation": "re|lu" }] }'), {
      kind: 'nothing',
    });
    assert.deepEqual(
      refusalAt('{ "inputs": 2, "layers": [{ "units": 1 }], "symbols": { "product": "input|First" } }'),
      { kind: 'nothing' },
    );
    assert.deepEqual(
      refusalAt(
        '{ "inputs": ["m"], "layers": [{ "units": 1 }], "data": { "file": "x.csv", "inputs": ["m|"], "targets": ["t"] } }',
      ),
      { kind: 'column' },
    );
    const broken = refusalAt('{ "inputs": ["m|"], "layers": [{ "units": 0 }] }');
    assert.deepEqual(broken, { kind: 'broken', offset: '{ "inputs": ["m"], "layers": [{ "units": '.length });
  });

  it('is refused where the file would not be sound', () => {
    const marked = '{ "inputs": ["p|", "q"], "layers": [{ "units": ["y"] }] }';
    assert.deepEqual(renamed(marked, '  '), { kind: 'blank' });
    for (const taken of ['q', 'y', 'b_1', 't_1']) {
      const refusal = renamed(marked, taken);
      assert.ok(
        typeof refusal === 'object' && refusal.kind === 'invalid' && refusal.message.includes(taken),
        taken,
      );
    }
    const long = renamed(marked, 'x'.repeat(201));
    assert.ok(typeof long === 'object' && long.kind === 'invalid');
    const constant = renamed(file('"preActivation": "p|_j"'), 'p');
    assert.ok(typeof constant === 'object' && constant.kind === 'invalid');
  });

  const computed = (text: string): unknown => {
    const { network } = parse(text);
    assert.ok(network, text);
    const model = createModel(network);
    const parameters = initialParameters(network);
    const csv =
      network.data?.kind === 'file'
        ? readFileSync(join('media', 'examples', network.data.path), 'utf8')
        : null;
    const prepared = network.data ? prepareDataset(network, csv) : null;
    const dataset = prepared && 'dataset' in prepared ? prepared.dataset : null;
    return {
      parameters: [...parameters],
      dataset,
      loss: dataset && evaluate(model, parameters, dataset, dataset.trainingIndices).loss,
    };
  };

  const comments = (text: string): readonly string[] => text.match(/(?<=^|[ ,])\/\/.*$/gm) ?? [];

  /** Renames every name and template of a sound file to one that no other has. */
  const renameAll = (text: string): number => {
    const parsed = parse(text);
    const before = computed(text);
    let count = 0;
    for (const name of runToEnd(writtenNames(parsed.root))) {
      const letters = [...name.letters.keys()].join('');
      const newName = letters === '' ? 'qq' : `qq_{${letters}}`;
      const result = runToEnd(renameSteps(parsed, name.node.offset + name.node.length - 1, newName));
      assert.ok('edits' in result, `${name.node.value}: ${JSON.stringify(result)}`);
      const after = withEdits(text, result.edits);
      assert.deepEqual(computed(after), before);
      assert.deepEqual(comments(after), comments(text));
      const { network } = parse(after);
      assert.ok(network && createSymbols(network).loss.length > 0);
      assert.ok(after.includes('qq'), after);
      count++;
    }
    return count;
  };

  it('leaves what the examples compute as it is, whichever name is changed', () => {
    let count = 0;
    for (const name of readdirSync(join('media', 'examples'))) {
      if (name.endsWith('.json')) count += renameAll(readFileSync(join('media', 'examples', name), 'utf8'));
    }
    assert.ok(count >= 40, String(count));
  });

  it('leaves what generated networks compute as it is', () => {
    let count = 0;
    for (const value of fc.sample(networkFile(), { numRuns: 100, seed: 5 })) {
      const text = `// "h_{1}" and h_j, E_{total}\n${JSON.stringify(value, null, 1)}`;
      if (text.includes('"file":')) continue;
      count += renameAll(text);
    }
    assert.ok(count >= 100, String(count));
  });
});
