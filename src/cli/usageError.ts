/* The commands by name, and what a command line that is none ends in. */

export const commandNames = [
  'check',
  'grad',
  'train',
  'explain',
  'verify',
  'sweep',
  'diff',
  'export',
  'import',
] as const;
export type CommandName = (typeof commandNames)[number];

/** Wrong usage: what was wrong, and the command whose usage helps. */
export class UsageError extends Error {
  readonly topic: CommandName | null;

  constructor(message: string, topic: CommandName | null) {
    super(message);
    this.name = 'UsageError';
    this.topic = topic;
  }
}
