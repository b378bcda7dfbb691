// The page: its views, what it polls, and the key.
import { html, render, useState, useEffect, useRef, useLatest, Icon, Empty } from './ui.js';
import { document_, key } from './api.js';
import { Chat } from './chat.js';
import { Routes } from './diagram.js';
import { Models } from './models.js';
import { Requests } from './requests.js';

const VIEWS = [{ id: 'chat', name: 'Chat' }, { id: 'routes', name: 'Routes' }, { id: 'models', name: 'Models' }, { id: 'requests', name: 'Requests' }];
const POLL_MILLIS = 2000;
const THEME = 'openai-triton-theme';

const view = () => (VIEWS.some(v => `#${v.id}` === location.hash) ? location.hash.slice(1) : 'chat');

// What the gateway says of itself, every two seconds while somebody looks.
function useGateway() {
  const [state, setState] = useState(null);
  const [problem, setProblem] = useState(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let timer;
    let over = false;
    const look = async () => {
      if (!document.hidden) {
        try {
          const found = await document_('state');
          if (!over) {
            setState(found);
            setProblem(null);
          }
        } catch (e) {
          if (!over) {
            setProblem(e);
          }
        }
      }
      if (!over) {
        timer = setTimeout(look, POLL_MILLIS);
      }
    };
    look();
    const seen = () => { clearTimeout(timer); look(); };
    document.addEventListener('visibilitychange', seen);
    return () => { over = true; clearTimeout(timer); document.removeEventListener('visibilitychange', seen); };
  }, [round]);
  return [state, problem, () => setRound(n => n + 1)];
}

function useTheme() {
  const [theme, setTheme] = useState(localStorage.getItem(THEME) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
  useEffect(() => {
    const media = matchMedia('(prefers-color-scheme: dark)');
    const follow = e => localStorage.getItem(THEME) ?? setTheme(e.matches ? 'dark' : 'light');
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  document.documentElement.dataset.theme = theme;
  return [theme, () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(THEME, next);
    setTheme(next);
  }];
}

function KeyForm({ refused, use }) {
  const [text, setText] = useState('');
  const input = useRef();
  useEffect(() => input.current.focus(), []);
  return html`<main class="key-form"><form class="card" onSubmit=${e => { e.preventDefault(); use(text.trim()); }}>
    <h1>This gateway needs an API key</h1>
    <p>Your API key stays in this browser tab. The page sends it only to this gateway, and forgets it when you close the tab.</p>
    ${refused && html`<div class="error" role="alert">The gateway does not know this key.</div>`}
    <label>API key <input ref=${input} id="key" type="password" autocomplete="off" spellcheck="false" value=${text} onInput=${e => setText(e.target.value)} /></label>
    <button type="submit" class="primary" disabled=${!text.trim()}>Open</button>
  </form></main>`;
}

function Header({ shown, theme, toggleTheme, forget, state, problem }) {
  return html`<header class="top">
    <a class="brand" href="#chat"><img src="page/icon.svg" alt="" width="22" height="22" /> <span>OpenAI Triton Gateway</span></a>
    <nav aria-label="Views">${VIEWS.map(v => html`<a href=${`#${v.id}`} aria-current=${v.id === shown ? 'page' : undefined}>${v.name}</a>`)}</nav>
    <span class="grow" />
    ${state && problem && html`<span class="badge bad" role="status">no connection</span>`}
    ${forget && html`<button type="button" class="quiet" onClick=${forget} title="Forget the API key"><${Icon} name="key" /> <span class="wide-only">Forget key</span></button>`}
    <button type="button" class="quiet" onClick=${toggleTheme} aria-label=${theme === 'dark' ? 'Light colours' : 'Dark colours'}><${Icon} name=${theme === 'dark' ? 'sun' : 'moon'} /></button>
  </header>`;
}

function Page() {
  const [shown, setShown] = useState(view());
  const [theme, toggleTheme] = useTheme();
  const [state, problem, again] = useGateway();
  const [locked, setLocked] = useState(false);
  useEffect(() => {
    const moved = () => setShown(view());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  useEffect(() => {
    const keys = event => {
      const typing = event.target.closest?.('input, textarea, select');
      if (event.key === 'Escape' && typing) {
        event.target.blur();
      }
      if (typing || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      const chosen = VIEWS[Number(event.key) - 1];
      if (chosen) {
        location.hash = chosen.id;
      } else if (event.key === '/') {
        event.preventDefault();
        location.hash = 'chat';
        requestAnimationFrame(() => document.getElementById('message')?.focus());
      }
    };
    addEventListener('keydown', keys);
    return () => removeEventListener('keydown', keys);
  }, []);
  const use = value => {
    key.set(value);
    setLocked(false);
    again();
  };
  const asked = problem?.status === 401 || locked;
  useEffect(() => { document.title = `${VIEWS.find(v => v.id === shown).name} · OpenAI Triton Gateway`; }, [shown]);
  if (asked) {
    return html`<${Header} shown=${shown} theme=${theme} toggleTheme=${toggleTheme} /><${KeyForm} refused=${Boolean(key.get())} use=${use} />`;
  }
  return html`<${Header} shown=${shown} theme=${theme} toggleTheme=${toggleTheme} state=${state} problem=${problem} forget=${key.get() && (() => { key.set(''); setLocked(true); })} />
    ${problem && state && html`<div class="banner" role="alert">The gateway does not answer. The page retries every two seconds.</div>`}
    <main>
      ${!state && html`<${Empty} title=${problem ? 'The gateway does not answer' : 'Loading'}>${problem && html`<p>${problem.message}</p>`}<//>`}
      ${state && html`<${Chat} state=${state} visible=${shown === 'chat'} />
        <${Routes} state=${state} visible=${shown === 'routes'} />
        <${Models} state=${state} visible=${shown === 'models'} />
        <${Requests} state=${state} visible=${shown === 'requests'} theme=${theme} />`}
    </main>
    <footer><kbd>1</kbd>–<kbd>4</kbd> switch views <kbd>/</kbd> write <kbd>Enter</kbd> send <kbd>Shift</kbd> <kbd>Enter</kbd> new line <kbd>Esc</kbd> stop</footer>`;
}

render(html`<${Page} />`, document.getElementById('page'));
