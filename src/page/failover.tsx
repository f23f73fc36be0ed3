/** The tab of failovers: buttons that break the director, the lanes that fill, and what it came to. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { FailoverView } from '../contract/failover.ts';
import { FAILOVER_TRIGGERS } from '../contract/failover-triggers.ts';
import { FailoverLanes } from './failover-lanes.tsx';
import { FAILOVER_WORDS } from './failover-words.ts';
import { Ask, Confirm, question, work } from './lab-work.tsx';
import { language } from './store.ts';

export const directors = signal<{ director: string; backup: string } | null>(null);
export const failover = signal<FailoverView | null>(null);

const isPictureOpen = signal(false);
const close = (): void => void (isPictureOpen.value = false);

/** Drawn by the server with the code of `lab check --timelines`. */
function Picture({ number, story }: { number: number; story: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const words = FAILOVER_WORDS[language.value];
  return (
    <dialog ref={dialog} class="failover-picture" aria-label={words.picture} onClose={close}>
      <img src={`/failover-${language.value}.svg?number=${number}`} alt={story} />
      <div class="confirm-buttons">
        <button type="button" class="primary" onClick={close}>
          {words.close}
        </button>
      </div>
    </dialog>
  );
}

function Result({ number, result }: FailoverView) {
  const words = FAILOVER_WORDS[language.value];
  if (!result) return null;
  const { measured, reason } = result;
  const time = (ms: number | null, missing: string): string => (ms === null ? missing : words.time(ms));
  const range = ({ min, max }: { min: number; max: number }): string =>
    max === 0 ? words.none : words.range(min, max);
  return (
    <div class="failover-result">
      {measured && (
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">{words.measured}</th>
              <th scope="col">{words.predicted}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{words.outage}</th>
              <td data-outage>{measured.lost === 0 ? words.none : time(measured.outageMs, words.never)}</td>
              <td>{range(measured.predictedOutageMs)}</td>
            </tr>
            <tr>
              <th scope="row">{words.takeover}</th>
              <td>{time(measured.takeoverMs, words.none)}</td>
              <td>{range(measured.predictedTakeoverMs)}</td>
            </tr>
          </tbody>
        </table>
      )}
      {reason && <p class="failover-reason">{reason[language.value]}</p>}
      {!measured && !reason && <p class="failover-reason">{words.unbroken}</p>}
      {measured && (
        <>
          <p>{measured.story[language.value]}</p>
          <button type="button" onClick={() => (isPictureOpen.value = true)}>
            {words.picture}
          </button>
          {isPictureOpen.value && <Picture number={number} story={measured.story[language.value]} />}
        </>
      )}
    </div>
  );
}

function Last({ view }: { view: FailoverView }) {
  const words = FAILOVER_WORDS[language.value];
  const phase = view.result ? 'ended' : (view.phases.at(-1)?.phase ?? 'asking');
  return (
    <section aria-label={words.live(words.triggers[view.trigger].name, view.director)}>
      <h2>
        {words.live(words.triggers[view.trigger].name, view.director)}{' '}
        <span class="failover-phase" data-phase={phase} role="status">
          {words.phases[phase]}
        </span>
      </h2>
      <FailoverLanes view={view} />
      <Result {...view} />
    </section>
  );
}

export function FailoverPanel() {
  const words = FAILOVER_WORDS[language.value];
  const pair = directors.value;
  if (!pair) return null;
  const { director, backup } = pair;
  return (
    <div class="work" tabIndex={0} role="region" aria-label={words.tab}>
      {question.value && <Confirm key={question.value.text} {...question.value} />}
      <p>{words.about(director, backup)}</p>
      {failover.value && <Last view={failover.value} />}
      {work.value && work.value.verb !== 'failover' && <p role="status">{work.value.progress?.[language.value]}</p>}
      <ul>
        {FAILOVER_TRIGGERS.map((trigger) => {
          const { name, what } = words.triggers[trigger];
          const text = words.sure(name, director);
          return (
            <li key={trigger} data-trigger={trigger}>
              <span class="work-name">
                <small>{what}</small>
              </span>
              <Ask ask={{ message: { type: 'failover', trigger }, text, button: name }} label={name} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
