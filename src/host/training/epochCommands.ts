import * as vscode from 'vscode';
import { commands } from '../ids';
import { baseName, networkOf, sayNoNetwork, type TrainingServices } from './commandTarget';
import type { ShowOutcome } from './timeMachine';

/** A moment that is there sooner needs no notice. */
const noticeAfterMs = 800;

/** Registers Show Epoch…, Next Epoch, Previous Epoch and Newest Epoch. */
export function registerEpochCommands(services: TrainingServices): vscode.Disposable {
  const { documents, messages, runs, time } = services;
  const register = (
    command: string,
    act: (uri: vscode.Uri, detail: unknown) => Promise<void>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (argument: unknown, detail: unknown) => {
      const uri = networkOf(documents, argument);
      if (!uri) void sayNoNetwork(messages);
      else if (runs.get(uri)) await act(uri, detail);
      else tell(uri, vscode.l10n.t('There is no run yet. Train first.'));
    });
  const tell = (uri: vscode.Uri, text: string): void => {
    void messages.show('information', `${baseName(uri)}: ${text}`);
  };
  const show = async (uri: vscode.Uri, epoch: number | null): Promise<void> => {
    const place = epoch === null ? null : { epoch, updates: 0 };
    const outcome = time.show(uri, place);
    noticeProgress(services, uri, epoch, outcome);
    const { kind, ...rest } = await outcome;
    if (kind === 'failed' && 'message' in rest) tell(uri, rest.message);
  };

  return vscode.Disposable.from(
    register(commands.showEpoch, async (uri, detail) => {
      const epoch = typeof detail === 'number' ? detail : await askEpoch(services, uri);
      if (epoch === undefined) return;
      const problem = problemOf(services, uri, String(epoch));
      if (problem !== null) tell(uri, problem);
      else await show(uri, epoch);
    }),
    register(commands.nextEpoch, async (uri) => {
      const moment = time.get(uri);
      if (!moment || moment.isNewest) {
        tell(uri, vscode.l10n.t('This is the newest epoch. Step or train to go on.'));
        return;
      }
      await show(uri, moment.place.epoch + 1);
    }),
    register(commands.previousEpoch, async (uri) => {
      const moment = time.get(uri);
      const { epoch = 0, updates = 0 } = moment?.place ?? {};
      const target = updates > 0 ? epoch : epoch - 1;
      const first = runs.firstEpoch(uri) ?? 0;
      if (target < first) tell(uri, vscode.l10n.t('Epoch {0} is the first that can be shown.', first));
      else await show(uri, target);
    }),
    register(commands.newestEpoch, (uri) => show(uri, null)),
  );
}

async function askEpoch(services: TrainingServices, uri: vscode.Uri): Promise<number | undefined> {
  const { runs, time } = services;
  const moment = time.get(uri);
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Show Epoch of {0}', baseName(uri)),
    prompt: vscode.l10n.t(
      'From {0}, the start of the run, to {1}, where it stands',
      runs.firstEpoch(uri) ?? 0,
      runs.get(uri)?.epoch ?? 0,
    ),
    value: String(moment?.place.epoch ?? 0),
    validateInput: (text) => problemOf(services, uri, text),
  });
  return answer === undefined ? undefined : Number(answer);
}

/** Why a text names no epoch that can be shown; null where it does. */
function problemOf({ runs }: TrainingServices, uri: vscode.Uri, text: string): string | null {
  const epoch = Number(text);
  const [first, last] = [runs.firstEpoch(uri), runs.get(uri)?.epoch ?? 0];
  if (first === null) {
    return vscode.l10n.t(
      'The thread of the run is gone, and with it all epochs but the newest. Train again to see them.',
    );
  }
  const isEpoch = /^\s*\d+\s*$/.test(text) && epoch >= first && epoch <= last;
  return isEpoch ? null : vscode.l10n.t('{0} is no whole number from {1} to {2}.', text.trim(), first, last);
}

/** Shows that an epoch is on its way, with a button that gives it up, where that takes long. */
function noticeProgress(
  { time }: TrainingServices,
  uri: vscode.Uri,
  epoch: number | null,
  outcome: Promise<ShowOutcome>,
): void {
  const timer = setTimeout(() => {
    const title = vscode.l10n.t('Training again up to epoch {0}', epoch ?? 0);
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, cancellable: true, title },
      async (_progress, token) => {
        token.onCancellationRequested(() => {
          time.cancel(uri);
        });
        await outcome;
      },
    );
  }, noticeAfterMs);
  void outcome.then(() => {
    clearTimeout(timer);
  });
}
