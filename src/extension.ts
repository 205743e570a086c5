import * as vscode from 'vscode';
import { setWords, wordsSet } from './core/words/say';
import { registerActiveContext } from './host/activeContext';
import { NetworkDocuments } from './host/documents';
import { registerDiagnostics } from './host/editor/diagnostics';
import { Doctor } from './host/editor/doctor';
import { registerDoctorCommands } from './host/editor/doctorCommands';
import { registerExplanations } from './host/editor/doctorPages';
import { registerCopyGradient } from './host/editor/copyGradient';
import { registerCheckGradients } from './host/editor/checkGradients';
import { registerCompareNetworks } from './host/editor/compareCommand';
import { ComparisonDocuments } from './host/editor/comparisonDocuments';
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
import { registerExport } from './host/exportCommand';
import type { ExtensionApi } from './host/extensionApi';
import { registerImport } from './host/importCommand';
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
import { Hovered } from './host/hovered';
import { Pointing } from './host/pointing';
import { StartPermission } from './host/scaleOut/permission';
import { offerRun } from './host/scaleOut/runTask';
import { registerScaleOut } from './host/scaleOut/scaleOutCommands';
import { registerStepCommands } from './host/steps/stepCommands';
import { SubjectHistory } from './host/subjectHistory';
import { Selection } from './host/selection';
import { TestExplorer } from './host/testing/testExplorer';
import { coreCount } from './host/cores.platform';
import { startThread } from './host/thread.platform';
import { Saving } from './host/saving';
import { BackgroundEvaluation } from './host/training/backgroundEvaluation';
import { Laboratory, poolProgram } from './host/training/laboratory';
import { Landscapes } from './host/training/landscapes';
import { RateStudies } from './host/training/rateStudies';
import { Restarts } from './host/training/restartRuns';
import { RunKeeper } from './host/training/keepRuns';
import { RunArchive } from './host/training/runArchive';
import { runFilesIn } from './host/training/runFiles';
import { registerEpochCommands } from './host/training/epochCommands';
import { registerForkCommand } from './host/training/forkCommand';
import { Passes } from './host/training/passes';
import { RunMemory } from './host/training/runMemory';
import { Runs } from './host/training/runs';
import { StandbyWorker } from './host/training/standbyWorker';
import { trainingProgram, trainingWorkerIn } from './host/training/trainingWorker';
import { registerStatusBar } from './host/training/statusBar';
import { registerTrainingCommands } from './host/training/trainingCommands';
import { TimeMachine } from './host/training/timeMachine';
import { registerTrainingContext } from './host/training/trainingContext';
import { Typing } from './host/typing';
import { Walkthrough } from './host/walkthrough';
import { WritingSettings } from './host/writing';

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const { extensionUri, subscriptions, workspaceState } = context;
  setWords(vscode.l10n.bundle ?? null);
  const log = vscode.window.createOutputChannel('Backprop', { log: true });
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const messages = new Messages();
  const fault = (error: unknown): void => {
    log.error(error instanceof Error ? error : String(error));
  };
  const writing = new WritingSettings();
  const start = startThread && ((program: string) => startThread!(dist, program));
  const startWorker = start && (() => trainingWorkerIn(start(trainingProgram), wordsSet()));
  const evaluations = new BackgroundEvaluation(startWorker);
  const documents = new NetworkDocuments(writing, (good) => evaluations.evaluate(good), fault);
  const selection = new Selection(documents);
  const typing = new Typing();
  const pointing = new Pointing(documents);
  const hovered = new Hovered(documents);
  const pins = new Pins(workspaceState);
  const history = new SubjectHistory(documents, selection);
  const standby = startWorker && new StandbyWorker(startWorker);
  const runs = new Runs(documents, standby && (() => standby.take()));
  const laboratory = new Laboratory(start && (() => start(poolProgram)), coreCount());
  const rateStudies = new RateStudies(laboratory);
  const restarts = new Restarts(laboratory);
  const landscapes = new Landscapes(laboratory);
  const archive = new RunArchive(
    runFilesIn(context.storageUri ?? context.globalStorageUri),
    (uri) => documents.document(uri) !== undefined,
    fault,
  );
  const keeper = new RunKeeper(runs, archive, fault);
  const saving = new Saving();
  const shown = new ComparisonDocuments();
  const permission = new StartPermission();
  const time = new TimeMachine(documents, runs);
  const passes = new Passes(documents, runs, time);
  const doctor = new Doctor(documents, runs, fault);
  const noteNetworks = new NoteNetworks(documents);
  const noteChecks = new NoteChecks(noteNetworks, fault);
  const lenses = new LensProvider(documents, time, { selection, pins, typing });
  const testExplorer = new TestExplorer({ documents, writing, noteNetworks, fault });
  const language = registerLanguage(documents, time, fault);
  const typesetter = new Typesetter(start && (() => start(typesetProgram)), (text) => {
    log.warn(text);
  });
  const hover = new HoverProvider({ documents, runs: time, writing, typesetter, hovered });
  const networks = new NetworksTree(archive, pins, fault);
  const walkthrough = new Walkthrough(hover.onDidShow);
  subscriptions.push(
    log,
    messages,
    writing,
    documents,
    evaluations,
    selection,
    typing,
    pointing,
    hovered,
    pins,
    history,
    runs,
    keeper,
    archive,
    documents.onDidClose((uri) => {
      archive.forget(uri);
    }),
    time,
    passes,
    new RunMemory(workspaceState, { documents, runs, time, messages, fault }),
    ...(standby
      ? [
          standby,
          documents.onDidChange(() => {
            standby.prepare();
          }),
        ]
      : []),
    laboratory,
    documents.onDidClose((uri) => {
      rateStudies.forget(uri.toString());
      restarts.forget(uri.toString());
      landscapes.forget();
      if (documents.count === 0) laboratory.end();
    }),
    registerActiveContext(documents),
    language,
    registerFormatting(),
    registerRewrites(documents, messages),
    registerTableData(documents, messages),
    shown,
    registerCompareNetworks({ documents, runs, messages, shown }),
    registerStepCommands({ documents, selection, messages, shown }),
    registerExport({
      documents,
      selection,
      messages,
      offerRun: (network, folder) =>
        offerRun({ documents, selection, messages, archive, permission }, network, folder),
    }),
    registerImport(messages),
    registerScaleOut({ documents, selection, messages, archive, permission }),
    doctor,
    registerDiagnostics(documents, doctor),
    registerFixes(documents, doctor),
    registerExplanations(vscode.Uri.joinPath(extensionUri, 'docs', 'doctor.md')),
    registerDoctorCommands(),
    lenses,
    typesetter,
    hover,
    registerShowAtLevel(documents, writing),
    registerInlayHints(documents, time, typing),
    new HeatColours(documents, time, typing),
    registerToggles(),
    registerEditorCommands({ documents, selection, messages }),
    registerPinCommands({ documents, selection, messages, pins, history }),
    registerNudgeNumber(),
    registerCheckGradients({ documents, selection, messages }),
    registerCopyGradient({ documents, selection, messages, writing, runs: time }),
    noteNetworks,
    noteChecks,
    testExplorer,
    registerNoteFixes(noteChecks),
    registerNoteCommands({ checks: noteChecks, messages }),
    registerNumberCommand({ documents, selection, messages }),
    registerTrainingCommands({ documents, runs, time, messages }),
    registerEpochCommands({ documents, runs, time, messages }),
    registerForkCommand({ documents, runs, time, messages, selection }),
    registerTrainingContext(documents, runs, time),
    registerStatusBar(documents, runs, time),
    registerPanel(
      dist,
      {
        documents,
        selection,
        runs,
        time,
        passes,
        archive,
        keeper,
        saving,
        writing,
        rateStudies,
        restarts,
        landscapes,
        pointing,
        hovered,
        pins,
        history,
        messages,
        saveDialog: (options) => vscode.window.showSaveDialog(options),
        log: (text) => {
          log.warn(text);
        },
      },
      messages,
    ),
    registerExamples(vscode.Uri.joinPath(extensionUri, 'media', 'examples'), messages),
    registerNewNetwork(messages),
    registerNetworksView(networks, archive),
    walkthrough,
  );
  const held = (): ReturnType<ExtensionApi['held']> => ({
    documents: documents.count,
    runs: runs.count,
    threads: runs.threadCount + laboratory.threadCount,
    selections: selection.count,
    histories: history.count,
    lenses: lenses.count,
    archives: archive.count,
  });
  return {
    documents,
    selection,
    pointing,
    hovered,
    pins,
    history,
    runs,
    laboratory,
    rateStudies,
    restarts,
    landscapes,
    archive,
    keeper,
    saving,
    time,
    passes,
    messages,
    noteChecks,
    permission,
    language,
    doctor,
    lenses,
    networks,
    walkthrough,
    testExplorer,
    typesetter,
    held,
  };
}
