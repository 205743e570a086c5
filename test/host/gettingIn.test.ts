import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { parse as parseKeys } from 'jsonc-parser';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands, focusNetworks, networkLanguage } from '../../src/host/ids';
import type { Answer, Ask, Choice } from '../../src/host/newNetwork/ask';
import { workspaceCsvFiles } from '../../src/host/newNetwork/csvFiles';
import { openNewNetwork } from '../../src/host/newNetwork/newNetwork';
import { askForNetwork } from '../../src/host/newNetwork/questions';
import type { NetworksNode, NetworksTree } from '../../src/host/networksView';
import { menuItems } from '../../src/host/training/menu';
import {
  closeEditors,
  extensionApi,
  openExample,
  positionOf,
  until,
  workspaceFolder,
} from '../support/host/window';

/** What a test answers: the labels or the text, or a wish to go back or to leave. */
type Reply =
  | 'back'
  | 'left'
  | { readonly label: RegExp }
  | { readonly labels: readonly string[] }
  | { readonly text: string }
  | 'first';

/** What was asked, as a person sees it. */
interface Asked {
  readonly prompt: string;
  readonly at: string;
  readonly labels: readonly string[];
}

/** Answers in turn; keeps what it was asked. */
function scripted(replies: readonly Reply[]): { ask: Ask; asked: Asked[] } {
  const left = [...replies];
  const asked: Asked[] = [];
  const next = (
    question: { prompt: string; step: number; steps: number | undefined },
    labels: readonly string[],
  ): Reply => {
    asked.push({ prompt: question.prompt, at: `${question.step}/${question.steps ?? '?'}`, labels });
    const reply = left.shift();
    assert.ok(reply, `nothing to say to ${question.prompt}`);
    return reply;
  };
  const valuesOf = <T>(choices: readonly Choice<T>[], reply: Reply): T[] => {
    const real = choices.filter(({ value }) => value !== undefined);
    const isMeant = ({ label }: Choice<T>): boolean =>
      typeof reply === 'object' &&
      ('labels' in reply ? reply.labels.includes(label) : 'label' in reply && reply.label.test(label));
    const chosen = reply === 'first' ? real.slice(0, 1) : real.filter(isMeant);
    assert.ok(
      chosen.length > 0,
      `${JSON.stringify(reply)} is none of ${JSON.stringify(real.map(({ label }) => label))}`,
    );
    return chosen.map(({ value }) => value!);
  };
  const ask: Ask = {
    one: (question) => {
      const reply = next(
        question,
        question.choices.map(({ label }) => label),
      );
      const answer =
        reply === 'back' || reply === 'left' ? reply : { value: valuesOf(question.choices, reply)[0]! };
      return Promise.resolve(answer);
    },
    some: (question) => {
      const reply = next(
        question,
        question.choices.map(({ label }) => label),
      );
      const answer =
        reply === 'back' || reply === 'left' ? reply : { value: valuesOf(question.choices, reply) };
      return Promise.resolve(answer);
    },
    text: (question): Promise<Answer<string>> => {
      const reply = next(question, [question.value]);
      if (reply === 'back' || reply === 'left') return Promise.resolve(reply);
      const text = typeof reply === 'object' && 'text' in reply ? reply.text : question.value;
      assert.equal(question.problem(text), null);
      return Promise.resolve({ value: text });
    },
  };
  return { ask, asked };
}

/** Presses Enter as long as `asking` is not over. */
async function acceptAll(asking: Thenable<unknown>): Promise<void> {
  const timer = setInterval(() => {
    void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  }, 200);
  try {
    await asking;
  } finally {
    clearInterval(timer);
  }
}

describe('getting in', () => {
  let api: ExtensionApi;

  before(async () => {
    api = await extensionApi();
  });
  afterEach(closeEditors);

  const documentOf = (uri: vscode.Uri): Promise<vscode.TextDocument> =>
    until('the new network', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.toString() === uri.toString() && document.getText() !== '' ? document : undefined;
    });

  /** Asserts that the document has no problem, trains with falling loss, and is written nowhere. */
  const assertTrains = async (document: vscode.TextDocument): Promise<void> => {
    assert.equal(document.uri.scheme, 'untitled');
    assert.equal(document.isDirty, true);
    const state = await until('the state', async () => {
      const now = await api.documents.current(document);
      return now.good?.evaluation() ? now : undefined;
    });
    assert.deepEqual(state.diagnostics, []);
    const before = state.good!.evaluation()!.loss;
    await vscode.commands.executeCommand(commands.train, document.uri);
    const run = api.runs.get(document.uri);
    assert.ok(run && run.loss < before, `${run?.loss} is not below ${before}`);
    api.runs.reset(document.uri);
  };

  const filesNow = async (): Promise<string[]> =>
    (await vscode.workspace.findFiles('**/*')).map(({ path }) => path).sort();

  it('New Network asks with Enter taken for every answer, and opens what trains', async () => {
    // The first file that is offered.
    const csv = vscode.Uri.joinPath(workspaceFolder(), '0-first.csv');
    const rows = Array.from({ length: 25 }, (_, n) => `${n},${n % 2 === 0 ? 'odd' : 'even'},${3 - n}`);
    await vscode.workspace.fs.writeFile(csv, new TextEncoder().encode(`x,kind,t\n${rows.join('\n')}\n`));
    const files = await filesNow();
    const before = vscode.window.activeTextEditor?.document;
    await acceptAll(vscode.commands.executeCommand(commands.newNetwork));
    const document = await until('the new network', () => {
      const now = vscode.window.activeTextEditor?.document;
      return now && now !== before && now.getText() !== '' ? now : undefined;
    });
    assert.equal(document.languageId, networkLanguage);
    assert.match(document.uri.path, /\/0-first\.backprop\.json$/);
    assert.match(
      document.getText(),
      /"inputs": \["x", "kind"\],\s*"targets": \["t"\],\s*"oneHot": \["kind"\]/,
    );
    await assertTrains(document);
    assert.deepEqual(await filesNow(), files);
    await closeEditors();
    await vscode.workspace.fs.delete(csv);
  });

  it('New Network goes back, keeps what was answered, and can be left at any question', async () => {
    const { ask, asked } = scripted([
      { label: /several classes/ },
      { label: /small table/ },
      { text: ' 4 ' },
      'back',
      'first',
      { text: '5' },
      'back',
      'first',
      { text: '4, 4' },
    ]);
    const wanted = await askForNetwork(ask, workspaceCsvFiles);
    assert.deepEqual(wanted, {
      task: 'severalClasses',
      data: { kind: 'table', inputs: 4, classes: 5 },
      hidden: [4, 4],
      csv: null,
    });
    assert.deepEqual(
      asked.map(({ at }) => at),
      ['1/?', '2/?', '3/5', '4/5', '3/5', '4/5', '5/5', '4/5', '5/5'],
    );
    assert.deepEqual([asked[4]!.labels, asked[7]!.labels], [['4'], ['5']]);
    // No generator makes several classes, so none is offered.
    assert.ok(!asked[1]!.labels.some((label) => label === 'moons'));
    await assertTrains(await documentOf(await openNewNetwork(wanted)));

    for (const replies of [
      ['left'],
      ['first', 'left'],
      ['first', { label: /small table/ }, 'left'],
    ] as const) {
      assert.equal(await askForNetwork(scripted(replies).ask, workspaceCsvFiles), null);
    }
  });

  it('New Network reads the header of a CSV file, hostile names included, and stands beside it', async () => {
    const folder = vscode.Uri.joinPath(workspaceFolder(), 'measured');
    const csv = vscode.Uri.joinPath(folder, 'my "plants".csv'.replaceAll('"', "'"));
    const header = '$(trash),"a ""b"", c",\u202Ekind,same,same,note';
    const rows = Array.from(
      { length: 24 },
      (_, n) => `${n},${n % 5},${n % 3 === 0 ? 'oak' : 'fir'},1,2,${n % 4 === 0 ? '' : n}`,
    );
    await vscode.workspace.fs.writeFile(csv, new TextEncoder().encode(`${header}\n${rows.join('\n')}\n`));
    const semicolons = vscode.Uri.joinPath(folder, 'semicolons.csv');
    await vscode.workspace.fs.writeFile(semicolons, new TextEncoder().encode('a;b\n1;2\n'));
    try {
      const { ask, asked } = scripted([
        { label: /two classes/ },
        { label: /CSV/ },
        { label: /semicolons/ },
        { label: /plants/ },
        'first',
        { label: /trash|"b"/ },
        { text: '3' },
      ]);
      const wanted = await askForNetwork(ask, workspaceCsvFiles);
      assert.ok(wanted);
      assert.match(asked[3]!.prompt, /semicolons\.csv does not fit: .*two columns/);
      assert.deepEqual(asked[4]!.labels, ['⟨U+202E⟩kind']);
      // As icons are written, the first would be a picture.
      assert.deepEqual(asked[5]!.labels, ['\\$(trash)', 'a "b", c']);
      assert.match(asked[5]!.prompt, /3 more cannot be/);
      const uri = await openNewNetwork(wanted);
      assert.match(uri.path, /\/measured\/my 'plants'\.backprop\.json$/);
      const document = await documentOf(uri);
      await assertTrains(document);
      const { good } = await api.documents.current(document);
      assert.deepEqual(good?.dataset?.inputColumns, ['$(trash)', 'a "b", c']);
      assert.deepEqual([good.dataset.sampleCount, good.network.layers.at(-1)!.units], [24, 2]);
    } finally {
      await closeEditors();
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });

  it('an untitled network outside the workspace still reads no file', async () => {
    const text =
      '{ "inputs": 1, "layers": [{ "units": 1 }], "data": { "file": "a.csv", "inputs": ["x"], "targets": ["t"] } }';
    for (const folder of ['/nowhere', `${workspaceFolder().path}/..`, `${workspaceFolder().path}-2`]) {
      const uri = vscode.Uri.from({ scheme: 'untitled', path: `${folder}/net.backprop.json` });
      await vscode.commands.executeCommand('vscode.open', uri);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, new vscode.Position(0, 0), text);
      assert.ok(await vscode.workspace.applyEdit(edit));
      const { diagnostics } = await api.documents.current(await documentOf(uri));
      assert.match(diagnostics[0]?.message ?? '', /has no folder yet/, folder);
    }
  });

  const labelsOf = async (tree: NetworksTree): Promise<string[]> => {
    const nodes = await tree.getChildren();
    return nodes.map((node: NetworksNode) => {
      const { label, description } = tree.getTreeItem(node);
      const name = typeof label === 'string' ? label : '';
      return typeof description === 'string' && description !== '' ? `${name} in ${description}` : name;
    });
  };

  it('the list of networks shows those of the workspace, follows a new one, and opens them', async () => {
    const { networks } = api;
    const labels = await labelsOf(networks);
    assert.ok(labels.includes('network-b.backprop.json'), labels.join('\n'));
    const folder = vscode.Uri.joinPath(workspaceFolder(), 'deep', 'er');
    const uri = vscode.Uri.joinPath(folder, 'new.backprop.json');
    await vscode.workspace.fs.writeFile(
      uri,
      new TextEncoder().encode('{ "inputs": 1, "layers": [{ "units": 1 }] }'),
    );
    await until('the new network in the list', async () =>
      (await labelsOf(networks)).includes('new.backprop.json in deep/er'),
    );
    const node = (await networks.getChildren()).find(
      (one) => one.kind === 'network' && one.uri.path === uri.path,
    );
    assert.ok(node);
    const { command, accessibilityInformation } = networks.getTreeItem(node);
    assert.equal(accessibilityInformation?.label, 'Network new.backprop.json in deep/er');
    await vscode.commands.executeCommand(command!.command, ...(command!.arguments as unknown[]));
    await documentOf(uri);
    await closeEditors();
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(workspaceFolder(), 'deep'), { recursive: true });
    await until(
      'the list without it',
      async () => !(await labelsOf(networks)).some((label) => label.includes('deep')),
    );
    // The view is there, in the Explorer, and the editor knows it.
    await vscode.commands.executeCommand(commands.showNetworks);
    assert.ok((await vscode.commands.getCommands(true)).includes(focusNetworks));
  });

  it('the walkthrough opens, and what completes a step beside commands is noticed', async () => {
    await vscode.commands.executeCommand(commands.openWalkthrough);
    await until('the walkthrough', () =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(({ label }) => /Walkthrough|Welcome/.test(label)),
      ),
    );
    const { document } = await openExample('network-b.backprop.json');
    await api.documents.current(document);
    const position = positionOf(document, '0.40', 2);
    await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, position);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(position, position.translate(0, 1)), '5');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('both steps to be done', () => api.walkthrough.done.size === 2);
    assert.deepEqual([...api.walkthrough.done].sort(), ['backprop.hasChangedNumber', 'backprop.hasHovered']);
  });

  it('the menu of the status bar offers what can be done now, each a command that exists', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const offered = (run: Parameters<typeof menuItems>[0]): string[] =>
      menuItems(run).flatMap(({ command }) => (command === undefined ? [] : [command]));
    for (const run of [undefined, { status: 'running' }, { status: 'epochs' }] as const) {
      for (const command of offered(run)) assert.ok(registered.has(command), command);
    }
    const always = [
      commands.openPanel,
      commands.compareRates,
      commands.checkGradients,
      commands.compareNetworks,
      commands.newNetwork,
      commands.openExample,
    ];
    assert.deepEqual(offered(undefined), [commands.train, commands.step, ...always]);
    assert.deepEqual(offered({ status: 'running' }), [
      commands.stop,
      commands.reset,
      commands.showEpoch,
      ...always,
    ]);
    assert.deepEqual(offered({ status: 'epochs' }), [
      commands.train,
      commands.step,
      commands.reset,
      commands.writeTrainedWeights,
      commands.showEpoch,
      commands.forkRun,
      ...always,
    ]);
    await openExample('network-b.backprop.json');
    await until('the active network', () => api.documents.active?.good);
    await acceptAll(vscode.commands.executeCommand(commands.showMenu));
    await until('a run by the first item of the menu', () => api.runs.get(api.documents.activeUri!));
  });

  it('no key of ours is taken from the editor, but those that do the same or better there', async () => {
    const uri = vscode.Uri.parse('vscode://defaultsettings/keybindings.json');
    const bindings = parseKeys((await vscode.workspace.openTextDocument(uri)).getText()) as {
      key: string;
      command: string;
      when?: string;
    }[];
    const ours = bindings.filter(({ command }) => command.startsWith('backprop.'));
    assert.ok(ours.length >= 6, JSON.stringify(ours));
    // In a view of ours a key means what ours does, as in the editor's own views, whose bindings name their focus.
    const isInOwnView = (when = '') => /^(?=.*\bfocusedView == '?backprop\.\w+'?)(?!.*\|\|)/.test(when);
    const inOwnView = ours.filter(({ when }) => isInOwnView(when)).map(({ command }) => command);
    assert.deepEqual(inOwnView.sort(), [commands.removeRun, commands.renameRun]);
    // Lists, terminals, other languages: never where a network file has the focus.
    const elsewhere =
      /^(quickInput|list|history|scm|notebook|markdown|workbench\.action\.(terminal|navigateModalEditor))|hover|Suggest|ParameterHint/i;
    const taken = ours.flatMap(({ key, command, when }) =>
      bindings
        .filter(
          (other) =>
            other.key === key && !other.command.startsWith('backprop.') && !elsewhere.test(other.command),
        )
        // Where a condition cannot hold, as !isWeb in a browser, the editor writes so.
        .filter(() => when !== 'false' && !isInOwnView(when))
        .map((other) => `${command} ${key} ${other.command}`),
    );
    assert.deepEqual(taken.sort(), [
      'backprop.decreaseNumber alt+down editor.action.moveLinesDownAction',
      'backprop.formatNetwork ctrl+shift+i editor.action.formatDocument',
      'backprop.formatNetwork ctrl+shift+i editor.action.formatDocument.none',
      'backprop.increaseNumber alt+up editor.action.moveLinesUpAction',
    ]);
  });
});
