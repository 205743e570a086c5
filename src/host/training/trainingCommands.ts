import * as vscode from 'vscode';
import { commands } from '../ids';
import { baseName, networkOf, sayNoNetwork, sayProblem, type TrainingServices } from './commandTarget';
import { showProgress } from './progressNotice';
import { divergenceSentence } from './runText';
import { showMenu } from './menu';
import type { Messages } from '../messages';
import type { RunOutcome } from './runs';
import { writeTrainedWeights } from './writeBack';

/** Registers Train, Step One Update, Stop Training, Reset, Write Trained Weights to File and the menu. */
export function registerTrainingCommands(services: TrainingServices): vscode.Disposable {
  const { documents, runs, time, messages } = services;

  /** A command on the network file it is called for, else on the active one. */
  const register = (
    command: string,
    run: (uri: vscode.Uri, detail: unknown) => void | Promise<void>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (argument: unknown, detail: unknown) => {
      const uri = networkOf(documents, argument);
      if (uri) await run(uri, detail);
      else void sayNoNetwork(messages);
    });

  return vscode.Disposable.from(
    register(commands.train, async (uri) => {
      const outcome = runs.train(uri);
      showProgress(documents, runs, uri, baseName(uri), outcome);
      tell(messages, uri, await outcome);
    }),
    register(commands.step, async (uri) => {
      // Whoever steps wants to see what comes of it.
      if (time.get(uri)?.isNewest === false) await time.show(uri, null);
      tell(messages, uri, await runs.step(uri));
    }),
    register(commands.stop, (uri) => {
      runs.stop(uri);
    }),
    register(commands.reset, (uri) => {
      runs.reset(uri);
    }),
    register(commands.writeTrainedWeights, (uri, which) =>
      writeTrainedWeights(services, uri, which === 'shown' || which === 'newest' ? which : null),
    ),
    register(commands.showMenu, (uri) => showMenu(runs, uri)),
  );
}

/** Says what a person would not see otherwise: why nothing happened, or why a run came to a bad end. */
export function tell(messages: Messages, uri: vscode.Uri, outcome: RunOutcome): void {
  switch (outcome.kind) {
    case 'refused':
      sayProblem(messages, uri, outcome.problem);
      return;
    case 'failed':
      void messages.show(
        'error',
        vscode.l10n.t('Training of {0} ended. {1}', baseName(uri), outcome.message),
      );
      return;
    case 'ended': {
      const sentence = divergenceSentence(outcome.run);
      if (sentence !== null) void messages.show('warning', `${baseName(uri)}: ${sentence}`);
      return;
    }
    case 'dropped':
      return;
  }
}
