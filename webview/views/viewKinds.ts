import { landscapeStrings } from '../landscape/landscapeStrings';
import { ratesStrings } from '../rates/ratesStrings';
import { strings } from '../strings';
import { distributionsStrings } from './distributions/strings';
import { learnedStrings } from './learned/strings';
import { LossView } from './lossView';
import { storyStrings } from './story/strings';
import { updateStrings } from './update/strings';
import type { ViewKind } from './view';
import { whyStrings } from './whyStrings';

/** The views below the diagram, in the order of their tabs. The first is what a panel opens with. */
export const viewKinds: readonly ViewKind[] = [
  { id: 'loss', title: strings.loss, create: (context) => new LossView(context) },
  {
    id: 'learned',
    title: learnedStrings.title,
    create: async (context) => new (await import('./learned/learnedView')).LearnedView(context),
  },
  {
    id: 'update',
    title: updateStrings.title,
    create: async (context) => new (await import('./update/updateView')).UpdateView(context),
  },
  {
    id: 'distributions',
    title: distributionsStrings.title,
    create: async (context) =>
      new (await import('./distributions/distributionsView')).DistributionsView(context),
  },
  {
    id: 'story',
    title: storyStrings.title,
    create: async (context) => new (await import('./story/storyView')).StoryView(context),
  },
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
  {
    id: 'why',
    title: whyStrings.title,
    create: async (context) => new (await import('./whyView')).WhyView(context),
  },
];
