// The last ten minutes: numbers, charts by uPlot, and the latest requests.
import { html, useEffect, useRef, useMemo, Empty, number, millis, clock } from './ui.js';

const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function Chart({ title, times, series, format, theme }) {
  const box = useRef();
  const chart = useRef();
  useEffect(() => {
    const axis = { stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    chart.current = new window.uPlot({
      width: box.current.clientWidth, height: 150, legend: { show: false }, cursor: { y: false, points: { size: 5 } },
      axes: [{ ...axis, space: 70, size: 28, values: (u, ticks) => ticks.map(t => clock(t * 1000).slice(0, 5)) }, { ...axis, size: 52, values: (u, ticks) => ticks.map(format) }],
      scales: { y: { range: (u, low, high) => [0, Math.max(high || 0, 1) * 1.1] } },
      series: [{}, ...series.map(s => ({ label: s.name, stroke: color(s.color), fill: s.fill ? color(s.fill) : undefined, width: 2, points: { show: s.points, size: 4 },
        paths: s.bars ? window.uPlot.paths.bars({ size: [0.8, 12] }) : undefined, spanGaps: true }))],
    }, [times, ...series.map(s => s.values)], box.current);
    const resized = new ResizeObserver(() => box.current?.clientWidth && chart.current.setSize({ width: box.current.clientWidth, height: 150 }));
    resized.observe(box.current);
    return () => { resized.disconnect(); chart.current.destroy(); };
  }, [theme]);
  useEffect(() => chart.current?.setData([times, ...series.map(s => s.values)]), [times]);
  return html`<figure class="card"><figcaption>${title} <span class="note">${series.length > 1 && series.map(s => html`<i class=${`key ${s.color.slice(2)}`} /> ${s.name} `)}</span></figcaption><div ref=${box} class="chart" /></figure>`;
}

const mean = values => {
  const known = values.filter(v => v != null);
  return known.length ? known.reduce((a, b) => a + b, 0) / known.length : null;
};

function Table({ last }) {
  return html`<div class="scroll card"><table>
    <thead><tr><th>Time</th><th>Model</th><th>Outcome</th><th class="right">First token</th><th class="right">Tokens/s</th><th class="right">Tokens</th><th class="right">Total</th><th>Request id</th></tr></thead>
    <tbody>${last.map(r => html`<tr key=${r.id + r.time}>
      <td>${clock(r.time)}</td><td>${r.model ?? '–'}</td>
      <td><span class=${`badge ${r.outcome === 'success' ? 'good' : r.outcome === 'cancelled' ? '' : 'bad'}`}>${r.outcome.replace('_', ' ')}</span> ${r.status || ''} ${r.error ?? ''}</td>
      <td class="right">${millis(r.firstTokenMillis)}</td><td class="right">${number(r.tokensPerSecond, 1)}</td>
      <td class="right">${r.completionTokens == null ? '–' : `${number(r.promptTokens)} + ${number(r.completionTokens)}`}</td>
      <td class="right">${millis(r.totalMillis)}</td><td><code>${r.id}</code></td></tr>`)}</tbody></table></div>`;
}

export function Requests({ state, visible, theme }) {
  const { points, last } = state.requests;
  const total = points.reduce((sum, p) => sum + p.requests, 0);
  const errors = points.reduce((sum, p) => sum + p.errors, 0);
  const times = useMemo(() => points.map(p => p.time / 1000), [state.time]);
  return html`<div class="requests" hidden=${!visible}>
    <div class="toolbar"><h2>Requests</h2><span class="note">For models, in the last ten minutes</span></div>
    ${total === 0
      ? html`<${Empty} title="No requests yet"><p>Send a request from the chat or any client: the gateway's measurements appear here.</p><//>`
      : html`<div class="tiles">
          <div class="card tile"><b>${number(total)}</b><span>requests</span></div>
          <div class=${'card tile' + (errors ? ' bad' : '')}><b>${number(errors)}</b><span>errors</span></div>
          <div class="card tile"><b>${millis(mean(points.map(p => p.firstTokenMillis)))}</b><span>to the first token</span></div>
          <div class="card tile"><b>${number(mean(points.map(p => p.tokensPerSecond)), 1)}</b><span>tokens a second per stream</span></div>
        </div>
        ${visible && html`<div class="charts">
          <${Chart} theme=${theme} title="Requests" times=${times} format=${v => (Number.isInteger(v) ? v : '')} series=${[
            { name: 'all', color: '--accent', bars: true, fill: '--accent-soft', values: points.map(p => p.requests) },
            { name: 'errors', color: '--bad', bars: true, fill: '--bad', values: points.map(p => p.errors) }]} />
          <${Chart} theme=${theme} title="Time to first token" times=${times} format=${v => `${v} ms`} series=${[{ name: 'mean', color: '--accent', points: true, values: points.map(p => p.firstTokenMillis) }]} />
          <${Chart} theme=${theme} title="Tokens a second" times=${times} format=${v => v} series=${[{ name: 'mean of the streams', color: '--accent', points: true, values: points.map(p => p.tokensPerSecond) }]} />
        </div>`}
        <${Table} last=${last} />`}
  </div>`;
}
