import { say, translated } from '../words';

/** What the time machine in the toolbar says in words of its own. */
export const timeStrings = translated({
  group: 'Epochs of the run',
  slider: 'Epoch on show',
  sliderTooltip: 'The epoch that all numbers are of. Arrow keys: one epoch, Page Up and Page Down: a tenth.',
  play: 'Play the epochs',
  playTooltip: 'Play: show one epoch after the other from here on',
  pause: 'Pause',
  pauseTooltip: 'Pause: stay at this epoch',
  newest: 'Newest',
  newestTooltip: 'Newest: follow the run again',
  fork: 'Fork run here',
  forkTooltip: 'Fork: go on from this epoch with another learning rate, optimizer or weight',
  by: 'Step by',
  byTooltip: 'What the arrows beside the slider go by: epochs, single updates, or the parts of an update',
  bys: { epoch: 'epochs', batch: 'updates', pass: 'parts' },
  speed: 'Speed',
  speedTooltip: 'Epochs a second while the run is played',
  ofFile: 'Numbers of the file.',
});

export const timeSentences = {
  back: translated({ epoch: 'Previous epoch', batch: 'Previous update', pass: 'Previous part' }),
  backTooltip: translated({
    epoch: 'Previous epoch: all numbers as they were one epoch before',
    batch: 'Previous update: all numbers as they were one update before',
    pass: 'Previous part of the update',
  }),
  forward: translated({ epoch: 'Next epoch', batch: 'Next update', pass: 'Next part' }),
  forwardTooltip: translated({
    epoch: 'Next epoch: all numbers as they were one epoch later',
    batch: 'Next update: all numbers as they were one update later',
    pass: 'Next part of the update: forward, loss, backward, update',
  }),
  speed: (rate: string): string => `${rate} / s`,
  ofNewest: (epoch: string): string => say('Numbers of epoch {0}, the newest.', epoch),
  of: (words: string): string => say('Numbers of {0}.', words),
  value: (epoch: string, last: string): string => say('epoch {0} of {1}', epoch, last),
} as const;
