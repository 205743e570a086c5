import { say, translated } from '../words';

/** What the view of the landscape says in words of its own. */
export const landscapeStrings = {
  ...translated({
    title: 'Landscape',
    view: 'Landscape of the loss',
    waiting: 'Open a network file with samples to see the landscape of its loss.',
    axes: 'Along',
    axesTooltip: 'The two directions of the map',
    kinds: { parameters: 'two parameters', curvature: 'largest curvatures', random: 'random directions' },
    look: 'Shown as',
    lookTooltip: 'A map of contour lines, or a hill seen from the side',
    looks: { map: 'map', hill: 'hill' },
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
    hill: 'Hill of the loss. Arrow keys and dragging turn it, Home turns it back.',
    logarithmic: 'The hill is as high as the logarithm of the loss.',
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
  }),
  marks: Object.values(
    translated({
      circle: 'circle',
      square: 'square',
      triangle: 'triangle',
      diamond: 'diamond',
      plus: 'plus',
      star: 'star',
    }),
  ),
} as const;

export const landscapeSentences = {
  reading: (first: string, u: string, second: string, v: string, loss: string): string =>
    say('{0} {1}, {2} {3}: loss {4}', first, u, second, v, loss),
  turned: (azimuth: string, elevation: string): string =>
    say('Turned by {0}°, seen from {1}° above.', azimuth, elevation),
  progress: (done: string, runs: string): string => say('{0} of {1} restarts are done.', done, runs),
  counted: (kinds: string, runs: string): string =>
    kinds === '1'
      ? say('{0} restarts, all with one kind of end.', runs)
      : say('{0} restarts, {1} kinds of end.', runs, kinds),
  notACount: (text: string): string =>
    say('“{0}” is no number of restarts. Use a whole number from 1 to 200.', text),
  noSymbol: (text: string): string => say('No parameter is called “{0}”.', text),
  hidden: (count: string): string =>
    count === '1' ? say('One end lies beyond the map.') : say('{0} ends lie beyond the map.', count),
  description: (first: string, second: string, low: string, high: string): string =>
    say('Across {0}, up {1}; losses from {2} to {3}.', first, second, low, high),
  basin: (index: string): string => say('End {0}', index),
} as const;
