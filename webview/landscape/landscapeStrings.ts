/** What the view of the landscape says in words of its own. */
export const landscapeStrings = {
  title: 'Landscape',
  view: 'Landscape of the loss',
  waiting: 'Open a network file with samples to see the landscape of its loss.',
  axes: 'Along',
  axesTooltip: 'The two directions of the map',
  kinds: { parameters: 'two parameters', curvature: 'largest curvatures', random: 'random directions' },
  across: 'Across',
  acrossTooltip: 'The parameter from left to right',
  up: 'Up',
  upTooltip: 'The parameter from bottom to top',
  symbolTooltip: 'The symbol of a parameter, as the file writes it',
  redraw: 'Other directions',
  redrawTooltip: 'Two other random directions',
  closer: 'Closer',
  closerTooltip: 'Show half of the width',
  further: 'Further',
  furtherTooltip: 'Show twice the width',
  restarts: 'Restarts',
  restartsTooltip: 'How many runs, each from another random start',
  restart: 'Restart',
  restartTooltip: 'Train from random starts and see where the runs end',
  cancel: 'Cancel',
  cancelTooltip: 'Cancel the runs',
  cancelled: 'Cancelled.',
  computing: 'Computing the map…',
  map: 'Map of the loss. Arrow keys read it.',
  start: 'start',
  end: 'now',
  table: 'The same as tables',
  places: 'Places on the map',
  place: 'Place',
  loss: 'Loss',
  now: 'weights shown',
  lowest: 'lowest node',
  pathStart: 'start of the path',
  basins: 'Where the restarts ended',
  basin: 'End',
  mark: 'Mark',
  count: 'Runs',
  least: 'Least loss',
  greatest: 'Greatest loss',
  marks: ['circle', 'square', 'triangle', 'diamond', 'plus', 'star'],
} as const;

export const landscapeSentences = {
  reading: (first: string, u: string, second: string, v: string, loss: string): string =>
    `${first} ${u}, ${second} ${v}: loss ${loss}`,
  progress: (done: string, runs: string): string => `${done} of ${runs} restarts are done.`,
  counted: (kinds: string, runs: string): string =>
    kinds === '1'
      ? `${runs} restarts, all with one kind of end.`
      : `${runs} restarts, ${kinds} kinds of end.`,
  notACount: (text: string): string =>
    `“${text}” is no number of restarts. Use a whole number from 1 to 200.`,
  noSymbol: (text: string): string => `No parameter is called “${text}”.`,
  hidden: (count: string): string =>
    count === '1' ? 'One end lies beyond the map.' : `${count} ends lie beyond the map.`,
  description: (first: string, second: string, low: string, high: string): string =>
    `Across ${first}, up ${second}; losses from ${low} to ${high}.`,
  basin: (index: string): string => `End ${index}`,
} as const;
