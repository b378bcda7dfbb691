// What all parts of the page share: Preact with htm, icons, small components, formats of numbers.
const { h, render, Fragment } = window.preact;
export const { useState, useEffect, useRef, useMemo, useCallback, useLayoutEffect } = window.preactHooks;
export const html = window.htm.bind(h);
export { render, Fragment };

const MARKDOWN = { gfm: true, breaks: true };
const ALLOWED = { RETURN_TRUSTED_TYPE: true, FORBID_TAGS: ['style', 'form', 'input', 'button', 'img', 'svg', 'math'], FORBID_ATTR: ['style', 'id', 'class'] };

window.DOMPurify.addHook('afterSanitizeAttributes', node => {
  if (node.tagName === 'A') {
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer nofollow');
  }
});

// A model's text is foreign: it passes the sanitiser, and images in it are not fetched.
export function Markdown({ text }) {
  const clean = useMemo(() => window.DOMPurify.sanitize(window.marked.parse(text, MARKDOWN), ALLOWED), [text]);
  return html`<div class="markdown" dangerouslySetInnerHTML=${{ __html: clean }} />`;
}

const PATHS = {
  send: 'M4 12 20 4l-4 16-4-7-8-1Z',
  stop: 'M7 7h10v10H7z',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 4M15 9h.01',
  tool: 'M14 6a4 4 0 0 0 4.6 5.4L20 13l-7 7-1.6-1.4M10 18l-4 2-2-2 2-4 8-8 4 4',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M14 4v6M8 14v6',
  key: 'M15 8a4 4 0 1 1-3.5 6L9 16.5V19H6v3H3v-3l8.2-8.2A4 4 0 0 1 15 8Z',
  sun: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10ZM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5 19 19M19 5l-1.5 1.5M6.5 17.5 5 19',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'm5 13 4 4L19 7',
  close: 'M6 6l12 12M18 6 6 18',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12Zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
};

export const Icon = ({ name }) =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;

export function Copy({ text, label = 'Copy' }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return html`<button type="button" class="quiet" onClick=${copy}>
    <${Icon} name=${done ? 'check' : 'copy'} /> ${done ? 'Copied' : label}
  </button>`;
}

export const Dot = ({ ready }) => {
  const word = ready === true ? 'ready' : ready === false ? 'not ready' : 'not known yet';
  return html`<span class=${'dot ' + (ready === true ? 'good' : ready === false ? 'bad' : '')} role="img" aria-label=${word} title=${word} />`;
};

export const Empty = ({ title, children }) => html`<div class="empty"><h2>${title}</h2><div>${children}</div></div>`;

// A list of choices of which one is shown; arrow keys move, as in any list of tabs.
export function Tabs({ names, chosen, choose, label }) {
  const move = event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = names[(names.findIndex(n => n.id === chosen) + step + names.length) % names.length];
      choose(next.id);
      event.currentTarget.querySelector(`[data-tab="${next.id}"]`).focus();
    }
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} onKeyDown=${move}>
    ${names.map(n => html`<button type="button" role="tab" data-tab=${n.id} aria-selected=${n.id === chosen}
      tabindex=${n.id === chosen ? 0 : -1} onClick=${() => choose(n.id)}>${n.name}</button>`)}
  </div>`;
}

export const number = (value, digits = 0) =>
  value == null ? '–' : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const millis = value =>
  value == null ? '–' : value < 1000 ? `${number(value)} ms` : `${number(value / 1000, value < 10000 ? 2 : 1)} s`;

export const clock = time => new Date(time).toLocaleTimeString('en-GB');

// The latest value of what changes with every render, for handlers that stay.
export function useLatest(value) {
  const ref = useRef(value);
  ref.current = value;
  return ref;
}
