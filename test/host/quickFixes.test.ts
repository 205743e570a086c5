import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeEditors, extensionApi, openNetwork, problemsOf, until } from '../support/host/window';

const sigmoid = '"layers": [{ "units": 1, "activation": "sigmoid" }]';
const layer = (rest: string): string => `"layers": [{ "units": 2, ${rest} }]`;
const binary = '"loss": "binaryCrossEntropy"';
const samples = (targets: string): string => `"data": { "inputs": [[0, 1], [1, 1]], "targets": ${targets} }`;
const sine = '"data": { "generator": "sine", "samples": 10 }';

/** What is wrong, the code that says so, and the fixes in the order in which they are offered. */
const faults: readonly (readonly [text: string, code: string, ...titles: string[]])[] = [
  ['', 'json.empty', 'Insert an example network'],
  [`{ "inputs": 2 ${sigmoid} }`, 'json.comma', 'Insert a comma'],
  [`{ "inputs": 2,, ${sigmoid} }`, 'json.comma', 'Remove the comma'],
  [`{ "inputs" 2, ${sigmoid} }`, 'json.syntax', 'Insert a colon'],
  [`{ inputs: 2, ${sigmoid} }`, 'json.syntax', 'Replace by "inputs"'],
  [`{ "inputs": 2, ${layer('"biases": [.5, 0]')} }`, 'json.number', 'Replace by 0.5'],
  [`{ "inputs": 2, ${layer('"biases": False')} }`, 'json.syntax', 'Replace by false'],
  [`{ "inputs": 2, ${layer('"biases": [1e-400, 1]')} }`, 'json.underflow', 'Replace by 0'],
  [`{ "inputs": 2, ${layer('"wieghts": [[1, 2], [3, 4]]')} }`, 'key.unknown', 'Replace by "weights"'],
  [`{ "inputs": 2, ${layer('"activation": "sigmiod"')} }`, 'activation.type', 'Replace by "sigmoid"'],
  [
    `{ "inputs": ["a"], ${sigmoid}, "data": { "file": "data\\\\a.csv", "inputs": ["a"], "targets": ["b"] } }`,
    'data.path',
    'Replace by "data/a.csv"',
  ],
  [
    `{ "inputs": 2, "layers": [{ "units": 2, "activation": "softmax" }, { "units": 1 }] }`,
    'activation.softmax',
    'Use sigmoid in layer 1',
    'Use tanh in layer 1',
  ],
  [
    `{ "inputs": 2, "layers": [{ "units": 1, "activation": "tanh" }], ${binary} }`,
    'loss.activation',
    'Use sigmoid in layer 1',
    'Replace by "halfSquaredError"',
  ],
  [
    `{ "inputs": 2, ${layer('"activation": "sigmoid"')}, "loss": "categoricalCrossEntropy" }`,
    'loss.pairing',
    'Use softmax in layer 1',
    'Replace by "binaryCrossEntropy"',
  ],
  [
    `{ "inputs": 2, ${sigmoid}, ${binary}, ${samples('[[2], [1]]')} }`,
    'targets.binary',
    'Replace by "halfSquaredError"',
  ],
  [
    `{ "inputs": 2, ${sigmoid}, ${samples('[[2], [3]]')} }`,
    'targets.range',
    'Use softplus in layer 1',
    'Use linear in layer 1',
    'Scale the targets to 0 … 1',
  ],
  [`{ "inputs": 1, ${sigmoid}, ${binary}, ${sine} }`, 'targets.binary', 'Replace by "halfSquaredError"'],
  [`{ "inputs": 1, ${sigmoid}, ${sine} }`, 'targets.range', 'Use linear in layer 1'],
  [
    `{ "inputs": 1, ${sigmoid}, ${samples('[[0], [1]]')} }`,
    'data.inputs',
    'Set "inputs" to 2',
    'Trim to 2×1',
  ],
  [
    `{ "inputs": 2, ${layer('"biases": [1, 2, 3]')} }`,
    'biases.shape',
    'Trim to 2',
    'Remove the biases: they start at 0',
  ],
  [
    `{ "inputs": 3, ${layer('"weights": [[1, 2], [3, 4]]')} }`,
    'weights.shape',
    'Pad with 0 to 3×2',
    'Remove the weights: they are drawn at random',
  ],
  [
    `{ "inputs": 3, ${layer('"weights": [[1, 2, 3], [4, 5, 6]]')} }`,
    'weights.shape',
    'Exchange rows and columns',
    'Remove the weights: they are drawn at random',
  ],
  [`{ "inputs": 2, ${layer('"symbols": { "weight": "w_ij" }')} }`, 'symbols.braces', 'Replace by "w_{ij}"'],
];

describe('quick fixes of what is wrong in a file', () => {
  before(extensionApi);
  afterEach(closeEditors);

  for (const [text, code, ...titles] of faults) {
    it(`of ${code}, each applied and undone: ${titles.join(', ')}`, async () => {
      const { document } = await openNetwork(text);
      const findProblem = (): vscode.Diagnostic | undefined =>
        problemsOf(document).find((problem) => codeOf(problem) === code);
      for (const title of titles) {
        const { range } = await until(`a problem ${code}`, findProblem);
        const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          range,
          vscode.CodeActionKind.QuickFix.value,
        );
        const fixes = actions.filter(({ edit }) => edit?.has(document.uri));
        assert.deepEqual(
          fixes.map((fix) => fix.title),
          titles,
        );
        const fix = fixes.find((one) => one.title === title)!;
        assert.equal(await vscode.workspace.applyEdit(fix.edit!), true);
        await until(`${title} to mend it`, () => findProblem() === undefined);
        assert.notEqual(document.getText(), text);
        await vscode.commands.executeCommand('undo');
        await until('the undone text', () => document.getText() === text);
      }
    });
  }
});

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}
