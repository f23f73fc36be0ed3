/** A story on the drawing: a frame that travels hop by hop, and beside it its headers and why it went there. */
import { useEffect, useState } from 'preact/hooks';
import type { MachineView, LabView } from '../contract/views.ts';
import type { StoryView } from '../contract/story.ts';
import { Drawing } from './drawing.tsx';
import { language, words } from './language.ts';
import { StoryHop } from './story-hop.tsx';
import { stepsOf } from './story-steps.ts';
import { StoryList } from './story-list.tsx';
import { STORY_WORDS } from './story-words.ts';
import { Traveller } from './traveller.tsx';

/** How long a frame travels, and how long it stays to be read, in milliseconds. */
const TRAVEL_MS = 1100;
const STAY_MS = 1500;

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** From 0 to 1 as the frame of this step travels; 1 at once for those who want no motion. */
function useTravel(step: number): number {
  const [share, setShare] = useState(0);
  useEffect(() => {
    if (isStill()) return setShare(1);
    const start = performance.now();
    let frame = 0;
    const go = (now: number): void => {
      const part = Math.min(1, Math.max(0, (now - start) / TRAVEL_MS));
      setShare(part);
      if (part < 1) frame = requestAnimationFrame(go);
    };
    setShare(0);
    frame = requestAnimationFrame(go);
    return () => cancelAnimationFrame(frame);
  }, [step]);
  return share;
}

/** Keys of buttons and fields are theirs. */
const isFree = (target: EventTarget | null): boolean =>
  !(target instanceof Element && target.closest('button, input, textarea, select, a') !== null);

interface PlayerProps {
  lab: LabView;
  machines: ReadonlyMap<string, MachineView>;
  story: StoryView;
}

export function StoryPlayer({ lab, machines, story }: PlayerProps) {
  const text = STORY_WORDS[language.value];
  const steps = stepsOf(story);
  const last = steps.length - 1;
  const [at, setAt] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const share = useTravel(at);
  const go = (step: number): void => {
    setPlaying(false);
    setAt(Math.max(0, Math.min(last, step)));
  };
  const toggle = (): void => {
    if (!isPlaying && at === last) setAt(0);
    setPlaying(!isPlaying);
  };

  useEffect(() => {
    if (!isPlaying) return undefined;
    if (at >= last) return setPlaying(false);
    const timer = setTimeout(() => setAt(at + 1), TRAVEL_MS + STAY_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, at, last]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const steered: Record<string, () => void> = {
        ArrowRight: () => go(at + 1),
        ArrowLeft: () => go(at - 1),
        Home: () => go(0),
        End: () => go(last),
        ...(isFree(event.target) && { ' ': toggle }),
      };
      const act = steered[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  const step = steps[at];
  if (!step) return <p class="story-none">{text.nothingSent}</p>;
  const { hop } = step;
  const packet = story.packets[step.packet];
  const isEnd = at === last && !story.isAnswered;
  const { cause } = story;
  const endNode = cause?.node ?? hop.to[0]?.node ?? hop.from?.node ?? '';
  const endHop = cause?.hop ?? { zh: STORY_WORDS.zh.endsHere, en: STORY_WORDS.en.endsHere };
  return (
    <div class="story">
      <section class="network" aria-label={words.value.network}>
        <div class="drawing">
          <Drawing
            lab={lab}
            machines={machines}
            broken={isEnd ? { node: endNode, hop: endHop } : undefined}
            spare={60}
            over={(layout) =>
              packet && (
                <Traveller layout={layout} hop={hop} title={text.kinds[packet.kind] ?? packet.kind} share={share} />
              )
            }
          />
        </div>
        <div class="story-bar" role="group" aria-label={text.controls}>
          <button type="button" disabled={at === 0} onClick={() => go(at - 1)}>
            ← {text.back}
          </button>
          <button type="button" class="primary story-play" aria-keyshortcuts="Space" onClick={toggle}>
            {isPlaying ? `❚❚ ${text.pause}` : `▶ ${text.play}`}
          </button>
          <button type="button" disabled={at === last} onClick={() => go(at + 1)}>
            {text.next} →
          </button>
          <input
            type="range"
            min={0}
            max={last}
            value={at}
            aria-label={text.step}
            onInput={(event) => go(Number(event.currentTarget.value))}
          />
          <span class="story-count" role="status">
            {text.step} {at + 1} {text.of} {steps.length}
          </span>
          <span class="story-keys dim">{text.keys}</span>
        </div>
      </section>
      <aside class="story-side" aria-label={text.packets}>
        {packet && <StoryHop story={story} packet={packet} hop={hop} isEnd={isEnd} />}
        <StoryList story={story} steps={steps} at={at} go={go} />
      </aside>
    </div>
  );
}
