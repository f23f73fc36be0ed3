/** The file of `lab story -o`: a story without a server. */
import { render } from 'preact';
import type { StoryFile } from '../contract/story.ts';
import { language, setLanguage, words } from './language.ts';
import { StoryPlayer } from './story-player.tsx';
import { STORY_WORDS } from './story-words.ts';

function Header({ file: { story, lab } }: { file: StoryFile }) {
  const text = STORY_WORDS[language.value];
  return (
    <header>
      <h1>
        {story.from} → <span class="mono">{story.target}</span>
      </h1>
      <span class={`outcome ${story.isAnswered ? 'good' : 'bad'}`}>
        {story.isAnswered ? text.answered : text.unanswered}
      </span>
      <span class="grow" />
      <span class="story-lab">{lab.title[language.value]}</span>
      {lab.instance !== lab.id && <span class="instance">{lab.instance}</span>}
      <button
        type="button"
        class="language"
        aria-label={words.value.languageLabel}
        onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}
      >
        {words.value.language}
      </button>
    </header>
  );
}

function App({ file }: { file: StoryFile }) {
  const machines = new Map(file.machines.map((one) => [one.name, one]));
  return (
    <>
      <Header file={file} />
      <main class="story-file">
        <StoryPlayer lab={file.lab} machines={machines} story={file.story} />
      </main>
    </>
  );
}

const data = document.querySelector('#story')?.textContent;
const place = document.querySelector('#page');
if (data && place) {
  const file = JSON.parse(data) as StoryFile;
  setLanguage(file.language);
  render(<App file={file} />, place);
}
