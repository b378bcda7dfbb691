// The routes as a diagram: boxes laid out by dagre, numbers on the arrows, and the YAML of what is chosen.
import { html, useState, useEffect, useMemo, useRef, Copy, Empty, Icon } from './ui.js';
import { document_ } from './api.js';
import { Graph, layout } from './dagre.js';

const HEIGHT = 34;
const width = text => Math.max(90, text.length * 7.1 + 24);

function lines(drawing, own) {
  const hidden = new Set(drawing.routes.filter(r => r.group === 'page').map(r => r.id));
  return drawing.lines.filter(l => own || !(hidden.has(l.from) || hidden.has(l.to)));
}

function place(drawing, own) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 44, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  const nodes = new Map();
  const add = (id, text, group) => {
    nodes.set(id, { id, text, group });
    graph.setNode(id, { width: width(text), height: HEIGHT });
  };
  add('client', 'client', 'client');
  drawing.routes.filter(r => own || r.group !== 'page').forEach(r => add(r.id, r.group === 'edge' || r.group === 'page' ? r.input : r.id, r.group));
  const shown = lines(drawing, own);
  shown.forEach(line => {
    if (!nodes.has(line.to)) {
      add(line.to, line.to.replace(/^https?:\/\//, ''), 'server');
    }
    const label = line.label ?? '';
    graph.setEdge(line.from, line.to, { width: Math.max(34, label.length * 6), height: 18, labelpos: 'c' }, line.key);
  });
  layout(graph);
  return {
    width: graph.graph().width,
    height: graph.graph().height,
    nodes: [...nodes.values()].map(n => ({ ...n, ...graph.node(n.id) })),
    lines: shown.map(line => ({ ...line, ...graph.edge({ v: line.from, w: line.to, name: line.key }) })),
  };
}

function curve(points) {
  const [first, ...rest] = points;
  let path = `M${first.x},${first.y}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const middle = { x: (rest[i].x + rest[i + 1].x) / 2, y: (rest[i].y + rest[i + 1].y) / 2 };
    const end = i === rest.length - 2 ? rest[i + 1] : middle;
    path += ` Q${rest[i].x},${rest[i].y} ${end.x},${end.y}`;
  }
  return rest.length === 1 ? `${path} L${rest[0].x},${rest[0].y}` : path;
}

function Line({ line, count, near }) {
  const busy = count?.running > 0;
  const text = [line.label, count && count.total.toLocaleString('en')].filter(Boolean).join(' · ');
  return html`<g class=${'line' + (line.dynamic ? ' dynamic' : '') + (count ? ' used' : '') + (busy ? ' busy' : '') + (near ? ' near' : '')}>
    <path d=${curve(line.points)} marker-end="url(#arrow)" />
    ${text && html`<text x=${line.x} y=${line.y - 4}>${text}</text>`}
    ${busy && html`<text class="running" x=${line.x} y=${line.y + 11}>${count.running} now</text>`}
  </g>`;
}

const open = (event, act) => (event.key === 'Enter' || event.key === ' ') && (event.preventDefault(), act());

function Node({ node, chosen, choose, ready }) {
  const route = !['client', 'server'].includes(node.group);
  const attributes = route
    ? { role: 'button', tabindex: 0, 'aria-pressed': chosen, 'aria-label': `Route ${node.id}`, onClick: choose, onKeyDown: e => open(e, choose) }
    : {};
  return html`<g class=${`node ${node.group}` + (chosen ? ' chosen' : '')} transform=${`translate(${node.x - node.width / 2},${node.y - node.height / 2})`} ...${attributes}>
    <rect width=${node.width} height=${node.height} rx=${node.group === 'client' ? 17 : 7} />
    ${node.group === 'server' && html`<circle class=${ready === true ? 'good' : ready === false ? 'bad' : ''} cx="13" cy=${HEIGHT / 2} r="4"><title>${ready === true ? 'ready' : ready === false ? 'not ready' : 'not known yet'}</title></circle>`}
    <text x=${node.width / 2 + (node.group === 'server' ? 6 : 0)} y=${HEIGHT / 2 + 4}>${node.text}</text>
  </g>`;
}

function Steps({ steps, path = '', chosen, choose }) {
  return html`<ol class="steps">${steps.map((step, i) => {
    const id = `${path}${i}`;
    return html`<li><button type="button" aria-pressed=${chosen?.id === id} onClick=${() => choose({ id, step })}><b>${step.kind}</b> <span>${step.text}</span></button>
      ${step.steps.length > 0 && html`<${Steps} steps=${step.steps} path=${`${id}.`} chosen=${chosen} choose=${choose} />`}</li>`;
  })}</ol>`;
}

function Yaml({ text }) {
  return html`<pre tabindex="0" aria-label="YAML">${text.split('\n').map(line => {
    const found = /^(\s*(?:- )*)([\w.-]+:)(.*)$/.exec(line);
    return found ? html`${found[1]}<span class="name">${found[2]}</span><span class="text">${found[3]}</span>${'\n'}` : `${line}\n`;
  })}</pre>`;
}

function Details({ route, version, close }) {
  const [chosen, setChosen] = useState(null);
  const [inside, setInside] = useState(null);
  useEffect(() => {
    let over = false;
    setChosen(null);
    document_(`route?id=${encodeURIComponent(route.id)}`).then(found => over || setInside(found), () => {});
    return () => { over = true; };
  }, [route.id, version]);
  const yaml = (chosen ? chosen.step.yaml : inside?.yaml) ?? '';
  return html`<aside class="details" aria-label=${`Route ${route.id}`}>
    <div class="toolbar"><h2>${route.id}</h2><span class="note">${route.input.includes(' ') ? route.input : `direct:${route.input}`}${route.file && html` in <code>${route.file}</code>`}</span>
      <span class="grow" /><button type="button" class="quiet" aria-label="Close" onClick=${close}><${Icon} name="close" /></button></div>
    <div class="halves">
      <div><${Steps} steps=${inside?.steps ?? []} chosen=${chosen} choose=${c => setChosen(chosen?.id === c.id ? null : c)} /></div>
      <div class="pane"><div class="bar"><span class="note">${chosen ? `The step ${chosen.step.kind}` : 'The whole route'}</span><span class="grow" />
        ${chosen && html`<button type="button" class="quiet" onClick=${() => setChosen(null)}>Whole route</button>`}<${Copy} text=${() => yaml} /></div>
        <${Yaml} text=${yaml.trimEnd()} /></div>
    </div>
  </aside>`;
}

function serverReady(models, server) {
  const known = models.flatMap(m => m.replicas).filter(r => r.url.startsWith(server)).map(r => r.ready);
  return known.includes(true) ? true : known.includes(false) ? false : null;
}

export function Routes({ state, visible }) {
  const [drawing, setDrawing] = useState(null);
  const [changed, setChanged] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [own, setOwn] = useState(false);
  const version = useRef(null);
  useEffect(() => {
    if (visible && version.current !== state.routes) {
      document_('routes').then(d => {
        if (version.current) {
          setChanged(Date.now());
        }
        version.current = d.version;
        setDrawing(d);
      }, () => {});
    }
  }, [visible, state.routes]);
  const placed = useMemo(() => drawing && place(drawing, own), [drawing, own]);
  const route = drawing?.routes.find(r => r.id === chosen);
  return html`<div class="routes" hidden=${!visible}>
    <div class="canvas">
      <div class="toolbar"><h2>Routes</h2><span class="note">${drawing ? `${drawing.routes.length} routes are running. Choose one to see its steps and YAML.` : ''}
        ${changed && html` <span role="status">Changed at ${new Date(changed).toLocaleTimeString('en-GB')}.</span>`}</span>
        <span class="grow" /><label class="check"><input type="checkbox" checked=${own} onChange=${e => setOwn(e.target.checked)} /> Routes of this page</label></div>
      ${state.mistake && html`<div class="error" role="alert"><b>An edit was not loaded.</b> ${state.mistake.text} The previous routes stay in use.</div>`}
      ${placed
        ? html`<div class="scroll" key=${drawing.version}><svg class="diagram" viewBox=${`0 0 ${placed.width} ${placed.height}`} style=${{ maxWidth: `${placed.width}px` }} role="group" aria-label="Diagram of the routes">
            <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 8,4 0,8Z" /></marker></defs>
            ${placed.lines.map(l => html`<${Line} key=${l.key} line=${l} count=${state.numbers[l.key]} near=${l.from === chosen || l.to === chosen} />`)}
            ${placed.nodes.map(n => html`<${Node} key=${n.id} node=${n} chosen=${n.id === chosen} choose=${() => setChosen(n.id === chosen ? null : n.id)} ready=${serverReady(state.models, n.id)} />`)}
          </svg></div>`
        : html`<${Empty} title="Drawing the routes" />`}
    </div>
    ${route && html`<${Details} route=${route} version=${drawing.version} close=${() => setChosen(null)} />`}
  </div>`;
}
