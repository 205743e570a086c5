/** What the panel says about changing a number of the file. */
export const editStrings = {
  change: 'Change the value',
  changeTooltip: 'Change the value: it is written into the file',
  value: 'Value',
  valueTooltip: 'Enter writes the value into the file, Escape leaves it, up and down change its last digit',
  slider: 'Value, by sliding',
  hint: 'Enter writes it into the file, Escape leaves it as it is. ↑ ↓ change the last digit.',
} as const;

export const editSentences = {
  preview: (text: string): string => `${text}, not in the file yet`,
  written: (text: string): string => `${text} is in the file.`,
} as const;
