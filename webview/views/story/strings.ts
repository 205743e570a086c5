import { say, translated } from '../../words';

/** What the view "Story" says in words of its own. */
export const storyStrings = {
  ...translated({
    title: 'Story',
    noData: 'The file has no samples: add "data", and the story can be told.',
    objective: 'Objective, loss, reward',
    merged: 'Two linear layers are one',
    unit: 'Unit',
    table: 'The same as a table',
    tangents:
      'Each dot is a unit; the short line through it is its tangent, as steep as the slope that its error is multiplied by.',
  }),
  value: 'φ(a)',
  slope: 'φ′(a)',
  preActivation: 'a',
} as const;

export const storySentences = {
  activation: (activation: string, layer: string): string => say('{0}, layer {1}', activation, layer),
  curve: (activation: string, layer: string, units: string): string =>
    say('{0} with the units of {1} on it: {2}', activation, layer, units),
  derivative: (activation: string, layer: string, units: string): string =>
    say('The slope of {0} with the units of {1} on it: {2}', activation, layer, units),
  point: (unit: string, value: string): string => `${unit} ${value}`,
  more: (count: string): string => say('{0} more units are not drawn.', count),
} as const;
