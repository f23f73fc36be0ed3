/** Typing a guide's command into a terminal of the machine that it is for. */
import { effect, signal } from '@preact/signals';
import { openTerminal, showExisting } from './connection.ts';
import { attach, typeInto } from './screens.ts';
import { terminals } from './store.ts';

/** Whether Enter is pressed behind it: only if the user has asked for that. */
export const pressesEnter = signal(false);

const waiting = signal<{ node: string; text: string } | undefined>(undefined);

// A terminal was opened for a command: it gets it.
effect(() => {
  const command = waiting.value;
  const terminal =
    command && terminals.value.findLast(({ node, exitCode }) => node === command.node && exitCode === undefined);
  if (!command || !terminal) return;
  waiting.value = undefined;
  typeNow(terminal.id, command.text);
});

function typeNow(id: string, text: string): void {
  attach(id);
  typeInto(id, text, pressesEnter.value);
}

export function typeCommand({ node, text }: { node: string; text: string }): void {
  const terminal = terminals.value.findLast((one) => one.node === node && one.exitCode === undefined);
  if (terminal) {
    showExisting(terminal.id);
    typeNow(terminal.id, text);
    return;
  }
  waiting.value = { node, text };
  openTerminal(node);
}
