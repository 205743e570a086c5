import * as vscode from 'vscode';
import { registerActiveContext } from './host/activeContext';
import { NetworkDocuments } from './host/documents';
import { registerDiagnostics } from './host/editor/diagnostics';
import { registerEditorCommands } from './host/editor/editorCommands';
import { registerFixes } from './host/editor/fixes';
import { HoverProvider } from './host/editor/hover';
import { LensProvider } from './host/editor/lenses';
import { registerExamples } from './host/examples';
import type { ExtensionApi } from './host/extensionApi';
import { Messages } from './host/messages';
import { registerPanel } from './host/panel/panel';
import { Selection } from './host/selection';
import { Runs } from './host/training/runs';
import { registerStatusBar } from './host/training/statusBar';
import { registerTrainingCommands } from './host/training/trainingCommands';
import { registerTrainingContext } from './host/training/trainingContext';
import { startTrainingWorker } from './host/training/workerClient.platform';

export function activate({ extensionUri, subscriptions }: vscode.ExtensionContext): ExtensionApi {
  const log = vscode.window.createOutputChannel('Backprop', { log: true });
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const messages = new Messages();
  const documents = new NetworkDocuments((error) => {
    log.error(error instanceof Error ? error : String(error));
  });
  const selection = new Selection(documents);
  const runs = new Runs(documents, startTrainingWorker, dist);
  subscriptions.push(
    log,
    messages,
    documents,
    selection,
    runs,
    registerActiveContext(documents),
    registerDiagnostics(documents),
    registerFixes(documents),
    new LensProvider(documents, runs),
    new HoverProvider(documents, runs),
    registerEditorCommands({ documents, selection, messages }),
    registerTrainingCommands({ documents, runs, messages }),
    registerTrainingContext(documents, runs),
    registerStatusBar(documents, runs),
    registerPanel(dist, {
      documents,
      selection,
      runs,
      log: (text) => {
        log.warn(text);
      },
    }),
    registerExamples(vscode.Uri.joinPath(extensionUri, 'media', 'examples'), messages),
  );
  return { documents, selection, runs, messages };
}
