import * as vscode from 'vscode';
import { RequestError } from '../../../protocol/channel';
import type { DiagramRequests } from '../../../protocol/views/diagram';
import { baseName } from '../../training/commandTarget';

/** Asks a person where a file is to go; `vscode.window.showSaveDialog` is one. */
export type SaveDialog = (options: vscode.SaveDialogOptions) => Thenable<vscode.Uri | undefined>;

const extensions = { svg: 'svg', png: 'png', tikz: 'tex' } as const;

/** Saves a picture of the network beside its file, or wherever a person wants it. */
export async function saveDiagram(
  ask: SaveDialog,
  network: vscode.Uri,
  format: DiagramRequests['exportDiagram']['params']['format'],
  content: Uint8Array,
): Promise<void> {
  const extension = extensions[format];
  const words = {
    svg: vscode.l10n.t('SVG picture'),
    png: vscode.l10n.t('PNG picture'),
    tikz: vscode.l10n.t('TikZ picture for LaTeX'),
  };
  const name = `${baseName(network).replace(/\.backprop\.json$/, '')}.${extension}`;
  // What is not saved has no folder of its own.
  const beside = network.scheme === 'untitled' ? vscode.workspace.workspaceFolders?.[0]?.uri : null;
  const folder = beside === null ? vscode.Uri.joinPath(network, '..') : beside;
  const target = await ask({
    title: vscode.l10n.t('Export the Diagram'),
    filters: { [words[format]]: [extension] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (!target) return;
  try {
    await vscode.workspace.fs.writeFile(target, content);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const message = vscode.l10n.t(
      '{0} could not be written: {1}. Choose another place.',
      baseName(target),
      cause,
    );
    throw new RequestError({ code: 'unavailable', message });
  }
}
