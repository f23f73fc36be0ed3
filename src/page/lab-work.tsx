/** Faults, checkpoints and reset: each a click and a confirmation. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { FaultView, WorkMessage, WorkView } from '../contract/lab-work.ts';
import { WORK_WORDS } from './lab-work-words.ts';
import { send } from './socket.ts';
import { language, run, steps } from './store.ts';

export const work = signal<WorkView | null>(null);
export const faults = signal<FaultView[]>([]);

interface Question {
  message: WorkMessage;
  text: string;
  button: string;
}
export const question = signal<Question | undefined>(undefined);
/** Faults whose explanation was asked for. */
const revealed = signal<ReadonlySet<string>>(new Set());

const isBusy = (): boolean => work.value !== null || run.value !== null;

const close = (): void => void (question.value = undefined);

export function Confirm({ message, text, button }: Question) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const words = WORK_WORDS[language.value];
  return (
    <dialog ref={dialog} class="confirm" aria-label={button} onClose={close}>
      <p>{text}</p>
      <div class="confirm-buttons">
        <button type="button" onClick={close}>
          {words.cancel}
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => {
            close();
            send(message);
          }}
        >
          {button}
        </button>
      </div>
    </dialog>
  );
}

export function Ask({ ask, label }: { ask: Question; label: string }) {
  return (
    <button type="button" aria-label={label} disabled={isBusy()} onClick={() => (question.value = ask)}>
      {ask.button}
    </button>
  );
}

function Fault({ fault: { id, title, looks, isBroken }, number }: { fault: FaultView; number: number }) {
  const words = WORK_WORDS[language.value];
  const name = `${words.fault} ${number}`;
  const isShown = revealed.value.has(id);
  const verb = isBroken ? 'repair' : 'break';
  const ask: Question = { message: { type: verb, fault: id }, text: words.sure[verb](name), button: words[verb] };
  return (
    <li data-fault={id} class={isBroken ? 'broken' : ''}>
      <span class="work-name">
        {name}
        {isBroken && <b class="work-broken"> {words.isBroken}</b>}
        {isShown && (
          <>
            : {title[language.value]}
            <small>{looks[language.value]}</small>
          </>
        )}
      </span>
      {!isShown && (
        <button
          type="button"
          class="quiet"
          aria-label={`${words.reveal}: ${name}`}
          onClick={() => (revealed.value = new Set([...revealed.value, id]))}
        >
          {words.reveal}
        </button>
      )}
      <Ask ask={ask} label={`${ask.button}: ${name}`} />
    </li>
  );
}

export function LabWorkPanel() {
  const words = WORK_WORDS[language.value];
  const now = work.value;
  const mine = steps.value.filter(({ by }) => by === 'student');
  const anew: Question = { message: { type: 'reset' }, text: words.sure.reset, button: words.reset };
  return (
    <div class="work" tabIndex={0} role="region" aria-label={words.tab}>
      {question.value && <Confirm key={question.value.text} {...question.value} />}
      <p class="work-now" role="status">
        {now && (
          <>
            <b>{words.doing[now.verb]}</b> {now.progress?.[language.value] ?? ''}
          </>
        )}
      </p>
      <h2>{words.faults}</h2>
      <p>{words.faultsAbout}</p>
      <ul>
        {faults.value.map((fault, index) => (
          <Fault key={fault.id} fault={fault} number={index + 1} />
        ))}
      </ul>
      <h2>{words.checkpoints}</h2>
      <p>{words.checkpointsAbout}</p>
      <ul>
        {mine.map(({ id, title }, index) => {
          const name = `${words.step(index + 1)}: ${title[language.value]}`;
          const message: WorkMessage = { type: 'checkpoint', step: id };
          return (
            <li key={id} data-checkpoint={id}>
              <span class="work-name">{name}</span>
              <Ask
                ask={{ message, text: words.sure.checkpoint(name), button: words.go }}
                label={`${words.go}: ${name}`}
              />
            </li>
          );
        })}
      </ul>
      <h2>{words.reset}</h2>
      <p>
        {words.resetAbout} <Ask ask={anew} label={words.reset} />
      </p>
    </div>
  );
}
