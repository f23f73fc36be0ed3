/** The page: header, network, guide and checks, terminals. */
import { render } from 'preact';
import { Checks } from './checks.tsx';
import { connect } from './connection.ts';
import { directors, FailoverPanel } from './failover.tsx';
import { FAILOVER_WORDS } from './failover-words.ts';
import { Guide } from './guide.tsx';
import { LabWorkPanel, work } from './lab-work.tsx';
import { WORK_WORDS } from './lab-work-words.ts';
import { Network } from './network.tsx';
import { allowStyles } from './style-nonce.ts';
import {
  checks,
  instanceState,
  lab,
  language,
  link,
  notice,
  points,
  problem,
  setLanguage,
  sidePanel,
  words,
} from './store.ts';
import { Terminals } from './terminals.tsx';

function Header() {
  const text = words.value;
  const { points: got, maxPoints } = points.value;
  const shown = lab.value;
  return (
    <header>
      <a class="skip" href="#terminals">
        {text.skip}
      </a>
      {location.pathname !== '/' && (
        <a class="quiet" href="/">
          ← {text.classLabs}
        </a>
      )}
      <h1>{shown ? shown.title[language.value] : 'lvs-lab'}</h1>
      {shown && shown.instance !== shown.id && <span class="instance">{shown.instance}</span>}
      <span class="grow" />
      {maxPoints > 0 && (
        <span class="points" role="status" aria-label={`${got} / ${maxPoints} ${text.points}`}>
          <span class="points-bar" aria-hidden="true">
            <span style={{ width: `${(got / maxPoints) * 100}%` }} />
          </span>
          <b>{got}</b>/{maxPoints} {text.points}
        </span>
      )}
      <button
        type="button"
        class="language"
        aria-label={text.languageLabel}
        onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}
      >
        {text.language}
      </button>
    </header>
  );
}

function Notices() {
  const text = words.value;
  const state = instanceState.value;
  return (
    <div class="notices" aria-live="polite">
      {link.value === 'lost' && (
        <p class="notice bad">
          {text.lost} {text.ended}
        </p>
      )}
      {link.value === 'open' && state !== 'running' && work.value === null && <p class="notice bad">{text[state]}</p>}
      {notice.value !== undefined && (
        <p class="notice">
          {notice.value[language.value]}
          <button type="button" class="quiet" aria-label={text.dismiss} onClick={() => (notice.value = undefined)}>
            ×
          </button>
        </p>
      )}
      {problem.value !== undefined && (
        <p class="notice">
          {problem.value}
          <button type="button" class="quiet" aria-label={text.dismiss} onClick={() => (problem.value = undefined)}>
            ×
          </button>
        </p>
      )}
    </div>
  );
}

function SideTab({ panel, name }: { panel: typeof sidePanel.value; name: string }) {
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${panel}`}
      aria-selected={sidePanel.value === panel}
      aria-controls="side-panel"
      onClick={() => (sidePanel.value = panel)}
    >
      {name}
    </button>
  );
}

function Side() {
  const text = words.value;
  const passed = checks.value.filter(({ outcome }) => outcome === 'passed').length;
  const names = {
    guide: text.guide,
    checks: text.checks,
    failover: FAILOVER_WORDS[language.value].tab,
    work: WORK_WORDS[language.value].tab,
  };
  return (
    <aside aria-label={names[sidePanel.value]}>
      <div class="side-tabs" role="tablist">
        <SideTab panel="guide" name={text.guide} />
        <SideTab panel="checks" name={`${text.checks} ${passed}/${checks.value.length}`} />
        {directors.value && <SideTab panel="failover" name={names.failover} />}
        <SideTab panel="work" name={names.work} />
      </div>
      <div class="side-panel" id="side-panel" role="tabpanel" aria-labelledby={`tab-${sidePanel.value}`}>
        {sidePanel.value === 'guide' && <Guide />}
        {sidePanel.value === 'checks' && <Checks />}
        {sidePanel.value === 'failover' && <FailoverPanel />}
        {sidePanel.value === 'work' && <LabWorkPanel />}
      </div>
    </aside>
  );
}

function App() {
  return (
    <>
      <Header />
      <Notices />
      {lab.value ? (
        <main>
          <Side />
          <Network />
          <Terminals />
        </main>
      ) : (
        <p class="connecting">{words.value.connecting}</p>
      )}
    </>
  );
}

allowStyles();
setLanguage(language.value);
const place = document.querySelector('#page');
if (place) render(<App />, place);
connect();
