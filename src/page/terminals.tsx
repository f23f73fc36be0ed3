/** The terminals: tabs, and up to two side by side. */
import { useEffect, useRef } from 'preact/hooks';
import type { TerminalView } from '../contract/views.ts';
import { openTerminal, showExisting } from './connection.ts';
import { send } from './socket.ts';
import { attach, fitScreen, focusScreen, screenOf } from './screens.ts';
import { active, lab, panes, terminals, words } from './store.ts';

const nameOf = ({ node, number }: TerminalView): string => (number === 1 ? node : `${node} ${number}`);

function Pane({ id }: { id: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = host.current;
    if (!place) return undefined;
    const screen = screenOf(id);
    place.append(screen.host);
    const observer = new ResizeObserver(() => fitScreen(id));
    observer.observe(place);
    attach(id);
    fitScreen(id);
    focusScreen(id);
    return () => {
      observer.disconnect();
      screen.host.remove();
    };
  }, [id]);
  const terminal = terminals.value.find((one) => one.id === id);
  return (
    <div class={`pane ${active.value === id ? 'active' : ''}`} onFocusIn={() => (active.value = id)}>
      <div class="pane-screen" ref={host} aria-label={terminal && nameOf(terminal)} role="group" />
      {terminal?.exitCode !== undefined && (
        <div class="pane-ended">
          {nameOf(terminal)} {words.value.endedWith} {terminal.exitCode}
        </div>
      )}
    </div>
  );
}

function Tab({ terminal }: { terminal: TerminalView }) {
  const { id } = terminal;
  const text = words.value;
  const isShown = panes.value.includes(id);
  const role = lab.value?.nodes.find(({ name }) => name === terminal.node)?.role ?? '';
  const show = (): void => {
    showExisting(id);
    focusScreen(id);
  };
  return (
    <div class={`tab ${isShown ? 'shown' : ''} ${active.value === id ? 'active' : ''} ${role}`}>
      <button type="button" class="tab-name" aria-pressed={isShown} onClick={show}>
        {nameOf(terminal)}
      </button>
      <button
        type="button"
        class="tab-close"
        aria-label={`${text.closeTerminal} ${nameOf(terminal)}`}
        title={text.closeTerminal}
        onClick={() => send({ type: 'terminal-close', id })}
      >
        ×
      </button>
    </div>
  );
}

function toggleSplit(): void {
  if (panes.value.length > 1) {
    panes.value = [active.value ?? panes.value[0] ?? ''];
    return;
  }
  const other = terminals.value.findLast(({ id }) => !panes.value.includes(id));
  if (other) panes.value = [other.id, ...panes.value];
}

export function Terminals() {
  const text = words.value;
  const isSplit = panes.value.length > 1;
  return (
    <section class="terminals" id="terminals" aria-label={text.terminals} tabIndex={-1}>
      <div class="tabs">
        {terminals.value.map((terminal) => (
          <Tab key={terminal.id} terminal={terminal} />
        ))}
        <div class="new-terminal" role="group" aria-label={text.newTerminal}>
          <span aria-hidden="true">+</span>
          {lab.value?.nodes.map(({ name, role }) => (
            <button
              key={name}
              type="button"
              class={role}
              title={`${text.newTerminal}: ${name}`}
              onClick={() => openTerminal(name)}
            >
              {name}
            </button>
          ))}
        </div>
        <button
          type="button"
          class="split"
          disabled={terminals.value.length < 2}
          aria-pressed={isSplit}
          onClick={toggleSplit}
        >
          {isSplit ? text.oneTerminal : text.splitTerminals}
        </button>
      </div>
      <div class={`panes ${isSplit ? 'two' : ''}`}>
        {panes.value.length === 0 ? (
          <p class="empty">{text.noTerminals}</p>
        ) : (
          panes.value.map((id) => <Pane key={id} id={id} />)
        )}
      </div>
    </section>
  );
}
