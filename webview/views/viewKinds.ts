import { strings } from '../strings';
import { LossView } from './lossView';
import type { ViewKind } from './view';
import { whyStrings } from './whyStrings';

/** The views below the diagram, in the order of their tabs. The first is what a panel opens with. */
export const viewKinds: readonly ViewKind[] = [
  { id: 'loss', title: strings.loss, create: (context) => new LossView(context) },
  {
    id: 'why',
    title: whyStrings.title,
    create: async (context) => new (await import('./whyView')).WhyView(context),
  },
];
