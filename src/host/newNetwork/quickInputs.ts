import * as vscode from 'vscode';
import type { Answer, Ask, Choice, ChoiceQuestion } from './ask';

/** Asks a person, with a button that goes back and a count of the steps. */
export const quickInputs: Ask = {
  one: (question) => {
    const pick = quickPick(question);
    const chosen = pick.items.filter(({ value }) => value !== undefined && question.chosen?.(value));
    // Without one the first is active; told that there is none, the list would take no Enter.
    if (chosen.length > 0) pick.activeItems = chosen;
    return answerOf(pick, question.step, () => {
      const value = pick.selectedItems[0]?.value;
      return value === undefined ? null : { value };
    });
  },
  some: (question) => {
    const pick = quickPick(question);
    pick.canSelectMany = true;
    pick.selectedItems = pick.items.filter(({ value }) => value !== undefined && question.chosen?.(value));
    return answerOf(pick, question.step, () => {
      const chosen = new Set(pick.selectedItems);
      const values = pick.items.flatMap((item) =>
        chosen.has(item) && item.value !== undefined ? [item.value] : [],
      );
      return values.length === 0 ? null : { value: values };
    });
  },
  text: ({ title, prompt, step, steps, value, problem }) => {
    const box = vscode.window.createInputBox();
    Object.assign(box, { title, prompt, step, totalSteps: steps, value, ignoreFocusOut: true });
    const judge = (): string | null => {
      const found = problem(box.value);
      box.validationMessage = found ?? undefined;
      return found;
    };
    judge();
    box.onDidChangeValue(judge);
    return answerOf(box, step, () => (judge() === null ? { value: box.value } : null));
  },
};

function quickPick<T>({
  title,
  prompt,
  step,
  steps,
  choices,
}: ChoiceQuestion<T>): vscode.QuickPick<Choice<T>> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  pick.title = title;
  pick.placeholder = prompt;
  pick.step = step;
  pick.totalSteps = steps;
  pick.items = choices;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  return pick;
}

/** Shows the input until it is answered, left, or gone back from; `answer` is null as long as there is none. */
async function answerOf<T>(
  input: vscode.QuickInput & {
    buttons: readonly vscode.QuickInputButton[];
    readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
    readonly onDidAccept: vscode.Event<void>;
  },
  step: number,
  answer: () => { readonly value: T } | null,
): Promise<Answer<T>> {
  const { Back } = vscode.QuickInputButtons;
  input.buttons = step > 1 ? [Back] : [];
  try {
    return await new Promise<Answer<T>>((resolve) => {
      input.onDidAccept(() => {
        const given = answer();
        if (given) resolve(given);
      });
      input.onDidTriggerButton((button) => {
        if (button === Back) resolve('back');
      });
      input.onDidHide(() => {
        resolve('left');
      });
      input.show();
    });
  } finally {
    input.dispose();
  }
}
