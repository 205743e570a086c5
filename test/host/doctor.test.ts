import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { parse } from '../../src/core/network/parse';
import { doctorFixtures } from '../support/doctorFixtures';
import {
  closeEditors,
  extensionApi,
  openExample,
  openNetwork,
  problemsOf,
  replaceText,
  until,
} from '../support/host/window';

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

function codesOf(document: vscode.TextDocument): string[] {
  return problemsOf(document).map(codeOf);
}

/** Waits until the doctor has looked at the document's present text. */
async function examined(document: vscode.TextDocument): Promise<void> {
  const { doctor } = await extensionApi();
  await until('a report', () => doctor.get(document.uri)?.version === document.version);
}

async function shown(document: vscode.TextDocument, code: string): Promise<vscode.Diagnostic> {
  return until(`a problem ${code}, not ${codesOf(document).join()}`, () =>
    problemsOf(document).find((one) => codeOf(one) === code),
  );
}

async function actionsAt(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const { value } = vscode.CodeActionKind.QuickFix;
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, value);
}

async function train(document: vscode.TextDocument): Promise<void> {
  const { runs } = await extensionApi();
  await vscode.commands.executeCommand('backprop.train', document.uri);
  await until(
    'the end of the run',
    () => runs.get(document.uri)?.status !== 'running' && runs.get(document.uri),
  );
}

function setting(key: string): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(`backprop.${key}`);
}

async function turnedBackOn(): Promise<void> {
  await setting('doctor').update('off', undefined, vscode.ConfigurationTarget.Global);
  await setting('doctor').update('enabled', undefined, vscode.ConfigurationTarget.Global);
}

describe('the network doctor', () => {
  before(extensionApi);
  afterEach(async () => {
    await turnedBackOn();
    await closeEditors();
  });

  for (const { code, faulty, isOfRun, cures, evidence, place } of doctorFixtures) {
    it(`shows ${code}, whose fixes can be applied and undone`, async () => {
      const { document } = await openNetwork(faulty);
      if (isOfRun) {
        await examined(document);
        assert.deepEqual(codesOf(document), []);
        await train(document);
      }
      const problem = await shown(document, code);
      assert.deepEqual(codesOf(document), [code]);
      for (const number of evidence) assert.ok(problem.message.includes(number), problem.message);
      assert.equal(document.getText(problem.range), place);
      assert.ok(typeof problem.code === 'object');
      const page = await vscode.workspace.openTextDocument((problem.code as { target: vscode.Uri }).target);
      assert.match(page.getText(), new RegExp(`^## ${code}\n\n\\*\\*`));

      const actions = await actionsAt(document, problem.range);
      const fixes = actions.filter(({ edit }) => edit);
      for (const { title, edit } of fixes) {
        assert.equal(await vscode.workspace.applyEdit(edit!), true, title);
        assert.notEqual(document.getText(), faulty, title);
        assert.deepEqual(parse(document.getText()).diagnostics, [], title);
        if (!isOfRun && cures.some((cure) => title.startsWith(cure))) {
          await until(`${title} to cure`, () => !codesOf(document).includes(code));
        }
        await vscode.commands.executeCommand('undo');
        await until('the undone text', () => document.getText() === faulty);
        if (!isOfRun) await shown(document, code);
      }
      for (const cure of cures)
        assert.ok(
          fixes.some(({ title }) => title.startsWith(cure)),
          cure,
        );
      const titles = actions.map(({ title }) => title);
      assert.deepEqual(titles.slice(-2), [`Explain ${code}`, `Turn off this check (${code})`]);
    });
  }

  it('is silent about a check that its quick fix turned off, until it is turned on again', async () => {
    const { code, faulty } = doctorFixtures[0]!;
    const { document } = await openNetwork(faulty.replace('"inputs"', '"inptus": 1, "inputs"'));
    const twins = await shown(document, code);
    const key = await shown(document, 'key.unknown');
    for (const [problem, name] of [
      [twins, code],
      [key, 'key.unknown'],
    ] as const) {
      const off = (await actionsAt(document, problem.range)).find(
        ({ title }) => title === `Turn off this check (${name})`,
      );
      await vscode.commands.executeCommand(off!.command!.command, ...(off!.command!.arguments as unknown[]));
      await until(`no ${name}`, () => !codesOf(document).includes(name));
    }
    assert.deepEqual(setting('doctor').get('off'), [code, 'key.unknown']);
    assert.deepEqual(codesOf(document), []);
    await turnedBackOn();
    await shown(document, code);
    await setting('doctor').update('enabled', false, vscode.ConfigurationTarget.Global);
    await until('no finding', () => !codesOf(document).includes(code));
    assert.deepEqual(codesOf(document), ['key.unknown']);
  });

  it('explains a finding in a preview', async () => {
    await vscode.commands.executeCommand('backprop.explainFinding', 'doctor.twins');
    await until('a preview', () =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(
          ({ input, label }) => input instanceof vscode.TabInputWebview && label.includes('doctor.twins'),
        ),
      ),
    );
  });

  it('finds the fault that an example shows, and none in one that shows none', async () => {
    for (const [name, codes] of [
      ['overshoot', ['doctor.learningRate']],
      ['xor', []],
    ] as const) {
      const { document } = await openExample(`${name}.backprop.json`);
      await examined(document);
      await until(name, () => codesOf(document).join() === codes.join());
    }
  });

  it('mends shapes: pads, trims, exchanges, takes out', async () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ['[[1, 2, 3], [4, 5, 6]]', 'Exchange rows and columns', '[[1, 4], [2, 5], [3, 6]]'],
      ['[[1, 2], [3, 4]]', 'Pad with 0 to 3×2', '[[1, 2], [3, 4], [0, 0]]'],
      ['[[1, 2], [3], [4, 5]]', 'Pad with 0 to 3×2', '[[1, 2], [3, 0], [4, 5]]'],
      ['[[1, 2, 9], [3, 4, 9], [5, 6, 9], [7, 8, 9]]', 'Trim to 3×2', '[[1, 2], [3, 4], [5, 6]]'],
    ];
    const around = (weights: string) => `{ "inputs": 3, "layers": [{ "units": 2, "weights": ${weights} }] }`;
    for (const [wrong, title, right] of cases) {
      const { document } = await openNetwork(around(wrong));
      const problem = await shown(document, 'weights.shape');
      assert.equal(problem.relatedInformation?.length, 2);
      const actions = await actionsAt(document, problem.range);
      assert.ok(actions.some((one) => one.title === 'Remove the weights: they are drawn at random'));
      const fix = actions.find((one) => one.title === title);
      assert.ok(fix?.edit, actions.map((one) => one.title).join());
      assert.equal(await vscode.workspace.applyEdit(fix.edit), true);
      assert.equal(document.getText(), around(right));
      await until('no problem', () => codesOf(document).length === 0);
      await vscode.commands.executeCommand('undo');
      await until('the undone text', () => document.getText() === around(wrong));
    }
  });

  it('gives way to typing: no text is reported on that is not the document’s any more', async () => {
    const { doctor, documents } = await extensionApi();
    const text = `{
  "inputs": 2,
  "layers": [{ "units": 60, "activation": "tanh" }, { "units": 1, "activation": "sigmoid" }],
  "data": { "generator": "xor", "samples": 700 },
  "training": { "optimizer": "adam", "learningRate": 0.1 }
}
`;
    const { document } = await openNetwork(text);
    await examined(document);
    const versions: number[] = [];
    const late: number[] = [];
    const listening = doctor.onDidReport(({ uri, version }) => {
      if (uri.toString() !== document.uri.toString()) return;
      versions.push(version);
      if (version !== document.version) late.push(version);
    });
    try {
      for (const rate of ['0.11', '0.12', '0.13', '0.14']) {
        const [old] = /"learningRate": [\d.]+/.exec(document.getText())!;
        await replaceText(document, old, `"learningRate": ${rate}`);
        // The text has its state, and its examination is arranged: the next edit has to end that.
        await documents.current(document);
      }
      await examined(document);
      assert.equal(versions.at(-1), document.version);
      assert.deepEqual(late, []);
      assert.deepEqual(codesOf(document), []);
    } finally {
      listening.dispose();
    }
  });
});
