import * as vscode from 'vscode';
import { formatNumber } from '../../../core/network/number';
import { typedNumber } from '../../../core/network/typedNumber';
import { RequestError, type Handlers } from '../../../protocol/channel';
import type { TrainingChange, TrainingRequests } from '../../../protocol/views/training';
import { commands } from '../../ids';
import { shownPlace } from './askRun';
import { writeTraining } from './settingEdit';
import type { ViewSource } from './viewSource';

/** The answers to the toolbar's η and optimizer. */
export function trainingHandlers(
  source: ViewSource,
): Handlers<{ readonly requests: TrainingRequests; readonly events: object }> {
  return {
    setTraining: async (change) => {
      const good = source.good();
      const { learningRate, optimizer } = good.network.training;
      const text = jsonOf(change);
      if (source.run()?.status === 'running')
        throw unavailable(vscode.l10n.t('Training goes on. Stop it first.'));
      const place = shownPlace(source);
      if (place) {
        const choice = await askWhere(source, place.epoch, change, text);
        if (choice !== 'file') {
          if (choice === 'fork') fork(source, change, text);
          return { isWritten: false };
        }
      }
      const isSame =
        change.kind === 'optimizer' ? optimizer.type === change.type : learningRate === Number(text);
      if (!isSame) await writeTraining(source, good, change.kind, text);
      return { isWritten: !isSame };
    },
  };
}

/** The value as a file has it. */
function jsonOf(change: TrainingChange): string {
  if (change.kind === 'optimizer') return JSON.stringify(change.type);
  const text = typedNumber(change.text);
  if (text !== null && Number(text) >= 0) return text;
  throw unavailable(
    vscode.l10n.t('“{0}” is no learning rate. Use a number of 0 or more, such as 0.5.', change.text),
  );
}

/** Numbers of an earlier epoch are on show: what is changed may be meant for the run from there on, or for the file. */
async function askWhere(
  { services }: ViewSource,
  epoch: number,
  change: TrainingChange,
  text: string,
): Promise<'fork' | 'file' | null> {
  const question =
    change.kind === 'optimizer'
      ? vscode.l10n.t(
          'Epoch {0} is on show. Shall the run go on from there with {1}, or the file be changed for the next run?',
          epoch,
          change.type,
        )
      : vscode.l10n.t(
          'Epoch {0} is on show. Shall the run go on from there with the learning rate {1}, or the file be changed for the next run?',
          epoch,
          formatNumber(Number(text)),
        );
  const answers = { fork: vscode.l10n.t('Fork Run Here'), file: vscode.l10n.t('Change the File') } as const;
  const chosen = await services.messages.show('information', question, answers.fork, answers.file);
  return chosen === answers.fork ? 'fork' : chosen === answers.file ? 'file' : null;
}

/** Its end is not waited for: the panel hears of the run as of any other. */
function fork(source: ViewSource, change: TrainingChange, text: string): void {
  const detail = change.kind === 'optimizer' ? { optimizer: change.type } : { learningRate: Number(text) };
  void vscode.commands.executeCommand(commands.forkRun, source.uri(), detail);
}

function unavailable(message: string): RequestError {
  return new RequestError({ code: 'unavailable', message });
}
