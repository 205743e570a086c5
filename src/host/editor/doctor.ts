import * as vscode from 'vscode';
import { examineSteps } from '../../core/insight/doctor/examine';
import type { RunRecord } from '../../core/insight/doctor/patient';
import { createNames } from '../../core/math/names';
import type { Diagnostic } from '../../core/network/diagnostic';
import type { GoodNetwork, NetworkDocuments, NetworkState } from '../documents';
import { runInSlices } from '../slices';
import type { Runs } from '../training/runs';
import type { Run } from '../training/trainingRun';
import { affectsDoctor, doctorSettings } from './doctorSettings';

/** How long the text must have been left alone before it is examined. */
const pauseMs = 300;

/** What was found in one version of a text. */
export interface Report {
  readonly uri: vscode.Uri;
  readonly version: number;
  readonly findings: readonly Diagnostic[];
}

/** One network file in the doctor's care. */
interface Visit {
  job: { isCancelled: boolean };
  timer: ReturnType<typeof setTimeout> | undefined;
  report: Report | undefined;
}

/**
 * Examines the open network files when their text has rested: after each edit, when a run has ended, when the
 * settings change. It works in slices, and a key that is typed ends what it does.
 */
export class Doctor implements vscode.Disposable {
  readonly #reported = new vscode.EventEmitter<Report>();
  /** A new report; an empty one where there is nothing to tell any more. */
  readonly onDidReport = this.#reported.event;
  readonly #documents: NetworkDocuments;
  readonly #runs: Runs;
  readonly #fault: (error: unknown) => void;
  readonly #visits = new Map<string, Visit>();
  readonly #subscriptions: readonly vscode.Disposable[];

  /** @param fault takes errors that should not have happened, for the log. */
  constructor(documents: NetworkDocuments, runs: Runs, fault: (error: unknown) => void) {
    this.#documents = documents;
    this.#runs = runs;
    this.#fault = fault;
    this.#subscriptions = [
      documents.onDidChange((state) => {
        this.#arrange(state);
      }),
      documents.onDidClose((uri) => {
        this.#cancel(uri);
        this.#visits.delete(uri.toString());
      }),
      // The state of the new text follows, and with it the next examination.
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#cancel(document.uri);
      }),
      runs.onDidChange(({ uri, kind }) => {
        const state = kind === 'progress' ? undefined : documents.get(uri);
        if (state) this.#arrange(state);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!affectsDoctor(event)) return;
        for (const key of this.#visits.keys()) {
          const state = documents.get(vscode.Uri.parse(key));
          if (state) this.#arrange(state);
        }
      }),
    ];
  }

  /** The newest report on a file, which may be of an older version than its text. */
  get(uri: vscode.Uri): Report | undefined {
    return this.#visits.get(uri.toString())?.report;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const visit of this.#visits.values()) end(visit);
    this.#visits.clear();
    this.#reported.dispose();
  }

  #cancel(uri: vscode.Uri): void {
    const visit = this.#visits.get(uri.toString());
    if (visit) end(visit);
  }

  /** Has a state examined soon. */
  #arrange(state: NetworkState): void {
    const key = state.uri.toString();
    const visit = this.#visits.get(key) ?? {
      job: { isCancelled: false },
      timer: undefined,
      report: undefined,
    };
    this.#visits.set(key, visit);
    end(visit);
    const { good } = state;
    if (good?.version !== state.version || !doctorSettings(state.uri).isEnabled) {
      this.#tell(visit, { uri: state.uri, version: state.version, findings: [] });
      return;
    }
    const job = { isCancelled: false };
    visit.job = job;
    visit.timer = setTimeout(() => void this.#examine(visit, job, state, good), pauseMs);
  }

  async #examine(
    visit: Visit,
    job: Visit['job'],
    { uri, version }: NetworkState,
    good: GoodNetwork,
  ): Promise<void> {
    // A long evaluation is on its way: the state comes once more with it.
    if (good.dataset && !good.evaluation()) return;
    const { network, symbols } = good;
    const names = createNames(network, symbols);
    const patient = { ...good, names, run: recordOf(this.#runs.get(uri)) };
    try {
      const findings = await runInSlices(examineSteps(patient, doctorSettings(uri).off), job);
      if (findings) this.#tell(visit, { uri, version, findings });
    } catch (error) {
      this.#fault(error);
    }
  }

  #tell(visit: Visit, report: Report): void {
    visit.report = report;
    if (this.#documents.document(report.uri)) this.#reported.fire(report);
  }
}

function end({ job, timer }: Visit): void {
  job.isCancelled = true;
  clearTimeout(timer);
}

/** A run that is over and still of the text's training settings. */
function recordOf(run: Run | undefined): RunRecord | null {
  if (!run || run.status === 'running' || run.isStale || run.step === 0) return null;
  const { losses, every, parameters, divergence } = run;
  // The engine counts the updates made before the one that failed.
  const place = divergence && { ...divergence, step: divergence.step - 1 };
  return { losses: losses.slice(), every, parameters, divergence: place };
}
