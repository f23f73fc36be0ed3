/** The drawing of the running network. */
import type { CauseView } from '../contract/views.ts';
import { openTerminal, showExisting } from './connection.ts';
import { Drawing } from './drawing.tsx';
import { focusScreen } from './screens.ts';
import { cause, lab, language, machines, terminals, words } from './store.ts';

function go(name: string): void {
  const existing = terminals.value.findLast(({ node, exitCode }) => node === name && exitCode === undefined);
  if (!existing) return openTerminal(name);
  showExisting(existing.id);
  focusScreen(existing.id);
}

function Cause({ cause: one }: { cause: CauseView }) {
  const text = words.value;
  const at = language.value;
  return (
    <div class="cause" role="status">
      <strong>
        {text.failsAt} {one.node}: {one.hop[at]}
      </strong>
      <span class="mono">{one.request}</span>
      <span>
        {text.actual}: {one.seen[at]}
      </span>
      <span>
        {text.expected}: {one.expected[at]}
      </span>
    </div>
  );
}

export function Network() {
  const shown = lab.value;
  if (!shown) return null;
  const broken = cause.value;
  return (
    <section class="network" aria-label={words.value.network}>
      {broken && <Cause cause={broken} />}
      <div class="drawing">
        <Drawing
          lab={shown}
          machines={machines.value}
          broken={broken ?? undefined}
          spare={broken ? 80 : 20}
          open={go}
        />
      </div>
    </section>
  );
}
