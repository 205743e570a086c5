import * as vscode from 'vscode';
import { utf8 } from '../core/exchange/files/utf8';
import {
  importKindNames,
  importKinds,
  importSizeLimit,
  importSteps,
  recognisedKind,
  type ImportKindName,
} from '../core/exchange/imports/importKinds';
import {
  refusalText,
  type ImportQuestion,
  type ImportRefusal,
  type ImportResult,
} from '../core/exchange/imports/imported';
import { showHidden } from '../core/network/hidden';
import { labelText, visibleText } from './editor/visibleText';
import type { Messages } from './messages';
import { runInSlices } from './slices';
import { baseName } from './training/commandTarget';
import { openUntitledNetwork } from './untitledNetwork';

/** What is imported: bytes with a name, and where the network would be saved. */
interface Given {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly folder: vscode.Uri | undefined;
}

/** Imports a file or an address as a network file that is not saved; `given`, `kind` and `answers` leave questions out. */
export async function importNetwork(
  messages: Messages,
  given: unknown,
  kind: unknown,
  answers: unknown,
): Promise<void> {
  const source = await sourceOf(messages, given);
  if (!source) return;
  const name = visibleText(source.name);
  const chosen = importKindNames.find((one) => one === kind) ?? recognisedKind(source);
  const result = await readAsking(source, chosen, answers);
  if (!result) return;
  if (result.kind === 'refused') {
    await sayRefusal(messages, name, chosen, result.refusal);
    return;
  }
  try {
    await openUntitledNetwork(source.folder, stemOf(source.name), result.text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await messages.show('error', vscode.l10n.t('The network could not be made: {0}', reason));
    return;
  }
  void messages.show(
    'information',
    vscode.l10n.t('Imported {0}. What was chosen and what was left out stands at the top of the file.', name),
  );
}

/** Reads the file, asking what it leaves open; undefined where a question was left. */
async function readAsking(
  { name, bytes }: Given,
  kind: ImportKindName | null,
  answers: unknown,
): Promise<Exclude<ImportResult, { readonly kind: 'question' }> | undefined> {
  const choices = new Map<string, string>();
  if (typeof answers === 'object' && answers !== null) {
    for (const [key, value] of Object.entries(answers)) choices.set(key, String(value));
  }
  for (;;) {
    const steps = importSteps(kind, { name, bytes, choices });
    const result = (await runInSlices(steps, { isCancelled: false }))!;
    if (result.kind !== 'question') return result;
    const value = await askPerson(name, result.question);
    if (value === undefined) return undefined;
    choices.set(result.question.key, value);
  }
}

async function askPerson(name: string, { prompt, options }: ImportQuestion): Promise<string | undefined> {
  const items = options.map(({ value, label, detail }) => ({
    label: labelText(showHidden(label)),
    ...(detail === undefined ? {} : { detail: labelText(showHidden(detail)) }),
    value,
  }));
  const title = vscode.l10n.t('Import {0}', visibleText(name));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: showHidden(prompt),
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return picked?.value;
}

/** Says why, and offers the program that writes a file of this kind. */
async function sayRefusal(
  messages: Messages,
  name: string,
  kind: ImportKindName | null,
  refusal: ImportRefusal,
): Promise<void> {
  const text = `${name}: ${showHidden(refusalText(refusal))}`;
  const copy = vscode.l10n.t('Copy a Snippet…');
  const answer = await messages.show('error', text, copy);
  if (answer === copy) await copySnippet(messages, kind);
}

/** Puts the program of a kind on the clipboard; asks for the kind where it has none. */
async function copySnippet(messages: Messages, kind: ImportKindName | null): Promise<void> {
  const own = kind ? importKinds[kind].snippet : undefined;
  const snippet = own ?? (await askForSnippet());
  if (!snippet) return;
  await vscode.env.clipboard.writeText(snippet.text);
  void messages.show(
    'information',
    vscode.l10n.t(
      'The snippet is on the clipboard. Run it where the model is, and import the file that it writes.',
    ),
  );
}

async function askForSnippet(): Promise<{ readonly text: string } | undefined> {
  const picked = await vscode.window.showQuickPick(snippetItems(), {
    placeHolder: vscode.l10n.t('Copy which snippet?'),
    matchOnDetail: true,
  });
  return picked?.snippet;
}

function snippetItems() {
  return importKindNames.flatMap((name) => {
    const { title, snippet } = importKinds[name];
    return snippet ? [{ label: `$(copy) ${title()}`, detail: snippet.title(), snippet }] : [];
  });
}

/** The bytes of what was given; asks a person where nothing was. */
async function sourceOf(messages: Messages, given: unknown): Promise<Given | undefined> {
  if (given instanceof vscode.Uri) return readFile(messages, given);
  if (typeof given === 'string') return addressOf(given);
  const file = {
    label: vscode.l10n.t('$(folder-opened) A File…'),
    detail: kindList(),
    from: 'file',
  } as const;
  const address = {
    label: vscode.l10n.t('$(link) An Address of the TensorFlow Playground…'),
    detail: vscode.l10n.t('Its samples, weights and settings; only the text of the address is read'),
    from: 'address',
  } as const;
  const snippet = {
    label: vscode.l10n.t('$(copy) Copy a Snippet…'),
    detail: vscode.l10n.t('Python that writes a model of a library into a file to be imported'),
    from: 'snippet',
  } as const;
  const picked = await vscode.window.showQuickPick([file, address, snippet], {
    placeHolder: vscode.l10n.t('Import what?'),
    matchOnDetail: true,
  });
  switch (picked?.from) {
    case undefined:
      return undefined;
    case 'file': {
      const chosen = await vscode.window.showOpenDialog({
        canSelectMany: false,
        openLabel: vscode.l10n.t('Import'),
        filters: { [vscode.l10n.t('Networks of other tools')]: extensions() },
      });
      return chosen?.[0] && readFile(messages, chosen[0]);
    }
    case 'address': {
      const text = await vscode.window.showInputBox({
        prompt: vscode.l10n.t('The address of the TensorFlow Playground, with all that stands behind its #'),
        ignoreFocusOut: true,
      });
      return text === undefined ? undefined : addressOf(text);
    }
    case 'snippet':
      await copySnippet(messages, null);
      return undefined;
  }
}

function addressOf(text: string): Given {
  return {
    name: 'playground.tensorflow.org',
    bytes: utf8(text),
    folder: vscode.workspace.workspaceFolders?.[0]?.uri,
  };
}

function kindList(): string {
  return importKindNames
    .filter((name) => importKinds[name].extensions.length > 0)
    .map((name) => importKinds[name].title())
    .join(', ');
}

function extensions(): string[] {
  return [...new Set(importKindNames.flatMap((name) => importKinds[name].extensions))];
}

/** The bytes of a file, unless it has more than are read; its size is asked first. */
async function readFile(messages: Messages, uri: vscode.Uri): Promise<Given | undefined> {
  const name = baseName(uri);
  const tooLarge = (size: number): undefined => {
    const [own, most] = [size, importSizeLimit].map((bytes) => Math.ceil(bytes / 1024 / 1024));
    const text = vscode.l10n.t(
      '{0} has {1} MB; at most {2} MB are imported.',
      visibleText(name),
      own!,
      most!,
    );
    void messages.show('error', text);
    return undefined;
  };
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > importSizeLimit) {
      tooLarge(size);
      return;
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (bytes.length > importSizeLimit) {
      tooLarge(bytes.length);
      return;
    }
    return { name, bytes, folder: folderOf(uri) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void messages.show('error', vscode.l10n.t('{0} was not read: {1}', visibleText(name), reason));
    return undefined;
  }
}

/** The network stands beside its file where that is in the workspace, else in the first folder. */
function folderOf(uri: vscode.Uri): vscode.Uri | undefined {
  return vscode.workspace.getWorkspaceFolder(uri)
    ? vscode.Uri.joinPath(uri, '..')
    : vscode.workspace.workspaceFolders?.[0]?.uri;
}

/** A name for the network file: the file's without its ending, and without what no file system takes. */
function stemOf(name: string): string {
  const stem = name
    .replace(/\.[^.]*$/, '')
    // eslint-disable-next-line no-control-regex -- file systems refuse them
    .replace(/[\u0000-\u001f<>:"/\\|?*]/g, '')
    .slice(0, 100);
  return stem === '' ? 'network' : stem;
}
