import * as vscode from 'vscode';
import { parse } from '../core/network/parse';
import { commands } from './ids';
import type { Messages } from './messages';

/**
 * The example networks that ship with the extension, in the order in which they are offered. A list and not
 * a look into the folder: the browser cannot list an extension's files.
 */
export const exampleNames = [
  'network-b',
  'network-a',
  'classic-2-2-2',
  'network-b-learning-rates',
  'overshoot',
  'xor',
  'circles',
  'grains',
] as const;

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
      if (example.dataFile === null) await openUntitled(example);
      else await copyToFolder(folder, example, example.dataFile);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await messages.show('error', `The example ${example.file} could not be opened: ${reason}`);
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

async function choose(examples: readonly Example[]): Promise<Example | undefined> {
  const items = examples.map((example) => ({
    label: example.title,
    description: example.file,
    detail: example.lesson,
    example,
  }));
  const options = { title: 'Open Example', placeHolder: 'Choose a network to copy', matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.example;
}

/** The copy is an unsaved file: saving it puts it into the workspace's folder. */
async function openUntitled({ file, text }: Example): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await freeUri((name) => untitledUri(folder, name), file);
  await show(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the editor did not take its text');
}

/** As a person opens it: what an extension opens by itself stays open for minutes after its editor is closed. */
async function show(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
}

function untitledUri(folder: vscode.Uri | undefined, name: string): vscode.Uri {
  const path = folder ? vscode.Uri.joinPath(folder, name).path : name;
  return vscode.Uri.from({ scheme: 'untitled', path });
}

/** `file` under a name that neither an open document nor a file has. */
async function freeUri(uriOf: (name: string) => vscode.Uri, file: string): Promise<vscode.Uri> {
  const base = file.slice(0, -extensionOfNetworks.length);
  for (let copy = 1; ; copy++) {
    const uri = uriOf(copy === 1 ? file : `${base}-${copy}${extensionOfNetworks}`);
    const isOpen = vscode.workspace.textDocuments.some((open) => open.uri.toString() === uri.toString());
    if (!isOpen && !(await exists(uri))) return uri;
  }
}

/** Whether there is a file where an untitled document would be saved. */
async function exists(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) return false;
  return isThere(folder.with({ path: uri.path }));
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false; // the one answer of a file system to a name it does not have
  }
}

/** A network that reads a CSV file needs it on disk: both go into a new folder, where a person wants it. */
async function copyToFolder(source: vscode.Uri, example: Example, dataFile: string): Promise<void> {
  const parent = await chooseFolder(example);
  if (!parent) return;
  const name = example.file.slice(0, -extensionOfNetworks.length);
  let target = vscode.Uri.joinPath(parent, name);
  for (let copy = 2; await isThere(target); copy++) target = vscode.Uri.joinPath(parent, `${name}-${copy}`);
  await vscode.workspace.fs.createDirectory(target);
  for (const file of [dataFile, example.file]) {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(source, file));
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(target, file), bytes);
  }
  await show(vscode.Uri.joinPath(target, example.file));
}

async function chooseFolder({ file, dataFile }: Example): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const items: (vscode.QuickPickItem & { readonly uri: vscode.Uri | null })[] = [
    ...folders.map(({ name, uri }) => ({ label: `$(folder) ${name}`, description: uri.fsPath, uri })),
    { label: '$(folder-opened) Choose another folder…', uri: null },
  ];
  const placeHolder = `${file} reads ${String(dataFile)}: where shall a folder with both be made?`;
  const chosen = await vscode.window.showQuickPick(items, { title: 'Open Example', placeHolder });
  if (!chosen || chosen.uri) return chosen?.uri ?? undefined;
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: 'Copy Example Here',
  });
  return picked?.[0];
}
