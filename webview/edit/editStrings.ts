import { say, translated } from '../words';

/** What the panel says about changing a number of the file. */
export const editStrings = translated({
  change: 'Change the value',
  changeTooltip: 'Change the value: it is written into the file',
  value: 'Value',
  valueTooltip: 'Enter writes the value into the file, Escape leaves it, up and down change its last digit',
  slider: 'Value, by sliding',
  hint: 'Enter writes it into the file, Escape leaves it as it is. ↑ ↓ change the last digit.',
});

export const editSentences = {
  preview: (text: string): string => say('{0}, not in the file yet', text),
  written: (text: string): string => say('{0} is in the file.', text),
} as const;
