import * as vscode from 'vscode';
import { commands } from '../ids';
import { compareNetworks, type CompareServices } from './compareNetworks';

/**
 * Registers Compare Networks: the active network file with its trained weights, its saved text or another file. Two
 * addresses as arguments, as the explorer gives for two files that are selected, are compared at once; of one and a
 * word the word says with what.
 */
export function registerCompareNetworks(services: CompareServices): vscode.Disposable {
  const compare = (first: unknown, second: unknown): Promise<void> =>
    compareNetworks(services, first, second);
  return vscode.commands.registerCommand(commands.compareNetworks, compare);
}
