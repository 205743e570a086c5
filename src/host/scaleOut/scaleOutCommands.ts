import * as vscode from 'vscode';
import { commands } from '../ids';
import { runProject, type ScaleOutServices } from './runTask';

/** Registers Train a Scale-out Project…; arguments name network, folder, launcher and processes. */
export function registerScaleOut(services: ScaleOutServices): vscode.Disposable {
  return vscode.commands.registerCommand(
    commands.runScaleOut,
    (given: unknown, project: unknown, how: unknown, count: unknown) =>
      runProject(services, given, project, how, count),
  );
}
