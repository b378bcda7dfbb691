// The chat: one column for each model, the composer, and the inspector next to them.
import { html, useState, useRef, useEffect, useLayoutEffect, useLatest, Icon, Markdown, Dot, Empty, number, millis } from './ui.js';
import { Conversation, DEFAULTS, request } from './conversation.js';
import { Inspector } from './inspector.js';

const MAX_COLUMNS = 4;
const MAX_IMAGE = 4 * 1024 * 1024;

const EXAMPLES = [
  { text: 'What is the capital of France?' },
  { text: 'What is the weather in Paris?', tools: true },
  { text: 'Write a haiku about a request that waits in a queue.' },
];

const isReady = model => (model.replicas.some(r => r.ready) ? true : model.replicas.every(r => r.ready === false) ? false : null);

function Stats({ stats }) {
  const parts = [
    stats.first != null && [millis(stats.first), 'to the first token'],
    stats.rate != null && [`${number(stats.rate, 1)} tokens/s`, ''],
    stats.tokens != null && [number(stats.tokens), 'tokens'],
    stats.finish && ['', `ended by ${stats.finish}`],
  ].filter(Boolean);
  return parts.length
    ? html`<div class="stats">${parts.map(([value, what]) => html`<span>${value && html`<b>${value}</b>`} ${what}</span>`)}</div>`
    : null;
}

function Call({ call, open }) {
  return html`<div class="call">
    <div class="call-head"><${Icon} name="tool" /><b>${call.name}</b><code>${call.arguments}</code></div>
    ${open && html`<label>Result <textarea rows="2" value=${call.result} onInput=${e => { call.result = e.target.value; }} /></label>`}
  </div>`;
}

function Answer({ message, running, calls, send, again }) {
  return html`<article class="message assistant">
    ${message.reasoning && html`<details class="reasoning" open=${running && !message.content}>
      <summary>${running && !message.content ? 'Reasoning…' : 'Reasoning'}</summary><${Markdown} text=${message.reasoning} /></details>`}
    ${message.content && html`<${Markdown} text=${message.content} />`}
    ${message.calls.map(call => html`<${Call} call=${call} open=${calls.length > 0} />`)}
    ${calls.length > 0 && html`<button type="button" class="primary small" onClick=${send}>Send ${calls.length > 1 ? 'results' : 'result'}</button>`}
    ${running && !message.content && !message.reasoning && !message.calls.length && html`<span class="waiting" role="status">Waiting for the first token</span>`}
    ${message.error && html`<div class="error" role="alert">
      <b>${message.error.status ? `${message.error.status} ${message.error.code ?? ''}` : 'Failed'}</b> ${message.error.message}
      ${message.error.param && html` <code>${message.error.param}</code>`}
      <button type="button" class="quiet" onClick=${again}>Try again</button></div>`}
    ${message.stopped && html`<div class="note">Stopped.</div>`}
    <${Stats} stats=${message.stats} />
  </article>`;
}

function Message(props) {
  const { message } = props;
  if (message.role === 'user') {
    return html`<article class="message user"><p>${message.content}</p>
      ${message.images?.map(url => html`<img src=${url} alt="Attached" />`)}</article>`;
  }
  return message.role === 'tool'
    ? html`<article class="message tool"><div class="call-head"><${Icon} name="check" /><b>${message.name}</b><code>${message.content}</code></div></article>`
    : html`<${Answer} ...${props} />`;
}

function Column({ conversation, model, settings, active, choose, many, fill }) {
  const end = useRef();
  const last = conversation.messages.at(-1);
  const calls = conversation.openCalls();
  useLayoutEffect(() => {
    const box = end.current;
    box.scrollTop = box.scrollHeight;
  }, [conversation.messages.length, last?.content, last?.reasoning, last?.calls?.length]);
  return html`<section class=${'column' + (active && many ? ' active' : '')} aria-label=${conversation.model} onFocusIn=${choose} onClick=${choose}>
    ${many && html`<header><${Dot} ready=${model ? isReady(model) : null} /> ${conversation.model}</header>`}
    <div class="messages" ref=${end} tabindex="0" role="log" aria-label=${`Conversation with ${conversation.model}`}>
      ${conversation.messages.length === 0 && html`<${Empty} title=${many ? 'Same question, several models' : 'Ask the model'}>
        <p>${many ? 'Each model gets your message.' : 'See its prompt, its answer and its speed.'}</p>
        ${!many && html`<div class="examples">${EXAMPLES.map(e => html`<button type="button" onClick=${() => fill(e)}>${e.text}${e.tools ? html` <small>with tools</small>` : ''}</button>`)}</div>`}
      <//>`}
      ${conversation.messages.map((message, i) => html`<${Message} key=${i} message=${message} running=${conversation.running && message === last}
        calls=${message === last ? calls : []} send=${() => conversation.answer(calls.map(c => c.result), settings)} again=${() => conversation.again(settings)} />`)}
    </div>
  </section>`;
}

function ModelPicker({ models, chosen, toggle }) {
  return html`<div class="picker" role="group" aria-label="Models">
    ${models.map(m => {
      const on = chosen.includes(m.model.id);
      return html`<button type="button" class="chip" aria-pressed=${on} disabled=${!on && chosen.length >= MAX_COLUMNS} onClick=${() => toggle(m.model.id)}>
        <${Dot} ready=${isReady(m)} />${m.model.id}</button>`;
    })}
  </div>`;
}

function Settings({ settings, set }) {
  const field = name => ({ value: settings[name], onInput: e => set({ ...settings, [name]: e.target.value }) });
  return html`<div class="settings">
    <label class="wide">System message <textarea rows="2" placeholder="none" ...${field('system')} /></label>
    <label>Temperature <input type="number" min="0" max="2" step="0.1" placeholder="default" ...${field('temperature')} /></label>
    <label>Max tokens <input type="number" min="1" placeholder="default" ...${field('maxTokens')} /></label>
    <label>Reasoning effort <select ...${field('effort')}>
      ${['', 'none', 'low', 'medium', 'high'].map(e => html`<option value=${e}>${e || 'default'}</option>`)}</select></label>
    <label class="wide">Tools, as JSON <textarea rows="6" spellcheck="false" class="mono" ...${field('tools')} /></label>
  </div>`;
}

function readImages(files) {
  return Promise.all([...files].filter(f => f.type.startsWith('image/') && f.size <= MAX_IMAGE).map(file => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader.readAsDataURL(file);
  })));
}

function Composer({ text, setText, images, setImages, settings, setSettings, send, stop, running, disabled }) {
  const [open, setOpen] = useState(false);
  const files = useRef();
  const add = async list => setImages([...images, ...(await readImages(list))].slice(0, 4));
  const keys = event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  };
  return html`<form class="composer" onSubmit=${e => { e.preventDefault(); send(); }}>
    ${open && html`<${Settings} settings=${settings} set=${setSettings} />`}
    ${images.length > 0 && html`<div class="thumbs">${images.map((url, i) => html`<button type="button" aria-label="Remove image" onClick=${() => setImages(images.filter((_, n) => n !== i))}><img src=${url} alt="" /></button>`)}</div>`}
    <textarea id="message" rows="2" placeholder="Write a message" aria-label="Message" value=${text} onInput=${e => setText(e.target.value)} onKeyDown=${keys}
      onPaste=${e => e.clipboardData.files.length && add(e.clipboardData.files)} />
    <div class="bar">
      <button type="button" class="quiet" aria-pressed=${settings.useTools} onClick=${() => setSettings({ ...settings, useTools: !settings.useTools })}><${Icon} name="tool" /> Tools</button>
      <button type="button" class="quiet" onClick=${() => files.current.click()}><${Icon} name="image" /> Image</button>
      <input ref=${files} type="file" accept="image/*" multiple hidden onChange=${e => { add(e.target.files); e.target.value = ''; }} />
      <button type="button" class="quiet" aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="settings" /> Settings</button>
      <span class="grow" />
      ${running
        ? html`<button type="button" class="primary" id="stop" onClick=${stop}><${Icon} name="stop" /> Stop</button>`
        : html`<button type="submit" class="primary" id="send" disabled=${disabled}><${Icon} name="send" /> Send</button>`}
    </div>
  </form>`;
}

export function Chat({ state, visible }) {
  const [, redraw] = useState(0);
  const [columns, setColumns] = useState([]);
  const [active, setActive] = useState(0);
  const [settings, setSettings] = useState(DEFAULTS);
  const [text, setText] = useState('');
  const [images, setImages] = useState([]);
  const [inspecting, setInspecting] = useState(false);
  const models = state.models.filter(m => m.model.edge === '/v1/chat/completions');
  const changed = () => redraw(n => n + 1);

  useEffect(() => {
    if (columns.length === 0 && models.length > 0) {
      const first = models.find(m => isReady(m)) ?? models.at(-1);
      setColumns([new Conversation(first.model.id, changed)]);
    }
  }, [models.length]);

  const running = columns.some(c => c.running);
  const stop = () => columns.forEach(c => c.stop());
  const send = () => {
    if (!running && (text.trim() || images.length)) {
      columns.forEach(c => c.ask(text, images, settings));
      setText('');
      setImages([]);
    }
  };
  const latest = useLatest({ running, stop, visible });
  useEffect(() => {
    const keys = event => {
      if (event.key === 'Escape' && latest.current.visible && latest.current.running) {
        latest.current.stop();
      }
    };
    addEventListener('keydown', keys);
    return () => removeEventListener('keydown', keys);
  }, []);

  const toggle = id => {
    const has = columns.some(c => c.model === id);
    if (has && columns.length > 1) {
      columns.filter(c => c.model === id).forEach(c => c.stop());
      setColumns(columns.filter(c => c.model !== id));
      setActive(0);
    } else if (!has && columns.length === 1 && columns[0].messages.length === 0 && !columns[0].compared) {
      // nothing is lost: a second model next to an empty first one is a comparison
      setColumns([...columns, new Conversation(id, changed)]);
    } else if (!has) {
      setColumns([...columns, new Conversation(id, changed)]);
    }
  };
  const fill = example => {
    setText(example.text);
    setSettings({ ...settings, useTools: Boolean(example.tools) });
    document.getElementById('message').focus();
  };
  const shown = columns[Math.min(active, columns.length - 1)];
  let asked = null;
  let wrong = null;
  try {
    asked = shown && request(shown.model, shown.messages, settings, { text, images });
  } catch (e) {
    wrong = e;
  }
  return html`<div class="chat" hidden=${!visible}>
    <div class="talk">
      <div class="toolbar"><${ModelPicker} models=${models} chosen=${columns.map(c => c.model)} toggle=${toggle} />
        <span class="grow" />
        <button type="button" class="quiet" onClick=${() => columns.forEach(c => c.clear())} disabled=${columns.every(c => !c.messages.length)}><${Icon} name="trash" /> Clear</button>
        <button type="button" class="quiet narrow" aria-pressed=${inspecting} onClick=${() => setInspecting(!inspecting)}><${Icon} name="eye" /> What the model sees</button>
      </div>
      <div class="columns">${columns.map((c, i) => html`<${Column} key=${c.model} conversation=${c} model=${models.find(m => m.model.id === c.model)} settings=${settings}
        active=${c === shown} many=${columns.length > 1} choose=${() => setActive(i)} fill=${fill} />`)}</div>
      <${Composer} ...${{ text, setText, images, setImages, settings, setSettings, send, stop, running }} disabled=${!columns.length || (!text.trim() && !images.length)} />
    </div>
    <${Inspector} request=${asked} wrong=${wrong} model=${models.find(m => m.model.id === shown?.model)?.model} state=${state} open=${inspecting} close=${() => setInspecting(false)} visible=${visible} />
  </div>`;
}
