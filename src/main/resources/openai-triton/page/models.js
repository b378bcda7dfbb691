// Models: what is known of each, and its servers.
import { html, Dot, Empty, number } from './ui.js';

const Fact = ({ name, children }) => html`<div><dt>${name}</dt><dd>${children}</dd></div>`;

const bound = (value, max) => (max > 0 ? `${number(value)} of ${number(max)}` : number(value));

function Servers({ replicas, chat }) {
  const balanced = replicas.some(r => r.running != null);
  const caches = replicas.some(r => r.cacheUsed != null);
  return html`<div class="scroll"><table>
    <thead><tr><th>Replica</th><th>State</th>${chat && html`<th>Dialect</th>`}${balanced && html`<th class="right">Running</th><th class="right">Failed</th>${caches && html`<th class="right">KV cache</th>`}<th>Breaker</th>`}</tr></thead>
    <tbody>${replicas.map(r => html`<tr>
      <td><code>${r.url}</code></td>
      <td><${Dot} ready=${r.ready} /> ${r.ready === true ? 'ready' : r.ready === false ? 'not ready' : '…'}</td>
      ${chat && html`<td>${r.dialect ?? html`<span class="note" title="Found at the first request">not known yet</span>`}</td>`}
      ${balanced && html`<td class="right">${number(r.running)}</td><td class="right">${number(r.failures)}</td>${caches && html`<td class="right">${r.cacheUsed == null ? html`<span class="note">not known</span>` : `${Math.round(100 * r.cacheUsed)} %`}</td>`}<td>${r.breakerOpen ? html`<span class="badge bad">open</span>` : 'closed'}</td>`}
    </tr>`)}</tbody></table></div>`;
}

function Model({ shown }) {
  const { model, replicas } = shown;
  const { queue } = model;
  const chat = model.template != null;
  const ready = replicas.some(r => r.ready) ? true : replicas.every(r => r.ready === false) ? false : null;
  return html`<article class="card">
    <h3><${Dot} ready=${ready} /> ${model.id}</h3>
    ${ready === false && html`<div class="error">No replica of this model is ready. Requests for it fail until a replica is ready.</div>`}
    <dl>
      <${Fact} name="Names">${model.names || html`<span class="note">only its own name</span>`}<//>
      ${!chat && html`<${Fact} name="Endpoint"><code>${model.edge}</code><//>`}
      ${chat && html`<${Fact} name="Template"><code>${model.template}</code><//>
      <${Fact} name="Tool calls">${model.toolFormat ? html`<code>${model.toolFormat}</code>` : 'none'}<//>
      <${Fact} name="Reasoning">${model.reasoningFormat ? html`<code>${model.reasoningFormat}</code>` : 'none'}<//>
      <${Fact} name="max_tokens by default">${model.maxTokens}<//>
      <${Fact} name="Context">${model.contextLength ? `${number(model.contextLength)} tokens` : 'not checked'}<//>`}
      <${Fact} name="Running">${bound(queue.running, queue.maxRunning)}<//>
      <${Fact} name="Waiting">${queue.maxRunning ? bound(queue.waiting, queue.maxWaiting) : 'no queue'}<//>
    </dl>
    ${model.formats.length > 0 && html`<p class="note">It ${model.formats.join('; it ')}.</p>`}
    <${Servers} replicas=${replicas} chat=${chat} />
  </article>`;
}

export function Models({ state, visible }) {
  return html`<div class="models" hidden=${!visible}><div class="toolbar"><h2>Models</h2></div>
    ${state.models.length
      ? html`<div class="cards">${state.models.map(m => html`<${Model} key=${m.model.id} shown=${m} />`)}</div>`
      : html`<${Empty} title="No models"><p>Add a model's file to <code>routes/</code>, or use an API key that may use a model.</p><//>`}
  </div>`;
}
