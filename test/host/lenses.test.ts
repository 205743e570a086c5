import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  closeEditors,
  extensionApi,
  lensesOf,
  openExample,
  openNetwork,
  replaceText,
  until,
  type ShownLens,
} from '../support/host/window';

const titles = (lenses: readonly ShownLens[]): string[] => lenses.map(({ title }) => title);

/** Network B's gradients by its own straight-line equations, worked out apart from this project. */
const gradientsOfB = [
  '∂E_total/∂w_1 = 0.000188256',
  '∂E_total/∂w_3 = 0.000224813',
  '∂E_total/∂w_2 = 0.000376511',
  '∂E_total/∂w_4 = 0.000449627',
  '∂E_total/∂w_5 = 0.0721571',
  '∂E_total/∂w_7 = -0.0424553',
  '∂E_total/∂w_6 = 0.0726907',
  '∂E_total/∂w_8 = -0.0427692',
];

const small = `{
  "inputs": 2,
  "layers": [
    {
      "units": 1,
      "activation": "sigmoid",
      "weights": [
        [0.5],
        [-0.25]
      ],
      "biases": [0.1]
    }
  ],
  "data": { "inputs": [[1, 2]], "targets": [[1]] }
}
`;

describe('the lenses', () => {
  before(extensionApi);
  afterEach(closeEditors);

  it('show the eight gradients of network B above the lines of their weights', async () => {
    const { document } = await openExample('network-b.backprop.json');
    const lenses = await lensesOf(document);
    assert.deepEqual(titles(lenses), gradientsOfB);
    const numbers = ['0.15', '0.25', '0.20', '0.30', '0.40', '0.50', '0.45', '0.55'];
    lenses.forEach(({ line, title }, n) => {
      assert.ok(document.lineAt(line).text.includes(numbers[n]!), `${title} stands on line ${line + 1}`);
    });
  });

  it('show weights and biases of any network in the order of the text', async () => {
    const { document } = await openNetwork(small);
    const lenses = await lensesOf(document);
    assert.deepEqual(
      lenses.map(({ line, title }) => `${line + 1} ${title.split(' = ')[0]!}`),
      ['8 ∂L/∂w_11', '9 ∂L/∂w_21', '11 ∂L/∂b_1'],
    );
    // a = 0.5·1 − 0.25·2 + 0.1 = 0.1; δ = (σ(a) − 1) σ(a) (1 − σ(a)) = −0.118374
    assert.deepEqual(titles(lenses), ['∂L/∂w_11 = -0.118459', '∂L/∂w_21 = -0.236918', '∂L/∂b_1 = -0.118459']);
  });

  it('follow an edit at once', async () => {
    const { document } = await openExample('network-b.backprop.json');
    await lensesOf(document);
    await replaceText(document, '[0.40, 0.50]', '[0.40, 5.0]');
    const edited = await lensesOf(document);
    assert.equal(edited.length, 8);
    assert.notEqual(edited[5]!.title, gradientsOfB[5]);
    assert.equal(edited[4]!.title, gradientsOfB[4], 'w_7 is not on the way from w_5 to the loss');
    await replaceText(document, '[0.40, 5.0]', '[0.40, 0.50]');
    assert.deepEqual(titles(await lensesOf(document)), gradientsOfB);
  });

  it('stay as they were, marked stale, on the lines that are left while the file has an error', async () => {
    const { document } = await openExample('network-b.backprop.json');
    const good = await lensesOf(document);
    await replaceText(document, '"inputs": ["i_1", "i_2"],', '"inputs": ["i_1", "i_2",\n\n');
    const stale = await lensesOf(document);
    assert.deepEqual(
      titles(stale),
      gradientsOfB.map((title) => `${title} (stale)`),
    );
    assert.deepEqual(
      stale.map(({ line }) => line),
      good.map(({ line }) => line + 2),
    );
    // The line of w_2 and w_4 goes: their lenses go with it.
    await replaceText(document, '        [0.20, 0.30]\n', '');
    assert.deepEqual(
      titles(await lensesOf(document)),
      gradientsOfB.filter((title) => !/w_[24]/.test(title)).map((title) => `${title} (stale)`),
    );
  });

  it('become one summary for each row where a line has more parameters than the limit', async () => {
    const row = (value: number): string => `[${new Array(15).fill(value).join(', ')}]`;
    const { document } = await openNetwork(`{
      "inputs": 2,
      "layers": [{ "units": 15, "activation": "tanh", "weights": [
        ${row(0.1)},
        ${row(0.2)}
      ], "biases": false }],
      "data": { "inputs": [[1, 2]], "targets": [${row(0)}] }
    }`);
    const shown = titles(await lensesOf(document));
    assert.equal(shown.length, 2);
    // All 15 units alike: y = tanh 0.5, δ = y (1 − y²), ‖∂L‖ of a row = √15 · |δ x_i|
    const y = Math.tanh(0.5);
    const norm = Math.sqrt(15) * y * (1 - y * y);
    assert.deepEqual(shown, [
      `row 1: ‖∂L‖ ${norm.toPrecision(6)}, largest w_{1,1}`.replace('{1,1}', '11'),
      `row 2: ‖∂L‖ ${(2 * norm).toPrecision(6)}, largest w_21`,
    ]);
  });

  it('obey the settings', async () => {
    const settings = vscode.workspace.getConfiguration('backprop');
    const { document } = await openExample('network-b.backprop.json');
    try {
      await settings.update('codeLens.maxPerLine', 1);
      const shown = await until('summaries', async () => {
        const lenses = await lensesOf(document);
        return lenses.length === 4 ? lenses : undefined;
      });
      assert.match(shown[0]!.title, /^row 1: ‖∂E_total‖ 0\.00029\d+, largest w_3$/);
      await settings.update('codeLens.enabled', false);
      await until('no lenses', async () => (await lensesOf(document)).length === 0);
    } finally {
      await settings.update('codeLens.maxPerLine', undefined);
      await settings.update('codeLens.enabled', undefined);
    }
    assert.equal((await lensesOf(document)).length, 8);
  });

  it('stand on the units where the file leaves the weights to the program', async () => {
    const { document } = await openNetwork(`{
      "inputs": 2,
      "layers": [{
        "units": 3,
        "biases": false
      }],
      "data": { "inputs": [[1, 2]], "targets": [[1, 2, 3]] }
    }`);
    const [lens, ...more] = await lensesOf(document);
    assert.equal(more.length, 0);
    assert.match(lens!.title, /^6 weights by xavierUniform, seed 1 · ‖∂L‖ [\d.]+, largest w_\d\d$/);
    assert.match(document.lineAt(lens!.line).text, /"units": 3/);
  });

  it('ask for data where there is none', async () => {
    const { document } = await openNetwork(small.replace(/"data".*/, '"name": "bare"'));
    assert.deepEqual(titles(await lensesOf(document)), ['add data to see gradients']);
  });

  it('show the run’s numbers after a step, on the same lines, until it is reset', async () => {
    const { runs } = await extensionApi();
    const { document } = await openExample('network-b.backprop.json');
    const before = await lensesOf(document);
    await vscode.commands.executeCommand('backprop.step', document.uri);
    await until('the run', () => runs.get(document.uri)?.step === 1);
    const after = await lensesOf(document);
    assert.deepEqual(
      after.map(({ line }) => line),
      before.map(({ line }) => line),
    );
    after.forEach(({ title }, n) => {
      const [, symbol = ''] = /(∂E_total\/∂w_\d)/.exec(before[n]!.title) ?? [];
      assert.match(title, /^→ [\d.]+ · ∂E_total\/∂w_\d = -?[\d.e-]+ · epoch 1$/);
      assert.ok(title.includes(symbol));
    });
    // w_5 ← 0.4 − 0.5 · 0.0721571
    assert.match(after[4]!.title, /^→ 0\.363921 · /);
    await vscode.commands.executeCommand('backprop.reset', document.uri);
    assert.deepEqual(titles(await lensesOf(document)), gradientsOfB);
  });

  it('show names from the file as text', async () => {
    const hostile = '$(zap) ](command:x)\\u202e<img>';
    const named = small.replace('"biases": [0.1]', `"biases": [0.1], "symbols": { "bias": ["${hostile}"] }`);
    const { document } = await openNetwork(named);
    const bias = titles(await lensesOf(document)).at(-1)!;
    assert.ok(bias.startsWith('∂L/∂\\$(zap) ](command:x)⟨U+202E⟩<img> = '), bias);
  });

  it('summarise a matrix of a hundred thousand weights by its rows', async () => {
    const rows = Array.from({ length: 784 }, (_, i) =>
      Array.from({ length: 128 }, (_, j) => (((i * 31 + j * 17) % 97) - 48) / 500).join(','),
    );
    const last = Array.from({ length: 128 }, (_, i) =>
      Array.from({ length: 10 }, (_, j) => (((i * 7 + j * 13) % 89) - 44) / 300).join(','),
    );
    const sample = (seed: number, length: number): string =>
      `[${Array.from({ length }, (_, n) => ((n * seed) % 11) / 10).join(',')}]`;
    const { document } = await openNetwork(`{
"inputs": 784,
"layers": [
{ "units": 128, "activation": "relu", "weights": [
${rows.map((row) => `[${row}]`).join(',\n')}
], "biases": [${new Array(128).fill(0).join(',')}] },
{ "units": 10, "weights": [
${last.map((row) => `[${row}]`).join(',\n')}
], "biases": [${new Array(10).fill(0).join(',')}] }
],
"data": { "inputs": [${sample(3, 784)}, ${sample(5, 784)}], "targets": [${sample(2, 10)}, ${sample(7, 10)}] }
}`);
    const lenses = await until('gradients', async () => {
      const shown = await lensesOf(document);
      return shown.length > 0 && shown.every(({ title }) => !title.includes('…')) ? shown : undefined;
    });
    assert.equal(lenses.length, 784 + 1 + 128 + 1);
    assert.match(lenses[0]!.title, /^row 1: ‖∂L‖ \d/);
    assert.equal(lenses[0]!.line, 4);
    assert.match(lenses[2]!.title, /^row 3: ‖∂L‖ [\d.e-]+, largest w_\{3,\d+\}$/);
    assert.match(lenses[784]!.title, /^biases: ‖∂L‖ /);
  });
});

describe('the hints behind numbers', () => {
  const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('backprop');
  before(extensionApi);
  afterEach(async () => {
    await configuration().update('inlayHints.enabled', undefined, vscode.ConfigurationTarget.Global);
    await closeEditors();
  });

  const hintsOf = async (document: vscode.TextDocument): Promise<string[]> => {
    const everything = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      everything,
    );
    return hints.map(({ label, position }) => {
      const before = document.getText(new vscode.Range(position.line, 0, position.line, position.character));
      const [number] = /[\d.-]+$/.exec(before) ?? ['?'];
      return `${number} ${typeof label === 'string' ? label : label.map(({ value }) => value).join('')}`;
    });
  };

  it('are shown and hidden by a command, each behind its number, and follow an edit and a step', async () => {
    const { document } = await openNetwork(small);
    assert.deepEqual(await hintsOf(document), []);
    await vscode.commands.executeCommand('backprop.toggleInlayHints');
    // p = σ(0.5 · 1 − 0.25 · 2 + 0.1) = 0.52498, δ = (p − 1) p (1 − p) for half the squared error.
    const first = await hintsOf(document);
    assert.deepEqual(first, ['0.5 ∂ -0.118459', '-0.25 ∂ -0.236918', '0.1 ∂ -0.118459']);
    await replaceText(document, '0.5]', '0.9]');
    const edited = await hintsOf(document);
    assert.deepEqual(
      edited.map((hint) => hint.split(' ')[0]),
      ['0.9', '-0.25', '0.1'],
    );
    assert.notEqual(edited[0]!.split('∂')[1], first[0]!.split('∂')[1]);
    await vscode.commands.executeCommand('backprop.step');
    await until('the hints of the step', async () => (await hintsOf(document))[0] !== edited[0] || undefined);
    await vscode.commands.executeCommand('backprop.toggleInlayHints');
    assert.deepEqual(await hintsOf(document), []);
  });
});
