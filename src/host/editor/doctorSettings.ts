import * as vscode from 'vscode';
import { offCodes } from '../../core/insight/doctor/examinations';
import { settings } from '../ids';

/** What a person wants to hear from the doctor about a file. */
export interface DoctorSettings {
  readonly isEnabled: boolean;
  /** Codes that are not told, those of reading included. */
  readonly off: ReadonlySet<string>;
}

/** Settings are typed by hand: what is none of the words is left aside. */
export function doctorSettings(uri: vscode.Uri): DoctorSettings {
  const configuration = vscode.workspace.getConfiguration(settings.section, uri);
  const off = configuration.get<unknown>(settings.doctorOff);
  return {
    isEnabled: configuration.get<unknown>(settings.doctorEnabled) !== false,
    off: new Set(Array.isArray(off) ? offCodes.filter((code) => off.includes(code)) : []),
  };
}

export function affectsDoctor(event: vscode.ConfigurationChangeEvent): boolean {
  return (
    event.affectsConfiguration(`${settings.section}.${settings.doctorEnabled}`) ||
    event.affectsConfiguration(`${settings.section}.${settings.doctorOff}`)
  );
}

/** Adds a code to those not told: where the setting is made for the workspace there, else for the user. */
export async function turnOff(code: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settings.section);
  const off = configuration.get<unknown>(settings.doctorOff);
  const known: readonly unknown[] = Array.isArray(off) ? off : [];
  if (known.includes(code)) return;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  const isOfWorkspace = configuration.inspect(settings.doctorOff)?.workspaceValue !== undefined;
  await configuration.update(settings.doctorOff, [...known, code], isOfWorkspace ? Workspace : Global);
}
