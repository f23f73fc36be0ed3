/** All packets of a story, each with its hops: a click goes there. */
import type { HopView, PacketView, StoryView } from '../contract/story.ts';
import { language } from './language.ts';
import type { Step } from './story-steps.ts';
import { STORY_WORDS } from './story-words.ts';

const wayOf = ({ hops: [first, ...rest] }: PacketView, everybody: string): string => {
  const ends = ({ to, network }: HopView): string =>
    to.length > 1 ? `${everybody} ${network ?? ''}` : (to[0]?.node ?? '?');
  if (!first) return '';
  return [first.from?.node ?? '?', ends(first), ...rest.map(ends)].join(' → ');
};

interface StoryListProps {
  story: StoryView;
  steps: Step[];
  at: number;
  go: (step: number) => void;
}

export function StoryList({ story, steps, at, go }: StoryListProps) {
  const text = STORY_WORDS[language.value];
  return (
    <ol class="story-list" aria-label={text.packets}>
      {story.packets.map((packet, index) => (
        <li key={index}>
          <button
            type="button"
            aria-current={steps[at]?.packet === index ? 'step' : undefined}
            onClick={() => go(steps.findIndex((step) => step.packet === index))}
          >
            <span class="number">{index + 1}</span>
            <b>{text.kinds[packet.kind] ?? packet.kind}</b>
            <span class="way-text">{wayOf(packet, text.everybody)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
