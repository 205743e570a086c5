import * as vscode from 'vscode';
import type { NetworkDocuments } from '../documents';
import { contextKeys } from '../ids';
import { areSameNumbers } from './sameProblem';
import type { Runs } from './runs';
import type { TimeMachine } from './timeMachine';

/** Keeps the context keys that menus and key bindings ask about the run of the active network file. */
export function registerTrainingContext(
  documents: NetworkDocuments,
  runs: Runs,
  time: TimeMachine,
): vscode.Disposable {
  const known = new Map<string, boolean>();
  const set = (key: string, value: boolean): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const update = (): void => {
    const state = documents.active;
    const run = state && runs.get(state.uri);
    const own = state?.good?.parameters;
    set(contextKeys.isTraining, run?.status === 'running');
    set(contextKeys.hasEpochs, run !== undefined && run.epoch > 0 && runs.firstEpoch(run.uri) !== null);
    set(contextKeys.showsEarlier, state !== undefined && time.get(state.uri)?.isNewest === false);
    set(contextKeys.hasRun, run !== undefined && !(own && areSameNumbers(run.parameters, own)));
  };
  update();
  return vscode.Disposable.from(
    documents.onDidChangeActive(update),
    documents.onDidChange(update),
    runs.onDidChange(update),
    time.onDidChange(update),
  );
}
