import * as vscode from 'vscode';
import { parse } from '../core/network/parse';
import { isThere } from './files';
import { commands } from './ids';
import type { Messages } from './messages';
import { openUntitledNetwork } from './untitledNetwork';

/**
 * The example networks that ship with the extension, by what they are about and in the order in which they are
 * offered. A list and not a look into the folder: the browser cannot list an extension's files.
 */
const exampleGroups = [
  { group: 'byHand', names: ['network-b', 'network-a', 'classic-2-2-2', 'two-linear-layers'] },
  { group: 'steps', names: ['network-b-learning-rates', 'overshoot'] },
  { group: 'data', names: ['xor', 'circles', 'grains'] },
] as const;

type Group = (typeof exampleGroups)[number]['group'];

export const exampleNames = exampleGroups.flatMap(({ names }) => [...names]);

function groupTitle(group: Group): string {
  switch (group) {
    case 'byHand':
      return vscode.l10n.t('Worked by hand');
    case 'steps':
      return vscode.l10n.t('How far a step goes');
    case 'data':
      return vscode.l10n.t('Learning from samples');
  }
}

const extensionOfNetworks = '.backprop.json';

interface Example {
  readonly file: string;
  readonly text: string;
  readonly title: string;
  readonly lesson: string;
  /** The data file that it names, beside it. */
  readonly dataFile: string | null;
}

/** Registers Open Example: a copy of one of the networks in `folder`, never the shipped file itself. */
export function registerExamples(folder: vscode.Uri, messages: Messages): vscode.Disposable {
  return vscode.commands.registerCommand(commands.openExample, async (argument: unknown) => {
    const examples = await Promise.all(exampleNames.map((name) => readExample(folder, name)));
    const given = examples.find(({ file }) => file === `${String(argument)}${extensionOfNetworks}`);
    const example = given ?? (await choose(examples));
    if (!example) return;
    try {
      if (example.dataFile === null) {
        // The copy is an unsaved file: saving it puts it into the workspace's folder.
        const home = vscode.workspace.workspaceFolders?.[0]?.uri;
        await openUntitledNetwork(home, baseOf(example), example.text);
      } else await copyToFolder(folder, example, example.dataFile);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const text = vscode.l10n.t('The example {0} could not be opened: {1}', example.file, reason);
      await messages.show('error', text);
    }
  });
}

async function readExample(folder: vscode.Uri, name: string): Promise<Example> {
  const file = `${name}${extensionOfNetworks}`;
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, file));
  const text = new TextDecoder().decode(bytes);
  const { network } = parse(text);
  return {
    file,
    text,
    title: network?.name ?? name,
    lesson: network?.description ?? '',
    dataFile: network?.data?.kind === 'file' ? network.data.path : null,
  };
}

function baseOf({ file }: Example): string {
  return file.slice(0, -extensionOfNetworks.length);
}

async function choose(examples: readonly Example[]): Promise<Example | undefined> {
  const items = exampleGroups.flatMap(({ group, names }) => [
    { label: groupTitle(group), kind: vscode.QuickPickItemKind.Separator, example: undefined },
    ...examples
      .filter((example) => names.some((name) => name === baseOf(example)))
      .map((example) => ({
        label: example.title,
        description: example.file,
        detail: example.lesson,
        example,
      })),
  ]);
  const options = {
    title: vscode.l10n.t('Open Example'),
    placeHolder: vscode.l10n.t('Choose a network to copy'),
    matchOnDetail: true,
  };
  return (await vscode.window.showQuickPick(items, options))?.example;
}

/** A network that reads a CSV file needs it on disk: both go into a new folder, where a person wants it. */
async function copyToFolder(source: vscode.Uri, example: Example, dataFile: string): Promise<void> {
  const parent = await chooseFolder(example);
  if (!parent) return;
  const name = baseOf(example);
  let target = vscode.Uri.joinPath(parent, name);
  for (let copy = 2; await isThere(target); copy++) target = vscode.Uri.joinPath(parent, `${name}-${copy}`);
  await vscode.workspace.fs.createDirectory(target);
  for (const file of [dataFile, example.file]) {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(source, file));
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(target, file), bytes);
  }
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(target, example.file), {
    preview: false,
  });
}

async function chooseFolder({ file, dataFile }: Example): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const items: (vscode.QuickPickItem & { readonly uri: vscode.Uri | null })[] = [
    ...folders.map(({ name, uri }) => ({ label: `$(folder) ${name}`, description: uri.fsPath, uri })),
    { label: `$(folder-opened) ${vscode.l10n.t('Choose another folder…')}`, uri: null },
  ];
  const placeHolder = vscode.l10n.t(
    '{0} reads {1}: where shall a folder with both be made?',
    file,
    String(dataFile),
  );
  const title = vscode.l10n.t('Open Example');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (!chosen || chosen.uri) return chosen?.uri ?? undefined;
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t('Copy Example Here'),
  });
  return picked?.[0];
}
