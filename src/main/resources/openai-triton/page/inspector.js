// What a chat request becomes: the prompt that the model is given, the request to Triton, and the same as code.
import { html, useState, useEffect, useMemo, Icon, Tabs, Copy, Empty } from './ui.js';
import { rendering, key } from './api.js';
import { LANGUAGES, code } from './code.js';

const TABS = [{ id: 'prompt', name: 'Prompt' }, { id: 'triton', name: 'To Triton' }, { id: 'code', name: 'Code' }];
const PAUSE_MILLIS = 250;

const quoted = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// A pattern of all control tokens, longest first; one that counts only at certain places must stand there.
function pattern(tokens) {
  const all = tokens.toSorted((a, b) => b.text.length - a.text.length).map(t => {
    const text = t.numbered ? quoted(t.text).replace(/\d+/g, '\\d+') : quoted(t.text);
    return t.anywhere ? text : `(?<=^|\\s)${text}`;
  });
  return all.length ? new RegExp(`(${all.join('|')})`, 'g') : null;
}

function Prompt({ text, tokens }) {
  const parts = useMemo(() => {
    const tokenPattern = pattern(tokens);
    return tokenPattern ? text.split(tokenPattern) : [text];
  }, [text, tokens]);
  return html`<pre class="prompt" tabindex="0" aria-label="Rendered prompt">${parts.map((part, i) =>
    part && (i % 2 ? html`<mark>${part}</mark>` : html`<span>${part}</span>`))}</pre>`;
}

const STRING = /("(?:[^"\\]|\\.)*"(?:\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)/gi;

export function Json({ value }) {
  const parts = JSON.stringify(value, null, 2).split(STRING);
  return html`<pre tabindex="0">${parts.map((part, i) => (i % 2
    ? html`<span class=${part.endsWith(':') ? 'name' : part.startsWith('"') ? 'text' : 'value'}>${part.length > 4000 ? `${part.slice(0, 200)}… (${part.length} characters)` : part}</span>`
    : part))}</pre>`;
}

function useRendering(request, visible) {
  const [rendered, setRendered] = useState(null);
  const [error, setError] = useState(null);
  const body = request && JSON.stringify(request);
  useEffect(() => {
    if (!visible || !request || request.messages.every(m => m.role === 'system')) {
      setRendered(null);
      setError(null);
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => rendering(request, abort.signal).then(
      found => { setRendered(found); setError(null); },
      failure => failure.name !== 'AbortError' && (setRendered(null), setError(failure)),
    ), PAUSE_MILLIS);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [body, visible]);
  return [rendered, error];
}

function base(address) {
  // on the management port the API is elsewhere
  return address.managed ? `${address.tls ? 'https' : 'http'}://${location.hostname}:${address.port}/v1` : `${location.origin}/v1`;
}

function Code({ request, state }) {
  const [language, setLanguage] = useState('curl');
  const text = code(language, base(state.address), request, Boolean(key.get()));
  return html`<div class="pane">
    <div class="bar"><${Tabs} names=${LANGUAGES} chosen=${language} choose=${setLanguage} label="Language" /><span class="grow" /><${Copy} text=${() => text} /></div>
    <pre tabindex="0">${text}</pre></div>`;
}

export function Inspector({ request, wrong, model, state, open, close, visible }) {
  const [tab, setTab] = useState('prompt');
  const [rendered, error] = useRendering(wrong ? null : request, visible);
  const failure = wrong ?? error;
  const nothing = !request || request.messages.every(m => m.role === 'system');
  return html`<aside class=${'inspector' + (open ? ' open' : '')} aria-label="What the model sees">
    <div class="toolbar"><h2>What the model sees</h2><span class="grow" />
      <button type="button" class="quiet narrow" aria-label="Close" onClick=${close}><${Icon} name="close" /></button></div>
    <${Tabs} names=${TABS} chosen=${tab} choose=${setTab} label="What the model sees" />
    ${failure && html`<div class="error" role="alert">${failure.message}</div>`}
    ${nothing && !failure && html`<${Empty} title="Nothing yet"><p>Write a message: as you type, the exact prompt for the model appears here.</p><//>`}
    ${!nothing && tab === 'prompt' && rendered && html`<div class="pane">
      <div class="bar"><span class="note">${rendered.prompt.length.toLocaleString('en')} characters, ${rendered.dialect}</span><span class="grow" /><${Copy} text=${() => rendered.prompt} /></div>
      <${Prompt} text=${rendered.prompt} tokens=${model?.controlTokens ?? []} /></div>`}
    ${!nothing && tab === 'triton' && rendered && html`<div class="pane">
      <div class="bar"><code class="note">POST /v2/models/${model?.id}/${rendered.endpoint}</code><span class="grow" /><${Copy} text=${() => JSON.stringify(rendered.request, null, 2)} /></div>
      <${Json} value=${rendered.request} /></div>`}
    ${!nothing && tab === 'code' && html`<${Code} request=${request} state=${state} />`}
  </aside>`;
}
