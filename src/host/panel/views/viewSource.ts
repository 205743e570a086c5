import type * as vscode from 'vscode';
import type { ParameterSubject } from '../../../core/network/subject';
import type { PanelHostSide } from '../../../protocol/panel';
import type { GoodNetwork } from '../../documents';
import type { Run } from '../../training/trainingRun';
import type { ShownState } from '../networkView';
import type { PanelServices } from '../panelServices';

/**
 * What a view's requests are answered from: always the file that the panel shows, at the moment of the call. Its
 * functions throw a `RequestError` where there is nothing to answer from.
 */
export interface ViewSource {
  readonly services: PanelServices;
  uri(): vscode.Uri;
  /** The network of the present text. */
  good(): GoodNetwork;
  run(): Run | undefined;
  /** The numbers on show: the run's, or the file's. */
  shown(): ShownState;
  /** The row of the dataset, from 0, whose activations are shown. */
  sample(): number;
  /** Shows everything as if one number of the file were another, until the file changes; null: as it is. */
  preview(change: PreviewedChange | null): void;
  /** Tells the panel something, if somebody sees it. */
  send<K extends keyof PanelHostSide['events']>(name: K, data: PanelHostSide['events'][K]): void;
}

/** A number of the file that is shown with another value. */
export interface PreviewedChange {
  readonly subject: ParameterSubject;
  readonly value: number;
}
