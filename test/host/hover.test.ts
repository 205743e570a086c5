import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { derivedKernels } from '../../src/core/engine/model';
import {
  closeEditors,
  extensionApi,
  hoverAt,
  lensesOf,
  openExample,
  openNetwork,
  positionOf,
  replaceText,
  until,
} from '../support/host/window';

/** The pictures of a hover's Markdown: what each is said to show, and its SVG. */
function picturesOf(markdown: string): { readonly words: string; readonly svg: string }[] {
  const pictures = markdown.matchAll(/^!\[(.*)\]\(data:image\/svg\+xml;base64,([A-Za-z0-9+/]+=*)\)$/gm);
  return [...pictures].map(([, words, base64]) => ({
    words: words!.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
    svg: new TextDecoder().decode(Uint8Array.from(atob(base64!), (one) => one.charCodeAt(0))),
  }));
}

/** What the link with these words runs, as VS Code runs it. */
async function follow(markdown: string, words: string): Promise<void> {
  const start = markdown.indexOf(`[${words}](command:`);
  const [, command, query] = /^\[[^\]]+\]\(command:([\w.]+)\?([\w%.-]+) /.exec(markdown.slice(start)) ?? [];
  assert.ok(command && query, `${words}: ${markdown}`);
  await vscode.commands.executeCommand(command, ...(JSON.parse(decodeURIComponent(query)) as unknown[]));
}

/** The pictures at a position as soon as there are any: the first hover may be too early for them. */
async function typesetAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  return until('a picture', async () => {
    const hover = await hoverAt(document, position);
    return picturesOf(hover).length > 0 ? hover : undefined;
  });
}

describe('the hover', () => {
  before(extensionApi);
  afterEach(closeEditors);

  it('shows the formula as a picture in the colour of the theme, with its text', async () => {
    const { typesetter } = await extensionApi();
    const { document } = await openExample('network-b.backprop.json');
    await lensesOf(document);
    const w5 = positionOf(document, '0.40', 1);
    const colours = new Set<string>();
    const workbench = vscode.workspace.getConfiguration('workbench');
    try {
      for (const [theme, kind] of [
        ['Default Dark Modern', vscode.ColorThemeKind.Dark],
        ['Default Light Modern', vscode.ColorThemeKind.Light],
        ['Default High Contrast', vscode.ColorThemeKind.HighContrast],
        ['Default High Contrast Light', vscode.ColorThemeKind.HighContrastLight],
      ] as const) {
        await workbench.update('colorTheme', theme, vscode.ConfigurationTarget.Global);
        await until(theme, () => vscode.window.activeColorTheme.kind === kind);
        const hover = await typesetAt(document, w5);
        const [picture] = picturesOf(hover);
        const formula = '∂E_total/∂w₅ = (a_o₁ − t₁) · a_o₁(1 − a_o₁) · a_h₁';
        assert.equal(picture?.words, formula);
        assert.ok(hover.includes(`\n${formula} = 0.0721571\n`), hover);
        const [, width, height, colour] =
          /^<svg width="([\d.]+)" height="([\d.]+)" color="(#\w{6})" /.exec(picture.svg) ?? [];
        assert.ok(Number(width) > 100 && Number(width) < 600 && Number(height) > 20, picture.svg);
        assert.ok((picture.svg.match(/<path /g)?.length ?? 0) > 10, picture.svg);
        colours.add(colour!);
      }
    } finally {
      await workbench.update('colorTheme', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.equal(colours.size, 4);
    assert.equal(typesetter.isRunning, true);
  });

  it('goes to another level by its links, and copies what it shows', async () => {
    const { document } = await openExample('network-b.backprop.json');
    const position = positionOf(document, '0.40', 1);
    const setting = vscode.workspace.getConfiguration('backprop.derivation');
    try {
      const hover = await hoverAt(document, position);
      assert.ok(hover.includes('**activations**'), hover);
      await follow(hover, 'δ-form');
      assert.ok(vscode.window.activeTextEditor?.selection.active.isEqual(position));
      assert.equal(vscode.workspace.getConfiguration('backprop').get('derivation.level'), 'delta');
      const unfolded = await typesetAt(document, position);
      assert.deepEqual(
        picturesOf(unfolded).map(({ words }) => words),
        ['∂E_total/∂w₅ = δ_o₁ a_h₁', 'δ_o₁ = (a_o₁ − t₁) · a_o₁(1 − a_o₁)'],
      );
      assert.ok(unfolded.includes('**δ-form**'), unfolded);
      await follow(unfolded, 'Unicode');
      const copied = await vscode.env.clipboard.readText();
      assert.equal(copied, '∂E_total/∂w₅ = δ_o₁ a_h₁\nδ_o₁ = (a_o₁ − t₁) · a_o₁(1 − a_o₁)\n');
      await follow(unfolded, 'Copy LaTeX');
      assert.match(
        await vscode.env.clipboard.readText(),
        /^\\frac\{\\partial E_\{total\}\}\{\\partial w_5\} = /,
      );
    } finally {
      await setting.update('level', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('on w_5 of network B shows value, gradient, check, formula and next update', async () => {
    const { document } = await openExample('network-b.backprop.json');
    const hover = await hoverAt(document, positionOf(document, '0.40', 1));
    assert.match(hover, /^\n*\*\*w\\_5\*\*, from a\\_\\\{h\\_1\\\} to o\\_1, layer output/);
    assert.ok(hover.includes('\nw_5 = 0.4\n'), hover);
    assert.ok(hover.includes('\n∂E_total/∂w_5 = 0.0721571\n'), hover);
    assert.match(hover, /numeric gradient = 0\.0721571, difference -?[\d.]+e-1\d\n/);
    assert.ok(hover.includes('The analytic gradient agrees with the numeric one.'), hover);
    assert.ok(hover.includes('∂E_total/∂w₅ = (a_o₁ − t₁) · a_o₁(1 − a_o₁) · a_h₁ = 0.0721571\n'), hover);
    assert.ok(hover.includes('= 0.363921\n'), hover);
  });

  it('on w_1 of network B shows both paths with their shares', async () => {
    const { document } = await openExample('network-b.backprop.json');
    // The name means the same as the number.
    const hover = await hoverAt(document, positionOf(document, '"w_1"', 2));
    assert.ok(hover.includes('∂E_total/∂w_1 = 0.000188256'), hover);
    assert.ok(hover.includes('through o₁: 0.00071165   58 %\nthrough o₂: -0.000523394   42 %\n'), hover);
    assert.ok(hover.includes('+0.00071165 and −0.000523394: 74 % cancels.'), hover);
  });

  it('says that they disagree when a derivative is wrong', async () => {
    const api = await extensionApi();
    const { document } = await openExample('network-b.backprop.json');
    const w5 = positionOf(document, '0.40', 1);
    // Of the sigmoid's slope one thousandth is missing; its value is right.
    api.documents.setKernels({
      ...derivedKernels,
      activationFunction: (activation) => {
        const right = derivedKernels.activationFunction(activation);
        return { ...right, derivative: (a) => 0.999 * right.derivative(a) };
      },
    });
    try {
      await api.documents.current(document);
      const hover = await hoverAt(document, w5);
      assert.ok(hover.includes('The two disagree'), hover);
      assert.ok(!hover.includes('agrees with'), hover);
      assert.ok(hover.includes('∂E_total/∂w_5 = 0.0720849'), hover);
      assert.ok(hover.includes('numeric gradient = 0.0721571'), hover);
    } finally {
      api.documents.setKernels(undefined);
    }
    await api.documents.current(document);
    assert.ok((await hoverAt(document, w5)).includes('agrees with'));
  });

  it('says that it is at a kink', async () => {
    const { document } = await openNetwork(`{
      "inputs": 1,
      "layers": [{ "units": 1, "activation": "relu", "weights": [[0.7]], "biases": [-1.4] }],
      "data": { "inputs": [[2]], "targets": [[1]] }
    }`);
    const hover = await hoverAt(document, positionOf(document, '0.7'));
    assert.ok(hover.includes('At a kink'), hover);
    assert.ok(hover.includes('∂L/∂w_11 = 0\n'), hover);
  });

  it('explains inputs, targets and the loss too', async () => {
    const { document } = await openExample('network-b.backprop.json');
    assert.ok((await hoverAt(document, positionOf(document, '"i_2"', 2))).includes('∂E_total/∂i_2 = '));
    const input = await hoverAt(document, positionOf(document, '0.05, 0.10', 1));
    assert.ok(input.includes('i_1 = 0.05\n∂E_total/∂i_1 = 0.00168883'), input);
    assert.ok((await hoverAt(document, positionOf(document, '0.01, 0.99', 7))).includes('t_2 = 0.99'));
    assert.ok(
      (await hoverAt(document, positionOf(document, '"halfSquared', 3))).includes('E_total = 0.24252'),
    );
  });

  it('shows the file’s and the run’s numbers after a step', async () => {
    const { runs } = await extensionApi();
    const { document } = await openExample('network-b.backprop.json');
    await vscode.commands.executeCommand('backprop.step', document.uri);
    await until('the run', () => runs.get(document.uri)?.step === 1);
    const hover = await hoverAt(document, positionOf(document, '0.40', 1));
    assert.ok(hover.includes('w_5 = 0.4   in the file\n∂E_total/∂w_5 = 0.0721571   in the file\n'), hover);
    assert.match(hover, /w_5 = 0\.363921 {3}epoch 1\n∂E_total\/∂w_5 = 0\.07\d+ {3}epoch 1\n/);
    assert.ok(hover.includes('agrees with the numeric one'), hover);
    await vscode.commands.executeCommand('backprop.reset', document.uri);
  });

  it('says what is missing', async () => {
    const { document } = await openNetwork('{ "inputs": 1, "layers": [{ "units": 1, "weights": [[0.7]] }] }');
    const hover = await hoverAt(document, positionOf(document, '0.7'));
    assert.ok(hover.includes('w_11 = 0.7'), hover);
    assert.ok(hover.includes('Add "data" to the file to see gradients.'), hover);
    await replaceText(document, '"inputs": 1,', '"inputs": -1,');
    const broken = await hoverAt(document, positionOf(document, '0.7'));
    assert.ok(broken.includes('Gradients are shown again when the error in line 1 is mended.'), broken);
  });

  it('shows names as text, whatever they say', async () => {
    const names = [
      '](command:workbench.action.quit)',
      '[x](command:workbench.action.quit)',
      '<img src=x onerror=alert(1)>',
      '<command:workbench.action.quit>',
      '```\\n# heading\\n```',
      'https://example.com www.example.com a@example.com &lt;',
      '**bold** `code` $(zap) a\\u202eb\\u200bc\\n- list',
    ];
    for (const name of names) {
      const { document } = await openNetwork(`{
        "inputs": ["${name}"],
        "layers": [{ "name": "${name}", "units": ["y"], "weights": [[0.7]], "symbols": { "weight": [["${name} w"]] } }],
        "data": { "inputs": [[2]], "targets": [[1]] }
      }`);
      const uri = document.uri;
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        uri,
        positionOf(document, '0.7'),
      );
      // Of the editor's own JSON support there may be another.
      const card = hovers
        .flatMap(({ contents }) => contents as vscode.MarkdownString[])
        .find(({ value }) => value.includes('Copy LaTeX'));
      assert.ok(card, name);
      assert.equal(card.supportHtml ?? false, false);
      assert.equal(card.supportThemeIcons ?? false, false);
      assert.deepEqual(card.isTrusted, {
        enabledCommands: [
          'backprop.showDerivation',
          'backprop.showAtLevel',
          'backprop.copyGradientAs',
          'backprop.pin',
        ],
      });
      // Outside code blocks no sign of Markdown is left that is not escaped, but for the card's own.
      const outside = card.value
        .replace(/^(`{3,})plaintext\n[^]*?^\1$/gm, '')
        .replace(/^!\[(?:[\p{L}\p{N} ]|&#\d+;)*\]\(data:image\/svg\+xml;base64,[\w+/]+=*\)$/gmu, '')
        .replace(/\[[\wδ -]+\]\(command:backprop\.\w+\?[\w%.-]+ "[\w ]+"\)/g, '')
        .replace('**activations**', '')
        .replace(/^\*\*([^]*?)(?<!\\)\*\*/, '$1');
      const unescaped = outside.replace(/\\[\\`*_{}[\]()#+\-!~>]|&#\d+;/g, '');
      assert.doesNotMatch(unescaped, /[\\*_`[\](){}#<>!~&:@]/, card.value);
      assert.doesNotMatch(card.value, /[\u202e\u200b]/);
    }
  });
});
