import { landscapeStrings } from '../landscape/landscapeStrings';
import { ratesStrings } from '../rates/ratesStrings';
import { strings } from '../strings';
import { LossView } from './lossView';
import type { ViewKind } from './view';

/** The views below the diagram, in the order of their tabs. The first is what a panel opens with. */
export const viewKinds: readonly ViewKind[] = [
  { id: 'loss', title: strings.loss, create: (context) => new LossView(context) },
  {
    id: 'rates',
    title: ratesStrings.title,
    create: async (context) => new (await import('../rates/ratesView')).RatesView(context),
  },
  {
    id: 'landscape',
    title: landscapeStrings.title,
    create: async (context) => new (await import('../landscape/landscapeView')).LandscapeView(context),
  },
];
