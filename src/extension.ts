import * as vscode from 'vscode';
import { registerActiveContext } from './host/activeContext';
import { NetworkDocuments } from './host/documents';
import { registerDiagnostics } from './host/editor/diagnostics';
import { Doctor } from './host/editor/doctor';
import { registerDoctorCommands } from './host/editor/doctorCommands';
import { registerExplanations } from './host/editor/doctorPages';
import { registerCopyGradient } from './host/editor/copyGradient';
import { registerCheckGradients } from './host/editor/checkGradients';
import { registerCompareNetworks } from './host/editor/compareNetworks';
import { registerNudgeNumber } from './host/editor/nudgeNumber';
import { registerPinCommands } from './host/editor/pinCommands';
import { registerEditorCommands } from './host/editor/editorCommands';
import { registerFixes } from './host/editor/fixes';
import { HeatColours } from './host/editor/heat';
import { registerToggles } from './host/editor/toggles';
import { registerLanguage } from './host/editor/language/register';
import { registerFormatting } from './host/editor/formatting';
import { HoverProvider } from './host/editor/hover';
import { registerInlayHints } from './host/editor/inlayHints';
import { LensProvider } from './host/editor/lenses';
import { registerShowAtLevel } from './host/editor/showAtLevel';
import { Typesetter, typesetProgram } from './host/editor/typesetter';
import { registerRewrites } from './host/editor/rewrites';
import { registerTableData } from './host/editor/tableData';
import { registerExamples } from './host/examples';
import type { ExtensionApi } from './host/extensionApi';
import { Messages } from './host/messages';
import { NoteChecks } from './host/notes/noteChecks';
import { registerNoteCommands } from './host/notes/noteCommands';
import { registerNoteFixes } from './host/notes/noteFixes';
import { NoteNetworks } from './host/notes/noteNetworks';
import { registerNumberCommand } from './host/notes/explainNumber';
import { registerNewNetwork } from './host/newNetwork/newNetwork';
import { NetworksTree, registerNetworksView } from './host/networksView';
import { registerPanel } from './host/panel/panel';
import { Pins } from './host/pins';
import { Pointing } from './host/pointing';
import { SubjectHistory } from './host/subjectHistory';
import { Selection } from './host/selection';
import { TestExplorer } from './host/testing/testExplorer';
import { startThread } from './host/thread.platform';
import { BackgroundEvaluation } from './host/training/backgroundEvaluation';
import { Runs } from './host/training/runs';
import { StandbyWorker } from './host/training/standbyWorker';
import { trainingProgram, trainingWorkerIn } from './host/training/trainingWorker';
import { registerStatusBar } from './host/training/statusBar';
import { registerTrainingCommands } from './host/training/trainingCommands';
import { registerTrainingContext } from './host/training/trainingContext';
import { Walkthrough } from './host/walkthrough';
import { WritingSettings } from './host/writing';

export function activate({
  extensionUri,
  subscriptions,
  workspaceState,
}: vscode.ExtensionContext): ExtensionApi {
  const log = vscode.window.createOutputChannel('Backprop', { log: true });
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const messages = new Messages();
  const fault = (error: unknown): void => {
    log.error(error instanceof Error ? error : String(error));
  };
  const writing = new WritingSettings();
  const start = startThread && ((program: string) => startThread!(dist, program));
  const startWorker = start && (() => trainingWorkerIn(start(trainingProgram)));
  const evaluations = new BackgroundEvaluation(startWorker);
  const documents = new NetworkDocuments(writing, (good) => evaluations.evaluate(good), fault);
  const selection = new Selection(documents);
  const pointing = new Pointing(documents);
  const pins = new Pins(workspaceState);
  const history = new SubjectHistory(documents, selection);
  const standby = startWorker && new StandbyWorker(startWorker);
  const runs = new Runs(documents, standby && (() => standby.take()));
  const doctor = new Doctor(documents, runs, fault);
  const noteNetworks = new NoteNetworks(documents);
  const noteChecks = new NoteChecks(noteNetworks, fault);
  const lenses = new LensProvider(documents, runs, { selection, pins });
  const testExplorer = new TestExplorer({ documents, writing, noteNetworks, fault });
  const language = registerLanguage(documents, runs);
  const typesetter = new Typesetter(start && (() => start(typesetProgram)), (text) => {
    log.warn(text);
  });
  const hover = new HoverProvider({ documents, runs, writing, typesetter });
  const networks = new NetworksTree(pins, fault);
  const walkthrough = new Walkthrough(hover.onDidShow);
  subscriptions.push(
    log,
    messages,
    writing,
    documents,
    evaluations,
    selection,
    pointing,
    pins,
    history,
    runs,
    ...(standby
      ? [
          standby,
          documents.onDidChange(() => {
            standby.prepare();
          }),
        ]
      : []),
    registerActiveContext(documents),
    language,
    registerFormatting(),
    registerRewrites(documents, messages),
    registerTableData(documents, messages),
    registerCompareNetworks({ documents, runs, messages }),
    doctor,
    registerDiagnostics(documents, doctor),
    registerFixes(documents, doctor),
    registerExplanations(vscode.Uri.joinPath(extensionUri, 'docs', 'doctor.md')),
    registerDoctorCommands(),
    lenses,
    typesetter,
    hover,
    registerShowAtLevel(documents, writing),
    registerInlayHints(documents, runs),
    new HeatColours(documents, runs),
    registerToggles(),
    registerEditorCommands({ documents, selection, messages }),
    registerPinCommands({ documents, selection, messages, pins, history }),
    registerNudgeNumber(),
    registerCheckGradients({ documents, selection, messages }),
    registerCopyGradient({ documents, selection, messages, writing }),
    noteNetworks,
    noteChecks,
    testExplorer,
    registerNoteFixes(noteChecks),
    registerNoteCommands({ checks: noteChecks, messages }),
    registerNumberCommand({ documents, selection, messages }),
    registerTrainingCommands({ documents, runs, messages }),
    registerTrainingContext(documents, runs),
    registerStatusBar(documents, runs),
    registerPanel(dist, {
      documents,
      selection,
      runs,
      writing,
      pointing,
      pins,
      history,
      saveDialog: (options) => vscode.window.showSaveDialog(options),
      log: (text) => {
        log.warn(text);
      },
    }),
    registerExamples(vscode.Uri.joinPath(extensionUri, 'media', 'examples'), messages),
    registerNewNetwork(messages),
    registerNetworksView(networks),
    walkthrough,
  );
  const held = (): ReturnType<ExtensionApi['held']> => ({
    documents: documents.count,
    runs: runs.count,
    threads: runs.threadCount,
    selections: selection.count,
    histories: history.count,
    lenses: lenses.count,
  });
  return {
    documents,
    selection,
    pointing,
    pins,
    history,
    runs,
    messages,
    noteChecks,
    language,
    doctor,
    networks,
    walkthrough,
    testExplorer,
    typesetter,
    held,
  };
}
