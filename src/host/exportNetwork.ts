import * as vscode from 'vscode';
import { exportedOf } from '../core/exchange/programs/exported';
import {
  exportFiles,
  exportKindNames,
  exportKinds,
  exportRefusal,
  type ExportKindName,
} from '../core/exchange/programs/exportKinds';
import { activeNetwork } from './editor/activeNetwork';
import type { EditorServices } from './editor/editorCommands';
import { baseName } from './training/commandTarget';

export interface ExportServices extends EditorServices {
  /** Offers to start a project that was written for the network, where that may be done. */
  readonly offerRun: (network: vscode.Uri, folder: vscode.Uri) => Promise<void>;
}

/** Exports a network; `kind` and `to` leave the questions out. */
export async function exportNetwork(
  services: ExportServices,
  given: unknown,
  kind: unknown,
  to: unknown,
): Promise<void> {
  const { messages } = services;
  const active = await activeNetwork(services, 'gradients', given instanceof vscode.Uri ? given : undefined);
  if (!active) return;
  const { uri, good } = active;
  const { network, model, parameters, dataset } = good;
  const evaluation = good.evaluation();
  const name = baseName(uri);
  if (!dataset || !evaluation) {
    void messages.show(
      'information',
      dataset
        ? vscode.l10n.t('{0} is still being computed. Export it in a moment.', name)
        : vscode.l10n.t('{0} has no data, and a program checks itself on data. Add "data" first.', name),
    );
    return;
  }
  const chosen = exportKindNames.find((one) => one === kind) ?? (await askForKind(name));
  if (!chosen) return;
  const exported = exportedOf({ source: name, network, model, parameters, dataset, evaluation });
  const refusal = exportRefusal(chosen, exported);
  if (refusal !== null) {
    void messages.show('warning', `${name}: ${refusal}`);
    return;
  }
  const isFolder = exportKinds[chosen].extension === null;
  const ask = () => (isFolder ? askForFolder(uri) : askForFile(uri, chosen));
  const target = to instanceof vscode.Uri ? to : await ask();
  const isWritten = target !== undefined && (await write(services, target, chosen, exported));
  if (isWritten && isFolder) await services.offerRun(uri, target);
}

/** Writes the files of an export; false where a person or the file system would not have it. */
async function write(
  { messages }: EditorServices,
  target: vscode.Uri,
  kind: ExportKindName,
  exported: Parameters<typeof exportFiles>[1],
): Promise<boolean> {
  const isFolder = exportKinds[kind].extension === null;
  const folder = isFolder ? target : vscode.Uri.joinPath(target, '..');
  const files = exportFiles(kind, exported, baseName(target));
  const beside = isFolder ? files : files.slice(1);
  const taken = await present(beside.map(({ name }) => vscode.Uri.joinPath(folder, name)));
  if (taken.length > 0) {
    const replace = vscode.l10n.t('Replace');
    const question = vscode.l10n.t('{0} is there already. Replace it?', taken.map(baseName).join(', '));
    const answer = await vscode.window.showWarningMessage(question, { modal: true }, replace);
    if (answer !== replace) return false;
  }
  try {
    if (isFolder) await vscode.workspace.fs.createDirectory(folder);
    for (const { name, content } of files) {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), bytes);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void messages.show('error', vscode.l10n.t('{0} was not written: {1}', baseName(target), reason));
    return false;
  }
  if (typeof files[0]?.content === 'string') {
    // A notebook opens in the editor for notebooks, as a click in the Explorer would.
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(folder, files[0].name));
  } else vscode.window.setStatusBarMessage(vscode.l10n.t('Backprop: wrote {0}', baseName(target)), 5000);
  return true;
}

/** Which of the files are there: the dialog has asked about the one that was chosen, not about those beside it. */
async function present(files: readonly vscode.Uri[]): Promise<vscode.Uri[]> {
  const found = await Promise.all(
    files.map((file) =>
      vscode.workspace.fs.stat(file).then(
        () => [file],
        () => [],
      ),
    ),
  );
  return found.flat();
}

async function askForKind(name: string): Promise<ExportKindName | undefined> {
  const details = kindDetails();
  const items = exportKindNames.map((kind) => ({
    label: details[kind][0],
    detail: details[kind][1],
    to: kind,
  }));
  const placeHolder = vscode.l10n.t('Export {0} as …', name);
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true }))?.to;
}

/** What the list says of each kind. */
function kindDetails(): Readonly<Record<ExportKindName, readonly [label: string, detail: string]>> {
  return {
    notebook: [
      vscode.l10n.t('Jupyter Notebook'),
      vscode.l10n.t('The worked example: formulas, forward pass, gradients, training, in plain Python'),
    ],
    python: ['Python', vscode.l10n.t("A program without any library, with the file's own names")],
    numpy: ['NumPy', vscode.l10n.t('A program of matrices, with the shape of each')],
    pytorch: ['PyTorch', vscode.l10n.t('An nn.Module with the same weights, loss and optimizer')],
    keras: ['Keras 3', vscode.l10n.t('A model for any backend, with the same weights and loss')],
    sklearn: [
      'scikit-learn',
      vscode.l10n.t('An MLPClassifier or MLPRegressor, where it can be this network'),
    ],
    typescript: ['TypeScript', vscode.l10n.t('A program of arrays and loops')],
    c: ['C', vscode.l10n.t('One header, a program where BACKPROP_MAIN is defined')],
    onnx: ['ONNX', vscode.l10n.t('The network for inference, in double precision')],
    safetensors: ['safetensors', vscode.l10n.t('The weights, as PyTorch calls and turns them')],
    npz: ['NumPy .npz', vscode.l10n.t('The weights as arrays W1, b1, W2 …')],
    latex: ['LaTeX', vscode.l10n.t('A worksheet of every gradient, and its solution beside it')],
    markdown: [
      'Markdown',
      vscode.l10n.t('A worksheet of every gradient, with its solution and the diagram beside it'),
    ],
    'scale-out': [
      vscode.l10n.t('PyTorch Project for Scale-out'),
      vscode.l10n.t('A folder that trains on one process or many, with torchrun or Ray'),
    ],
    svg: ['SVG', vscode.l10n.t('The diagram with its weights')],
    tikz: ['TikZ', vscode.l10n.t('The diagram for LaTeX')],
  };
}

/** A folder of its own within the one that is chosen. */
async function askForFolder(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const stem = baseName(uri).replace(/\.backprop\.json$/, '');
  const parent = uri.scheme === 'untitled' ? undefined : vscode.Uri.joinPath(uri, '..');
  const chosen = await vscode.window.showOpenDialog({
    ...(parent ? { defaultUri: parent } : {}),
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('Export {0} for scale-out into a folder within …', baseName(uri)),
    openLabel: vscode.l10n.t('Export Here'),
  });
  return chosen?.[0] && vscode.Uri.joinPath(chosen[0], [stem, 'scale-out'].join('-'));
}

async function askForFile(uri: vscode.Uri, kind: ExportKindName): Promise<vscode.Uri | undefined> {
  const extension = exportKinds[kind].extension ?? '';
  const stem = baseName(uri).replace(/\.backprop\.json$/, '');
  const folder =
    uri.scheme === 'untitled' ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(uri, '..');
  return vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, [stem, extension].join('.')) } : {}),
    filters: { [kindDetails()[kind][0]]: [extension] },
    title: vscode.l10n.t('Export'),
  });
}
