/** What the view "Story" says in words of its own. */
export const storyStrings = {
  title: 'Story',
  noData: 'The file has no samples: add "data", and the story can be told.',
  objective: 'Objective, loss, reward',
  merged: 'Two linear layers are one',
  value: 'φ(a)',
  slope: 'φ′(a)',
  preActivation: 'a',
  unit: 'Unit',
  table: 'The same as a table',
  tangents:
    'Each dot is a unit; the short line through it is its tangent, as steep as the slope that its error is multiplied by.',
} as const;

export const storySentences = {
  activation: (activation: string, layer: string): string => `${activation}, layer ${layer}`,
  curve: (activation: string, layer: string, units: string): string =>
    `${activation} with the units of ${layer} on it: ${units}`,
  derivative: (activation: string, layer: string, units: string): string =>
    `The slope of ${activation} with the units of ${layer} on it: ${units}`,
  point: (unit: string, value: string): string => `${unit} ${value}`,
  more: (count: string): string => `${count} more units are not drawn.`,
} as const;
