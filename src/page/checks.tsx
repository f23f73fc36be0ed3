/** The checks: live ones, and those that send traffic when asked. */
import { signal } from '@preact/signals';
import type { CheckView } from '../contract/views.ts';
import { send } from './socket.ts';
import { cause, checks, language, run, words } from './store.ts';

const SIGNS = { passed: '✓', failed: '✗', blocked: '–', unknown: '·' };

/** How many hints of a check have been unfolded. */
const unfolded = signal<ReadonlyMap<string, number>>(new Map());

function Hints({ check }: { check: CheckView }) {
  const text = words.value;
  const count = unfolded.value.get(check.id) ?? 0;
  const more = (): void => void (unfolded.value = new Map(unfolded.value).set(check.id, count + 1));
  return (
    <>
      {check.hints.slice(0, count).map((hint, index) => (
        <p key={index} class="hint">
          <b>
            {text.hint} {index + 1}
          </b>{' '}
          {hint[language.value]}
        </p>
      ))}
      {count < check.hints.length && (
        <button type="button" class="quiet" onClick={more}>
          {count === 0 ? text.hint : text.nextHint} ({count + 1}/{check.hints.length})
        </button>
      )}
    </>
  );
}

function ago(at: number): string {
  const minutes = Math.floor((Date.now() - at) / 60_000);
  return minutes < 1 ? words.value.justNow : `${minutes} ${words.value.minutesAgo}`;
}

function Check({ check }: { check: CheckView }) {
  const { id, title, maxPoints, outcome, isLive, reason, evidence, note, at } = check;
  const text = words.value;
  const isRunning = run.value !== null && (run.value.only.length === 0 || run.value.only.includes(id));
  const isFollowed = cause.value?.check === id;
  const hasMore = outcome === 'failed' || outcome === 'blocked' || evidence.length > 0 || note !== undefined;
  const head = (
    <>
      <span class={`sign ${outcome}`} role="img" aria-label={text.outcomes[outcome]} title={text.outcomes[outcome]}>
        {SIGNS[outcome]}
      </span>
      <span class="check-title">
        {title[language.value]} <code>{id}</code>
      </span>
      {isLive ? (
        <span class="live" title={text.liveTitle}>
          {text.live}
        </span>
      ) : (
        at !== undefined && <span class="ago">{ago(at)}</span>
      )}
      <span class="score">{maxPoints > 0 ? `${outcome === 'passed' ? maxPoints : 0}/${maxPoints}` : ''}</span>
    </>
  );
  return (
    <li class={`check ${outcome} ${isRunning && !isLive ? 'running' : ''}`} data-check={id}>
      <details open={outcome === 'failed' || isFollowed}>
        <summary>{head}</summary>
        <div class="check-body">
          {reason && outcome !== 'passed' && <p>{reason[language.value]}</p>}
          {note && <p>{note[language.value]}</p>}
          {evidence.length > 0 && <pre>{evidence.join('\n')}</pre>}
          {(outcome === 'failed' || isFollowed) && <Hints check={check} />}
          {!isLive && (
            <button
              type="button"
              class="quiet"
              disabled={run.value !== null}
              onClick={() => send({ type: 'check', only: [id] })}
            >
              {text.checkOne}
            </button>
          )}
          {!hasMore && isLive && <p class="dim">{text.liveTitle}</p>}
        </div>
      </details>
    </li>
  );
}

export function Checks() {
  const text = words.value;
  const now = run.value;
  return (
    <div class="checks">
      <div class="checks-head">
        {now ? (
          <>
            <span role="status">
              {text.checking} {now.done}/{now.total}
            </span>
            <progress max={now.total} value={now.done} aria-label={text.checking} />
            <button type="button" onClick={() => send({ type: 'check-stop' })}>
              {text.stop}
            </button>
          </>
        ) : (
          <button type="button" class="primary" onClick={() => send({ type: 'check', only: [] })}>
            {text.checkAll}
          </button>
        )}
      </div>
      <ul class="check-list" tabIndex={0} role="list" aria-label={text.checks}>
        {checks.value.map((check) => (
          <Check key={check.id} check={check} />
        ))}
      </ul>
    </div>
  );
}
