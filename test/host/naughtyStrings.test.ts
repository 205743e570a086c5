import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parse } from '../../src/core/network/parse';
import { showHidden } from '../../src/core/network/hidden';
import { closeEditors, hoverAt, lensesOf, openNetwork, problemsOf, until } from '../support/host/window';

const root = join(__dirname, '..', '..', '..');
const naughty = JSON.parse(
  readFileSync(join(root, 'test', 'fixtures', 'naughty-strings', 'blns.json'), 'utf8'),
) as readonly string[];

/** As JSON; VS Code asks before it shows a file with the line ends of Unicode as they are. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (sign) =>
    sign === '\u2028' ? '\\u2028' : '\\u2029',
  );
}

/** A third of the names, and many that look like markup, as far as one network can have them together. */
function chosenNames(): readonly string[] {
  const wanted = naughty.filter((name, n) => n % 4 === 0 || /[<>[\]()`$]/.test(name)).slice(0, 150);
  const names = ['$(bug)', '[a](command:workbench.action.quit)'];
  for (const name of ['![i](https://x.test/i.png)', ...wanted]) {
    if (parse(networkOf([...names, name])).network) names.push(name);
  }
  return names;
}

function networkOf(names: readonly string[]): string {
  const rows = names.map((_, n) => `      [${n / 100}]`).join(',\n');
  return `{
  "inputs": ${json(names)},
  "layers": [{ "name": ${json(names[0])}, "units": 1, "biases": false,
    "symbols": { "weight": ${json(names.map((name) => [`${name}w`]))} },
    "weights": [
${rows}
    ] }],
  "symbols": { "loss": ${json(`${names[1] ?? ''}l`)} },
  "data": { "inputs": [${json(names.map(() => 1))}], "targets": [[0.5]] },
  "training": { "seed": 1 }
}
`;
}

/** Markdown without code blocks, our own links and pictures, and what is escaped: all that could be markup. */
function markupOf(markdown: string): string {
  return markdown
    .replace(/^(`{3,})[^]*?^\1$/gm, '')
    .replace(/!\[[A-Za-z0-9 &#;\u0080-\u{10FFFF}]*\]\(data:image\/svg\+xml;base64,[\w+/]+=*\)/gu, '')
    .replace(
      /\[[\p{L} -]+\]\(command:backprop\.(?:showDerivation|showAtLevel|copyGradientAs|pin)\?[^)]*\)/gu,
      '',
    )
    .replace(/\\[^\w\s]/g, '');
}

describe('naughty strings as the names of a network', () => {
  afterEach(closeEditors);

  it('are text in lenses, hovers, hints, the outline and problems', async () => {
    const names = chosenNames();
    assert.ok(names.length > 80, `${names.length}`);
    const text = networkOf(names);
    const { document } = await openNetwork(text);
    const lenses = await until('the lenses', async () => {
      const all = await lensesOf(document);
      return all.length >= names.length ? all : undefined;
    });
    const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
    for (const { title } of lenses) {
      assert.doesNotMatch(title, /(?<!\\)\$\(/);
      assert.doesNotMatch(title, hidden, JSON.stringify(title));
    }
    const first = document
      .getText()
      .split('\n')
      .findIndex((line) => line.includes('[0]'));
    for (let n = 0; n < names.length; n += 3) {
      const place = new vscode.Position(first + n, 8);
      const markdown = await hoverAt(document, place);
      assert.match(markdown, /\[Derivation\]/);
      const markup = markupOf(markdown);
      assert.doesNotMatch(markup, /<|\]\(|!\[|`|https?:|www\./i, markup);
      assert.doesNotMatch(markdown.replaceAll('\n', ''), hidden, JSON.stringify(markup));
    }
    const section = vscode.workspace.getConfiguration('backprop');
    await section.update('inlayHints.enabled', true, vscode.ConfigurationTarget.Global);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      new vscode.Range(0, 0, document.lineCount, 0),
    );
    await section.update('inlayHints.enabled', undefined, vscode.ConfigurationTarget.Global);
    assert.ok(hints.length >= names.length);
    for (const { label, tooltip } of hints) {
      // VS Code shows a text as text, and would read Markdown.
      assert.ok(typeof label === 'string' && typeof tooltip === 'string');
      assert.match(tooltip, /^∂.* = /);
      assert.doesNotMatch(label + tooltip, hidden, JSON.stringify(tooltip));
    }
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const flat = (all: readonly vscode.DocumentSymbol[]): readonly vscode.DocumentSymbol[] =>
      all.flatMap((one) => [one, ...flat(one.children)]);
    const ours = flat(symbols);
    assert.ok(ours.length > 80);
    for (const { name } of ours) assert.doesNotMatch(name, hidden, JSON.stringify(name));
  });

  it('are quoted in problems with what is unseen made visible', async () => {
    const unseen = naughty.filter((name) => showHidden(name) !== name && name.length < 30).slice(0, 60);
    assert.ok(unseen.length > 10);
    const layers = unseen.map((name) => ({ units: 1, activation: name }));
    const { document } = await openNetwork(json({ inputs: 1, layers }));
    const problems = await until('the problems', () => {
      const all = problemsOf(document);
      return all.length >= unseen.length ? all : undefined;
    });
    for (const { message } of problems) assert.equal(message, showHidden(message));
    assert.ok(problems.some(({ message }) => message.includes('⟨U+')));
  });
});
